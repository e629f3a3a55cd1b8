//! The JSON Schema of reports, derived from their types.

use super::Report;

/// The schema (draft 2020-12), indented, with a final newline.
pub fn render() -> String {
    let schema = schemars::schema_for!(Report);
    let mut text = serde_json::to_string_pretty(&schema).expect("a schema is plain data");
    text.push('\n');
    text
}
