//! Our walk over the schema held against a validator that others wrote: what it refuses, we refuse.

use otpdoctor::config::{load, schema};
use serde_json::{Value, json};

#[test]
fn whatever_is_put_in_the_place_of_a_value_both_judge_alike() {
    let healthy = std::fs::read_to_string("fixtures/healthy/otpdoctor.yaml").unwrap();
    let healthy: Value = serde_saphyr::from_str(&healthy).unwrap();
    let validator = jsonschema::draft202012::options()
        .should_validate_formats(false)
        .build(schema())
        .unwrap();
    assert!(validator.is_valid(&healthy));
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("otpdoctor.yaml");
    let strangers = [json!(true), json!(-1), json!([[]]), json!({"stranger": 1})];
    let mut judged = 0;
    for pointer in pointers(&healthy) {
        for stranger in &strangers {
            let mut config = healthy.clone();
            *config.pointer_mut(&pointer).unwrap() = stranger.clone();
            std::fs::write(&path, config.to_string()).unwrap();
            let ours = load(Some(&path)).map(drop);
            let theirs = validator.is_valid(&config);
            assert!(
                theirs || ours.is_err(),
                "{pointer} = {stranger}: a mistake that we do not see"
            );
            if theirs && let Err(why) = ours {
                // Only references, formats and the width of numbers are more than the schema says.
                let why = why.to_string();
                assert!(
                    why.contains("no such certificate")
                        || why.contains("whole number")
                        || why.contains("certificates."),
                    "{pointer} = {stranger}: {why}"
                );
            }
            judged += 1;
        }
    }
    assert!(judged > 300, "{judged} cases are too few");
}

/// The places of all values.
fn pointers(value: &Value) -> Vec<String> {
    let below = |key: String, value: &Value| {
        let key = format!("/{}", key.replace('~', "~0").replace('/', "~1"));
        let inner = pointers(value);
        std::iter::once(key.clone())
            .chain(inner.into_iter().map(move |rest| format!("{key}{rest}")))
            .collect::<Vec<_>>()
    };
    match value {
        Value::Object(entries) => entries
            .iter()
            .flat_map(|(key, value)| below(key.clone(), value))
            .collect(),
        Value::Array(items) => items
            .iter()
            .enumerate()
            .flat_map(|(n, item)| below(n.to_string(), item))
            .collect(),
        _ => Vec::new(),
    }
}
