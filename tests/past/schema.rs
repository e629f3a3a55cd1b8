//! What the program writes, held against the schemas that it publishes, by a validator of others.

use serde_json::Value;

/// Holds a value against the published schema of this name, which has to name every field.
pub fn validate(name: &str, value: &Value) {
    let schema = otpdoctor::report::schema::ALL
        .iter()
        .find(|one| one.name == name);
    let mut schema: Value = serde_json::from_str(&schema.unwrap().render()).unwrap();
    close(&mut schema);
    if let Some(Value::Object(parts)) = schema.get_mut("$defs") {
        parts.values_mut().for_each(close);
    }
    let validator = jsonschema::draft202012::options()
        .should_validate_formats(true)
        .build(&schema)
        .unwrap();
    let wrong: Vec<String> = validator
        .iter_errors(value)
        .map(|error| format!("{}: {error}", error.instance_path()))
        .collect();
    assert!(wrong.is_empty(), "{name}: {wrong:#?}");
}

/// Readers take no offense at fields that they do not know; these tests do.
fn close(schema: &mut Value) {
    if schema.get("properties").is_some() {
        schema["unevaluatedProperties"] = false.into();
    }
}
