//! What comes of a check, with what is accepted for a while as a step of its own.

use checks::kit::Status;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Finding, Summary};

/// A status, or that a waiver covers it; best first, so that the worst of several is the greatest.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[derive(JsonSchema, strum::IntoStaticStr)]
#[strum(serialize_all = "lowercase")]
pub enum Outcome {
    /// There was nothing to judge.
    Skip,
    /// All is well.
    Pass,
    /// Wrong, and accepted for a while.
    Waived,
    /// It works, but will not for long or not everywhere.
    Warn,
    /// It could not be judged.
    Unknown,
    /// It is broken.
    Fail,
}

impl Outcome {
    /// All outcomes, worst first.
    pub const ALL: [Self; 6] = [
        Self::Fail,
        Self::Unknown,
        Self::Warn,
        Self::Waived,
        Self::Pass,
        Self::Skip,
    ];

    /// The name used in reports.
    pub fn name(self) -> &'static str {
        self.into()
    }

    /// Whether something is wrong or unknown that no waiver covers.
    pub fn is_wrong(self) -> bool {
        self >= Self::Warn
    }
}

impl From<Status> for Outcome {
    fn from(status: Status) -> Self {
        match status {
            Status::Skip => Self::Skip,
            Status::Pass => Self::Pass,
            Status::Warn => Self::Warn,
            Status::Unknown => Self::Unknown,
            Status::Fail => Self::Fail,
        }
    }
}

impl Finding {
    /// What comes of it.
    pub fn outcome(&self) -> Outcome {
        match self.waived {
            Some(_) => Outcome::Waived,
            None => self.status.into(),
        }
    }
}

impl Summary {
    /// How many findings have this outcome.
    pub fn of(mut self, outcome: Outcome) -> usize {
        *self.count(outcome)
    }

    pub(super) fn count(&mut self, outcome: Outcome) -> &mut usize {
        match outcome {
            Outcome::Pass => &mut self.pass,
            Outcome::Skip => &mut self.skip,
            Outcome::Waived => &mut self.waived,
            Outcome::Warn => &mut self.warn,
            Outcome::Unknown => &mut self.unknown,
            Outcome::Fail => &mut self.fail,
        }
    }
}
