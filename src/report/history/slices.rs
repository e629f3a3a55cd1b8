//! A time in slices of a round length.

use std::ops::Range;

use jiff::{SignedDuration, Timestamp};

use super::types::Outcome;
use crate::history::Span;

/// Slices from the first moment on; the last one ends with the time, and may be shorter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Slices {
    since: Timestamp,
    each_s: i64,
    count: usize,
}

/// No more than these: an eye takes in no more, and a phone has no more columns.
const MOST: i64 = 96;
/// Round lengths, in seconds: minutes, hours, days, weeks.
const ROUND: [i64; 17] = [
    60,
    120,
    300,
    600,
    900,
    1800,
    3600,
    7200,
    3 * 3600,
    4 * 3600,
    6 * 3600,
    8 * 3600,
    12 * 3600,
    86_400,
    2 * 86_400,
    7 * 86_400,
    28 * 86_400,
];

impl Slices {
    /// The slices of a time.
    pub fn of(during: Span) -> Self {
        let length = seconds(during).max(1);
        let each = ROUND.into_iter().find(|each| *each * MOST >= length);
        let each_s = each.unwrap_or(length / MOST + 1);
        let count = usize::try_from((length + each_s - 1) / each_s).unwrap_or(1);
        Self {
            since: during.since,
            each_s,
            count,
        }
    }

    /// How many there are.
    pub fn count(self) -> usize {
        self.count
    }

    /// How long each is, in seconds.
    pub fn each_s(self) -> u64 {
        self.each_s.unsigned_abs()
    }

    /// When one begins.
    pub fn begin(self, slice: usize) -> Timestamp {
        let after = i64::try_from(slice).unwrap_or(i64::MAX);
        let after = SignedDuration::from_secs(after.saturating_mul(self.each_s));
        self.since.saturating_add(after).unwrap_or(self.since)
    }

    /// Those that a time touches; none where it is empty.
    pub fn touched(self, span: Span) -> Range<usize> {
        let place = |at: Timestamp| at.duration_since(self.since).as_millis();
        let each = i128::from(self.each_s) * 1000;
        let (first, end) = (place(span.since), place(span.until));
        if end <= first || end <= 0 {
            return 0..0;
        }
        let bounded = |slice: i128| {
            usize::try_from(slice.max(0)).map_or(self.count, |slice| slice.min(self.count))
        };
        bounded(first.div_euclid(each))..bounded((end + each - 1).div_euclid(each))
    }

    /// The worst of each slice.
    pub fn worst(self, pieces: impl Iterator<Item = (Span, Outcome)>) -> Vec<Option<Outcome>> {
        let mut worst = vec![None; self.count];
        for (span, outcome) in pieces {
            worst[self.touched(span)]
                .iter_mut()
                .for_each(|slice| *slice = (*slice).max(Some(outcome)));
        }
        worst
    }
}

/// The length of a time in whole seconds.
fn seconds(span: Span) -> i64 {
    span.until.duration_since(span.since).as_secs()
}
