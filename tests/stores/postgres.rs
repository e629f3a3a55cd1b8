//! PostgreSQL: the contract, who is let in and how, and what an administrator can do to it.

use std::fs;

use otpdoctor::otp::store::{self, Problem, StoreError, Swap};
use tempfile::TempDir;

use crate::contract::{self, counted, user};
use crate::realm::State;
use crate::server::{PASSWORD, Server};

#[tokio::test(flavor = "multi_thread")]
async fn the_contract_holds() {
    let place = Server::shared().new_database();
    let one = store::open(&place, None).await.unwrap();
    let other = store::open(&place, None).await.unwrap();
    contract::holds(one, other).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn many_machines_start_at_once() {
    let place = Server::shared().new_database();
    let opening = (0..12).map(|_| {
        let place = place.clone();
        tokio::spawn(async move {
            let store = store::open(&place, None).await.unwrap();
            store.swap(&user("jo"), None, &counted(1)).await.unwrap()
        })
    });
    let mut stored = 0;
    for opened in opening.collect::<Vec<_>>() {
        stored += u32::from(opened.await.unwrap() == Swap::Stored);
    }
    assert_eq!(stored, 1);
}

pub async fn refused(place: &str, password: Option<&str>) -> StoreError {
    let opened = store::open(place, password.map(Into::into)).await;
    opened.err().expect("it is refused")
}

pub fn unavailable(error: &StoreError, wanted: &[&str]) {
    assert!(
        matches!(error.problem, Problem::Unavailable(_)),
        "{error:?}"
    );
    let text = error.to_string();
    let missing = wanted.iter().find(|wanted| !text.contains(**wanted));
    assert_eq!(missing, None, "{text}");
    assert!(
        !text.contains(PASSWORD) && !text.contains("wr0ng"),
        "{text}"
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

    let error = refused(&as_role, None).await;
    assert!(
        matches!(error.problem, Problem::NotWritable(_)),
        "{error:?}"
    );
    assert!(
        error
            .to_string()
            .contains("the right to create the schema otpdoctor"),
        "{error}"
    );

    store::open(&place, None).await.unwrap();
    let error = refused(&as_role, None).await;
    assert!(
        matches!(error.problem, Problem::NotWritable(_)),
        "{error:?}"
    );

    server.sql(
        &database,
        &format!("GRANT USAGE ON SCHEMA otpdoctor TO {role}"),
    );
    server.sql(
        &database,
        &format!("GRANT SELECT, INSERT, UPDATE ON ALL TABLES IN SCHEMA otpdoctor TO {role}"),
    );
    let store = store::open(&as_role, None).await.unwrap();
    assert_eq!(
        store.swap(&user("jo"), None, &counted(1)).await.unwrap(),
        Swap::Stored
    );

    server.sql(
        &database,
        &format!("REVOKE UPDATE ON otpdoctor.accounts FROM {role}"),
    );
    let error = store
        .swap(&user("jo"), Some(1), &counted(2))
        .await
        .unwrap_err();
    assert!(
        matches!(error.problem, Problem::NotWritable(_)),
        "{error:?}"
    );
    server.sql(
        &database,
        &format!("ALTER ROLE {role} SET default_transaction_read_only = on"),
    );
    let standby = store::open(&as_role, None).await.unwrap();
    let error = standby
        .swap(&user("ann"), None, &counted(2))
        .await
        .unwrap_err();
    assert!(
        matches!(error.problem, Problem::NotWritable(_)),
        "{error:?}"
    );
    assert!(error.to_string().contains("primary"), "{error}");
    assert_eq!(
        store.load(&user("jo")).await.unwrap(),
        Some((counted(1), 1))
    );
}

#[tokio::test]
async fn a_commit_waits_for_the_disk_whatever_the_server_is_set_to() {
    let server = Server::shared();
    let place = server.new_database();
    let database = database(&place);
    for setting in [
        "synchronous_commit = off",
        "default_transaction_isolation = serializable",
    ] {
        server.sql(
            &database,
            &format!("ALTER DATABASE {database} SET {setting}"),
        );
    }
    let store = store::open(&place, None).await.unwrap();
    server.sql(
        &database,
        "CREATE TABLE seen AS SELECT ''::text AS setting WHERE false;
         CREATE FUNCTION note() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
             INSERT INTO public.seen VALUES (current_setting('synchronous_commit') || ' ' || current_setting('transaction_isolation'));
             RETURN NEW; END $$;
         CREATE TRIGGER note BEFORE INSERT OR UPDATE ON otpdoctor.accounts
             FOR EACH ROW EXECUTE FUNCTION note()",
    );
    store.swap(&user("jo"), None, &counted(1)).await.unwrap();
    store.swap(&user("jo"), Some(1), &counted(2)).await.unwrap();
    let seen = server.sql(&database, "SELECT setting FROM seen");
    assert_eq!(seen, "on read committed\non read committed");
}

#[tokio::test]
async fn a_schema_from_the_future_is_left_to_the_newer_program() {
    let server = Server::shared();
    let place = server.new_database();
    let store = store::open(&place, None).await.unwrap();
    store.swap(&user("jo"), None, &counted(1)).await.unwrap();
    let version = |version: i32| {
        let change = format!("UPDATE otpdoctor.meta SET version = {version}");
        server.sql(&database(&place), &change);
    };
    version(99);
    let wanted = format!(
        "the OTP store {place} has schema version 99, and this otpdoctor knows up to 1: use the newer one"
    );
    assert_eq!(refused(&place, None).await.to_string(), wanted);
    version(1);
    let store = store::open(&place, None).await.unwrap();
    assert_eq!(
        store.load(&user("jo")).await.unwrap(),
        Some((counted(1), 1))
    );
}

#[tokio::test]
async fn tables_that_are_not_ours_are_left_as_they_are() {
    let server = Server::shared();
    for (made, wanted) in [
        (
            "CREATE TABLE otpdoctor.meta (version integer)",
            "otpdoctor.meta",
        ),
        ("CREATE TABLE otpdoctor.meta (name text)", "otpdoctor.meta"),
        (
            "CREATE TABLE otpdoctor.accounts (name text)",
            "already exists",
        ),
        (
            "CREATE TABLE otpdoctor.meta AS SELECT -1 AS version",
            "schema version",
        ),
        (
            "CREATE TABLE otpdoctor.meta AS SELECT 1 AS version",
            "otpdoctor.accounts",
        ),
    ] {
        let place = server.new_database();
        server.sql(
            &database(&place),
            &format!("CREATE SCHEMA otpdoctor; {made}"),
        );
        let error = refused(&place, None).await;
        assert!(
            matches!(error.problem, Problem::Damaged(_)),
            "{made}: {error:?}"
        );
        assert!(error.to_string().contains(wanted), "{made}: {error}");
        let tables = "SELECT count(*) FROM pg_tables WHERE schemaname = 'otpdoctor'";
        assert_eq!(server.sql(&database(&place), tables), "1", "{made}");
    }
}

#[tokio::test]
async fn a_record_that_is_none_is_told_and_harms_no_other() {
    let server = Server::shared();
    let place = server.new_database();
    let store = store::open(&place, None).await.unwrap();
    for name in ["jo", "ann"] {
        store.swap(&user(name), None, &counted(1)).await.unwrap();
    }
    let change = "UPDATE otpdoctor.accounts SET record = 'x' WHERE name = 'jo'";
    server.sql(&database(&place), change);
    let error = store.load(&user("jo")).await.unwrap_err();
    assert!(matches!(error.problem, Problem::Damaged(_)), "{error:?}");
    assert!(error.to_string().contains("jo"), "{error}");
    assert!(store.load(&user("ann")).await.unwrap().is_some());
}

#[tokio::test]
async fn a_connection_that_was_ended_is_made_again() {
    let server = Server::shared();
    let place = server.new_database();
    let store = store::open(&place, None).await.unwrap();
    let end = || {
        let database = database(&place);
        let query = format!(
            "SELECT count(pg_terminate_backend(pid, 10000)) FROM pg_stat_activity
             WHERE datname = '{database}' AND application_name = 'otpdoctor'"
        );
        assert_eq!(server.sql("postgres", &query), "1");
    };
    end();
    assert_eq!(
        store.swap(&user("jo"), None, &counted(1)).await.unwrap(),
        Swap::Stored
    );
    end();
    assert_eq!(
        store.swap(&user("jo"), Some(1), &counted(2)).await.unwrap(),
        Swap::Stored
    );
    end();
    assert_eq!(
        store.load(&user("jo")).await.unwrap(),
        Some((counted(2), 2))
    );
    end();
    let swap = store.swap(&user("jo"), Some(1), &counted(3)).await;
    unavailable(&swap.unwrap_err(), &["whether it is stored is not known"]);
}

#[tokio::test]
async fn a_lock_that_others_keep_is_not_waited_for_without_end() {
    let server = Server::shared();
    let place = server.new_database();
    let store = store::open(&place, None).await.unwrap();
    store.swap(&user("jo"), None, &counted(1)).await.unwrap();
    let config: tokio_postgres::Config = place.parse().unwrap();
    let (other, connection) = config.connect(tokio_postgres::NoTls).await.unwrap();
    tokio::spawn(connection);
    other
        .batch_execute("BEGIN; LOCK TABLE otpdoctor.accounts")
        .await
        .unwrap();
    let error = store
        .swap(&user("jo"), Some(1), &counted(2))
        .await
        .unwrap_err();
    assert!(
        matches!(error.problem, Problem::Unavailable(_)),
        "{error:?}"
    );
    other.batch_execute("ROLLBACK").await.unwrap();
    assert_eq!(
        store.swap(&user("jo"), Some(1), &counted(2)).await.unwrap(),
        Swap::Stored
    );
}

#[tokio::test]
async fn the_state_outlives_the_server() {
    let folder = TempDir::new().unwrap();
    let mut server = Server::start();
    let state = State::postgres(&server, folder.path());
    let store = state.open().await;
    store.swap(&user("jo"), None, &counted(1)).await.unwrap();
    server.kill();
    let error = store
        .swap(&user("jo"), Some(1), &counted(2))
        .await
        .unwrap_err();
    unavailable(&error, &["Connection refused"]);
    server.revive();
    assert_eq!(
        store.load(&user("jo")).await.unwrap(),
        Some((counted(1), 1))
    );
    assert!(fs::read_dir(folder.path()).unwrap().next().is_none());
}

pub fn database(place: &str) -> String {
    let name = place.trim_start_matches("postgres:///");
    name.split('?').next().unwrap().to_owned()
}
