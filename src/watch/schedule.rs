//! When the next run begins: the moments are numbers here, so that no test waits.

use std::time::Duration;

use tokio::time::Instant;

/// How often, and how evenly.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Schedule {
    /// From the start of one run to that of the next.
    pub every: Duration,
    /// The longest that is added to it by chance, so that many appliances do not ask at once. Where somebody chose it, the
    /// first run waits a part of it too, since what is rolled out to a fleet starts everywhere at the same moment; else
    /// it is a tenth of the time between runs, and the first run begins at once.
    pub jitter: Option<Duration>,
}

/// Where a moment would be beyond what a clock counts.
const LONGEST: Duration = Duration::from_secs(366 * 24 * 3600);

/// A source of chance: a number from 0 up to, and without, 1.
pub type Chance = f64;

impl Schedule {
    /// How long the first run waits.
    pub fn first(&self, chance: Chance) -> Duration {
        part(self.jitter.unwrap_or_default(), chance)
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
        self.jitter.unwrap_or(self.every / 10)
    }
}

fn part(longest: Duration, chance: Chance) -> Duration {
    longest.mul_f64(chance.clamp(0.0, 1.0))
}

#[cfg(test)]
mod tests {
    use super::*;

    const MINUTE: Duration = Duration::from_secs(60);

    fn schedule(jitter: Option<Duration>) -> Schedule {
        Schedule {
            every: 5 * MINUTE,
            jitter,
        }
    }

    #[test]
    fn the_first_run_waits_only_for_a_jitter_that_was_chosen() {
        assert_eq!(schedule(None).first(0.5), Duration::ZERO);
        assert_eq!(schedule(Some(MINUTE)).first(0.5), MINUTE / 2);
    }

    #[test]
    fn the_next_run_counts_from_the_start_of_the_last() {
        let start = Instant::now();
        let after =
            |jitter, took, chance| schedule(jitter).next(start, start + took, chance) - start;
        assert_eq!(after(None, MINUTE, 0.0), 5 * MINUTE);
        assert_eq!(after(None, MINUTE, 0.5), 5 * MINUTE + MINUTE / 4);
        assert_eq!(after(Some(MINUTE), MINUTE, 0.5), 5 * MINUTE + MINUTE / 2);
        assert_eq!(after(Some(Duration::ZERO), MINUTE, 0.9), 5 * MINUTE);
    }

    #[test]
    fn what_was_missed_is_left_out() {
        let start = Instant::now();
        let after = |took| schedule(None).next(start, start + took, 0.0) - start;
        assert_eq!(after(5 * MINUTE), 10 * MINUTE);
        assert_eq!(after(17 * MINUTE), 20 * MINUTE);
        // A clock that stood still, or an absurd span, ends nothing.
        let long = Schedule {
            every: Duration::MAX,
            jitter: Some(Duration::ZERO),
        };
        assert!(long.next(start, start, 0.0) >= start);
    }

    #[test]
    fn one_missed_run_leaves_no_gap() {
        assert_eq!(schedule(None).holds_for(), 10 * MINUTE + MINUTE / 2);
    }
}
