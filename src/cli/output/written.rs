//! What a command wrote into a file, for programs: `otpdoctor.written/1`. Fields may be added; none changes its meaning.

use std::path::Path;

use schemars::JsonSchema;
use serde::Serialize;

use super::Answering;
use crate::exit::{Code, Failure};
use crate::report::Summary;
use crate::report::json::pretty;

/// The name and version of this format.
pub const SCHEMA: &str = "otpdoctor.written/1";

/// What a command wrote.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Written {
    /// The name and version of this format.
    #[schemars(extend("const" = SCHEMA))]
    pub schema: &'static str,
    /// The command, such as `bundle create`.
    pub command: &'static str,
    /// The file, as the user named it.
    pub path: String,
    /// Its size in bytes.
    pub bytes: usize,
    /// How many realms are in it.
    pub realms: Option<usize>,
    /// How many findings of a bundle have which status.
    pub summary: Option<Summary>,
    /// What was imported, and what was not, in lines.
    pub account: Vec<String>,
}

impl Written {
    /// That a command wrote these bytes there.
    pub fn new(command: &'static str, path: &Path, bytes: &[u8]) -> Self {
        Self {
            schema: SCHEMA,
            command,
            path: path.display().to_string(),
            bytes: bytes.len(),
            realms: None,
            summary: None,
            account: Vec::new(),
        }
    }

    /// Tells it to a program, or to a person in these words.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn tell(&self, answering: &Answering, human: &str) -> Result<Code, Failure> {
        answering.write(&|_| human.to_owned(), &|| pretty(self))
    }
}
