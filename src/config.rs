//! The realm config: YAML files into a valid [`checks::kit::Config`], every mistake at once.
//!
//! The way of a config: found ([`find`](self::find)), read into trees of values with places (`load`),
//! united (`merge`), held against the schema (`validate`) and against itself (`refer`), `defaults` laid
//! under every realm, secrets taken out (`secrets`), and typed (`effective`).

mod effective;
mod expect;
mod find;
pub mod import;
mod load;
mod mask;
mod merge;
mod mistake;
mod node;
pub mod portable;
mod refer;
mod secrets;
pub mod show;
mod snippet;
mod validate;

use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use checks::kit::Config;
use secrecy::SecretString;
use serde_json::Value;

pub use snippet::{Look, Mistakes};

/// A config that was read and is valid.
pub struct Loaded {
    /// What it says, `defaults` laid under every realm, paths starting from the file that names them, secrets by reference.
    pub config: Config,
    /// Plain-text secrets by number.
    pub literals: Vec<SecretString>,
    /// `{command: …}` secrets by number.
    pub commands: Vec<Vec<String>>,
    /// What is accepted and should be different, such as a plain-text password: rendered, one a line group.
    pub warnings: Vec<String>,
    /// SHA-256 of the files one after the other in name order, in lowercase hexadecimal digits.
    pub sha256: String,
    /// The file or folder, as the user named it.
    pub path: PathBuf,
}

/// Why there is no config.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// None was named, and none found; the text lists where it was looked for. Exit code 66.
    #[error("{0}")]
    NotFound(String),
    /// A file that was named cannot be read. Exit code 66.
    #[error("{0}")]
    Unreadable(String),
    /// The files have mistakes; as text it is all of them, without color. Exit code 78.
    #[error("{0}")]
    Invalid(Box<Mistakes>),
}

/// Reads the config: `named` (a file or a folder), else the usual places.
///
/// # Errors
/// All mistakes at once, each with file, line, column and the marked text.
pub fn load(named: Option<&Path>) -> Result<Loaded, ConfigError> {
    let path = find::find(named, |name| std::env::var_os(name))?;
    let mut reading = effective::Reading::default();
    let tree = reading.read(&find::files(&path)?)?;
    reading.finish(tree, path)
}

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
