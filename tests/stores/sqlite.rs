//! The SQLite file: the contract, and what a person or another program can do to it.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;

use otpdoctor::otp::core::Account;
use otpdoctor::otp::store::{self, Problem, StoreError, Swap};
use rusqlite::Connection;
use tempfile::TempDir;

use crate::contract::{self, counted, user};
use crate::realm::State;

#[tokio::test(flavor = "multi_thread")]
async fn the_contract_holds() {
    let folder = TempDir::new().unwrap();
    let state = State::sqlite(folder.path());
    contract::holds(state.open().await, state.open().await).await;
}

#[tokio::test]
async fn what_is_stored_is_there_when_it_is_opened_again() {
    let folder = TempDir::new().unwrap();
    let state = State::sqlite(&folder.path().join("new").join("folders"));
    state
        .open()
        .await
        .swap(&user("jo"), None, &counted(7))
        .await
        .unwrap();
    let again = state.open().await;
    assert_eq!(
        again.load(&user("jo")).await.unwrap(),
        Some((counted(7), 1))
    );
    assert_eq!(again.location().to_string(), state.place);
}

#[tokio::test]
async fn only_its_user_can_read_it() {
    let folder = TempDir::new().unwrap();
    let made = folder.path().join("new").join("folders");
    let state = State::sqlite(&made);
    let store = state.open().await;
    store.swap(&user("jo"), None, &counted(1)).await.unwrap();
    let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    for end in ["", "-wal", "-shm"] {
        let path = format!("{}{end}", state.place);
        assert_eq!(mode(Path::new(&path)), 0o600, "{path}");
    }
    assert_eq!(mode(&made), 0o700);
    assert_eq!(mode(made.parent().unwrap()), 0o700);
}

#[tokio::test(flavor = "multi_thread")]
async fn many_open_a_new_one_at_once() {
    let folder = TempDir::new().unwrap();
    let state = State::sqlite(folder.path());
    let opening = (0..16).map(|_| {
        let state = state.clone();
        tokio::spawn(async move {
            state
                .open()
                .await
                .swap(&user("jo"), None, &counted(1))
                .await
        })
    });
    let mut stored = 0;
    for opened in opening.collect::<Vec<_>>() {
        stored += u32::from(opened.await.unwrap().unwrap() == Swap::Stored);
    }
    assert_eq!(stored, 1, "all of them have the same file");
    // Of two that close at once neither may be the last one, and its log then stays until somebody closes alone.
    drop(state.open().await);
    let left: Vec<_> = fs::read_dir(folder.path()).unwrap().collect();
    assert_eq!(left.len(), 1, "{left:?}");
}

async fn refused(place: &Path) -> StoreError {
    let opened = store::open(place.to_str().unwrap(), None).await;
    opened.err().expect("it is refused")
}

#[tokio::test]
async fn what_is_not_ours_is_refused_and_left_as_it_is() {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("other");
    let foreign = |mode: &str| {
        let _ = fs::remove_file(&path);
        let other = Connection::open(&path).unwrap();
        other.pragma_update(None, "journal_mode", mode).unwrap();
        other
            .execute_batch("CREATE TABLE accounts (user, version, record)")
            .unwrap();
        other.close().unwrap();
        fs::read(&path).unwrap()
    };
    let garbage = |bytes: &[u8]| {
        fs::write(&path, bytes).unwrap();
        bytes.to_vec()
    };
    for (make, wanted) in [
        (&(|| garbage(b"")) as &dyn Fn() -> Vec<u8>, "it is empty"),
        (&|| garbage(b"x"), "not an SQLite database"),
        (&|| garbage(&[0; 8192]), "not an SQLite database"),
        (
            &|| garbage(&b"otp: {}\n".repeat(2000)),
            "not an SQLite database",
        ),
        (&|| foreign("delete"), "another program"),
        (&|| foreign("wal"), "another program"),
    ] {
        let before = make();
        let error = refused(&path).await;
        assert!(matches!(error.problem, Problem::Damaged(_)), "{error}");
        let text = error.to_string();
        let named = text.contains(path.to_str().unwrap());
        assert!(named && text.contains(wanted), "{wanted}: {text}");
        assert!(
            fs::read(&path).unwrap() == before,
            "it was changed: {wanted}"
        );
        assert_eq!(
            fs::read_dir(folder.path()).unwrap().count(),
            1,
            "something is beside it"
        );
    }
    let error = refused(folder.path()).await.to_string();
    assert!(error.contains("it is a folder"), "{error}");
}

#[tokio::test]
async fn a_schema_from_the_future_is_left_to_the_newer_program() {
    let folder = TempDir::new().unwrap();
    let state = State::sqlite(folder.path());
    state
        .open()
        .await
        .swap(&user("jo"), None, &counted(1))
        .await
        .unwrap();
    let version = |version: i64| {
        let file = Connection::open(&state.place).unwrap();
        file.pragma_update(None, "user_version", version).unwrap();
    };
    version(99);
    let error = refused(Path::new(&state.place)).await;
    let wanted = format!(
        "the OTP store {} has schema version 99, and this otpdoctor knows up to 1: use the newer one",
        state.place
    );
    assert_eq!(error.to_string(), wanted);
    version(1);
    let found = state.open().await.load(&user("jo")).await.unwrap();
    assert_eq!(found, Some((counted(1), 1)), "nothing is lost");
    version(-1);
    let error = refused(Path::new(&state.place)).await;
    assert!(matches!(error.problem, Problem::Damaged(_)), "{error}");
}

#[tokio::test]
async fn a_log_without_its_file_is_not_played_into_a_new_one() {
    let folder = TempDir::new().unwrap();
    let state = State::sqlite(folder.path());
    let log = format!("{}-wal", state.place);
    fs::write(&log, "the last changes").unwrap();
    let error = refused(Path::new(&state.place)).await;
    assert!(matches!(error.problem, Problem::Damaged(_)), "{error}");
    assert!(error.to_string().contains("otp.sqlite-wal"), "{error}");
    assert_eq!(fs::read(&log).unwrap(), b"the last changes");
}

#[tokio::test]
async fn a_record_that_is_none_is_told_and_harms_no_other() {
    let folder = TempDir::new().unwrap();
    let state = State::sqlite(folder.path());
    let store = state.open().await;
    for name in ["jo", "ann", "bo"] {
        store.swap(&user(name), None, &counted(1)).await.unwrap();
    }
    let file = Connection::open(&state.place).unwrap();
    for change in [
        "UPDATE accounts SET record = '{\"codes\": 1}' WHERE user = 'jo'",
        "UPDATE accounts SET version = -1 WHERE user = 'ann'",
    ] {
        file.execute_batch(change).unwrap();
    }
    for name in ["jo", "ann"] {
        let error = store.load(&user(name)).await.unwrap_err();
        assert!(matches!(error.problem, Problem::Damaged(_)), "{error}");
        assert!(error.to_string().contains(name), "{error}");
    }
    assert!(store.load(&user("bo")).await.unwrap().is_some());
}

#[tokio::test]
async fn damaged_pages_are_told() {
    let folder = TempDir::new().unwrap();
    let state = State::sqlite(folder.path());
    let store = state.open().await;
    for number in 0..200 {
        let swap = store
            .swap(&user(&format!("user {number}")), None, &Account::default())
            .await;
        swap.unwrap();
    }
    drop(store);
    let mut bytes = fs::read(&state.place).unwrap();
    bytes[4096..].fill(0xa5);
    fs::write(&state.place, bytes).unwrap();
    let store = state.open().await;
    let error = store.load(&user("user 1")).await.unwrap_err();
    assert!(matches!(error.problem, Problem::Damaged(_)), "{error}");
    let error = store
        .swap(&user("new"), None, &Account::default())
        .await
        .unwrap_err();
    assert!(matches!(error.problem, Problem::Damaged(_)), "{error}");
}

#[tokio::test]
async fn a_lock_that_others_keep_is_not_waited_for_without_end() {
    let folder = TempDir::new().unwrap();
    let state = State::sqlite(folder.path());
    let store = state.open().await;
    store.swap(&user("jo"), None, &counted(1)).await.unwrap();
    let other = Connection::open(&state.place).unwrap();
    other.execute_batch("BEGIN IMMEDIATE").unwrap();
    let begun = std::time::Instant::now();
    let error = store
        .swap(&user("jo"), Some(1), &counted(2))
        .await
        .unwrap_err();
    assert!(matches!(error.problem, Problem::Unavailable(_)), "{error}");
    assert!(begun.elapsed() < std::time::Duration::from_secs(25));
    assert_eq!(
        store.load(&user("jo")).await.unwrap(),
        Some((counted(1), 1))
    );
    other.execute_batch("ROLLBACK").unwrap();
    assert_eq!(
        store.swap(&user("jo"), Some(1), &counted(2)).await.unwrap(),
        Swap::Stored
    );
}
