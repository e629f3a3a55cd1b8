//! The published schemas: `fixtures/schemas` has them as they are, and what a reader relies on stays.
//!
//! `SNAPSHOTS=overwrite cargo test --test formats published` writes them anew, where that takes nothing away.

use std::path::Path;

use otpdoctor::cli::report::schema;
use otpdoctor::report::json::pretty;
use serde_json::{Value, json};
use snapbox::{Assert, Data};

#[test]
fn every_schema_is_as_published_or_only_adds() {
    for (name, _, schema) in schema::ALL {
        let today = pretty(&schema());
        let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/schemas");
        let file = file.join(name).with_extension("json");
        if let Ok(text) = std::fs::read_to_string(&file) {
            let lost = lost(
                &serde_json::from_str(&text).unwrap(),
                &serde_json::from_str(&today).unwrap(),
                "",
            );
            assert!(
                lost.is_empty(),
                "{name}: a reader of today's files relies on {lost:#?}"
            );
        }
        Assert::new()
            .action_env("SNAPSHOTS")
            .eq(today, Data::read_from(&file, None).raw());
    }
}

/// What the older schema says and the newer does not: a field, that it is required, its type, an alternative.
fn lost(older: &Value, newer: &Value, place: &str) -> Vec<String> {
    match (older, newer) {
        (Value::Object(older), Value::Object(newer)) => {
            let parts = older.iter().filter(|(key, _)| {
                !["description", "title"].contains(&key.as_str()) || place.ends_with("/properties")
            });
            let lost = parts.flat_map(|(key, older)| {
                let place = format!("{place}/{key}");
                match newer.get(key) {
                    Some(newer) => lost(older, newer, &place),
                    None => vec![place],
                }
            });
            lost.collect()
        }
        // Those of a list may stand in another order, and more may come.
        (Value::Array(older), Value::Array(newer)) => {
            let gone = older.iter().filter(|older| {
                !newer
                    .iter()
                    .any(|newer| lost(older, newer, place).is_empty())
            });
            gone.map(|gone| format!("{place}: {gone}")).collect()
        }
        _ if older == newer => Vec::new(),
        _ => vec![format!("{place}: {older} became {newer}")],
    }
}

#[test]
fn what_takes_something_away_is_found() {
    let older = json!({"properties": {"title": {"type": "string"}, "at": {"type": "integer"}}, "required": ["at"]});
    for (newer, gone) in [
        (
            json!({"properties": {"at": {"type": "integer"}}, "required": ["at"]}),
            "/properties/title",
        ),
        (
            json!({"properties": {"title": {"type": "string"}, "at": {"type": "string"}}, "required": ["at"]}),
            "/properties/at/type: \"integer\" became \"string\"",
        ),
        (
            json!({"properties": {"title": {"type": "string"}, "at": {"type": "integer"}}, "required": []}),
            "/required: \"at\"",
        ),
    ] {
        assert_eq!(lost(&older, &newer, ""), [gone]);
    }
    let more = json!({"title": "More", "properties": {"title": {"type": "string"}, "at": {"type": "integer"}, "new": {}}, "required": ["at"]});
    assert_eq!(lost(&older, &more, ""), [""; 0]);
}
