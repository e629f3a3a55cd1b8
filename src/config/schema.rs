//! The JSON Schema of a config, derived from its types.

use std::sync::LazyLock;

use checks::kit::Config;
use serde_json::Value;

/// The JSON Schema of a config, as editors take it.
pub fn schema() -> &'static Value {
    static SCHEMA: LazyLock<Value> = LazyLock::new(|| {
        let mut schema = schemars::schema_for!(Config).to_value();
        if let Value::Object(schema) = &mut schema {
            let id = "urn:otpdoctor:realm-config:1";
            schema.shift_insert(1, "$id".into(), id.into());
            let about = "One appliance and its realms. `otpdoctor config init` writes one to start from, `otpdoctor config validate` checks it.";
            schema.insert("description".into(), about.into());
        }
        schema
    });
    &SCHEMA
}
