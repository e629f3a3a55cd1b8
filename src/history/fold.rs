//! What a run changes in a history: decided from what is open there, without a database.
//!
//! A run extends the time that was watched when it begins within what the last one speaks for; else the watched time
//! ends there, and a new one begins. States and causes that it does not name any more end when it begins. A cause goes
//! on in other words and realms; one that becomes worse or better ends and begins, so that it is known when it was how.
//!
//! Whoever's clock was set back by more than a day begins a new time line: what is open ends where it was last known to
//! hold, nothing is lost, and where both lines were watched the newer one counts.

use std::collections::{BTreeMap, BTreeSet};

use checks::kit::Status;

use super::entry::{CauseKey, Entry, Said};
use super::rows::{CauseRow, Damage, HOUR, HourRow, Last, StateRow, WatchedRow};
use super::{Latencies, Outcome};

/// By how much a run must precede the last one to count as another time line, in microseconds: less comes of several
/// watchers, or of one that appends late.
const SET_BACK: i64 = 24 * HOUR;

/// What is known of an appliance before a run.
#[derive(Debug, Default)]
pub(super) struct Known {
    pub(super) last: Option<Last>,
    /// The states that hold.
    pub(super) states: Vec<StateRow>,
    /// The causes that hold.
    pub(super) causes: Vec<CauseRow>,
    /// The hour in which the run begins.
    pub(super) hour: Option<HourRow>,
}

/// What a run changes.
#[derive(Debug)]
pub(super) struct Edits {
    /// The last run is this one.
    pub(super) last: Last,
    /// A watched time that is over.
    pub(super) watched: Option<WatchedRow>,
    /// When the states and causes end that end, in microseconds.
    pub(super) ended_at: i64,
    /// The rows of the states that end.
    pub(super) states_ended: Vec<i64>,
    /// The states that begin.
    pub(super) states: Vec<NewState>,
    /// The rows of the causes that end.
    pub(super) causes_ended: Vec<i64>,
    /// The causes that begin.
    pub(super) causes: Vec<NewCause>,
    /// The causes that go on in other words or realms, by their rows.
    pub(super) causes_retold: Vec<(i64, NewCause)>,
    /// The hour, with this run in it.
    pub(super) hour: HourRow,
}

/// A state that begins.
#[derive(Debug)]
pub(super) struct NewState {
    pub(super) realm: String,
    pub(super) check: String,
    pub(super) outcome: Outcome,
    pub(super) reason: String,
}

/// A cause that begins.
#[derive(Debug)]
pub(super) struct NewCause {
    pub(super) check: String,
    pub(super) reason: String,
    pub(super) subject: String,
    pub(super) status: Status,
    pub(super) summary: String,
    /// A JSON list.
    pub(super) realms: String,
}

/// The first moment of the hour of a moment.
pub(super) fn hour_of(at: i64) -> i64 {
    at.saturating_sub(at.rem_euclid(HOUR))
}

/// What a run changes; `None` where it is there already.
///
/// # Errors
/// When what is known cannot be.
pub(super) fn fold(known: Known, entry: &Entry) -> Result<Option<Edits>, Damage> {
    let Some(now) = now(known.last, entry) else {
        return Ok(None);
    };
    let (states_ended, states) = states(known.states, entry, now.goes_on)?;
    let causes = causes(known.causes, entry, now.goes_on)?;
    Ok(Some(Edits {
        last: now.last,
        watched: now.watched,
        ended_at: now.ended_at,
        states_ended,
        states,
        causes_ended: causes.ended,
        causes: causes.begun,
        causes_retold: causes.retold,
        hour: hour(known.hour, entry)?,
    }))
}

/// How a run stands to the last one.
struct Now {
    last: Last,
    watched: Option<WatchedRow>,
    ended_at: i64,
    goes_on: GoesOn,
}

/// Whether what is open may go on.
#[derive(Clone, Copy, PartialEq, Eq)]
enum GoesOn {
    /// What the run names too does.
    Named,
    /// Nothing does: another time line begins.
    Nothing,
}

fn now(before: Option<Last>, entry: &Entry) -> Option<Now> {
    let last = |line, watched_since| Last {
        line,
        watched_since,
        at: entry.at,
        holds_for: entry.holds_for,
    };
    let Some(before) = before else {
        return Some(Now {
            last: last(0, entry.at),
            watched: None,
            ended_at: entry.at,
            goes_on: GoesOn::Named,
        });
    };
    let watched = WatchedRow {
        line: before.line,
        since: before.watched_since,
        until: before.until(),
    };
    let watched = (watched.since < watched.until).then_some(watched);
    if entry.at < before.at.saturating_sub(SET_BACK) {
        return Some(Now {
            last: last(before.line.saturating_add(1), entry.at),
            watched,
            ended_at: before.until(),
            goes_on: GoesOn::Nothing,
        });
    }
    (entry.at > before.at).then(|| match entry.at <= before.until() {
        true => Now {
            last: last(before.line, before.watched_since),
            watched: None,
            ended_at: entry.at,
            goes_on: GoesOn::Named,
        },
        false => Now {
            last: last(before.line, entry.at),
            watched,
            ended_at: entry.at,
            goes_on: GoesOn::Named,
        },
    })
}

/// The rows that end, and the states that begin.
fn states(
    open: Vec<StateRow>,
    entry: &Entry,
    goes_on: GoesOn,
) -> Result<(Vec<i64>, Vec<NewState>), Damage> {
    let mut begun: BTreeMap<_, _> = entry.states.iter().collect();
    let mut ended = Vec::new();
    for row in open {
        let id = row.id;
        let state = row.read()?;
        let key = (state.realm, state.check);
        let held = (state.outcome, state.reason);
        match begun.get(&key) {
            Some(now) if **now == held && goes_on == GoesOn::Named => drop(begun.remove(&key)),
            _ => ended.push(id),
        }
    }
    let begun = begun.into_iter();
    let begun = begun.map(|((realm, check), (outcome, reason))| NewState {
        realm: realm.clone(),
        check: check.clone(),
        outcome: *outcome,
        reason: reason.clone(),
    });
    Ok((ended, begun.collect()))
}

#[derive(Default)]
struct Causes {
    ended: Vec<i64>,
    begun: Vec<NewCause>,
    retold: Vec<(i64, NewCause)>,
}

fn causes(open: Vec<CauseRow>, entry: &Entry, goes_on: GoesOn) -> Result<Causes, Damage> {
    let mut begun: BTreeMap<_, _> = entry.causes.iter().collect();
    let mut causes = Causes::default();
    for row in open {
        let id = row.id;
        let held = row.read()?;
        let key = (held.check, held.reason, held.subject);
        let is_same = |said: &&Said| goes_on == GoesOn::Named && said.status == held.status;
        let Some(said) = begun.get(&key).copied().filter(is_same) else {
            causes.ended.push(id);
            continue;
        };
        begun.remove(&key);
        let before: BTreeSet<String> = held.realms.into_iter().collect();
        let all: BTreeSet<String> = before.union(&said.realms).cloned().collect();
        if all != before || held.summary != said.summary {
            causes.retold.push((id, cause(&key, said, &all)));
        }
    }
    let begun = begun.into_iter();
    causes.begun = begun
        .map(|(key, said)| cause(key, said, &said.realms))
        .collect();
    Ok(causes)
}

fn cause((check, reason, subject): &CauseKey, said: &Said, realms: &BTreeSet<String>) -> NewCause {
    NewCause {
        check: check.clone(),
        reason: reason.clone(),
        subject: subject.clone(),
        status: said.status,
        summary: said.summary.clone(),
        realms: serde_json::json!(realms).to_string(),
    }
}

fn hour(before: Option<HourRow>, entry: &Entry) -> Result<HourRow, Damage> {
    let (runs, mut latencies) = match before {
        Some(row) => (row.runs()?, row.latencies()?),
        None => (0, BTreeMap::new()),
    };
    for (check, took) in &entry.latencies {
        latencies
            .entry(check.clone())
            .or_insert_with(Latencies::default)
            .add(*took);
    }
    Ok(HourRow {
        hour: hour_of(entry.at),
        runs: i64::try_from(runs.saturating_add(1)).unwrap_or(i64::MAX),
        latencies: serde_json::json!(latencies).to_string(),
    })
}
