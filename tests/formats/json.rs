//! JSON, held against the schema that `report --schema` prints, by a validator of others.

use std::sync::LazyLock;

use otpdoctor::cli::report::schema;
use otpdoctor::report::json;
use serde_json::Value;

use crate::worlds;

static SCHEMA: LazyLock<jsonschema::Validator> = LazyLock::new(|| {
    let schema: Value = serde_json::from_str(&schema::render()).unwrap();
    jsonschema::draft202012::options()
        .should_validate_formats(true)
        .build(&schema)
        .unwrap()
});

/// Holds a report against the schema.
pub fn validate(text: &str) {
    let report: Value = serde_json::from_str(text).unwrap();
    let wrong: Vec<String> = SCHEMA
        .iter_errors(&report)
        .map(|error| format!("{}: {error}", error.instance_path()))
        .collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn every_world_is_valid_and_survives_being_read_and_written() {
    for world in worlds::NAMES {
        let text = std::fs::read_to_string(worlds::folder(world).join("report.json")).unwrap();
        validate(&text);
        let report = worlds::report(world);
        let written: Value = serde_json::from_str(&json::pretty(&report)).unwrap();
        assert_eq!(
            written,
            serde_json::from_str::<Value>(&text).unwrap(),
            "{world}"
        );
        validate(&json::pretty(&report));
    }
}

#[test]
fn the_schema_refuses_what_is_no_report() {
    let text = std::fs::read_to_string(worlds::folder("healthy").join("report.json")).unwrap();
    for (key, value) in [
        ("schema", Value::from("otpdoctor.report/2")),
        ("started_at", "yesterday".into()),
        ("findings", "none".into()),
        ("summary", Value::Null),
    ] {
        let mut report: Value = serde_json::from_str(&text).unwrap();
        report[key] = value;
        assert!(!SCHEMA.is_valid(&report), "{key}");
    }
}
