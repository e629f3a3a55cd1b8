//! Rows as the databases hold them, and what they mean. Anybody may have written them.

use std::collections::BTreeMap;

use checks::kit::Status;
use jiff::Timestamp;

use super::tables::MOST;
use super::{Cause, Hour, Latencies, Outcome, Span, State};
#[cfg(feature = "postgres")]
use crate::db::postgres::Failure;
use crate::otp::store::{Place, StoreError};

/// An hour, in microseconds.
pub(super) const HOUR: i64 = 3_600_000_000;

/// Why rows cannot be read.
#[derive(Debug)]
pub(super) enum Damage {
    /// One is none of ours.
    Row(String),
    /// There are more than are read at once.
    TooMuch,
}

impl Damage {
    /// The same for a place.
    pub(super) fn at(self, place: &Place) -> StoreError {
        let place = place.clone();
        match self {
            Self::Row(why) => StoreError::Damaged { place, why },
            Self::TooMuch => StoreError::Unavailable {
                place,
                why: too_much(),
            },
        }
    }
}

#[cfg(feature = "postgres")]
impl From<Damage> for Failure {
    fn from(damage: Damage) -> Self {
        match damage {
            Damage::Row(why) => Self::Damaged(why),
            Damage::TooMuch => Self::Unavailable(too_much()),
        }
    }
}

fn too_much() -> String {
    format!("more than {MOST} changes in the time that is asked for: ask for a shorter one")
}

/// An appliance. The last three are there from its first run on.
#[derive(Clone, Debug)]
pub(super) struct ApplianceRow {
    pub(super) id: i64,
    pub(super) version: String,
    pub(super) line: i64,
    pub(super) watched_since: Option<i64>,
    pub(super) last_run_at: Option<i64>,
    pub(super) holds_for: Option<i64>,
}

/// A time that an appliance was watched, and that is over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct WatchedRow {
    pub(super) line: i64,
    pub(super) since: i64,
    pub(super) until: i64,
}

/// A state; it has no end while it holds.
#[derive(Clone, Debug)]
pub(super) struct StateRow {
    pub(super) id: i64,
    pub(super) line: i64,
    pub(super) realm: String,
    pub(super) check: String,
    pub(super) outcome: String,
    pub(super) reason: String,
    pub(super) since: i64,
    pub(super) until: Option<i64>,
}

/// A cause; it has no end while it holds. Its realms are a JSON list.
#[derive(Clone, Debug)]
pub(super) struct CauseRow {
    pub(super) id: i64,
    pub(super) line: i64,
    pub(super) check: String,
    pub(super) reason: String,
    pub(super) subject: String,
    pub(super) status: String,
    pub(super) summary: String,
    pub(super) realms: String,
    pub(super) since: i64,
    pub(super) until: Option<i64>,
}

/// An hour with its latencies as JSON.
#[derive(Clone, Debug)]
pub(super) struct HourRow {
    pub(super) hour: i64,
    pub(super) runs: i64,
    pub(super) latencies: String,
}

/// The last run of an appliance.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Last {
    pub(super) line: i64,
    pub(super) watched_since: i64,
    pub(super) at: i64,
    pub(super) holds_for: i64,
}

impl ApplianceRow {
    /// Its last run; `None` where it had none.
    pub(super) fn last(&self) -> Result<Option<Last>, Damage> {
        match (self.watched_since, self.last_run_at, self.holds_for) {
            (None, None, None) => Ok(None),
            (Some(watched_since), Some(at), Some(holds_for))
                if watched_since <= at && holds_for >= 0 =>
            {
                Ok(Some(Last {
                    line: self.line,
                    watched_since,
                    at,
                    holds_for,
                }))
            }
            _ => Err(Damage::Row(format!(
                "row {} of appliances has no last run that can be",
                self.id
            ))),
        }
    }
}

impl Last {
    /// The moment up to which it speaks.
    pub(super) fn until(self) -> i64 {
        self.at
            .saturating_add(self.holds_for)
            .min(Timestamp::MAX.as_microsecond())
    }
}

impl StateRow {
    /// What it says.
    pub(super) fn read(self) -> Result<State, Damage> {
        Ok(State {
            outcome: outcome(&self.outcome).ok_or_else(|| {
                Damage::Row(format!(
                    "row {} of states has no outcome that is known",
                    self.id
                ))
            })?,
            realm: self.realm,
            check: self.check,
            reason: self.reason,
        })
    }
}

impl CauseRow {
    /// What it says.
    pub(super) fn read(self) -> Result<Cause, Damage> {
        let realms = serde_json::from_str(&self.realms)
            .map_err(|_| Damage::Row(format!("row {} of causes has no list of realms", self.id)))?;
        let status = status(&self.status).ok_or_else(|| {
            Damage::Row(format!(
                "row {} of causes has no status that is known",
                self.id
            ))
        })?;
        Ok(Cause {
            check: self.check,
            reason: self.reason,
            subject: self.subject,
            status,
            summary: self.summary,
            realms,
        })
    }
}

impl HourRow {
    /// How many runs there were.
    pub(super) fn runs(&self) -> Result<u64, Damage> {
        u64::try_from(self.runs)
            .map_err(|_| Damage::Row(format!("the hour {} has no number of runs", self.hour)))
    }

    /// How long each check took.
    pub(super) fn latencies(&self) -> Result<BTreeMap<String, Latencies>, Damage> {
        serde_json::from_str(&self.latencies).map_err(|_| {
            Damage::Row(format!(
                "the hour {} has no latencies that can be",
                self.hour
            ))
        })
    }

    /// What it says.
    pub(super) fn read(&self) -> Result<Hour, Damage> {
        Ok(Hour {
            since: moment(self.hour)?,
            runs: self.runs()?,
            latencies: self.latencies()?,
        })
    }
}

/// The moment of so many microseconds.
pub(super) fn moment(micros: i64) -> Result<Timestamp, Damage> {
    Timestamp::from_microsecond(micros)
        .map_err(|_| Damage::Row(format!("{micros} is no moment that can be")))
}

/// The time between two moments.
pub(super) fn span((since, until): (i64, i64)) -> Result<Span, Damage> {
    Ok(Span {
        since: moment(since)?,
        until: moment(until)?,
    })
}

/// What a watch remembered.
pub(super) fn read_memory(text: &str) -> Result<serde_json::Value, Damage> {
    serde_json::from_str(text)
        .map_err(|_| Damage::Row("what the watch remembers is no JSON".into()))
}

fn status(name: &str) -> Option<Status> {
    Status::ALL.iter().copied().find(|one| one.name() == name)
}

fn outcome(name: &str) -> Option<Outcome> {
    Outcome::ALL.iter().copied().find(|one| one.name() == name)
}
