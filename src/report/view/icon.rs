//! The icon of an outcome: a shape, a letter and a color, so that none of them is needed alone.

use crate::report::model::Outcome;

/// How an outcome is drawn; `None` where a check says nothing of a realm.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Icon(pub Option<Outcome>);

impl Icon {
    /// The word, which is the class in the style sheet too.
    pub fn word(self) -> &'static str {
        self.0.map_or("none", Outcome::name)
    }

    /// The letter within the shape.
    pub fn letter(self) -> char {
        match self.0 {
            None => '·',
            // It is accepted, and a warning has its letter.
            Some(Outcome::Waived) => 'A',
            Some(outcome) => outcome.name().as_bytes()[0].to_ascii_uppercase().into(),
        }
    }

    /// What the letter means, for the legend.
    pub fn meaning(self) -> &'static str {
        match self.0 {
            None => "not run",
            Some(Outcome::Skip) => "skipped",
            Some(Outcome::Pass) => "passed",
            Some(Outcome::Waived) => "accepted for a while",
            Some(Outcome::Warn) => "warning",
            Some(Outcome::Unknown) => "unknown",
            Some(Outcome::Fail) => "failed",
        }
    }

    /// Whether something is wrong, accepted or not.
    pub fn is_wrong(self) -> bool {
        self.0 >= Some(Outcome::Waived)
    }
}

impl From<Outcome> for Icon {
    fn from(outcome: Outcome) -> Self {
        Self(Some(outcome))
    }
}
