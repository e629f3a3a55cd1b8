//! PostgreSQL as it comes: not there, with few rights, newer, shared with the OTP store, with many watches on it.

use otpdoctor::history;
use otpdoctor::otp::store::{self, StoreError};
use serde_json::json;

use crate::made::{append, cause, found, past, run, span, states};
use crate::server::{PASSWORD, Server};

/// A word that must be nowhere.
const CANARY: &str = "c4nary";

async fn refused(place: &str) -> StoreError {
    history::open(place, Some(CANARY.into()))
        .await
        .err()
        .unwrap()
}

fn database(place: &str) -> String {
    let name = place.trim_start_matches("postgres:///");
    name.split('?').next().unwrap().to_owned()
}

#[tokio::test]
async fn a_place_never_shows_a_password() {
    let server = Server::shared();
    let port = server.port;
    for place in [
        format!("postgres://me:{CANARY}@127.0.0.1:1/history"),
        format!("postgres://me@127.0.0.1:1/history?password={CANARY}"),
        "postgres://me@127.0.0.1:1/history".to_owned(),
        format!("postgres://postgres@127.0.0.1:{port}/postgres"),
        format!("postgresql://me:{CANARY}@a,b/history?sslmode=x"),
    ] {
        let error = refused(&place).await;
        assert!(matches!(error, StoreError::Unavailable { .. }), "{error:?}");
        let told = format!("{error} {error:?}");
        assert!(!told.contains(CANARY), "{told}");
        assert!(told.starts_with("the history postgres"), "{told}");
        assert!(
            !told.contains("otp."),
            "the settings of the OTP store: {told}"
        );
    }
    let place = format!(
        "postgres://postgres@127.0.0.1:{port}/{}",
        database(&server.new_database())
    );
    let history = history::open(&place, Some(PASSWORD.into())).await.unwrap();
    assert!(!history.place().contains("pass:"), "{}", history.place());
    assert!(place.starts_with(&history.place()));
}

#[tokio::test]
async fn a_server_that_is_not_there_is_told() {
    let error = refused("postgres://me@127.0.0.1:1/history")
        .await
        .to_string();
    let wanted = "the history postgres://me@127.0.0.1:1/history is not available: ";
    assert!(
        error.starts_with(wanted) && error.contains("refused"),
        "{error}"
    );
}

#[tokio::test]
async fn store_and_history_share_a_database() {
    let place = Server::shared().new_database();
    let store = store::open(&place, None).await.unwrap();
    let history = history::open(&place, None).await.unwrap();
    append(&*history, &[found("jo", 0, &["R a pass ok"])]).await;
    let jo = otpdoctor::otp::core::User::new("jo").unwrap();
    assert_eq!(store.load(&jo).await.unwrap(), None);
}

#[tokio::test]
async fn a_schema_from_the_future_is_left_to_the_newer_program() {
    let server = Server::shared();
    let place = server.new_database();
    let first = history::open(&place, None).await.unwrap();
    append(&*first, &[found("jo", 0, &["R a pass ok"])]).await;
    let version = |version: i32| {
        let change = format!("UPDATE otpdoctor_history.meta SET version = {version}");
        server.sql(&database(&place), &change);
    };
    version(99);
    let wanted = format!(
        "the history {place} has schema version 99, and this otpdoctor knows up to 1: use the newer one"
    );
    let error = history::open(&place, None).await.err().unwrap();
    assert_eq!(error.to_string(), wanted);
    version(1);
    let again = history::open(&place, None).await.unwrap();
    assert_eq!(
        states(&past(&*again, "jo", 0, 10).await),
        ["R a pass ok 0..10"]
    );
}

#[tokio::test]
async fn a_user_with_few_rights_is_told_which_are_missing() {
    let server = Server::shared();
    let place = server.new_database();
    let database = database(&place);
    let role = format!("few_{database}");
    server.sql(&database, &format!("CREATE ROLE {role} LOGIN"));
    let as_role = place.replace("user=postgres", &format!("user={role}"));
    let error = history::open(&as_role, None).await.err().unwrap();
    assert!(matches!(error, StoreError::NotWritable { .. }), "{error:?}");
    let wanted = "the right to create the schema otpdoctor_history in the database, or SELECT, INSERT, UPDATE and DELETE on its tables";
    assert!(error.to_string().contains(wanted), "{error}");

    history::open(&place, None).await.unwrap();
    for grant in [
        "USAGE ON SCHEMA otpdoctor_history",
        "SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA otpdoctor_history",
    ] {
        server.sql(&database, &format!("GRANT {grant} TO {role}"));
    }
    let history = history::open(&as_role, None).await.unwrap();
    let full = |second| otpdoctor::history::Run {
        causes: vec![cause("mx", &format!("away {second}"), &["R"])],
        ..found("jo", second, &["R a pass ok"])
    };
    append(&*history, &[full(0), full(9000), run("jo", 18000)]).await;
    history.forget("jo", crate::made::at(9000)).await.unwrap();
    server.sql(
        &database,
        &format!("REVOKE INSERT ON otpdoctor_history.states FROM {role}"),
    );
    let error = history.append(&full(18300), &json!(1)).await.unwrap_err();
    assert!(matches!(error, StoreError::NotWritable { .. }), "{error:?}");
    let known = past(&*history, "jo", 0, 20000).await;
    assert_eq!(
        known.last_run_at,
        crate::made::at(18000),
        "nothing has changed"
    );
}

#[tokio::test]
async fn rows_that_cannot_be_are_told() {
    let server = Server::shared();
    for (change, wanted) in [
        (
            "UPDATE otpdoctor_history.states SET outcome = 'fine'",
            "states",
        ),
        ("UPDATE otpdoctor_history.causes SET realms = '{'", "causes"),
        (
            "UPDATE otpdoctor_history.causes SET status = 'fine'",
            "causes",
        ),
        (
            "UPDATE otpdoctor_history.hours SET latencies = '[]'",
            "hour",
        ),
        (
            "UPDATE otpdoctor_history.appliances SET holds_for = NULL",
            "appliances",
        ),
        (
            "ALTER TABLE otpdoctor_history.states ALTER since TYPE text",
            "type",
        ),
        ("DROP TABLE otpdoctor_history.watched", "watched"),
    ] {
        let place = server.new_database();
        let history = history::open(&place, None).await.unwrap();
        let mut run = found("jo", 0, &["R a fail behind"]);
        run.causes = vec![cause("mx", "away", &["R"])];
        append(&*history, &[run]).await;
        server.sql(&database(&place), change);
        let error = history.past("jo", span(-10, 1000)).await.unwrap_err();
        let error = error.to_string();
        assert!(
            error.starts_with(&format!("the history {place}")),
            "{change}: {error}"
        );
        assert!(error.contains(wanted), "{change}: {error}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn no_connection_is_kept_for_the_next_run() {
    let server = Server::shared();
    let place = server.new_database();
    let history = history::open(&place, None).await.unwrap();
    let count = format!(
        "SELECT count(*) FROM pg_stat_activity WHERE datname = '{}' AND application_name = 'otpdoctor'",
        database(&place)
    );
    let kept_after = async |second| {
        append(&*history, &[run("jo", second)]).await;
        server.sql("postgres", &count)
    };
    let mut kept = kept_after(0).await;
    if kept != "1" {
        // It is kept for seconds only, which a busy machine may take to look.
        println!("{kept} connections are kept for what comes next: looked at once more");
        kept = kept_after(60).await;
    }
    assert_eq!(kept, "1");
    let until = std::time::Instant::now() + std::time::Duration::from_secs(30);
    while server.sql("postgres", &count) != "0" {
        assert!(std::time::Instant::now() < until, "it is still there");
        tokio::task::yield_now().await;
    }
    append(&*history, &[run("jo", 300)]).await;
}
