//! A disk that is full, and files and folders that may not be written: a worker in a mount namespace of its own with a
//! tiny file system, and one that is root without root's rights.

use std::fs;
use std::io::Write as _;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::process::Command;

use otpdoctor::history::{self, History};
use otpdoctor::otp::store::StoreError;
use serde_json::json;
use tempfile::TempDir;

use crate::made::{append, found, past};
use crate::worker::{Worker, say};
use crate::{State, runtime};

/// Runs the test binary on a file system of 400 KiB that nobody else sees.
const SMALL: &str = r#"mount -t tmpfs -o size=400k history "$1" && shift && exec "$0" "$@""#;

#[test]
fn a_full_disk_is_told_and_no_run_is_half_there() {
    let folder = TempDir::new().unwrap();
    let state = State::sqlite(folder.path());
    let mut command = Command::new("unshare");
    command
        .args(["--mount", "sh", "-c", SMALL])
        .arg(std::env::current_exe().unwrap())
        .arg(folder.path());
    let worker = Worker::within(&mut command, "disk", &state);
    assert_eq!(worker.finish(), ["full", "freed", "read-only", "done"]);
}

pub(crate) fn work(state: &State) {
    runtime().block_on(async {
        let folder = Path::new(&state.place).parent().unwrap();
        let filler = folder.join("filler");
        let history = state.open().await;
        append(&*history, &[run(0)]).await;
        fill(&filler);
        let (stored, error) = until_it_fails(&*history).await;
        not_writable(&error, "no space is left");
        is_whole(&*history, stored).await;
        say("full");

        fs::remove_file(&filler).unwrap();
        append(&*history, &[run(stored)]).await;
        is_whole(&*history, stored + 1).await;
        say("freed");

        drop(history);
        remount(folder, "ro");
        let error = history::open(&state.place, None).await.err().unwrap();
        not_writable(&error, "ead-only file system");
        say("read-only");

        remount(folder, "rw");
        is_whole(&*state.open().await, stored + 1).await;
        say("done");
    });
}

fn run(number: i64) -> history::Run {
    let states: Vec<String> = (0..20)
        .map(|check| format!("R c{check} fail r{number}"))
        .collect();
    let states: Vec<&str> = states.iter().map(String::as_str).collect();
    found("jo", number * 60, &states)
}

/// How many runs are there when no other fits in.
async fn until_it_fails(history: &dyn History) -> (i64, StoreError) {
    for number in 1..10_000 {
        if let Err(error) = history.append(&run(number), &json!(number)).await {
            return (number, error);
        }
    }
    panic!("the disk is not full");
}

/// So many runs are there, and nothing of another.
async fn is_whole(history: &dyn History, runs: i64) {
    let known = past(history, "jo", 0, runs * 60).await;
    assert_eq!(known.states.len(), 20 * usize::try_from(runs).unwrap());
    let counted: u64 = known.hours.iter().map(|hour| hour.runs).sum();
    assert_eq!(counted, runs.unsigned_abs());
}

fn not_writable(error: &StoreError, wanted: &str) {
    assert!(matches!(error, StoreError::NotWritable { .. }), "{error:?}");
    let text = error.to_string();
    assert!(text.starts_with("the history /"), "{text}");
    assert!(
        text.contains(wanted) && text.contains("history.sqlite"),
        "{text}"
    );
}

/// Takes all room that there is.
fn fill(path: &Path) {
    let mut file = fs::File::create(path).unwrap();
    while file.write_all(&[0; 512]).is_ok() {}
}

fn remount(folder: &Path, how: &str) {
    let how = format!("remount,{how}");
    let mount = Command::new("mount")
        .args(["-o", &how])
        .arg(folder)
        .status();
    assert!(mount.unwrap().success());
}

#[test]
fn what_may_not_be_written_is_told() {
    let folder = TempDir::new().unwrap();
    let below = folder.path().join("below");
    fs::create_dir(&below).unwrap();
    let state = State::sqlite(&below);
    runtime().block_on(async { append(&*state.open().await, &[run(0)]).await });
    let mode = |path: &Path, mode| {
        fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
    };
    let said = || {
        let mut powerless = Command::new("setpriv");
        powerless
            .args(["--bounding-set=-all", "--inh-caps=-all", "--"])
            .arg(std::env::current_exe().unwrap());
        Worker::within(&mut powerless, "open", &state).finish()
    };
    mode(Path::new(&state.place), 0o400);
    let refused = said();
    assert!(
        refused[0].contains("the file: Permission denied"),
        "{refused:?}"
    );
    mode(Path::new(&state.place), 0o600);
    mode(&below, 0o500);
    let refused = said();
    assert!(refused[0].contains("its folder"), "{refused:?}");
    mode(&below, 0o700);
    assert_eq!(said(), ["opened"]);
}

/// A worker that only opens the history.
pub(crate) fn open(state: &State) {
    runtime().block_on(async {
        match history::open(&state.place, None).await {
            Ok(history) => {
                is_whole(&*history, 1).await;
                say("opened");
            }
            Err(error @ StoreError::NotWritable { .. }) => say(&error.to_string()),
            Err(other) => panic!("{other:?}"),
        }
    });
}
