//! Several processes watch the same appliances at once: each run is there once, and states follow upon each other.

use std::sync::Arc;

use otpdoctor::history::History;
use serde_json::json;
use tempfile::TempDir;

use crate::made::{found, past};
use crate::server::Server;
use crate::worker::{Worker, say, told};
use crate::{State, runtime};

const PROCESSES: usize = 6;
const ROUNDS: i64 = 30;
const APPLIANCES: i64 = 50;

/// Between two rounds, in seconds.
const STEP: i64 = 300;

#[test]
fn watches_of_one_appliance_agree_on_sqlite() {
    let folder = TempDir::new().unwrap();
    one_appliance(&State::sqlite(folder.path()));
}

#[test]
fn watches_of_one_appliance_agree_on_postgresql() {
    one_appliance(&State::postgres(Server::shared()));
}

/// In even rounds all append the same run, in odd ones each another.
fn one_appliance(state: &State) {
    let mut workers: Vec<Worker> = (0..PROCESSES)
        .map(|_| Worker::start("race", state))
        .collect();
    for round in 0..ROUNDS {
        for (number, worker) in workers.iter_mut().enumerate() {
            let late = if round % 2 == 0 { 0 } else { number };
            worker.tell(&format!(
                "one {} r{round}-{late}",
                round * STEP + late as i64
            ));
        }
        for worker in &workers {
            assert_eq!(worker.hear().unwrap(), "stored", "round {round}");
        }
    }
    for worker in workers {
        assert!(worker.finish().is_empty());
    }
    let history = runtime().block_on(state.open());
    let end = ROUNDS * STEP;
    let known = runtime().block_on(past(&*history, "one", 0, end));
    assert_eq!(known.watched.len(), 1);
    for pair in known.states.windows(2) {
        assert_eq!(pair[0].1.until, pair[1].1.since, "{pair:?}");
    }
    let runs: u64 = known.hours.iter().map(|hour| hour.runs).sum();
    assert_eq!(
        runs,
        known.states.len() as u64,
        "each run has a reason of its own"
    );
    let in_odd_rounds = |count: u64| count * ROUNDS.unsigned_abs() / 2;
    let rounds =
        in_odd_rounds(1) + in_odd_rounds(1)..=in_odd_rounds(1) + in_odd_rounds(PROCESSES as u64);
    assert!(rounds.contains(&runs), "{runs} of {rounds:?}");
}

#[test]
fn fifty_appliances_share_a_history_on_sqlite() {
    let folder = TempDir::new().unwrap();
    many_appliances(&State::sqlite(folder.path()));
}

#[test]
fn fifty_appliances_share_a_history_on_postgresql() {
    many_appliances(&State::postgres(Server::shared()));
}

/// Each process appends for all appliances; one is first for each run.
fn many_appliances(state: &State) {
    let mut workers: Vec<Worker> = (0..PROCESSES)
        .map(|_| Worker::start("race", state))
        .collect();
    for round in 0..4 {
        for worker in &mut workers {
            worker.tell(&format!("all {} r{round}", round * STEP));
        }
        for worker in &workers {
            assert_eq!(worker.hear().unwrap(), "stored", "round {round}");
        }
    }
    for worker in workers {
        assert!(worker.finish().is_empty());
    }
    runtime().block_on(async {
        let history = state.open().await;
        let names = history.appliances(crate::made::span(0, 1)).await.unwrap();
        assert_eq!(names.len(), APPLIANCES as usize);
        for name in names {
            let known = past(&*history, &name, 0, 4 * STEP).await;
            let runs: u64 = known.hours.iter().map(|hour| hour.runs).sum();
            assert_eq!((runs, known.states.len()), (4, 4), "{name}");
            let memory = history.memory(&name).await.unwrap();
            assert_eq!(memory, Some(json!("r3")));
        }
    });
}

/// A worker: appends what it is told, `WHOM SECOND REASON`.
pub(crate) fn work(state: &State) {
    let runtime = runtime();
    let history = runtime.block_on(state.open());
    while let Some(line) = told() {
        let words: Vec<&str> = line.split(' ').collect();
        let [whom, second, reason] = words[..] else {
            panic!("{line}");
        };
        let second = second.parse().unwrap();
        let names: Vec<String> = match whom {
            "all" => (0..APPLIANCES)
                .map(|number| format!("idp-{number:02}"))
                .collect(),
            one => vec![one.to_owned()],
        };
        let done = runtime.block_on(append_all(&history, names, second, reason));
        say(&done);
    }
}

async fn append_all(
    history: &Arc<dyn History>,
    names: Vec<String>,
    second: i64,
    reason: &str,
) -> String {
    let tasks: Vec<_> = names
        .into_iter()
        .map(|name| {
            let (history, reason) = (history.clone(), reason.to_owned());
            tokio::spawn(async move {
                let run = found(&name, second, &[&format!("R a fail {reason}")]);
                history.append(&run, &json!(reason)).await
            })
        })
        .collect();
    for task in tasks {
        if let Err(error) = task.await.unwrap() {
            return error.to_string();
        }
    }
    "stored".into()
}
