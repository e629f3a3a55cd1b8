//! Whether something flaps, by the method that Nagios published: "Detection and Handling of State Flapping" and
//! "Main Configuration File Options" of the Nagios Core documentation.
//!
//! Of the last 21 runs, the share of the 20 possible changes that happened, the newest counting 1.25 and the oldest
//! 0.75. It begins above the high threshold and ends below the low one.

use serde::{Deserialize, Serialize};

/// How many changes 21 runs can hold.
const CHANGES: u32 = 20;
/// What the oldest change counts.
const OLDEST: f64 = 0.75;
/// What the newest change counts.
const NEWEST: f64 = 1.25;
/// `low_service_flap_threshold` as the documentation shows it.
const LOW: f64 = 0.25;
/// `high_service_flap_threshold` as the documentation shows it.
const HIGH: f64 = 0.50;

/// Which of the last runs brought a change, and whether that is too many.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(default)]
pub struct Flaps {
    /// A bit for each run, the newest in the lowest place.
    changes: u32,
    flapping: bool,
}

/// What one run does to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Turn {
    /// Nothing.
    None,
    /// It flaps from now on.
    Begins,
    /// It does not any more.
    Ends,
}

/// Whether a run found another state than the run before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// The same.
    Same,
    /// Another.
    Change,
}

impl Flaps {
    /// Whether it flaps.
    pub fn flapping(&self) -> bool {
        self.flapping
    }

    /// Notes a run.
    pub fn note(&mut self, step: Step) -> Turn {
        let kept = (1 << CHANGES) - 1;
        self.changes = (self.changes << 1 | u32::from(step == Step::Change)) & kept;
        match self.flapping {
            false if self.share() > HIGH => {
                self.flapping = true;
                Turn::Begins
            }
            true if self.share() < LOW && step == Step::Same => {
                self.flapping = false;
                Turn::Ends
            }
            _ => Turn::None,
        }
    }

    /// The share of changes, from 0 to 1.
    fn share(&self) -> f64 {
        let slope = (NEWEST - OLDEST) / f64::from(CHANGES - 1);
        let weighed: f64 = (0..CHANGES)
            .filter(|age| self.changes >> age & 1 == 1)
            .map(|age| NEWEST - f64::from(age) * slope)
            .sum();
        weighed / f64::from(CHANGES)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn after(steps: impl IntoIterator<Item = Step>) -> (Flaps, Vec<Turn>) {
        let mut flaps = Flaps::default();
        let turns = steps.into_iter().map(|step| flaps.note(step)).collect();
        (flaps, turns)
    }

    #[test]
    fn the_share_is_that_of_the_published_example() {
        // The documentation's picture: of 20 possible changes 7 happened, 35 % where each counts alike.
        let (even, _) = after((0..20).map(|n| if n % 3 == 1 { Step::Change } else { Step::Same }));
        assert!((0.33..0.38).contains(&even.share()), "{}", even.share());
        let (all, _) = after([Step::Change; 20]);
        assert!((all.share() - 1.0).abs() < 1e-9);
        let (newest, _) = after([Step::Change]);
        assert!((newest.share() - 0.0625).abs() < 1e-9);
        let mut oldest = newest;
        (0..19).for_each(|_| _ = oldest.note(Step::Same));
        assert!((oldest.share() - 0.0375).abs() < 1e-9);
        assert_eq!(oldest.note(Step::Same), Turn::None);
        assert_eq!(
            oldest,
            Flaps::default(),
            "what is older than 21 runs is forgotten"
        );
    }

    #[test]
    fn it_begins_once_and_ends_once() {
        let steps = [Step::Change; 30].into_iter().chain([Step::Same; 30]);
        let (flaps, turns) = after(steps);
        let begins: Vec<usize> = (0..60).filter(|n| turns[*n] == Turn::Begins).collect();
        let ends: Vec<usize> = (0..60).filter(|n| turns[*n] == Turn::Ends).collect();
        // The ninth change in a row is the one that passes 50 %.
        assert_eq!(begins, [8]);
        assert_eq!(ends.len(), 1);
        assert!((40..50).contains(&ends[0]), "{ends:?}");
        assert!(!flaps.flapping());
    }

    #[test]
    fn a_change_every_other_run_is_flapping_too() {
        let (_, turns) = after((0..40).map(|n| if n % 2 == 0 { Step::Change } else { Step::Same }));
        assert_eq!(
            turns.iter().filter(|turn| **turn == Turn::Begins).count(),
            1
        );
        assert!(!turns.contains(&Turn::Ends));
    }

    #[test]
    fn a_single_outage_is_not() {
        let mut steps = [Step::Same; 40];
        (steps[10], steps[15]) = (Step::Change, Step::Change);
        assert!(after(steps).1.iter().all(|turn| *turn == Turn::None));
    }
}
