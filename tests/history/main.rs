//! The history on both databases: one contract, a model that it must agree with, races, crashes, and every fault that a
//! disk, a server or a person can make. PostgreSQL comes from Debian's packages (`tests/setup`). Run as root.
#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used, clippy::print_stdout, missing_docs)]

mod broken;
mod causes;
mod contract;
mod crash;
mod dice;
mod disk;
mod lines;
mod made;
mod model;
mod postgres;
mod race;
#[path = "../stores/server.rs"]
#[allow(dead_code, reason = "the stores' tests use all of it")]
mod server;
mod size;
mod sqlite;
#[path = "../stores/way.rs"]
#[allow(dead_code, reason = "the stores' tests use all of it")]
mod way;
#[path = "../stores/worker.rs"]
mod worker;

use std::path::Path;
use std::sync::Arc;

use otpdoctor::history::{self, History};

/// Where a history is kept.
#[derive(Clone)]
struct State {
    place: String,
}

impl State {
    /// A fresh SQLite file in a folder.
    fn sqlite(folder: &Path) -> Self {
        let place = folder.join("history.sqlite");
        Self {
            place: place.to_str().unwrap().to_owned(),
        }
    }

    /// A fresh database of a server.
    fn postgres(server: &server::Server) -> Self {
        Self {
            place: server.new_database(),
        }
    }

    /// The history on it, as another process opens it.
    async fn open(&self) -> Arc<dyn History> {
        history::open(&self.place, None).await.unwrap()
    }

    /// What tells a worker of it.
    fn variables(&self) -> [(&'static str, &str); 1] {
        [("OTPDOCTOR_TEST_PLACE", &self.place)]
    }

    /// What a worker was told.
    fn told() -> Self {
        Self {
            place: std::env::var("OTPDOCTOR_TEST_PLACE").unwrap(),
        }
    }
}

/// What a worker does.
fn work(task: &str, state: &State) {
    match task {
        "race" => race::work(state),
        "crash" => crash::work(state),
        "disk" => disk::work(state),
        "open" => disk::open(state),
        other => panic!("nobody knows how to {other}"),
    }
}

/// Where asynchronous work runs in a worker, or beside one.
fn runtime() -> tokio::runtime::Runtime {
    tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .unwrap()
}
