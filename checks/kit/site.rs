//! Where a setting stands: file, line and column.

use std::collections::HashMap;
use std::sync::Arc;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The place of a setting in the config files.
#[derive(
    Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
pub struct Site {
    /// The file, as the user named it.
    pub file: Arc<str>,
    /// Line, from 1.
    pub line: u32,
    /// Column in characters, from 1.
    pub column: u32,
}

impl std::fmt::Display for Site {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}:{}:{}", self.file, self.line, self.column)
    }
}

/// The places of all settings, by dotted path from the root of the config
/// (`realms.SecureAuth1.overview.smtp.port`; a list element is its index).
/// A key that contains a dot is no trouble: paths are only ever built from the tree.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sites(HashMap<String, Site>);

impl Sites {
    /// Notes where the setting at `path` stands.
    pub fn insert(&mut self, path: String, site: Site) {
        self.0.insert(path, site);
    }

    /// Where exactly this setting stands.
    pub fn exact(&self, path: &str) -> Option<&Site> {
        self.0.get(path)
    }

    /// Where this setting stands, or the nearest setting that contains it.
    pub fn nearest(&self, path: &str) -> Option<&Site> {
        let mut path = path;
        loop {
            if let Some(site) = self.0.get(path) {
                return Some(site);
            }
            path = path.rsplit_once('.')?.0;
        }
    }
}
