//! How many passcodes are issued and verified in a second, durably, beside the bare database that makes as many synced
//! commits: `cargo bench --bench store`, as root, with what `tests/setup` installs.
//!
//! Rounds of each take turns in one run, so that a disk that others use slows all of them.
#![allow(clippy::unwrap_used, clippy::print_stdout, reason = "a benchmark may")]

#[path = "../tests/stores/held_port.rs"]
mod held_port;
#[path = "../tests/stores/server.rs"]
#[allow(dead_code, reason = "the tests need more of it")]
mod server;

use std::fs::File;
use std::io::Write as _;
use std::path::Path;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use checks::kit::Config;
use otpdoctor::otp::core::{Method, User, Verdict};
use otpdoctor::otp::engine::Engine;
use otpdoctor::otp::store;
use otpdoctor::secret::{Commands, Resolve, Vault};
use rusqlite::Connection;
use serde_json::json;
use server::Server;
use tempfile::TempDir;
use tokio::runtime::Runtime;
use tokio_postgres::{Client, NoTls};

/// Passcodes in a round, each of which is issued and verified: two commits.
const CODES: u32 = 200;

const ROUNDS: usize = 15;

/// What one synced commit of a page adds to SQLite's write-ahead log, in bytes.
const FRAME: usize = 4096 + 24;

fn main() {
    let runtime = Runtime::new().unwrap();
    let folder = TempDir::new().unwrap();
    let server = Server::start();
    println!(
        "{:12} {:>12} {:>12} {:>7} {:>12}",
        "codes/s", "otpdoctor", "bare", "ratio", "fdatasync"
    );

    let file = folder.path().join("otp.sqlite");
    let ours = Ours::open(&runtime, file.to_str().unwrap(), folder.path());
    let bare = BareSqlite::open(&folder.path().join("bare.sqlite"));
    let record = ours.record();
    row(
        "SQLite",
        folder.path(),
        [&|| ours.round(), &|| bare.round(&record)],
    );
    row(
        "  handed over",
        folder.path(),
        [&|| bare.handed_over(&runtime, &record), &|| {
            bare.round(&record)
        }],
    );

    let ours = Ours::open(&runtime, &server.new_database(), folder.path());
    let bare = BarePostgres::open(&runtime, &server.new_database());
    let record = ours.record();
    row(
        "PostgreSQL",
        folder.path(),
        [&|| ours.round(), &|| bare.round(&record)],
    );
}

fn row(what: &str, folder: &Path, [ours, bare]: [&dyn Fn(); 2]) {
    let floor: &dyn Fn() = &|| sync(folder);
    let mut took = [const { Vec::new() }; 3];
    for round in 0..=ROUNDS {
        for (run, took) in [ours, bare, floor].into_iter().zip(&mut took) {
            let begun = Instant::now();
            run();
            // The first of each warms up.
            if round > 0 {
                took.push(begun.elapsed());
            }
        }
    }
    let [ours, bare, floor] = took.map(rate);
    println!(
        "{what:12} {ours:>12.0} {bare:>12.0} {:>6.0}% {floor:>12.0}",
        ours / bare * 100.0
    );
}

/// Codes in a second, in the median round.
fn rate(mut took: Vec<Duration>) -> f64 {
    took.sort();
    f64::from(CODES) / took[took.len() / 2].as_secs_f64()
}

/// The engine of a realm on a store.
struct Ours<'a> {
    runtime: &'a Runtime,
    engine: Engine,
    store: Arc<dyn store::Store>,
    user: User,
}

impl<'a> Ours<'a> {
    fn open(runtime: &'a Runtime, place: &str, folder: &Path) -> Self {
        let config = json!({
            "schema": 1,
            "otp": {"key": folder.join("otp.key")},
            "realms": {"SecureAuth1": {"multi_factor": {"email": {"field_1": "text"}}}},
        });
        let config: Config = serde_json::from_value(config).unwrap();
        let vault = Vault::new(Vec::new(), Vec::new(), Commands::Refused, Resolve::Yes);
        let store = runtime.block_on(store::open(place, None)).unwrap();
        let engine = Engine::for_realm(&config, "SecureAuth1", Arc::new(vault), store.clone());
        let ours = Self {
            runtime,
            engine: engine.unwrap(),
            store,
            user: User::new("jo").unwrap(),
        };
        ours.round();
        ours
    }

    fn round(&self) {
        let all = async {
            for _ in 0..CODES {
                let active = self.engine.issue(&self.user, Method::Email).await.unwrap();
                let verdict = self.engine.verify(&self.user, &active.code).await.unwrap();
                assert!(matches!(verdict, Verdict::Verified { .. }));
            }
        };
        self.runtime.block_on(all);
    }

    /// What it stores of a user.
    fn record(&self) -> String {
        let found = self.runtime.block_on(self.store.load(&self.user));
        serde_json::to_string(&found.unwrap().unwrap().0).unwrap()
    }
}

struct BareSqlite(Arc<Mutex<Connection>>);

impl BareSqlite {
    const UPDATE: &str = "UPDATE bare SET version = version + 1, record = ?2 WHERE user = ?1";

    fn open(path: &Path) -> Self {
        let bare = Connection::open(path).unwrap();
        bare.execute_batch(
            "PRAGMA journal_mode = wal; PRAGMA synchronous = full;
             CREATE TABLE bare (user TEXT NOT NULL PRIMARY KEY, version INTEGER NOT NULL, record TEXT NOT NULL)
             STRICT, WITHOUT ROWID;
             INSERT INTO bare VALUES ('jo', 1, '')",
        )
        .unwrap();
        Self(Arc::new(Mutex::new(bare)))
    }

    fn round(&self, record: &str) {
        let bare = self.0.lock().unwrap();
        let mut update = bare.prepare(Self::UPDATE).unwrap();
        for _ in 0..2 * CODES {
            assert_eq!(update.execute(("jo", record)).unwrap(), 1);
        }
    }

    /// The same commits, each of which another thread makes, as an engine that must not wait for a disk needs it.
    fn handed_over(&self, runtime: &Runtime, record: &str) {
        let all = async {
            for _ in 0..2 * CODES {
                let (bare, record) = (self.0.clone(), record.to_owned());
                let commit = move || {
                    let bare = bare.lock().unwrap();
                    let mut update = bare.prepare_cached(Self::UPDATE).unwrap();
                    update.execute(("jo", record)).unwrap()
                };
                assert_eq!(tokio::task::spawn_blocking(commit).await.unwrap(), 1);
            }
        };
        runtime.block_on(all);
    }
}

struct BarePostgres<'a>(&'a Runtime, Client);

impl<'a> BarePostgres<'a> {
    fn open(runtime: &'a Runtime, place: &str) -> Self {
        let client = runtime.block_on(async {
            let config: tokio_postgres::Config = place.parse().unwrap();
            let (client, connection) = config.connect(NoTls).await.unwrap();
            tokio::spawn(connection);
            let table =
                "CREATE TABLE bare (name text COLLATE \"C\" PRIMARY KEY, version bigint NOT NULL,
                    stamp bytea NOT NULL, record text NOT NULL) WITH (fillfactor = 50);
                INSERT INTO bare VALUES ('jo', 1, '', '')";
            client.batch_execute(table).await.unwrap();
            client
        });
        Self(runtime, client)
    }

    fn round(&self, record: &str) {
        let client = &self.1;
        let all = async {
            let update =
                "UPDATE bare SET version = version + 1, stamp = $2, record = $3 WHERE name = $1";
            let update = client.prepare(update).await.unwrap();
            for _ in 0..2 * CODES {
                let rows = client
                    .execute(&update, &[&"jo", &&[0_u8; 16][..], &record])
                    .await;
                assert_eq!(rows.unwrap(), 1);
            }
        };
        self.0.block_on(all);
    }
}

/// As many bytes synced as often, by no database at all: over those of the round before, as a write-ahead log does.
fn sync(folder: &Path) {
    let path = folder.join("floor");
    let mut options = File::options();
    options.write(true).create(true).truncate(false);
    let mut file = options.open(path).unwrap();
    for _ in 0..2 * CODES {
        file.write_all(&[0xa5; FRAME]).unwrap();
        file.sync_data().unwrap();
    }
}
