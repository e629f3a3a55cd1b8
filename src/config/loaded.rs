//! A config that was read, or why there is none.

use std::fmt;
use std::path::PathBuf;

use anstream::adapter::strip_str;
use checks::kit::Config;
use secrecy::SecretString;

use super::diagnostic::{Diagnostic, Kind, diagnostics, passed, report};
use super::mistake::Mistake;
use super::source::Source;
use crate::exit::{Code, Failure};
use crate::report::model::{Finding, Report};

/// A config that was read and is valid.
pub struct Loaded {
    /// What it says, `defaults` laid under every realm, paths starting from the file that names them, secrets by reference.
    pub config: Config,
    /// Plain-text secrets by number.
    pub literals: Vec<SecretString>,
    /// `{command: …}` secrets by number.
    pub commands: Vec<Vec<String>>,
    /// What is accepted and should be different, such as a plain-text password.
    pub warnings: Vec<Diagnostic>,
    /// SHA-256 of the files one after the other in name order, in lowercase hexadecimal digits.
    pub sha256: String,
    /// The file or folder, as the user named it.
    pub path: PathBuf,
    /// The folder that its relative paths start from, as it was named.
    pub folder: String,
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
    /// This machine has no file handle left to read one with.
    #[error("{0}")]
    Exhausted(String),
    /// The files have mistakes; as text it is all of them, without color.
    #[error("{0}")]
    Invalid(Box<Mistakes>),
}

impl From<ConfigError> for Failure {
    fn from(error: ConfigError) -> Self {
        let code = match &error {
            ConfigError::NotFound(_) | ConfigError::Unreadable(_) => Code::NoInput,
            ConfigError::Exhausted(what) => return Self::exhausted(what),
            ConfigError::Invalid(_) => Code::Config,
        };
        Self::of(code, error)
    }
}

/// All mistakes of a config; no secret is left in them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mistakes {
    /// Those that are shown.
    pub shown: Vec<Diagnostic>,
    total: usize,
}

/// How to show.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Look {
    /// Text alone.
    Plain,
    /// With colors, for a terminal (`anstream` takes them out where it is none).
    Colored,
}

impl Mistakes {
    /// The mistakes in the order of files and lines, each once.
    pub(super) fn new(mut mistakes: Vec<Mistake>, sources: &mut [Source]) -> Self {
        mistakes.sort();
        mistakes.dedup();
        Self {
            shown: diagnostics(&mistakes, Kind::Mistake, sources),
            total: mistakes.len(),
        }
    }

    /// How many there are.
    pub fn count(&self) -> usize {
        self.total
    }

    /// As a report.
    pub fn report(&self) -> Report {
        let mut report = report(&self.shown);
        let more = self.total - self.shown.len();
        let more = match more {
            0 => String::new(),
            more => format!("; {more} more mistakes are not shown"),
        };
        report.note = Some(format!("Nothing was checked{more}").into());
        report
    }

    /// All of them in a line, each with its place.
    pub fn line(&self) -> String {
        let shown = self.shown.iter();
        let shown = shown.map(|one| format!("{}: {}", one.site, Finding::from(one).summary));
        let more = self.total - self.shown.len();
        let more = (more > 0).then(|| format!("… and {more} more"));
        shown.chain(more).collect::<Vec<_>>().join("; ")
    }

    /// All of them, and how many.
    pub fn render(&self, look: Look) -> String {
        let shown = self.shown.iter();
        let mut text: String = shown.map(|one| format!("{}\n\n", one.screen)).collect();
        if look == Look::Plain {
            text = strip_str(&text).to_string();
        }
        if self.total > self.shown.len() {
            text += &format!("… and {} more\n\n", self.total - self.shown.len());
        }
        let plural = if self.total == 1 { "" } else { "s" };
        text + &format!("{} mistake{plural}; nothing was checked", self.total)
    }
}

impl fmt::Display for Mistakes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.render(Look::Plain))
    }
}

impl Loaded {
    /// As a report: its warnings, or else that it is `valid`.
    pub fn report(&self, valid: &str) -> Report {
        let mut report = report(&self.warnings);
        report.config = self.path.display().to_string().into();
        if self.warnings.is_empty() {
            report.findings.push(passed(&report.config, valid));
        }
        report.counted()
    }

    /// What is wrong with it where nothing may be that should be different.
    ///
    /// # Errors
    /// Its warnings, as mistakes.
    pub fn strict(self) -> Result<Self, ConfigError> {
        match self.warnings.len() {
            0 => Ok(self),
            total => Err(ConfigError::Invalid(Box::new(Mistakes {
                shown: self.warnings.into_iter().map(Diagnostic::strict).collect(),
                total,
            }))),
        }
    }
}
