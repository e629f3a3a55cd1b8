//! When the next run begins: the moments are numbers here, so that no test waits.

use std::time::Duration;

use tokio::time::Instant;

/// How often, and how evenly.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Schedule {
    /// From the start of one run to that of the next.
    pub every: Duration,
    /// The longest that is added to it.
    pub jitter: Jitter,
}

/// The longest that is added by chance, so that many appliances do not ask at once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Jitter {
    /// A tenth of the time between runs; the first run begins at once.
    Usual,
    /// Somebody chose it: the first run waits a part of it too, since what is rolled out to a fleet starts everywhere
    /// at the same moment.
    Chosen(Duration),
}

/// Where a moment would be beyond what a clock counts.
const LONGEST: Duration = Duration::from_secs(366 * 24 * 3600);

/// A source of chance: a number from 0 up to, and without, 1.
pub type Chance = f64;

impl Schedule {
    /// How long the first run waits.
    pub fn first(&self, chance: Chance) -> Duration {
        match self.jitter {
            Jitter::Usual => Duration::ZERO,
            Jitter::Chosen(longest) => part(longest, chance),
        }
    }

    /// When the run after one begins that started at `started`. Where that took longer than there was time, the runs
    /// that were missed are left out, and the rhythm goes on.
    pub fn next(&self, started: Instant, now: Instant, chance: Chance) -> Instant {
        let missed =
            now.saturating_duration_since(started).as_nanos() / self.every.as_nanos().max(1);
        let steps = u32::try_from(missed).unwrap_or(u32::MAX).saturating_add(1);
        let due = started
            .checked_add(self.every.saturating_mul(steps))
            .unwrap_or(now + LONGEST);
        due + part(self.longest(), chance)
    }

    /// How long a run speaks for what comes after it: one run may be missed.
    pub fn holds_for(&self) -> Duration {
        self.every.saturating_mul(2).saturating_add(self.longest())
    }

    fn longest(&self) -> Duration {
        match self.jitter {
            Jitter::Usual => self.every / 10,
            Jitter::Chosen(longest) => longest,
        }
    }
}

fn part(longest: Duration, chance: Chance) -> Duration {
    longest.mul_f64(chance.clamp(0.0, 1.0))
}

#[cfg(test)]
mod tests {
    use super::*;

    const MINUTE: Duration = Duration::from_secs(60);

    fn schedule(jitter: Jitter) -> Schedule {
        Schedule {
            every: 5 * MINUTE,
            jitter,
        }
    }

    #[test]
    fn the_first_run_waits_only_for_a_jitter_that_was_chosen() {
        assert_eq!(schedule(Jitter::Usual).first(0.5), Duration::ZERO);
        assert_eq!(schedule(Jitter::Chosen(MINUTE)).first(0.5), MINUTE / 2);
    }

    #[test]
    fn the_next_run_counts_from_the_start_of_the_last() {
        let start = Instant::now();
        let after =
            |jitter, took, chance| schedule(jitter).next(start, start + took, chance) - start;
        assert_eq!(after(Jitter::Usual, MINUTE, 0.0), 5 * MINUTE);
        assert_eq!(after(Jitter::Usual, MINUTE, 0.5), 5 * MINUTE + MINUTE / 4);
        assert_eq!(
            after(Jitter::Chosen(MINUTE), MINUTE, 0.5),
            5 * MINUTE + MINUTE / 2
        );
        assert_eq!(
            after(Jitter::Chosen(Duration::ZERO), MINUTE, 0.9),
            5 * MINUTE
        );
    }

    #[test]
    fn what_was_missed_is_left_out() {
        let start = Instant::now();
        let after = |took| schedule(Jitter::Usual).next(start, start + took, 0.0) - start;
        assert_eq!(after(5 * MINUTE), 10 * MINUTE);
        assert_eq!(after(17 * MINUTE), 20 * MINUTE);
        // A clock that stood still, or an absurd span, ends nothing.
        let long = Schedule {
            every: Duration::MAX,
            jitter: Jitter::Chosen(Duration::ZERO),
        };
        assert!(long.next(start, start, 0.0) >= start);
    }

    #[test]
    fn one_missed_run_leaves_no_gap() {
        assert_eq!(
            schedule(Jitter::Usual).holds_for(),
            10 * MINUTE + MINUTE / 2
        );
    }
}
