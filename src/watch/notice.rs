//! What is told when something changes: `otpdoctor.notice/1`, its own types, so that what is inside may change.
//! Fields may be added; none changes its meaning.

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

pub use crate::report::model::Outcome;

/// The name and version of this format.
pub const SCHEMA: &str = "otpdoctor.notice/1";

/// What changed on an appliance, as one run settled it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Notice {
    /// The name and version of this format.
    #[schemars(extend("const" = SCHEMA))]
    pub schema: String,
    /// What no other notice has: what is delivered twice carries the same.
    pub id: String,
    /// The version of otpdoctor.
    pub version: String,
    /// The appliance.
    pub appliance: String,
    /// When the run began that settled it, by this host's clock.
    #[schemars(with = "String", extend("format" = "date-time"))]
    pub at: Timestamp,
    /// One line: how much changed, and the first cause.
    pub summary: String,
    /// What is wrong at the root, the one that explains most first; empty where nothing is wrong any more.
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

/// Something that is wrong, and that nothing else that is wrong explains.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Cause {
    /// The check's id.
    pub check: String,
    /// The stable reason.
    pub reason: String,
    /// How bad it is.
    pub outcome: Outcome,
    /// The realms where it is the cause.
    pub realms: Vec<String>,
    /// What it is about.
    pub subjects: Vec<String>,
    /// One sentence.
    pub summary: String,
    /// What to do, in order.
    pub remedy: Vec<String>,
}

/// One change of one check, in one or several realms.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Change {
    /// What kind of change it is.
    pub kind: Kind,
    /// The check's id.
    pub check: String,
    /// The realms that it holds for.
    pub realms: Vec<String>,
    /// What was told last; `null` where nothing was known before.
    pub was: Option<CheckResult>,
    /// What is found now.
    pub now: CheckResult,
    /// What it is about.
    pub subject: String,
    /// What is found, in words.
    pub summary: String,
    /// The cause that explains it, as `check/reason`; `null` where it is one itself, or nothing explains it.
    pub because: Option<String>,
}

/// What comes of a check in a realm.
#[derive(
    Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
pub struct CheckResult {
    /// The outcome.
    pub outcome: Outcome,
    /// The stable reason; `ok` with pass.
    pub reason: String,
}

/// What kind of change it is, the worst first.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// It fails, and did not.
    Broke,
    /// It warns, and did not; or it fails for another reason.
    Worsened,
    /// It cannot be checked any more.
    NotChecked,
    /// It failed, and only warns.
    Improved,
    /// It is as good as it was, and for another reason.
    Changed,
    /// It was wrong, and passes.
    Healed,
}

impl Kind {
    /// The word in a line.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Broke => "broke",
            Self::Worsened => "worsened",
            Self::NotChecked => "not checked",
            Self::Improved => "improved",
            Self::Changed => "changed",
            Self::Healed => "healed",
        }
    }

    /// What kind of change leads from one to the other.
    pub fn between(was: Option<&CheckResult>, now: &CheckResult) -> Self {
        let before = was.map_or(Outcome::Pass, |was| was.outcome);
        match (before, now.outcome) {
            (Outcome::Fail, Outcome::Fail) => Self::Worsened,
            (_, Outcome::Fail) => Self::Broke,
            (_, Outcome::Unknown) => Self::NotChecked,
            (Outcome::Fail, Outcome::Warn) => Self::Improved,
            (Outcome::Warn, Outcome::Warn) => Self::Changed,
            (_, Outcome::Warn) => Self::Worsened,
            (Outcome::Fail | Outcome::Warn | Outcome::Unknown, Outcome::Pass) => Self::Healed,
            _ => Self::Changed,
        }
    }
}
