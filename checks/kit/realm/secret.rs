//! A secret by reference: what it is called, never what it is.

use std::path::PathBuf;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Serialize};

/// Where a secret comes from. Only the live prober ever sees its value.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SecretRef {
    /// An environment variable.
    Env(String),
    /// The first line of a file.
    File(PathBuf),
    /// What the nth `{command: …}` of the config prints; runs only with `--allow-commands`.
    Command(u32),
    /// The nth plain text in the config, taken out when it was read.
    #[serde(rename = "redacted")]
    Literal(u32),
}

impl std::fmt::Display for SecretRef {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Env(name) => write!(f, "environment variable {name}"),
            Self::File(path) => write!(f, "file {}", path.display()),
            // People count from one.
            Self::Command(n) => write!(f, "command {} of the config", u64::from(*n) + 1),
            Self::Literal(n) => write!(f, "plain text {} of the config", u64::from(*n) + 1),
        }
    }
}

impl JsonSchema for SecretRef {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Secret".into()
    }

    /// The form that users write; the loader replaces plain text and commands by references.
    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        let one = |key: &str, value: serde_json::Value| {
            serde_json::json!({
                "type": "object", "properties": {key: value},
                "required": [key], "additionalProperties": false,
            })
        };
        json_schema!({
            "description": "A secret: {env: NAME}, {file: PATH}, or {command: [PROGRAM, ARGUMENT…]}; plain text works, with a warning. Programs that are run get no environment variable that a secret stands in.",
            "x-expected": "{env: NAME}, {file: PATH} or {command: [PROGRAM, ARGUMENT…]}",
            "anyOf": [
                {"type": "string"},
                one("env", serde_json::json!({"type": "string", "minLength": 1})),
                one("file", serde_json::json!({"type": "string", "minLength": 1})),
                one("command", serde_json::json!({"type": "array", "minItems": 1, "items": {"type": "string"}})),
            ],
        })
    }
}
