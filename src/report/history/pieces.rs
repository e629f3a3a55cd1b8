//! When something was in which state while somebody watched, and the same of several things at once.

use std::collections::BTreeMap;

use checks::kit::Status;
use jiff::{SignedDuration, Timestamp};

use super::types::Outcome;
use crate::history::{self, Span};

/// A state that was watched the whole time that it stands for.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Piece<'a> {
    /// When.
    pub span: Span,
    /// The outcome.
    pub outcome: Outcome,
    /// The reason.
    pub reason: &'a str,
}

/// An outcome, its reason, and when it is said to have been so.
pub type Said<'a> = (Outcome, &'a str, Span);

/// What is there at a moment, and how many times.
pub type Present<'a> = BTreeMap<(Outcome, &'a str), usize>;

impl From<history::Outcome> for Outcome {
    fn from(outcome: history::Outcome) -> Self {
        match outcome {
            history::Outcome::Waived => Self::Waived,
            history::Outcome::Of(status) => status.into(),
        }
    }
}

impl From<Status> for Outcome {
    fn from(status: Status) -> Self {
        match status {
            Status::Skip => Self::Skip,
            Status::Pass => Self::Pass,
            Status::Warn => Self::Warn,
            Status::Unknown => Self::Unknown,
            Status::Fail => Self::Fail,
        }
    }
}

/// How long it is; nothing, where it ends before it begins.
pub fn length(span: Span) -> SignedDuration {
    span.until
        .duration_since(span.since)
        .max(SignedDuration::ZERO)
}

/// What two times have in common, where that is anything.
pub fn common(one: Span, other: Span) -> Option<Span> {
    let span = Span {
        since: one.since.max(other.since),
        until: one.until.min(other.until),
    };
    (span.since < span.until).then_some(span)
}

/// The parts of a time that were watched; `watched` is in order.
pub fn watched_parts(span: Span, watched: &[Span]) -> impl Iterator<Item = Span> {
    let first = watched.partition_point(|seen| seen.until <= span.since);
    watched[first..]
        .iter()
        .take_while(move |seen| seen.since < span.until)
        .filter_map(move |seen| common(*seen, span))
}

/// The states of one thing, in order of time, where they were watched. Where two overlap, the later one counts.
pub fn pieces<'a>(states: &[Said<'a>], watched: &[Span]) -> Vec<Piece<'a>> {
    let mut pieces = Vec::with_capacity(states.len());
    for (place, (outcome, reason, span)) in states.iter().enumerate() {
        let next = states.get(place + 1).map(|(_, _, next)| next.since);
        let span = Span {
            since: span.since,
            until: next.map_or(span.until, |next| next.min(span.until)),
        };
        pieces.extend(watched_parts(span, watched).map(|span| Piece {
            span,
            outcome: *outcome,
            reason,
        }));
    }
    pieces
}

/// Tells what is present from each moment at which that changes to the next, in order, and leaves out when nothing is.
pub fn sweep<'a>(pieces: &[Piece<'a>], mut tell: impl FnMut(Span, &Present<'a>)) {
    // What ends stands before what begins at the same moment.
    let mut events: Vec<(Timestamp, bool, usize)> = Vec::with_capacity(2 * pieces.len());
    for (place, piece) in pieces.iter().enumerate() {
        events.push((piece.span.since, true, place));
        events.push((piece.span.until, false, place));
    }
    events.sort_unstable();
    let mut present = Present::new();
    let mut since = None;
    for (at, begins, place) in events {
        if let Some(since) = since
            && since < at
            && !present.is_empty()
        {
            tell(Span { since, until: at }, &present);
        }
        since = Some(at);
        let key = (pieces[place].outcome, pieces[place].reason);
        let count = present.entry(key).or_default();
        match begins {
            true => *count += 1,
            false => *count -= 1,
        }
        if *count == 0 {
            present.remove(&key);
        }
    }
}

/// The worst of several things at each moment.
pub fn worst<'a>(all: &[Piece<'a>]) -> Vec<Piece<'a>> {
    let mut pieces: Vec<Piece<'a>> = Vec::new();
    sweep(all, |span, present| {
        let Some(((outcome, reason), _)) = present.last_key_value() else {
            return;
        };
        match pieces.last_mut() {
            Some(last)
                if last.span.until == span.since
                    && (last.outcome, last.reason) == (*outcome, *reason) =>
            {
                last.span.until = span.until;
            }
            _ => pieces.push(Piece {
                span,
                outcome: *outcome,
                reason,
            }),
        }
    });
    pieces
}
