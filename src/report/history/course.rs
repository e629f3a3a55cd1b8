//! What came of one thing: for how long it was in which state, its outages, its last change.

use jiff::SignedDuration;

use super::pieces::{Piece, length};
use super::slices::Slices;
use super::types::{Course, Last, Outage, Outcome, Times};
use crate::history::Span;

/// The course of a thing whose pieces are in order and do not overlap.
///
/// Availability is the time passing or warning as a share of the time passing, warning or failing. What could not be
/// judged, was skipped, was accepted, or was not watched counts neither way, and is told beside it.
pub fn course(pieces: &[Piece<'_>], during: Span, slices: Slices) -> Course {
    let times = times(pieces, during);
    let outages = outages(pieces, during);
    let longest = outages
        .iter()
        .max_by(|one, other| one.lasted_s.total_cmp(&other.lasted_s));
    Course {
        availability: availability(&times),
        times,
        outages: outages.len(),
        longest_outage: longest.copied(),
        changed_at: changes(pieces).last().map(|piece| piece.span.since),
        last: last(pieces),
        strip: strip(&slices.worst(pieces.iter().map(|piece| (piece.span, piece.outcome)))),
    }
}

/// Seconds to the millisecond: more would be noise.
pub fn seconds(span: SignedDuration) -> f64 {
    (span.as_secs_f64() * 1000.0).round() / 1000.0
}

/// A share of two numbers of seconds, as exact as a year's milliseconds are; nothing is a share of nothing.
pub fn share(part: f64, whole: f64) -> Option<f64> {
    (whole > 0.0).then(|| (part / whole).clamp(0.0, 1.0))
}

/// The letters of a strip.
pub fn strip(worst: &[Option<Outcome>]) -> String {
    worst
        .iter()
        .map(|outcome| outcome.map_or(UNWATCHED, Outcome::letter))
        .collect()
}

/// Stands where nobody looked.
pub const UNWATCHED: char = '.';
/// Stands where a cause was not there.
pub const ABSENT: char = '-';

impl Outcome {
    /// All of them, worst first.
    pub const ALL: [Self; 6] = [
        Self::Fail,
        Self::Unknown,
        Self::Warn,
        Self::Waived,
        Self::Pass,
        Self::Skip,
    ];

    /// Its letter in a strip.
    pub fn letter(self) -> char {
        match self {
            Self::Skip => 'S',
            Self::Pass => 'P',
            Self::Waived => 'A',
            Self::Warn => 'W',
            Self::Unknown => 'U',
            Self::Fail => 'F',
        }
    }

    /// What it means, for a legend.
    pub fn meaning(self) -> &'static str {
        match self {
            Self::Skip => "skipped",
            Self::Pass => "passed",
            Self::Waived => "accepted for a while",
            Self::Warn => "warning",
            Self::Unknown => "could not be checked",
            Self::Fail => "failed",
        }
    }

    /// The outcome of a letter.
    pub fn of(letter: char) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.letter() == letter)
    }
}

fn times(pieces: &[Piece<'_>], during: Span) -> Times {
    let of = |outcome| {
        let spans = pieces.iter().filter(|piece| piece.outcome == outcome);
        spans
            .map(|piece| length(piece.span))
            .sum::<SignedDuration>()
    };
    let seen: SignedDuration = pieces.iter().map(|piece| length(piece.span)).sum();
    let unwatched = length(during).saturating_sub(seen);
    Times {
        pass_s: seconds(of(Outcome::Pass)),
        warn_s: seconds(of(Outcome::Warn)),
        fail_s: seconds(of(Outcome::Fail)),
        unknown_s: seconds(of(Outcome::Unknown)),
        skip_s: seconds(of(Outcome::Skip)),
        waived_s: seconds(of(Outcome::Waived)),
        unwatched_s: seconds(unwatched.max(SignedDuration::ZERO)),
    }
}

fn availability(times: &Times) -> Option<f64> {
    let up = times.pass_s + times.warn_s;
    share(up, up + times.fail_s)
}

/// From the first failure that is seen to the first other outcome that is seen.
fn outages(pieces: &[Piece<'_>], during: Span) -> Vec<Outage> {
    let mut outages: Vec<Outage> = Vec::new();
    let mut is_open = false;
    for piece in pieces {
        if piece.outcome != Outcome::Fail {
            is_open = false;
            continue;
        }
        let lasted = seconds(length(piece.span));
        match outages.last_mut().filter(|_| is_open) {
            Some(outage) => {
                outage.until = piece.span.until;
                outage.lasted_s += lasted;
            }
            None => outages.push(Outage {
                since: piece.span.since,
                until: piece.span.until,
                lasted_s: lasted,
                began_before: piece.span.since <= during.since,
                holds: false,
            }),
        }
        is_open = true;
    }
    if let Some(outage) = outages.last_mut() {
        outage.holds = is_open;
    }
    outages
}

/// The pieces that begin with another outcome than was seen before.
fn changes<'p, 'a>(pieces: &'p [Piece<'a>]) -> impl DoubleEndedIterator<Item = &'p Piece<'a>> {
    let pairs = pieces.windows(2);
    pairs.filter_map(|pair| (pair[0].outcome != pair[1].outcome).then_some(&pair[1]))
}

fn last(pieces: &[Piece<'_>]) -> Option<Last> {
    let last = pieces.last()?;
    let since = changes(pieces).last().or(pieces.first())?;
    Some(Last {
        outcome: last.outcome,
        reason: last.reason.to_owned(),
        since: since.span.since,
    })
}
