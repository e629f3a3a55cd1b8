//! Text that tries to break out, put into every string of a review: a terminal and a program read as much as before.

use otpdoctor::report::history::{self as review, Review};
use serde_json::Value;

use crate::goldens::human;
use crate::{schema, worlds};

const HOSTILE: &str = concat!(
    "\u{1b}[31m\u{1b}]0;title\u{7}\u{202e}\u{2066}\u{200b}\u{feff}\u{0}\u{8}\u{c}\u{7f}\u{85}\u{2028}",
    "\n\n✗ all is well\r\n█████ | a | <b>x</b> \" ' ` $(id) %0A {0} ",
);

/// What holds no free text.
const TYPED: &[&str] = &[
    "schema",
    "since",
    "until",
    "strip",
    "last_run_at",
    "silent_since",
    "changed_at",
    "outcome",
    "status",
    "status_since",
    "first_at",
    "most_at",
];

fn spoiled(world: &str, text: &str) -> Review {
    let mut value = serde_json::to_value(worlds::world(world)).unwrap();
    spoil(&mut value, text);
    schema::validate("history", &{
        let mut valid = value.clone();
        valid["schema"] = "otpdoctor.history/1".into();
        valid
    });
    serde_json::from_value(value).unwrap()
}

fn spoil(value: &mut Value, after: &str) {
    match value {
        Value::String(text) => text.push_str(after),
        Value::Array(list) => list.iter_mut().for_each(|one| spoil(one, after)),
        Value::Object(map) => map
            .iter_mut()
            .filter(|(key, _)| !TYPED.contains(&key.as_str()))
            .for_each(|(_, one)| spoil(one, after)),
        _ => {}
    }
}

#[test]
fn no_text_steers_a_terminal_or_makes_a_line() {
    for world in ["outage", "gaps", "apart", "warnings", "ten"] {
        let review = spoiled(world, HOSTILE);
        for width in [60, 80, 200] {
            let text = human(&review, width);
            let steers = |c: &char| {
                (c.is_control() && *c != '\n')
                    || matches!(c, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
            };
            assert_eq!(text.chars().find(steers), None, "{world}");
            assert!(
                !text.lines().any(|line| line.starts_with("✗ all is well")),
                "{text}"
            );
        }
    }
}

#[test]
fn no_row_is_wider_than_the_terminal() {
    for world in worlds::NAMES.iter().chain(&["ten"]) {
        for width in [60, 80, 120, 200] {
            for line in human(&worlds::world(world), width).lines() {
                let columns = line.chars().count();
                assert!(columns <= width, "{world}: {columns} of {width}: {line}");
            }
        }
    }
}

#[test]
fn json_is_read_as_it_was_written() {
    for world in ["outage", "gaps", "apart", "ten", "nobody"] {
        let review = worlds::world(world);
        let text = review::json(&review);
        schema::validate("history", &serde_json::from_str(&text).unwrap());
        let again: Review = serde_json::from_str(&text).unwrap();
        assert_eq!(again, review, "{world}");
    }
}
