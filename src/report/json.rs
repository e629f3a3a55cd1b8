//! The report as JSON, for programs.

use checks::kit::text;
use serde::Serialize;

use super::Report;

/// The whole report, indented, with a final newline.
pub fn render(report: &Report) -> String {
    pretty(report)
}

/// Plain data as indented JSON with a final newline. Strings are as they were; what would steer a terminal or the direction
/// of writing stands there as an escape.
pub(crate) fn pretty(data: &impl Serialize) -> String {
    let mut text = serde_json::to_string_pretty(data).expect("it is plain data");
    text.push('\n');
    match text.is_ascii() && !text.contains('\u{7f}') {
        true => text,
        false => escaped(&text),
    }
}

/// Outside of strings all is ASCII that steers nothing, so a character that does is within one.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c != '\n' && text::steers(c) {
            true => c
                .encode_utf16(&mut [0; 2])
                .iter()
                .for_each(|unit| out.push_str(&format!("\\u{unit:04x}"))),
            false => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    #[test]
    fn a_string_is_what_it_was_and_steers_nothing() {
        let hostile = "a\u{1b}[31m\u{7f}\u{9b}\u{202e}\u{200b}\u{2028}\n\"é\u{1f512}";
        let text = pretty(&[hostile]);
        assert_eq!(text.chars().find(|c| *c != '\n' && text::steers(*c)), None);
        let read: Vec<String> = serde_json::from_str(&text).unwrap();
        assert_eq!(read, [hostile]);
    }
}
