//! What is reported when something changes: `otpdoctor.notice/1`. Fields may be added; none changes its meaning.

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

pub use crate::report::diff::Kind;
pub use crate::report::model::{Cause, Outcome, Text};

/// The name and version of this format.
pub const SCHEMA: &str = "otpdoctor.notice/1";

/// What changed on an appliance, as one run settled it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Notice {
    /// The name and version of this format.
    #[schemars(extend("const" = SCHEMA))]
    pub schema: Text,
    /// What no other notice has: what is delivered twice carries the same.
    pub id: String,
    /// The version of otpdoctor.
    pub version: Text,
    /// The appliance.
    pub appliance: Text,
    /// When the run began that settled it, by this host's clock.
    pub at: Timestamp,
    /// One line: how much changed, and the first cause.
    pub summary: Text,
    /// What is wrong at the root, as the report of that run has it, the one that explains most first; a warning that breaks
    /// something has failed. Empty where nothing is wrong any more. Of many subjects, findings and explained findings the
    /// first are named.
    pub causes: Vec<Cause>,
    /// What changed: the worst first, and of each kind first what no cause explains.
    pub changes: Vec<Change>,
}

impl Notice {
    /// As JSON, in one line.
    pub fn json(&self) -> String {
        serde_json::to_string(self).expect("a notice is plain data")
    }
}

/// A change in the words of the report.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Change {
    /// What changed.
    #[serde(flatten)]
    pub event: Event,
    /// What it is about.
    pub subject: Text,
    /// What is found, in words.
    pub summary: Text,
    /// The cause that explains it, as `check/reason`; `null` where it is one itself, or nothing explains it.
    pub because: Option<Text>,
}

/// One change of one check, in one or several realms.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Event {
    /// What kind of change it is.
    pub kind: Kind,
    /// The check's id.
    pub check: Text,
    /// The realms that it holds for.
    pub realms: Vec<Text>,
    /// What was reported last; `null` where nothing was known before.
    pub was: Option<CheckResult>,
    /// What is found now.
    pub now: CheckResult,
}

impl Event {
    /// The order of a notice: the worst first, and what has recovered last.
    pub fn urgency(&self) -> usize {
        const ORDER: [Kind; 5] = [
            Kind::Broke,
            Kind::Worsened,
            Kind::NotChecked,
            Kind::Improved,
            Kind::Changed,
        ];
        let place = ORDER.iter().position(|kind| *kind == self.kind);
        place.unwrap_or(ORDER.len())
    }
}

/// What comes of a check in a realm.
#[derive(
    Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
pub struct CheckResult {
    /// The outcome.
    pub outcome: Outcome,
    /// The stable reason; `ok` with pass.
    pub reason: Text,
}
