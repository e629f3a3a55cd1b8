//! How long something took, many times over, in little room: counts in classes whose bounds grow by a fixed factor.

use std::collections::BTreeMap;
use std::time::Duration;

use serde::{Deserialize, Serialize};

/// Spans of time, counted by class. A quantile is true to within 5 % of itself; the longest is exact. As JSON it is
/// `{"classes": {"97": 12}, "longest": [SECONDS, NANOSECONDS]}`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Latencies {
    classes: BTreeMap<u16, u64>,
    #[serde(with = "exact")]
    longest: Duration,
}

impl Latencies {
    /// Counts one more.
    pub fn add(&mut self, took: Duration) {
        let here = self.classes.entry(class(took)).or_default();
        *here = here.saturating_add(1);
        self.longest = self.longest.max(took);
    }

    /// Counts all that others hold.
    pub fn merge(&mut self, others: &Self) {
        for (class, count) in &others.classes {
            let here = self.classes.entry(*class).or_default();
            *here = here.saturating_add(*count);
        }
        self.longest = self.longest.max(others.longest);
    }

    /// How many were counted.
    pub fn count(&self) -> u64 {
        let counts = self.classes.values();
        counts.fold(0, |sum, count| sum.saturating_add(*count))
    }

    /// The longest.
    pub fn longest(&self) -> Duration {
        self.longest
    }

    /// What a share of them, between 0 and 1, did not exceed; `None` where there are none.
    pub fn quantile(&self, share: f64) -> Option<Duration> {
        let count = self.count();
        if count == 0 {
            return None;
        }
        #[allow(
            clippy::cast_precision_loss,
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "no history counts 2^52 runs"
        )]
        let wanted = ((count as f64 * share.clamp(0.0, 1.0)).ceil() as u64).max(1);
        let mut seen: u64 = 0;
        if wanted == count {
            return Some(self.longest);
        }
        let found = self.classes.iter().find(|(_, here)| {
            seen = seen.saturating_add(**here);
            seen >= wanted
        });
        found.map(|(class, _)| middle(*class).min(self.longest))
    }
}

/// How much wider each class is than the one before: its geometric middle is within 5 % of all in it.
const FACTOR: f64 = 1.1;

/// The class of a span: 0 up to a microsecond.
fn class(took: Duration) -> u16 {
    let micros = took.as_secs_f64() * 1e6;
    #[allow(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a logarithm of at most 2^84 microseconds"
    )]
    match micros <= 1.0 {
        true => 0,
        false => (micros.ln() / FACTOR.ln()).ceil() as u16,
    }
}

/// A span as seconds and nanoseconds: what others wrote makes no panic.
mod exact {
    use std::time::Duration;

    use serde::de::Error;
    use serde::{Deserialize as _, Deserializer, Serialize as _, Serializer};

    pub(super) fn serialize<S: Serializer>(span: &Duration, to: S) -> Result<S::Ok, S::Error> {
        (span.as_secs(), span.subsec_nanos()).serialize(to)
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Duration, D::Error> {
        match <(u64, u32)>::deserialize(from)? {
            (seconds, nanos @ 0..1_000_000_000) => Ok(Duration::new(seconds, nanos)),
            _ => Err(D::Error::custom("a second has a billion nanoseconds")),
        }
    }
}

/// The geometric middle of a class.
fn middle(class: u16) -> Duration {
    let micros = FACTOR.powf(f64::from(class) - 0.5);
    Duration::try_from_secs_f64(micros / 1e6).unwrap_or(Duration::MAX)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    #[test]
    fn quantiles_are_within_five_percent() {
        let mut all = Latencies::default();
        (1..=1000).for_each(|ms| all.add(Duration::from_millis(ms)));
        for (share, wanted) in [(0.5, 0.5), (0.95, 0.95), (0.99, 0.99), (0.001, 0.001)] {
            let got = all.quantile(share).unwrap().as_secs_f64();
            assert!((got / wanted - 1.0).abs() < 0.05, "{share}: {got}");
        }
        assert_eq!(all.quantile(1.0).unwrap().as_millis(), 1000);
        assert_eq!((all.count(), all.longest()), (1000, Duration::from_secs(1)));
        assert_eq!(Latencies::default().quantile(0.5), None);
    }

    #[test]
    fn the_longest_span_there_is_has_a_class() {
        let mut all = Latencies::default();
        all.add(Duration::MAX);
        all.add(Duration::ZERO);
        assert_eq!(all.quantile(0.1), Some(middle(0)));
        assert!(all.quantile(1.0).unwrap() > Duration::from_secs(u64::MAX / 2));
    }
}
