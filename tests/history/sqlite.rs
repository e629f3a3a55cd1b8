//! An SQLite file that is not as it should be: newer, another program's, or with rows that anybody may have written.

use std::path::Path;

use otpdoctor::history;
use otpdoctor::otp::store::{self, StoreError};
use rusqlite::Connection;
use serde_json::json;
use tempfile::TempDir;

use crate::State;
use crate::made::{append, cause, found, past, span, states};

async fn refused(place: &str) -> StoreError {
    history::open(place, None).await.err().unwrap()
}

#[tokio::test]
async fn a_schema_from_the_future_is_left_to_the_newer_program() {
    let folder = TempDir::new().unwrap();
    let state = State::sqlite(folder.path());
    append(&*state.open().await, &[found("jo", 0, &["R a pass ok"])]).await;
    let version = |version: i32| {
        let file = Connection::open(&state.place).unwrap();
        file.pragma_update(None, "user_version", version).unwrap();
    };
    version(99);
    let wanted = format!(
        "the history {} has schema version 99, and this otpdoctor knows up to 1: use the newer one",
        state.place
    );
    assert_eq!(refused(&state.place).await.to_string(), wanted);
    version(1);
    let known = past(&*state.open().await, "jo", 0, 10).await;
    assert_eq!(states(&known), ["R a pass ok 0..10"], "nothing is lost");
}

#[tokio::test]
async fn store_and_history_are_never_taken_for_each_other() {
    let folder = TempDir::new().unwrap();
    let path = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    let (otp, runs) = (path("otp.sqlite"), path("history.sqlite"));
    drop(store::open(&otp, None).await.unwrap());
    drop(history::open(&runs, None).await.unwrap());
    for error in [
        refused(&otp).await,
        store::open(&runs, None).await.err().unwrap(),
    ] {
        assert!(matches!(error, StoreError::Damaged { .. }), "{error}");
    }
    store::open(&otp, None).await.unwrap();
    history::open(&runs, None).await.unwrap();
}

/// Rows that cannot be: a change to the file, and what the error names.
const DAMAGE: &[(&str, &str)] = &[
    ("UPDATE states SET outcome = 'fine'", "states"),
    ("UPDATE states SET since = -9000000000000000000", ""),
    ("UPDATE causes SET realms = '{'", "causes"),
    ("UPDATE causes SET status = 'waived'", "causes"),
    ("UPDATE causes SET realms = '[1]'", "causes"),
    ("UPDATE hours SET latencies = '[]'", "hour"),
    (
        "UPDATE hours SET latencies = '{\"a\": {\"classes\": {\"70000\": 1}, \"longest\": [0, 0]}}'",
        "hour",
    ),
    (
        "UPDATE hours SET latencies = '{\"a\": {\"classes\": {}, \"longest\": [18446744073709551615, 4294967295]}}'",
        "hour",
    ),
    ("UPDATE hours SET runs = -1", "hour"),
    ("UPDATE appliances SET last_run_at = NULL", "appliances"),
    ("UPDATE appliances SET holds_for = -1", "appliances"),
    (
        "UPDATE appliances SET last_run_at = watched_since - 1",
        "appliances",
    ),
    (
        "UPDATE appliances SET last_run_at = 9223372036854775807, watched_since = 0, holds_for = 9223372036854775807",
        "moment",
    ),
    ("UPDATE appliances SET memory = '{'", "remembers"),
];

#[tokio::test]
async fn rows_that_cannot_be_are_told_and_harm_no_other_appliance() {
    for (change, wanted) in DAMAGE {
        let folder = TempDir::new().unwrap();
        let state = State::sqlite(folder.path());
        let history = state.open().await;
        let mut run = found("jo", 0, &["R a fail behind"]);
        run.causes = vec![cause("mx", "away", &["R"])];
        append(&*history, &[run.clone()]).await;
        Connection::open(&state.place)
            .unwrap()
            .execute_batch(change)
            .unwrap();
        let during = span(-1000, 1000);
        let asked = history.past("jo", during).await.map(drop);
        let remembered = history.memory("jo").await.map(drop);
        run.started_at = crate::made::at(60);
        let appended = history.append(&run, &json!(1)).await;
        let errors: Vec<String> = [asked, remembered, appended]
            .into_iter()
            .filter_map(Result::err)
            .map(|error| {
                assert!(
                    matches!(error, StoreError::Damaged { .. }),
                    "{change}: {error}"
                );
                error.to_string()
            })
            .collect();
        if !wanted.is_empty() {
            let place = format!("the history {} is damaged", state.place);
            let named = errors
                .iter()
                .any(|error| error.starts_with(&place) && error.contains(wanted));
            assert!(named, "{change}: {errors:?}");
        }
        append(&*history, &[found("ann", 0, &["R a pass ok"])]).await;
        let known = past(&*history, "ann", 0, 10).await;
        assert_eq!(states(&known), ["R a pass ok 0..10"], "{change}");
    }
}

#[tokio::test]
async fn counts_that_nobody_can_have_counted_make_no_panic() {
    let folder = TempDir::new().unwrap();
    let state = State::sqlite(folder.path());
    let history = state.open().await;
    append(&*history, &[found("jo", 0, &[])]).await;
    let most = u64::MAX;
    let change = format!(
        "UPDATE hours SET latencies = '{{\"clock-skew\": {{\"classes\": {{\"65535\": {most}, \"1\": {most}}}, \"longest\": [{most}, 0]}}}}', runs = {}",
        i64::MAX
    );
    Connection::open(&state.place)
        .unwrap()
        .execute_batch(&change)
        .unwrap();
    append(&*history, &[found("jo", 60, &[])]).await;
    let known = past(&*history, "jo", 0, 100).await;
    let took = &known.hours[0].latencies["clock-skew"];
    assert_eq!(took.count(), u64::MAX);
    for share in [0.0, 0.5, 0.999, 1.0, f64::NAN] {
        assert!(took.quantile(share).is_some());
    }
}

#[tokio::test]
async fn a_lock_that_others_keep_is_not_waited_for_without_end() {
    let folder = TempDir::new().unwrap();
    let state = State::sqlite(folder.path());
    let history = state.open().await;
    let other = Connection::open(&state.place).unwrap();
    other.execute_batch("BEGIN IMMEDIATE").unwrap();
    let run = found("jo", 0, &["R a pass ok"]);
    let error = history.append(&run, &json!(1)).await.unwrap_err();
    assert!(matches!(error, StoreError::Unavailable { .. }), "{error}");
    assert_eq!(history.memory("jo").await.unwrap(), None);
    other.execute_batch("ROLLBACK").unwrap();
    append(&*history, &[run]).await;
}

#[tokio::test]
async fn what_is_no_place_is_told_in_the_words_of_the_history() {
    let folder = TempDir::new().unwrap();
    let text = folder.path().join("text");
    std::fs::write(&text, "x".repeat(5000)).unwrap();
    for (place, wanted) in [
        ("mysql://me:c4nary@db/x", "mysql"),
        ("", "empty"),
        (folder.path().to_str().unwrap(), "folder"),
        (text.to_str().unwrap(), "not an SQLite database"),
    ] {
        let error = refused(place).await.to_string();
        assert!(error.starts_with("the history "), "{error}");
        assert!(
            error.contains(wanted) && !error.contains("c4nary"),
            "{error}"
        );
    }
    assert!(Path::new(&text).exists());
}
