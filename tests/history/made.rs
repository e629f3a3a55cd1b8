//! Runs and times that tests are made of, in seconds since a full hour of 2026.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use checks::kit::Status;
use jiff::Timestamp;
use otpdoctor::history::{self, Cause, History, Outcome, Past, Run, Span, State};
use serde_json::Value;

/// The full hour.
const BEGIN: i64 = 1_800_000_000;

/// How long each run speaks for what comes after it, in seconds.
pub(crate) const HOLDS: i64 = 400;

/// A moment.
pub(crate) fn at(second: i64) -> Timestamp {
    Timestamp::from_second(BEGIN + second).unwrap()
}

/// The time between two moments.
pub(crate) fn span(since: i64, until: i64) -> Span {
    Span {
        since: at(since),
        until: at(until),
    }
}

/// A run of an appliance that found nothing.
pub(crate) fn run(appliance: &str, second: i64) -> Run {
    Run {
        appliance: appliance.into(),
        version: "1.2.3".into(),
        started_at: at(second),
        holds_for: Duration::from_secs(HOLDS.unsigned_abs()),
        states: Vec::new(),
        latencies: [("clock-skew".to_owned(), Duration::from_millis(20))].into(),
        causes: Vec::new(),
    }
}

/// A run that found states, each written `REALM CHECK OUTCOME REASON`.
pub(crate) fn found(appliance: &str, second: i64, states: &[&str]) -> Run {
    Run {
        states: states.iter().map(|text| state(text)).collect(),
        ..run(appliance, second)
    }
}

/// A state, written `REALM CHECK OUTCOME REASON`.
pub(crate) fn state(text: &str) -> State {
    let words: Vec<&str> = text.split(' ').collect();
    let [realm, check, outcome, reason] = words[..] else {
        panic!("{text}: REALM CHECK OUTCOME REASON");
    };
    let outcome = match outcome {
        "waived" => Outcome::Waived,
        name => {
            let found = Status::ALL.iter().find(|status| status.name() == name);
            Outcome::Of(*found.unwrap())
        }
    };
    State {
        realm: realm.into(),
        check: check.into(),
        outcome,
        reason: reason.into(),
    }
}

/// The same cause where it only warns.
pub(crate) fn warning(subject: &str, summary: &str, realms: &[&str]) -> Cause {
    Cause {
        status: Status::Warn,
        ..cause(subject, summary, realms)
    }
}

/// A cause about a subject, which fails.
pub(crate) fn cause(subject: &str, summary: &str, realms: &[&str]) -> Cause {
    Cause {
        check: "smtp-relay".into(),
        reason: "refused".into(),
        subject: subject.into(),
        status: Status::Fail,
        summary: summary.into(),
        realms: realms.iter().map(|realm| (*realm).to_owned()).collect(),
    }
}

/// Appends runs in order.
pub(crate) async fn append(history: &dyn History, runs: &[Run]) {
    for run in runs {
        history.append(run, &Value::Null).await.unwrap();
    }
}

/// What is known of an appliance over a time that it was watched in.
pub(crate) async fn past(history: &dyn History, appliance: &str, since: i64, until: i64) -> Past {
    let past = history.past(appliance, span(since, until)).await.unwrap();
    past.expect("it was watched")
}

/// States with their times, as text to compare: `REALM CHECK OUTCOME REASON SINCE..UNTIL`.
pub(crate) fn states(past: &Past) -> Vec<String> {
    let states = past.states.iter().map(|(state, time)| {
        let outcome = state.outcome.name();
        let State {
            realm,
            check,
            reason,
            ..
        } = state;
        format!("{realm} {check} {outcome} {reason} {}", seconds(time))
    });
    states.collect()
}

/// Causes with their times, as text to compare: `SUBJECT STATUS SUMMARY REALMS SINCE..UNTIL`.
pub(crate) fn causes(past: &Past) -> Vec<String> {
    let causes = past.causes.iter().map(|(cause, time)| {
        let (status, realms) = (cause.status.name(), cause.realms.join("+"));
        let Cause {
            subject, summary, ..
        } = cause;
        format!("{subject} {status} {summary} {realms} {}", seconds(time))
    });
    causes.collect()
}

/// Watched times, as text to compare.
pub(crate) fn watched(past: &Past) -> Vec<String> {
    past.watched.iter().map(seconds).collect()
}

/// A time, as `SINCE..UNTIL` in seconds.
pub(crate) fn seconds(time: &Span) -> String {
    let second = |at: Timestamp| at.as_second() - BEGIN;
    format!("{}..{}", second(time.since), second(time.until))
}

/// The history in a file of a folder.
pub(crate) async fn in_folder(folder: &Path) -> Arc<dyn History> {
    let place = folder.join("history.sqlite");
    history::open(place.to_str().unwrap(), None).await.unwrap()
}
