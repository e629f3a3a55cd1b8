//! The report as JSON, for programs.

use serde::Serialize;

use super::model::Report;

/// The whole report, indented, with a final newline.
pub fn render(report: &Report) -> String {
    pretty(report)
}

/// Plain data as indented JSON with a final newline.
pub(crate) fn pretty(data: &impl Serialize) -> String {
    let mut text = serde_json::to_string_pretty(data).expect("it is plain data");
    text.push('\n');
    text
}
