//! The sign of a status: a shape, a letter and a color, so that none of them is needed alone.

use checks::kit::Status;

use crate::report::Finding;

/// How a status is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Mark {
    /// The check says nothing of this realm.
    None,
    /// Nothing to judge.
    Skip,
    /// All is well.
    Pass,
    /// Wrong, and accepted for a while.
    Waived,
    /// Works, but not for long or not everywhere.
    Warn,
    /// Could not be judged.
    Unknown,
    /// Broken.
    Fail,
}

impl Mark {
    /// The mark of a finding.
    pub fn of(finding: &Finding) -> Self {
        match finding.waived {
            Some(_) => Self::Waived,
            None => finding.status.into(),
        }
    }

    /// The word, which is the class in the style sheet too.
    pub fn word(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Skip => "skip",
            Self::Pass => "pass",
            Self::Waived => "waived",
            Self::Warn => "warn",
            Self::Unknown => "unknown",
            Self::Fail => "fail",
        }
    }

    /// The letter within the shape.
    pub fn letter(self) -> char {
        match self {
            Self::None => '·',
            Self::Skip => 'S',
            Self::Pass => 'P',
            Self::Waived => 'A',
            Self::Warn => 'W',
            Self::Unknown => 'U',
            Self::Fail => 'F',
        }
    }

    /// What the letter means, for the legend.
    pub fn meaning(self) -> &'static str {
        match self {
            Self::None => "says nothing",
            Self::Skip => "skipped",
            Self::Pass => "passed",
            Self::Waived => "accepted for a while",
            Self::Warn => "warning",
            Self::Unknown => "unknown",
            Self::Fail => "failed",
        }
    }

    /// Whether somebody has to look at it.
    pub fn calls(self) -> bool {
        self >= Self::Waived
    }
}

impl From<Status> for Mark {
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
