//! The clock that NTP servers are compared with.

use std::time::Instant;

use jiff::{SignedDuration, Timestamp};

use crate::probe::facts::since;

/// A clock that is set by so much more than it drifts in a run was not kept, but set.
const SET: SignedDuration = SignedDuration::from_secs(2);

/// The host's clock as it was when the run began, from where it goes on undisturbed by whoever sets it; or one that is off
/// by a known amount: a demonstration needs a wrong clock, not a wrong host.
#[derive(Clone, Copy, Debug)]
pub struct Clock {
    showed: Timestamp,
    at: Instant,
    shift: SignedDuration,
}

impl Clock {
    /// The host's clock.
    pub fn system() -> Self {
        Self::that_showed(Timestamp::now(), Instant::now())
    }

    /// The host's clock, which showed this at that moment.
    pub const fn that_showed(showed: Timestamp, at: Instant) -> Self {
        let shift = SignedDuration::ZERO;
        Self { showed, at, shift }
    }

    /// A clock that is ahead of the host's by this much; behind, when it is negative.
    pub fn shifted(shift: SignedDuration) -> Self {
        Self {
            shift,
            ..Self::system()
        }
    }

    /// What it shows.
    pub fn now(self) -> Timestamp {
        let now = self.undisturbed();
        now.checked_add(self.shift).unwrap_or(now)
    }

    /// By how much somebody has set the host's clock since.
    pub fn was_set_by(self) -> Option<SignedDuration> {
        let by = Timestamp::now().duration_since(self.undisturbed());
        (by.abs() > SET).then_some(by)
    }

    fn undisturbed(self) -> Timestamp {
        let gone = since(self.at);
        self.showed.checked_add(gone).unwrap_or(self.showed)
    }
}
