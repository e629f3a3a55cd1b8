//! 64 threads in 8 processes present the same code at once: exactly one of them succeeds, every time.

use std::sync::{Arc, Barrier};

use otpdoctor::otp::core::Code;
use tempfile::TempDir;

use crate::contract::user;
use crate::realm::{Realm, State, is_taken, token_code};
use crate::server::Server;
use crate::worker::{Worker, say, told};

const PROCESSES: usize = 8;
const THREADS: usize = 8;
const ROUNDS: u32 = 24;

#[test]
fn one_of_64_threads_has_its_code_taken_on_sqlite() {
    let folder = TempDir::new().unwrap();
    run(&State::sqlite(folder.path()));
}

#[test]
fn one_of_64_threads_has_its_code_taken_on_postgresql() {
    let folder = TempDir::new().unwrap();
    run(&State::postgres(Server::shared(), folder.path()));
}

/// Rounds with a delivered code take turns with rounds with a token's.
fn run(state: &State) {
    let runtime = runtime();
    let realm = runtime.block_on(Realm::on(state));
    let jo = user("jo");
    runtime.block_on(realm.enroll(&jo));
    let start = || Worker::start("race", state);
    let mut workers: Vec<Worker> = (0..PROCESSES).map(|_| start()).collect();
    for round in 0..ROUNDS {
        let (kind, code) = match round % 2 {
            0 => ("delivered", runtime.block_on(realm.issue(&jo)).unwrap()),
            _ => ("token", token_code(u64::from(round / 2))),
        };
        for worker in &mut workers {
            worker.tell(&format!("{kind} {}", code.expose()));
        }
        let said = workers
            .iter()
            .flat_map(|worker| (0..THREADS).map(|_| worker.hear().unwrap()));
        let said: Vec<String> = said.collect();
        let count = |what: &str| said.iter().filter(|line| line.as_str() == what).count();
        assert_eq!(count("taken"), 1, "round {round}, {kind}: {said:?}");
        assert_eq!(
            count("Replayed"),
            PROCESSES * THREADS - 1,
            "round {round}, {kind}: {said:?}"
        );
    }
    for worker in workers {
        assert!(worker.finish().is_empty());
    }
}

/// A worker: each of its threads presents the code that it is told.
pub(crate) fn work(state: &State) {
    let runtime = runtime();
    let realm = Arc::new(runtime.block_on(Realm::on(state)));
    while let Some(line) = told() {
        let at_once = Arc::new(Barrier::new(THREADS));
        let present = || {
            let (realm, at_once) = (realm.clone(), at_once.clone());
            let (handle, line) = (runtime.handle().clone(), line.clone());
            std::thread::spawn(move || {
                at_once.wait();
                say(&handle.block_on(present(&realm, &line)));
            })
        };
        let threads: Vec<_> = (0..THREADS).map(|_| present()).collect();
        for thread in threads {
            thread.join().unwrap();
        }
    }
}

async fn present(realm: &Realm, line: &str) -> String {
    let (kind, code) = line.split_once(' ').unwrap();
    let (jo, code) = (user("jo"), Code::parse(code).unwrap());
    let verdict = match kind {
        "delivered" => realm.verify(&jo, &code).await,
        _ => realm.verify_token(&jo, &code).await,
    };
    match verdict {
        Ok(verdict) if is_taken(&verdict) => "taken".into(),
        Ok(verdict) => format!("{verdict:?}"),
        Err(why) => why,
    }
}

pub(crate) fn runtime() -> tokio::runtime::Runtime {
    tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .unwrap()
}
