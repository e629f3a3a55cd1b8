//! A config that was read, or why there is none.

use std::path::PathBuf;

use checks::kit::Config;
use secrecy::SecretString;

use super::snippet::Mistakes;
use crate::exit::{Code, Failure};

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
    /// None was named, and none found; the text lists where it was looked for.
    #[error("{0}")]
    NotFound(String),
    /// A file that was named cannot be read.
    #[error("{0}")]
    Unreadable(String),
    /// The files have mistakes; as text it is all of them, without color.
    #[error("{0}")]
    Invalid(Box<Mistakes>),
}

impl From<ConfigError> for Failure {
    fn from(error: ConfigError) -> Self {
        let code = match &error {
            ConfigError::NotFound(_) | ConfigError::Unreadable(_) => Code::NoInput,
            ConfigError::Invalid(_) => Code::Config,
        };
        Self::of(code, error)
    }
}
