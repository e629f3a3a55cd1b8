//! What is known of an appliance over a time: rows cut to it, and to one time line at each moment.

use std::collections::BTreeMap;
use std::ops::Bound::{Excluded, Unbounded};

use super::rows::{ApplianceRow, CauseRow, Damage, HourRow, StateRow, WatchedRow, moment, span};
use super::tables::MOST;
use super::{Past, Span};

/// What was found of an appliance: all that reaches into the time that is asked for.
#[derive(Debug)]
pub(super) struct Found {
    pub(super) appliance: ApplianceRow,
    pub(super) watched: Vec<WatchedRow>,
    pub(super) states: Vec<StateRow>,
    pub(super) causes: Vec<CauseRow>,
    pub(super) hours: Vec<HourRow>,
}

/// A time from the first moment until just before the second, in microseconds.
type Piece = (i64, i64);

/// What is known; `None` where nobody watched.
///
/// # Errors
/// When a row is none of ours.
pub(super) fn past(found: Found, name: &str, during: Span) -> Result<Option<Past>, Damage> {
    let most = found.states.len().max(found.causes.len());
    if most.max(found.watched.len()).max(found.hours.len()) > MOST {
        return Err(Damage::TooMuch);
    }
    let Some(last) = found.appliance.last()? else {
        return Ok(None);
    };
    let mut watched = found.watched;
    watched.push(WatchedRow {
        line: last.line,
        since: last.watched_since,
        until: last.until(),
    });
    let lines = Lines::of(&watched, during);
    let watched = lines.all();
    if watched.is_empty() {
        return Ok(None);
    }
    let mut states = Vec::new();
    for row in found.states {
        let pieces = lines.cut(row.line, (row.since, row.until.unwrap_or(i64::MAX)));
        let state = row.read()?;
        for piece in pieces {
            states.push((state.clone(), span(piece)?));
        }
    }
    states.sort_by(|(one, at), (other, then)| {
        let one = (&one.realm, &one.check, at.since);
        one.cmp(&(&other.realm, &other.check, then.since))
    });
    let mut causes = Vec::new();
    for row in found.causes {
        let pieces = lines.cut(row.line, (row.since, row.until.unwrap_or(i64::MAX)));
        let cause = row.read()?;
        for piece in pieces {
            causes.push((cause.clone(), span(piece)?));
        }
    }
    causes.sort_by(|(one, at), (other, then)| {
        let one = (&one.check, &one.reason, &one.subject, at.since);
        one.cmp(&(&other.check, &other.reason, &other.subject, then.since))
    });
    Ok(Some(Past {
        appliance: name.to_owned(),
        version: found.appliance.version,
        last_run_at: moment(last.at)?,
        watched: watched.into_iter().map(span).collect::<Result<_, _>>()?,
        states,
        causes,
        hours: found
            .hours
            .iter()
            .map(HourRow::read)
            .collect::<Result<_, _>>()?,
    }))
}

/// The time lines of an appliance: the newest that watched a moment counts for it.
struct Lines {
    during: Piece,
    /// What each line and all newer ones watched, in order and apart.
    watched_from: BTreeMap<i64, Vec<Piece>>,
}

impl Lines {
    fn of(rows: &[WatchedRow], during: Span) -> Self {
        let during = (during.since.as_microsecond(), during.until.as_microsecond());
        let mut watched_from: BTreeMap<i64, Vec<Piece>> = BTreeMap::new();
        for row in rows {
            let pieces = watched_from.entry(row.line).or_default();
            pieces.extend(common(during, (row.since, row.until)));
        }
        let mut newer = Vec::new();
        for pieces in watched_from.values_mut().rev() {
            pieces.append(&mut newer);
            *pieces = joined(std::mem::take(pieces));
            newer.clone_from(pieces);
        }
        Self {
            during,
            watched_from,
        }
    }

    /// What was watched at all.
    fn all(&self) -> Vec<Piece> {
        let all = self.watched_from.values().next();
        all.cloned().unwrap_or_default()
    }

    /// What counts of a time in a line.
    fn cut(&self, line: i64, time: Piece) -> Vec<Piece> {
        let Some((mut since, until)) = common(self.during, time) else {
            return Vec::new();
        };
        let newer = self.watched_from.range((Excluded(line), Unbounded)).next();
        let newer = newer.map(|(_, pieces)| &pieces[..]).unwrap_or_default();
        let mut pieces = Vec::new();
        for (begin, end) in newer {
            pieces.push((since, until.min(*begin)));
            since = since.max(*end);
        }
        pieces.push((since, until));
        pieces.retain(|(since, until)| since < until);
        pieces
    }
}

/// The time that two have in common.
fn common(one: Piece, other: Piece) -> Option<Piece> {
    let both = (one.0.max(other.0), one.1.min(other.1));
    (both.0 < both.1).then_some(both)
}

/// In order, and apart from each other.
fn joined(mut pieces: Vec<Piece>) -> Vec<Piece> {
    pieces.sort_unstable();
    let mut joined: Vec<Piece> = Vec::new();
    for (since, until) in pieces {
        match joined.last_mut() {
            Some(last) if since <= last.1 => last.1 = last.1.max(until),
            _ => joined.push((since, until)),
        }
    }
    joined
}
