//! How much a history holds, and how long it takes to read: only changes are rows, and a month is read at once.

use std::time::{Duration, Instant};

use otpdoctor::history::{History, Run};
use rusqlite::Connection;
use serde_json::json;
use tempfile::TempDir;

use crate::State;
use crate::made::{cause, found, past};
use crate::server::Server;

const REALMS: usize = 5;
const CHECKS: usize = 29;

/// Runs of one day.
const DAY: i64 = 288;

/// A run of an appliance with so many realms; every so many runs, one check of one realm changes.
fn nth(number: i64, every: i64) -> Run {
    let turn = usize::try_from(number / every).unwrap();
    let states: Vec<String> = (0..REALMS * CHECKS)
        .map(|cell| {
            let (realm, check) = (cell / CHECKS, cell % CHECKS);
            let changed = turn % (REALMS * CHECKS) == cell;
            let outcome = if changed { "fail behind" } else { "pass ok" };
            format!("SecureAuth{realm} check-{check} {outcome}")
        })
        .collect();
    let states: Vec<&str> = states.iter().map(String::as_str).collect();
    Run {
        latencies: (0..CHECKS)
            .map(|check| {
                let millis = 1 + (number.unsigned_abs() * 37 + check as u64 * 11) % 900;
                (format!("check-{check}"), Duration::from_millis(millis))
            })
            .collect(),
        causes: vec![cause("mx1", "it is away", &["SecureAuth0"])],
        ..found("idp", number * 300, &states)
    }
}

async fn fill(history: &dyn History, runs: i64, every: i64) {
    for number in 0..runs {
        history
            .append(&nth(number, every), &json!({"number": number}))
            .await
            .unwrap();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_month_is_read_at_once() {
    let folder = TempDir::new().unwrap();
    let state = State::sqlite(folder.path());
    let history = state.open().await;
    let runs = 30 * DAY;
    // A month of runs would take a minute to append: it is laid out as they would have left it.
    fill(&*history, DAY, 1).await;
    let file = Connection::open(&state.place).unwrap();
    for day in 1..30 {
        let later = day * 86_400_000_000_i64;
        file.execute_batch(&format!(
            "BEGIN;
             INSERT INTO states (appliance, line, realm, check_id, outcome, reason, since, until)
                SELECT appliance, line, realm, check_id, outcome, reason, since + {later}, until + {later}
                FROM states WHERE until IS NOT NULL AND since < 1800086400000000;
             INSERT INTO hours (appliance, hour, runs, latencies)
                SELECT appliance, hour + {later}, runs, latencies FROM hours WHERE hour < 1800086400000000;
             COMMIT"
        ))
        .unwrap();
    }
    let last = (runs - 1) * 300;
    file.execute_batch(&format!(
        "UPDATE appliances SET last_run_at = {}",
        (1_800_000_000 + last) * 1_000_000
    ))
    .unwrap();
    let begun = Instant::now();
    let known = past(&*history, "idp", 0, runs * 300).await;
    let took = begun.elapsed();
    println!(
        "{} states, {} hours: {took:?}",
        known.states.len(),
        known.hours.len()
    );
    assert_eq!(known.hours.len(), 720);
    assert!(known.states.len() > 15_000, "{}", known.states.len());
    assert!(took < Duration::from_secs(5), "{took:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn only_changes_are_rows_on_postgresql() {
    let server = Server::shared();
    let state = State::postgres(server);
    let history = state.open().await;
    fill(&*history, 36, 1000).await;
    let database = state.place.trim_start_matches("postgres:///");
    let database = database.split('?').next().unwrap();
    let count = |table: &str| {
        server.sql(
            database,
            &format!("SELECT count(*) FROM otpdoctor_history.{table}"),
        )
    };
    let counts = ["appliances", "watched", "states", "causes", "hours"].map(count);
    assert_eq!(counts, ["1", "0", "145", "1", "3"]);
    let changed = "SELECT n_tup_ins || ' ' || n_tup_upd FROM pg_stat_user_tables
        WHERE relname = 'states' AND schemaname = 'otpdoctor_history'";
    server.sql(database, "SELECT pg_stat_force_next_flush()");
    let until = Instant::now() + Duration::from_secs(20);
    while server.sql(database, changed) != "145 0" {
        assert!(Instant::now() < until, "{}", server.sql(database, changed));
        tokio::task::yield_now().await;
    }
}
