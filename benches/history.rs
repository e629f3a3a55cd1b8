//! How many runs of a fleet a history takes in a second, beside the bare database that makes as many synced commits of
//! one row, and how long a month of one appliance takes to read, beside the bare database that reads the same rows:
//! `cargo bench --bench history`, as root, with what `tests/setup` installs. 300 appliances every 5 minutes are one run
//! a second.
#![allow(clippy::unwrap_used, clippy::print_stdout, reason = "a benchmark may")]

#[path = "../tests/history/made.rs"]
#[allow(dead_code, reason = "the tests need more of it")]
mod made;
#[path = "../tests/stores/server.rs"]
#[allow(dead_code, reason = "the tests need more of it")]
mod server;

use std::path::Path;
use std::time::{Duration, Instant};

use made::{found, span};
use otpdoctor::history::{self, History, Run};
use rusqlite::Connection;
use serde_json::json;
use server::Server;
use tempfile::TempDir;
use tokio::runtime::Runtime;
use tokio_postgres::{Client, NoTls};

const APPLIANCES: i64 = 300;
const REALMS: usize = 5;
const CHECKS: usize = 29;

/// The runs of 30 days, one every 5 minutes.
const MONTH: i64 = 30 * 288;

/// What of a row is read.
const STATES: &str = "realm, check_id, outcome, reason, since, until";

fn main() {
    let runtime = Runtime::new().unwrap();
    let folder = TempDir::new().unwrap();
    let server = Server::start();
    println!(
        "{:30} {:>10} {:>10} {:>6}",
        "", "otpdoctor", "bare", "ratio"
    );

    let file = folder.path().join("history.sqlite");
    let history = runtime.block_on(history::open(file.to_str().unwrap(), None));
    let bare = BareSqlite::open(&folder.path().join("bare.sqlite"));
    println!("SQLite");
    measure(&runtime, &*history.unwrap(), &|| bare.commit(), &|| {
        let reader = BareSqlite(Connection::open(&file).unwrap());
        timed(|| reader.read())
    });

    let place = server.new_database();
    let history = runtime.block_on(history::open(&place, None));
    let bare = BarePostgres::open(&runtime, &server.new_database());
    println!("PostgreSQL");
    measure(&runtime, &*history.unwrap(), &|| bare.commit(), &|| {
        let reader = BarePostgres::connect(&runtime, &place);
        timed(|| reader.read())
    });
}

/// The history's runs and reads, beside what the bare database takes for a commit and for as many rows.
fn measure(
    runtime: &Runtime,
    history: &dyn History,
    commit: &dyn Fn(),
    read: &dyn Fn() -> (usize, Duration),
) {
    for (number, what) in (0..).zip([
        "first run of an appliance",
        "the same again",
        "one check changed",
    ]) {
        // One beside the other, so that a disk that others use slows both.
        let (mut ours, mut bare) = (Duration::ZERO, Duration::ZERO);
        for appliance in 0..APPLIANCES {
            let run = nth(&format!("idp-{appliance:03}"), number, number / 2);
            let memory = json!({"settled": number});
            ours += timed(|| runtime.block_on(history.append(&run, &memory)).unwrap()).1;
            bare += timed(commit).1;
        }
        let each = |took: Duration| took / u32::try_from(APPLIANCES).unwrap();
        row(what, each(ours), each(bare));
    }
    for number in 0..MONTH {
        let run = nth("month", number, number);
        runtime
            .block_on(history.append(&run, &json!(number)))
            .unwrap();
    }
    let during = span(0, MONTH * 300);
    let (past, ours) = timed(|| {
        runtime
            .block_on(history.past("month", during))
            .unwrap()
            .unwrap()
    });
    let (rows, bare) = read();
    assert!(rows >= past.states.len(), "{rows} rows");
    row(
        &format!("a month, {} states", past.states.len()),
        ours,
        bare,
    );
}

fn timed<T>(work: impl FnOnce() -> T) -> (T, Duration) {
    let begun = Instant::now();
    let done = work();
    (done, begun.elapsed())
}

fn row(what: &str, ours: Duration, bare: Duration) {
    let ratio = ours.as_secs_f64() / bare.as_secs_f64();
    println!("  {what:28} {ours:>10.1?} {bare:>10.1?} {ratio:>6.2}");
}

struct BareSqlite(Connection);

impl BareSqlite {
    fn open(path: &Path) -> Self {
        let bare = Connection::open(path).unwrap();
        bare.execute_batch(
            "PRAGMA journal_mode = wal; PRAGMA synchronous = full;
             CREATE TABLE bare (id INTEGER PRIMARY KEY, number INTEGER NOT NULL);
             INSERT INTO bare VALUES (1, 0)",
        )
        .unwrap();
        Self(bare)
    }

    fn commit(&self) {
        let update = "UPDATE bare SET number = number + 1";
        assert_eq!(self.0.execute(update, []).unwrap(), 1);
    }

    fn read(&self) -> usize {
        let query = format!("SELECT {STATES} FROM states");
        let mut query = self.0.prepare(&query).unwrap();
        let rows = query.query_map([], |row| {
            let texts: [String; 4] = [row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?];
            let times: (i64, Option<i64>) = (row.get(4)?, row.get(5)?);
            Ok((texts, times))
        });
        rows.unwrap().map(Result::unwrap).count()
    }
}

struct BarePostgres<'a>(&'a Runtime, Client);

impl<'a> BarePostgres<'a> {
    fn open(runtime: &'a Runtime, place: &str) -> Self {
        let bare = Self::connect(runtime, place);
        let table = "CREATE TABLE bare (id integer PRIMARY KEY, number bigint NOT NULL);
            INSERT INTO bare VALUES (1, 0)";
        runtime.block_on(bare.1.batch_execute(table)).unwrap();
        bare
    }

    fn connect(runtime: &'a Runtime, place: &str) -> Self {
        let config: tokio_postgres::Config = place.parse().unwrap();
        let connecting = async {
            let (client, connection) = config.connect(NoTls).await.unwrap();
            tokio::spawn(connection);
            client
        };
        Self(runtime, runtime.block_on(connecting))
    }

    fn commit(&self) {
        let update = self.1.execute("UPDATE bare SET number = number + 1", &[]);
        assert_eq!(self.0.block_on(update).unwrap(), 1);
    }

    fn read(&self) -> usize {
        let query = format!("SELECT {STATES} FROM otpdoctor_history.states");
        let rows = self.0.block_on(self.1.query(&query, &[])).unwrap();
        let read = rows.iter().map(|row| {
            let texts: [String; 4] = [row.get(0), row.get(1), row.get(2), row.get(3)];
            let times: (i64, Option<i64>) = (row.get(4), row.get(5));
            (texts, times)
        });
        read.count()
    }
}

fn nth(appliance: &str, number: i64, turn: i64) -> Run {
    let turn = usize::try_from(turn).unwrap() % (REALMS * CHECKS);
    let states: Vec<String> = (0..REALMS * CHECKS)
        .map(|cell| {
            let outcome = if cell == turn {
                "fail behind"
            } else {
                "pass ok"
            };
            format!(
                "SecureAuth{} check-{} {outcome}",
                cell / CHECKS,
                cell % CHECKS
            )
        })
        .collect();
    let states: Vec<&str> = states.iter().map(String::as_str).collect();
    let took = |check: usize| {
        Duration::from_millis(1 + (number.unsigned_abs() * 37 + check as u64 * 11) % 900)
    };
    Run {
        latencies: (0..CHECKS)
            .map(|check| (format!("check-{check}"), took(check)))
            .collect(),
        ..found(appliance, number * 300, &states)
    }
}
