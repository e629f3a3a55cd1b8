//! A run as it goes into a database: each state and cause once, and no text that a database would not take.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use checks::kit::Status;
use serde_json::Value;

use super::{Outcome, Run};

/// The longest text that is kept, in letters. An appliance's name must fit into an index of PostgreSQL.
const LONGEST: usize = 600;

/// A run with what the watch remembers.
#[derive(Clone, Debug)]
pub(super) struct Entry {
    pub(super) appliance: String,
    pub(super) version: String,
    /// When the run began, in microseconds.
    pub(super) at: i64,
    /// How long it speaks, in microseconds.
    pub(super) holds_for: i64,
    /// Outcome and reason by realm and check.
    pub(super) states: BTreeMap<(String, String), (Outcome, String)>,
    pub(super) causes: BTreeMap<CauseKey, Said>,
    pub(super) latencies: BTreeMap<String, Duration>,
    /// JSON.
    pub(super) memory: String,
}

/// What a cause is told from others by: check, reason and subject.
pub(super) type CauseKey = (String, String, String);

/// What a run says of a cause.
#[derive(Clone, Debug)]
pub(super) struct Said {
    pub(super) status: Status,
    pub(super) summary: String,
    pub(super) realms: BTreeSet<String>,
}

impl Entry {
    /// The entry of a run.
    pub(super) fn of(run: &Run, memory: &Value) -> Self {
        let states = run.states.iter().map(|state| {
            let key = (text(&state.realm), text(&state.check));
            (key, (state.outcome, text(&state.reason)))
        });
        let mut causes: BTreeMap<CauseKey, Said> = BTreeMap::new();
        for cause in &run.causes {
            let key = (
                text(&cause.check),
                text(&cause.reason),
                text(&cause.subject),
            );
            let said = causes.entry(key).or_insert_with(|| Said {
                status: cause.status,
                summary: text(&cause.summary),
                realms: BTreeSet::new(),
            });
            // Of one that is named twice, the worse has the word.
            if said.status < cause.status {
                said.status = cause.status;
                said.summary = text(&cause.summary);
            }
            said.realms
                .extend(cause.realms.iter().map(|realm| text(realm)));
        }
        let latencies = run.latencies.iter();
        Self {
            appliance: text(&run.appliance),
            version: text(&run.version),
            at: run.started_at.as_microsecond(),
            holds_for: i64::try_from(run.holds_for.as_micros()).unwrap_or(i64::MAX),
            states: states.collect(),
            causes,
            latencies: latencies
                .map(|(check, took)| (text(check), *took))
                .collect(),
            memory: memory.to_string(),
        }
    }
}

/// A text as it is kept: PostgreSQL takes no zero.
pub(super) fn text(text: &str) -> String {
    let letters = text.chars().map(|letter| match letter {
        '\0' => char::REPLACEMENT_CHARACTER,
        other => other,
    });
    letters.take(LONGEST).collect()
}
