//! How many runs of a fleet a history takes in a second, and how long a month of one appliance takes to read:
//! `cargo bench --bench history`, as root, with what `tests/setup` installs. 300 appliances every 5 minutes are one run
//! a second.
#![allow(clippy::unwrap_used, clippy::print_stdout, reason = "a benchmark may")]

#[path = "../tests/history/made.rs"]
#[allow(dead_code, reason = "the tests need more of it")]
mod made;
#[path = "../tests/stores/server.rs"]
#[allow(dead_code, reason = "the tests need more of it")]
mod server;

use std::time::{Duration, Instant};

use made::{found, span};
use otpdoctor::history::{self, History, Run};
use serde_json::json;
use server::Server;
use tempfile::TempDir;
use tokio::runtime::Runtime;

const APPLIANCES: i64 = 300;
const REALMS: usize = 5;
const CHECKS: usize = 29;

/// The runs of 30 days, one every 5 minutes.
const MONTH: i64 = 30 * 288;

fn main() {
    let runtime = Runtime::new().unwrap();
    let folder = TempDir::new().unwrap();
    let server = Server::start();
    let file = folder.path().join("history.sqlite");
    for place in [file.to_str().unwrap().to_owned(), server.new_database()] {
        let history = runtime.block_on(history::open(&place, None)).unwrap();
        let kind = place.split("://").next().filter(|kind| *kind == "postgres");
        println!("{}", kind.unwrap_or("sqlite"));
        runtime.block_on(fleet(&*history));
        runtime.block_on(month(&*history));
    }
}

/// Each appliance appends in turn, as one watch after the other would.
async fn fleet(history: &dyn History) {
    for (round, what) in ["first runs", "same again", "all changed"]
        .into_iter()
        .enumerate()
    {
        let number = i64::try_from(round).unwrap();
        let begun = Instant::now();
        for appliance in 0..APPLIANCES {
            let run = nth(&format!("idp-{appliance:03}"), number, number / 2);
            history
                .append(&run, &json!({"settled": number}))
                .await
                .unwrap();
        }
        let each = begun.elapsed() / u32::try_from(APPLIANCES).unwrap();
        println!(
            "  {what:14} {each:>10.1?} a run, {:.0} runs/s",
            1.0 / each.as_secs_f64()
        );
    }
}

/// One check of one realm changes with each run.
async fn month(history: &dyn History) {
    for number in 0..MONTH {
        history
            .append(&nth("month", number, number), &json!(number))
            .await
            .unwrap();
    }
    let begun = Instant::now();
    let past = history
        .past("month", span(0, MONTH * 300))
        .await
        .unwrap()
        .unwrap();
    println!(
        "  a month        {:>10.1?} for {} states and {} hours",
        begun.elapsed(),
        past.states.len(),
        past.hours.len()
    );
    let begun = Instant::now();
    history
        .forget("month", made::at(MONTH * 150))
        .await
        .unwrap();
    println!("  half forgotten {:>10.1?}", begun.elapsed());
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
