//! `kill -9` in the midst of a run that is appended, of the program and of the server: there is no half of a run, and
//! what was acknowledged is there.

use std::sync::Arc;
use std::time::{Duration, Instant};

use otpdoctor::history::{History, Run};
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::dice::Dice;
use crate::made::{at, cause, found, past};
use crate::server::Server;
use crate::worker::{Worker, say};
use crate::{State, runtime};

const KILLS: u32 = 100;
const SERVER_KILLS: u32 = 4;

/// How many states each run has.
const STATES: usize = 40;

/// Between two runs, in seconds: all of them are watched.
const STEP: i64 = 60;

#[test]
fn no_half_run_survives_100_kills_on_sqlite() {
    let folder = TempDir::new().unwrap();
    kill_again_and_again(&State::sqlite(folder.path()), 1, || {});
}

#[test]
fn no_half_run_survives_100_kills_on_postgresql() {
    let server = Server::shared();
    let state = State::postgres(server);
    let database = state.place.trim_start_matches("postgres:///");
    let database = database.split('?').next().unwrap();
    let count = format!("SELECT count(*) FROM pg_stat_activity WHERE datname = '{database}'");
    // What a killed worker has sent may still be on its way to the server.
    let settle = || {
        let until = Instant::now() + Duration::from_secs(30);
        while server.sql("postgres", &count) != "0" {
            assert!(Instant::now() < until, "a connection is still there");
        }
    };
    kill_again_and_again(&state, 2, settle);
}

fn kill_again_and_again(state: &State, seed: u64, settle: impl Fn()) {
    let (runtime, mut dice) = (runtime(), Dice(seed));
    let (mut stored, mut midway) = (-1, 0);
    for _ in 0..KILLS {
        let worker = Worker::start("crash", state);
        let mut said: Vec<String> = (0..dice.below(12))
            .map(|_| worker.hear().expect("the worker goes on"))
            .collect();
        dice.spin();
        said.extend(worker.kill());
        let begun = number(&said, "append ").unwrap_or(stored);
        let acknowledged = number(&said, "stored ").unwrap_or(stored);
        settle();
        let last = runtime.block_on(async { whole(&state.open().await).await });
        assert!((acknowledged..=begun).contains(&last), "{last}: {said:?}");
        midway += u32::from(acknowledged < begun);
        stored = last;
    }
    assert!(
        midway > KILLS / 4,
        "only {midway} kills hit something under way"
    );
}

/// The last number that was said so.
fn number(said: &[String], what: &str) -> Option<i64> {
    let mut numbers = said.iter().rev().filter_map(|line| line.strip_prefix(what));
    numbers.next().map(|number| number.parse().unwrap())
}

/// The number of the last run, all of which is there, and of all before.
async fn whole(history: &Arc<dyn History>) -> i64 {
    let Some(Value::Number(last)) = history.memory("jo").await.unwrap() else {
        return -1;
    };
    let last = last.as_i64().unwrap();
    let end = (last + 1) * STEP;
    let known = past(&**history, "jo", last * STEP, end).await;
    assert_eq!(known.last_run_at, at(last * STEP));
    assert_eq!(known.states.len(), STATES, "after run {last}");
    let reason = format!("r{last}");
    assert!(
        known.states.iter().all(|(state, _)| state.reason == reason),
        "{known:?}"
    );
    assert_eq!(known.causes.len(), 1);
    assert_eq!(known.causes[0].0.summary, reason);
    let all = past(&**history, "jo", 0, end).await;
    let runs: u64 = all.hours.iter().map(|hour| hour.runs).sum();
    assert_eq!(runs, last.unsigned_abs() + 1);
    assert_eq!(all.states.len(), STATES * usize::try_from(runs).unwrap());
    assert_eq!(all.watched.len(), 1);
    last
}

fn numbered(number: i64) -> Run {
    let states: Vec<String> = (0..STATES)
        .map(|check| format!("R c{check:02} fail r{number}"))
        .collect();
    let states: Vec<&str> = states.iter().map(String::as_str).collect();
    Run {
        causes: vec![cause("mx", &format!("r{number}"), &["R"])],
        ..found("jo", number * STEP, &states)
    }
}

/// A worker: appends without an end, and says what it is about to do and what it has done.
pub(crate) fn work(state: &State) {
    runtime().block_on(async {
        let history = state.open().await;
        let mut next = whole(&history).await + 1;
        loop {
            say(&format!("append {next}"));
            history.append(&numbered(next), &json!(next)).await.unwrap();
            say(&format!("stored {next}"));
            next += 1;
        }
    });
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_is_killed_and_comes_back_has_each_run_once() {
    let mut server = Server::start();
    let history = State::postgres(&server).open().await;
    let (said, heard) = std::sync::mpsc::channel();
    let (stop, stopped) = tokio::sync::watch::channel(false);
    let appending = tokio::spawn({
        let history = history.clone();
        async move {
            let mut next = 0;
            while !*stopped.borrow() {
                match history.append(&numbered(next), &json!(next)).await {
                    Ok(()) => next += 1,
                    // Nobody hears what comes after the last kill.
                    Err(error) => drop(said.send(error.to_string())),
                }
                tokio::task::yield_now().await;
            }
            next
        }
    });
    let told = tokio::task::spawn_blocking(move || {
        let mut told = Vec::new();
        for _ in 0..SERVER_KILLS {
            server.kill();
            told.push(heard.recv().unwrap());
            server.revive();
            told.extend(heard.try_iter());
        }
        (server, told)
    });
    let (_server, told) = told.await.unwrap();
    stop.send(true).unwrap();
    let next = appending.await.unwrap();
    assert!(
        told.iter()
            .all(|why| why.starts_with("the history postgres://")),
        "{told:?}"
    );
    assert!(next > 0);
    assert_eq!(whole(&history).await, next - 1);
}
