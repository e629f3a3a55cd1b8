//! What a step comes to, in words: made by the one who did it, without its name and its time.

use std::fmt::Display;

use super::chain::{Fact, Outcome, STORE_UNAVAILABLE};
use crate::otp::core::Refused;
use crate::otp::engine::EngineError;

/// What a step came to. Its texts pass the vault before they are kept; text of a peer passes `kit::text::quote` first.
#[derive(Clone, Debug, PartialEq)]
pub struct Said {
    pub(super) outcome: Outcome,
    pub(super) reason: Option<&'static str>,
    pub(super) summary: String,
    pub(super) facts: Vec<Fact>,
    pub(super) cure: Vec<String>,
}

/// A step that worked, and what the next ones need of it.
pub struct Done<T> {
    pub(super) said: Said,
    pub(super) value: T,
}

impl Said {
    /// It did what it should.
    pub fn pass(summary: impl Into<String>) -> Self {
        Self::of(Outcome::Pass, None, summary)
    }

    /// It was not asked for, or there is nothing to do.
    pub fn skip(reason: &'static str, summary: impl Into<String>) -> Self {
        Self::of(Outcome::Skip, Some(reason), summary)
    }

    /// It worked, with a remark.
    pub fn warn(reason: &'static str, summary: impl Into<String>) -> Self {
        Self::of(Outcome::Warn, Some(reason), summary)
    }

    /// It could not be judged: the reason is on our side.
    pub fn unknown(reason: &'static str, summary: impl Into<String>) -> Self {
        Self::of(Outcome::Unknown, Some(reason), summary)
    }

    /// It failed.
    pub fn fail(reason: &'static str, summary: impl Into<String>) -> Self {
        Self::of(Outcome::Fail, Some(reason), summary)
    }

    fn of(outcome: Outcome, reason: Option<&'static str>, summary: impl Into<String>) -> Self {
        Self {
            outcome,
            reason,
            summary: summary.into(),
            facts: Vec::new(),
            cure: Vec::new(),
        }
    }

    /// With something that was measured or seen; never a code, seed, key or password.
    #[must_use]
    pub fn fact(mut self, name: impl Into<String>, value: impl Display) -> Self {
        self.facts.push(Fact {
            name: name.into(),
            value: value.to_string(),
        });
        self
    }

    /// With something to do, a whole sentence.
    #[must_use]
    pub fn cure(mut self, sentence: impl Into<String>) -> Self {
        self.cure.push(sentence.into());
        self
    }

    /// Whether it worked, with or without a remark.
    pub fn worked(&self) -> bool {
        self.outcome.worked()
    }

    /// Whether there was nothing to do.
    pub fn is_skip(&self) -> bool {
        self.outcome == Outcome::Skip
    }

    /// The reason where it did not pass.
    pub fn reason(&self) -> Option<&'static str> {
        self.reason
    }

    /// With what another one saw, before its own.
    #[must_use]
    pub fn seen(mut self, other: &Self) -> Self {
        self.facts.splice(0..0, other.facts.iter().cloned());
        self
    }

    /// With what the next steps need.
    pub fn with<T>(self, value: T) -> Done<T> {
        Done { said: self, value }
    }
}

/// What the engine could not do, as a step that ends its chain.
impl From<EngineError> for Said {
    fn from(error: EngineError) -> Self {
        match error {
            EngineError::Store(why) => Self::unknown(STORE_UNAVAILABLE, why.to_string())
                .cure("Make the OTP store available, or name another one with --store."),
            EngineError::Refused(refused) => of_refusal(&refused),
            EngineError::Key(why) => Self::unknown("key-unusable", why),
            error @ EngineError::SeedNotOpened { .. } => {
                Self::fail("seed-not-opened", error.to_string())
            }
            EngineError::Impossible(why) => Self::fail("impossible", why),
        }
    }
}

fn of_refusal(refused: &Refused) -> Said {
    let summary = match refused {
        Refused::MethodOff(method) => format!("the realm {}", method.lacks()),
        _ => refused.to_string(),
    };
    let said = Said::fail(refused.reason(), summary);
    match refused {
        Refused::Locked { .. } => {
            said.cure("Unlock the user with `otpdoctor otp unlock`, or wait until the realm's throttling interval is over.")
        }
        _ => said,
    }
}
