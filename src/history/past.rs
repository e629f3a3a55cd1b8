//! What is known of an appliance over a time: rows cut to it, and to one time line at each moment.

use std::collections::BTreeMap;

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
    for rows in [
        found.watched.len(),
        found.states.len(),
        found.causes.len(),
        found.hours.len(),
    ] {
        bounded(rows)?;
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
        bounded(states.len())?;
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
        bounded(causes.len())?;
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

fn bounded(rows: usize) -> Result<(), Damage> {
    match rows <= MOST {
        true => Ok(()),
        false => Err(Damage::TooMuch),
    }
}

/// The time lines of an appliance: at each moment the newest counts that watched it.
struct Lines {
    during: Piece,
    /// Which line counts when, in order; nobody watched between.
    counting: Vec<(Piece, i64)>,
}

impl Lines {
    fn of(rows: &[WatchedRow], during: Span) -> Self {
        let during = (during.since.as_microsecond(), during.until.as_microsecond());
        let mut turns = Vec::new();
        for row in rows {
            if let Some((since, until)) = common(during, (row.since, row.until)) {
                turns.push((since, 1, row.line));
                turns.push((until, -1, row.line));
            }
        }
        turns.sort_unstable();
        let mut counting: Vec<(Piece, i64)> = Vec::new();
        let mut watching: BTreeMap<i64, i64> = BTreeMap::new();
        let mut since = during.0;
        for (at, by, line) in turns {
            if let Some((newest, _)) = watching.last_key_value().filter(|_| since < at) {
                match counting.last_mut() {
                    Some((last, line)) if last.1 == since && line == newest => last.1 = at,
                    _ => counting.push(((since, at), *newest)),
                }
            }
            since = at;
            let times = watching.entry(line).or_default();
            *times += by;
            if *times == 0 {
                watching.remove(&line);
            }
        }
        Self { during, counting }
    }

    /// What was watched at all, in order and apart.
    fn all(&self) -> Vec<Piece> {
        let mut all: Vec<Piece> = Vec::new();
        for ((since, until), _) in &self.counting {
            match all.last_mut() {
                Some(last) if last.1 == *since => last.1 = *until,
                _ => all.push((*since, *until)),
            }
        }
        all
    }

    /// What counts of a time in a line: what no other line watched instead.
    fn cut(&self, line: i64, time: Piece) -> impl Iterator<Item = Piece> {
        let (mut since, until) = common(self.during, time).unwrap_or_default();
        let first = self.counting.partition_point(|((_, end), _)| *end <= since);
        let others = self.counting[first..].iter();
        let others = others
            .take_while(move |((begin, _), _)| *begin < until)
            .filter(move |(_, other)| *other != line)
            .map(|(piece, _)| *piece);
        let pieces = others.chain([(until, until)]).map(move |(begin, end)| {
            let piece = (since, begin);
            since = since.max(end);
            piece
        });
        pieces.filter(|(since, until)| since < until)
    }
}

/// The time that two have in common.
fn common(one: Piece, other: Piece) -> Option<Piece> {
    let both = (one.0.max(other.0), one.1.min(other.1));
    (both.0 < both.1).then_some(both)
}
