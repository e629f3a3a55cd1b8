//! How long a check took: over the whole time, and by slice.

use std::time::Duration;

use jiff::SignedDuration;

use super::slices::Slices;
use super::types::{Curve, Latency};
use crate::history::{Hour, Latencies, Span};

/// The latency of a check; `None` where no run says.
pub fn latency(check: &str, hours: &[Hour], slices: Slices) -> Option<Latency> {
    let mut all = Latencies::default();
    let mut by_slice = vec![Latencies::default(); slices.count()];
    for hour in hours {
        let Some(here) = hour.latencies.get(check) else {
            continue;
        };
        all.merge(here);
        let end = hour.since.saturating_add(SignedDuration::from_hours(1));
        let span = Span {
            since: hour.since,
            until: end.unwrap_or(hour.since),
        };
        for slice in &mut by_slice[slices.touched(span)] {
            slice.merge(here);
        }
    }
    let curve = |of: &dyn Fn(&Latencies) -> Option<Duration>| -> Vec<Option<f64>> {
        by_slice.iter().map(|one| of(one).map(seconds)).collect()
    };
    Some(Latency {
        runs: all.count(),
        p50_s: seconds(all.quantile(0.5)?),
        p95_s: seconds(all.quantile(0.95)?),
        longest_s: seconds(all.longest()),
        curve: Curve {
            p50_s: curve(&|one| one.quantile(0.5)),
            p95_s: curve(&|one| one.quantile(0.95)),
            longest_s: curve(&|one| (one.count() > 0).then(|| one.longest())),
        },
    })
}

/// Seconds to the tenth of a millisecond: many checks take less than one.
fn seconds(span: Duration) -> f64 {
    (span.as_secs_f64() * 10_000.0).round() / 10_000.0
}
