//! The report as JSON, for programs.

use super::Report;

/// The whole report, indented, with a final newline.
pub fn render(report: &Report) -> String {
    let mut text = serde_json::to_string_pretty(report).expect("a report is plain data");
    text.push('\n');
    text
}
