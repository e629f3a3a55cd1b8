//! What an attempt comes to.

use jiff::Timestamp;

use super::policy::Method;

/// What an attempt came to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// The code is right, and is taken from now on.
    Verified {
        /// How the code came to the user.
        method: Method,
        /// Steps that the token is ahead of this clock, or counters ahead of the one that was next; 0 for a delivered code.
        drift: i64,
    },
    /// It is not right.
    Rejected {
        /// Why.
        why: Why,
        /// Attempts left before no more are taken; `None` where nothing limits them.
        left: Option<u32>,
    },
    /// It was right, and is no longer.
    Expired,
    /// It was right, and has been taken before.
    Replayed,
    /// It is an older one of a token: it, or a later one, has been taken.
    Superseded,
    /// No attempt is taken.
    Locked {
        /// When it ends by itself; `None`: when someone unlocks.
        until: Option<Timestamp>,
    },
}

impl Verdict {
    /// Not right, where nothing limits the attempts at this code itself.
    pub(super) fn rejected(why: Why) -> Self {
        Self::Rejected { why, left: None }
    }
}

/// Why a code is not right.
#[derive(Clone, Copy, Debug, PartialEq, Eq, strum::IntoStaticStr)]
#[strum(serialize_all = "kebab-case")]
pub enum Why {
    /// Another one was expected.
    WrongCode,
    /// It has another number of digits than the realm expects.
    WrongLength,
    /// No code is active in this realm for this user.
    NothingIssued,
    /// The attempts of the delivered code are used up.
    UsedUp,
    /// No such token is enrolled.
    NotEnrolled,
    /// It was issued under the key file of another machine.
    OtherKey,
    /// The realm's settings turn the method off.
    MethodOff,
    /// The realm's license certificate does not open the seed: "Registration code does not match".
    SeedNotOpened,
}

impl Why {
    /// What it is, for programs: published, so that none changes.
    pub fn reason(self) -> &'static str {
        self.into()
    }

    /// Whether there was something to guess: such a failure counts. What nothing is kept of must not grow a store.
    pub(super) fn counts(self) -> bool {
        !matches!(
            self,
            Self::NothingIssued | Self::NotEnrolled | Self::OtherKey | Self::MethodOff
        )
    }
}
