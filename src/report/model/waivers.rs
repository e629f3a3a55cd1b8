//! Waivers: what is known, accepted for a while, and by whom. Shown and counted, it does not fail the run.

mod apply;

use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::site::Site;
use super::text::Text;

pub use apply::apply;

/// Whether the name of a realm fits: names of realms have no case, as they have none in IIS.
pub fn in_any_case(pattern: &glob::Pattern, name: &str) -> bool {
    let options = glob::MatchOptions {
        case_sensitive: false,
        ..glob::MatchOptions::default()
    };
    pattern.matches_with(name, options)
}

/// One waiver. What it leaves open holds for everything.
#[derive(Clone, Debug)]
pub struct Waiver {
    /// The check's id.
    pub check: Text,
    /// The reason; left out: every reason of the check.
    pub reason: Option<Text>,
    /// The realms, by name or glob.
    pub realm: glob::Pattern,
    /// The subject, by its text or a glob.
    pub subject: glob::Pattern,
    /// What the report says of it.
    pub grounds: Grounds,
    /// Where it stands.
    pub site: Site,
}

/// Why, who, until when.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
pub struct Grounds {
    /// Why it is accepted.
    pub why: Text,
    /// Who accepted it.
    pub who: Text,
    /// The last day on which it counts.
    #[schemars(with = "String", extend("format" = "date"))]
    pub until: Date,
}
