//! JSON as it is printed.

use serde::Serialize;

/// Plain data as indented JSON with a final newline.
pub fn pretty(data: &impl Serialize) -> String {
    let mut text = serde_json::to_string_pretty(data).expect("it is plain data");
    text.push('\n');
    text
}
