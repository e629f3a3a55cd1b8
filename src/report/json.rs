//! The report as JSON, for programs.

use super::model::Report;
use super::view::json::pretty;

/// The whole report, indented, with a final newline.
pub fn render(report: &Report) -> String {
    pretty(report)
}
