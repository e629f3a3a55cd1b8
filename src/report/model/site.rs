//! Where in the config a setting stands.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::text::Text;

/// The place of a setting in the config files.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Site {
    /// The file, as the user named it.
    pub file: Text,
    /// Line, from 1.
    pub line: u32,
    /// Column in characters, from 1.
    pub column: u32,
}

impl From<&checks::kit::Site> for Site {
    fn from(site: &checks::kit::Site) -> Self {
        Self {
            file: (*site.file).into(),
            line: site.line,
            column: site.column,
        }
    }
}

impl std::fmt::Display for Site {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}:{}:{}", self.file, self.line, self.column)
    }
}
