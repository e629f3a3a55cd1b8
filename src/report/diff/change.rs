//! What changed, as it is printed.

use checks::kit::Status;
use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::report::model::{Outcome, Remedy, Text};

/// The name and version of this format.
pub const SCHEMA: &str = "otpdoctor.diff/1";

/// What changed between two reports.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Diff {
    /// The name and version of this format.
    #[schemars(extend("const" = SCHEMA))]
    pub schema: Text,
    /// The version of otpdoctor that compared.
    pub version: Text,
    /// The earlier report.
    pub before: Side,
    /// The later report.
    pub after: Side,
    /// How many realms there are in either report.
    #[serde(default)]
    pub realms: usize,
    /// How many changes there are of each kind.
    pub summary: Summary,
    /// What fails or warns in both reports alike, as `CHECK/REASON`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub standing: Vec<Text>,
    /// The changes, the worst first, then in registry order: what broke, what fails and was not checked before, what worsened,
    /// what warns and was not checked before, then the other kinds.
    pub changes: Vec<Change>,
}

/// One of the two reports.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Side {
    /// The moment that it is of.
    pub judged_at: Timestamp,
    /// The appliance's name.
    pub appliance: Option<Text>,
    /// The config, as its user named it.
    pub config: Text,
    /// The version of otpdoctor that made it.
    pub version: Text,
}

/// How many changes there are of each kind, and how much is as it was.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[allow(missing_docs, reason = "the kinds")]
pub struct Summary {
    pub broke: usize,
    pub worsened: usize,
    pub recovered: usize,
    pub improved: usize,
    pub changed: usize,
    pub not_checked: usize,
    pub unchanged: usize,
}

/// What kind of change it is, the worst first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[derive(JsonSchema, strum::IntoStaticStr)]
#[strum(serialize_all = "lowercase")]
pub enum Kind {
    /// It fails, and did not.
    Broke,
    /// It warns, and did not; or it failed, and fails for another reason.
    Worsened,
    /// It failed or warned, and passes.
    Recovered,
    /// It failed, and only warns.
    Improved,
    /// None of these, and something about it is another: a certificate, a server, a waiver that covers it; or it came, or went.
    Changed,
    /// One of the two reports could not judge it, or did not look. What the later one says stands in `after`, and may be a failure.
    #[strum(serialize = "not checked")]
    NotChecked,
}

/// One change, of one or several realms.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
pub struct Change {
    /// What kind of change it is.
    pub kind: Kind,
    /// The check's id.
    pub check: Text,
    /// The realms that it holds for.
    pub realms: Vec<Text>,
    /// What it is about, as the later report calls it.
    pub subject: Text,
    /// What the earlier report says; `None` where it says nothing.
    pub before: Option<State>,
    /// What the later report says; `None` where it says nothing.
    pub after: Option<State>,
    /// What is another than before.
    pub facts: Vec<Fact>,
    /// What to do where it broke or worsened, or fails or warns and was not checked before.
    pub remedy: Remedy,
}

/// What a report says of a subject.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
pub struct State {
    /// The outcome.
    pub status: Status,
    /// The stable reason.
    pub reason: Text,
    /// One sentence.
    pub summary: Text,
    /// Whether a waiver covers it.
    pub waived: bool,
}

/// Something that is another than before.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
pub struct Fact {
    /// What it is.
    pub name: Text,
    /// What it was; `None` where it was not there.
    pub before: Option<Text>,
    /// What it is; `None` where it is gone.
    pub after: Option<Text>,
}

impl Change {
    /// What the later report finds wrong, and the earlier one could not judge.
    pub fn came_to_light(&self) -> Option<Status> {
        let after = self.after.as_ref().filter(|after| !after.waived)?;
        let wrong = matches!(after.status, Status::Fail | Status::Warn);
        (self.kind == Kind::NotChecked && wrong).then_some(after.status)
    }

    /// The worst first; what came to light stands with what it would be had the earlier report looked.
    pub fn rank(&self) -> (Kind, bool) {
        match self.came_to_light() {
            Some(Status::Fail) => (Kind::Broke, true),
            Some(_) => (Kind::Worsened, true),
            None => (self.kind, false),
        }
    }
}

impl Kind {
    /// The word for it.
    pub fn word(self) -> &'static str {
        self.into()
    }

    /// What leads from one outcome to another, or to the same for another reason.
    pub fn between(before: Outcome, after: Outcome) -> Self {
        match (before, after) {
            (Outcome::Fail, Outcome::Fail) => Self::Worsened,
            (_, Outcome::Fail) => Self::Broke,
            (_, Outcome::Unknown) => Self::NotChecked,
            (Outcome::Fail, Outcome::Warn) => Self::Improved,
            (Outcome::Warn, Outcome::Warn) => Self::Changed,
            (_, Outcome::Warn) => Self::Worsened,
            (Outcome::Pass | Outcome::Skip, Outcome::Pass) => Self::Changed,
            (_, Outcome::Pass) => Self::Recovered,
            _ => Self::Changed,
        }
    }
}

impl Summary {
    /// The number of changes of this kind.
    pub fn count(&mut self, kind: Kind) -> &mut usize {
        match kind {
            Kind::Broke => &mut self.broke,
            Kind::Worsened => &mut self.worsened,
            Kind::Recovered => &mut self.recovered,
            Kind::Improved => &mut self.improved,
            Kind::Changed => &mut self.changed,
            Kind::NotChecked => &mut self.not_checked,
        }
    }
}
