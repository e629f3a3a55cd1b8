//! The clock that NTP servers are compared with.

use jiff::{SignedDuration, Timestamp};

/// The host's clock, or one that is off by a known amount: a demonstration needs a wrong clock, not a wrong host.
#[derive(Clone, Copy, Debug)]
pub struct Clock {
    shift: SignedDuration,
}

impl Clock {
    /// The host's clock.
    pub const fn system() -> Self {
        Self::shifted(SignedDuration::ZERO)
    }

    /// A clock that is ahead of the host's by this much; behind, when it is negative.
    pub const fn shifted(shift: SignedDuration) -> Self {
        Self { shift }
    }

    /// What it shows.
    pub fn now(self) -> Timestamp {
        let now = Timestamp::now();
        now.checked_add(self.shift).unwrap_or(now)
    }
}
