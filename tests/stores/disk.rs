//! A disk that is full, and files and folders that may not be written: a worker in a mount namespace of its own with a
//! tiny file system, and one that is root without root's rights.

use std::fs;
use std::io::Write as _;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::process::Command;

use otpdoctor::otp::store::{self, Problem, Store, StoreError, Swap};
use tempfile::TempDir;

use crate::contract::{counted, user};
use crate::race::runtime;
use crate::realm::State;
use crate::server::Server;
use crate::worker::{Worker, say};

/// Runs the test binary on a file system of 400 KiB that nobody else sees.
const SMALL: &str = r#"mount -t tmpfs -o size=400k otp "$1" && shift && exec "$0" "$@""#;

#[test]
fn a_full_disk_is_told_and_nothing_is_lost() {
    let folder = TempDir::new().unwrap();
    let state = State::sqlite(folder.path());
    let mut command = Command::new("unshare");
    command
        .args(["--mount", "sh", "-c", SMALL])
        .arg(std::env::current_exe().unwrap())
        .arg(folder.path());
    let worker = Worker::within(&mut command, "disk", &state);
    assert_eq!(
        worker.finish(),
        [
            "full",
            "freed",
            "opened full",
            "made full",
            "read-only",
            "done"
        ]
    );
}

pub(crate) fn work(state: &State) {
    runtime().block_on(async {
        let folder = Path::new(&state.place).parent().unwrap();
        let filler = folder.join("filler");
        let store = state.open().await;
        assert_eq!(
            store.swap(&user("jo"), None, &counted(0)).await.unwrap(),
            Swap::Stored
        );
        fill(&filler);
        let (version, error) = until_it_fails(&*store).await;
        not_writable(&error, "no space is left");
        assert_is(&*store, version).await;
        say("full");

        fs::remove_file(&filler).unwrap();
        let swap = store
            .swap(&user("jo"), Some(version), &counted(1))
            .await
            .unwrap();
        assert_eq!(swap, Swap::Stored);
        say("freed");

        drop(store);
        fill(&filler);
        match store::open(&state.place, None).await {
            Ok(store) => assert_is(&*store, version + 1).await,
            Err(error) => not_writable(&error, "no space is left"),
        }
        say("opened full");

        let other = folder.join("other.sqlite");
        let error = store::open(other.to_str().unwrap(), None)
            .await
            .err()
            .unwrap();
        not_writable(&error, "no space is left");
        assert!(!other.exists(), "half a file was left");
        say("made full");

        fs::remove_file(&filler).unwrap();
        let mount = Command::new("mount")
            .args(["-o", "remount,ro"])
            .arg(folder)
            .status();
        assert!(mount.unwrap().success());
        for place in [state.place.as_str(), other.to_str().unwrap()] {
            let error = store::open(place, None).await.err().unwrap();
            not_writable(&error, "ead-only file system");
        }
        say("read-only");

        let mount = Command::new("mount")
            .args(["-o", "remount,rw"])
            .arg(folder)
            .status();
        assert!(mount.unwrap().success());
        assert_is(&*state.open().await, version + 1).await;
        say("done");
    });
}

fn not_writable(error: &StoreError, wanted: &str) {
    assert!(
        matches!(error.problem, Problem::NotWritable(_)),
        "{error:?}"
    );
    let text = error.to_string();
    assert!(text.contains(wanted) && text.contains(".sqlite"), "{text}");
}

async fn assert_is(store: &dyn Store, version: i64) {
    let (_, found) = store.load(&user("jo")).await.unwrap().unwrap();
    assert_eq!(found, version);
}

/// Takes all room that there is.
fn fill(path: &Path) {
    let mut file = fs::File::create(path).unwrap();
    while file.write_all(&[0; 512]).is_ok() {}
}

/// The version that is stored when no other fits in.
async fn until_it_fails(store: &dyn Store) -> (i64, StoreError) {
    let (_, mut version) = store.load(&user("jo")).await.unwrap().unwrap();
    for _ in 0..10_000 {
        match store.swap(&user("jo"), Some(version), &counted(1)).await {
            Ok(swap) => assert_eq!(swap, Swap::Stored),
            Err(error) => return (version, error),
        }
        version += 1;
    }
    panic!("the disk is not full");
}

#[tokio::test]
async fn a_full_disk_of_the_server_is_told_and_nothing_is_lost() {
    let server = Server::with_small_disk();
    let place = server.new_database();
    let database = place
        .trim_start_matches("postgres:///")
        .split('?')
        .next()
        .unwrap();
    let store = store::open(&place, None).await.unwrap();
    store.swap(&user("jo"), None, &counted(0)).await.unwrap();
    for statement in [
        "ALTER TABLE otpdoctor.accounts SET TABLESPACE small",
        "CREATE TABLE filler (fill text) TABLESPACE small",
        "ALTER TABLE filler ALTER fill SET STORAGE plain",
    ] {
        server.sql(database, statement);
    }
    let filling = "INSERT INTO filler SELECT repeat('x', 8000) FROM generate_series(1, 1000)";
    assert!(
        server
            .refusal(database, filling)
            .contains("No space left on device")
    );
    let (stored, error) = until_no_user_fits(&*store).await;
    assert!(
        matches!(error.problem, Problem::NotWritable(_)),
        "{error:?}"
    );
    assert!(
        error.to_string().contains("No space left on device"),
        "{error}"
    );
    let next = user(&format!("user {stored}"));
    assert_eq!(store.load(&next).await.unwrap(), None);
    assert_is(&*store, 1).await;
    server.sql(database, "DROP TABLE filler");
    assert_eq!(
        store.swap(&next, None, &counted(1)).await.unwrap(),
        Swap::Stored
    );
    let count = "SELECT count(*) FROM otpdoctor.accounts";
    assert_eq!(server.sql(database, count), (stored + 2).to_string());
}

/// How many users could be stored besides until no other fitted in.
async fn until_no_user_fits(store: &dyn Store) -> (u32, StoreError) {
    for number in 0..10_000 {
        let new = user(&format!("user {number}"));
        match store.swap(&new, None, &counted(1)).await {
            Ok(swap) => assert_eq!(swap, Swap::Stored),
            Err(error) => return (number, error),
        }
    }
    panic!("the disk is not full");
}

/// Runs the test binary as root without root's rights over files.
fn powerless() -> Command {
    let mut command = Command::new("setpriv");
    command
        .args(["--bounding-set=-all", "--inh-caps=-all", "--"])
        .arg(std::env::current_exe().unwrap());
    command
}

#[test]
fn what_may_not_be_written_is_told() {
    let folder = TempDir::new().unwrap();
    let below = folder.path().join("below");
    fs::create_dir(&below).unwrap();
    let state = State::sqlite(&below);
    runtime().block_on(async {
        state
            .open()
            .await
            .swap(&user("jo"), None, &counted(1))
            .await
            .unwrap();
    });
    let mode = |path: &Path, mode| {
        fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
    };
    let said = |place: &Path| {
        let place = place.to_str().unwrap().to_owned();
        let key = state.key.clone();
        Worker::within(&mut powerless(), "open", &State { place, key }).finish()
    };
    let file = Path::new(&state.place);
    for file_mode in [0o400, 0o000] {
        mode(file, file_mode);
        let said = said(file);
        assert!(said[0].contains("the file: Permission denied"), "{said:?}");
    }
    mode(file, 0o600);
    mode(&below, 0o500);
    let there = said(file);
    assert!(
        there[0].contains("its folder") && there[0].contains("Permission denied"),
        "{there:?}"
    );
    let new = said(&below.join("new.sqlite"));
    assert!(
        new[0].contains("nothing can be made in the folder"),
        "{new:?}"
    );
    mode(&below, 0o700);
    assert_eq!(said(file), ["opened"]);
}

/// A worker that only opens the store.
pub(crate) fn open(state: &State) {
    runtime().block_on(async {
        match store::open(&state.place, None).await {
            Ok(store) => {
                assert_is(&*store, 1).await;
                say("opened");
            }
            Err(error) if matches!(error.problem, Problem::NotWritable(_)) => {
                say(&error.to_string())
            }
            Err(other) => panic!("{other:?}"),
        }
    });
}
