//! The folder that a watch keeps: what it survives, and whom it keeps out.

use crate::mail::{Mail, Manners};
use crate::program::Place;

const REACH: &[&str] = &["--only", "smtp-reach"];

#[test]
fn a_folder_that_cannot_be_used_is_told_at_the_start() {
    let mail = Mail::open(Manners::default());
    let place = Place::with(&mail.config(&["A"], ""));
    place.write("text", "this is no folder");
    std::fs::create_dir(place.path("other")).unwrap();
    place.write("other/state.json", "{\"schema\": \"else\"}");
    std::fs::create_dir(place.path("newer")).unwrap();
    place.write("newer/state.json", "{\"schema\": \"otpdoctor.watch/2\"}");
    for (folder, told) in [
        ("text", "text"),
        (
            "other",
            "other/state.json is not the state of a watch: its schema is \"else\"",
        ),
        ("newer", "newer/state.json was written by a newer otpdoctor"),
    ] {
        let before = place.read(&format!("{folder}/state.json"));
        let ended = place.runs(1, &["--reports", folder, "--only", "smtp-reach"]);
        assert_eq!(ended.code, 69, "{folder}: {}", ended.err);
        assert!(ended.out.is_empty());
        let err = ended.err.replace('\\', "/");
        assert!(err.contains(told), "{err}");
        assert_eq!(place.read(&format!("{folder}/state.json")), before);
    }
}

#[test]
fn a_second_watch_of_the_same_folder_is_refused() {
    let mail = Mail::open(Manners::default());
    let place = Place::with(&mail.config(&["A", "B"], ""));
    let first = place.watch(REACH);
    mail.connections(1);
    let second = place.runs(1, REACH);
    assert_eq!(second.code, 69, "{}", second.err);
    let said = "another `otpdoctor watch` uses the folder kept";
    assert!(second.err.contains(said), "{}", second.err);
    assert!(second.err.contains("--reports"), "{}", second.err);
    // In a folder of its own it disturbs nobody.
    let own = place.runs(2, &["--reports", "own", "--only", "smtp-reach"]);
    assert_eq!((own.code, own.err.as_str()), (0, ""));
    // However the first one ends, the next may begin.
    first.kill();
    assert_eq!(place.runs(1, REACH).code, 0);
}

/// Run as root, to whom no permission is refused, it makes room for nothing: a folder in the way does.
#[test]
#[cfg_attr(windows, ignore = "a test under wine can send no signal to a program")]
fn a_state_that_cannot_be_written_is_remarked_on_once_and_written_later() {
    let mut mail = Mail::open(Manners::default());
    let place = Place::with(&mail.config(&["A"], "watch: {confirm: 1}\n"));
    place.runs(1, REACH);
    let mut watch = place.watch(REACH);
    mail.connections(2);
    // A file cannot be renamed over a folder.
    std::fs::remove_file(place.path("kept/state.json")).unwrap();
    while std::fs::create_dir(place.path("kept/state.json")).is_err() {
        let _ = std::fs::remove_file(place.path("kept/state.json"));
    }
    let said = watch.err.wait("the folder kept cannot be written");
    assert!(said.contains("kept in memory"), "{said}");
    mail.go_away();
    // What breaks meanwhile is told all the same.
    watch.out.wait(" broke smtp-reach/refused in A, was pass");
    std::fs::remove_dir(place.path("kept/state.json")).unwrap();
    watch
        .err
        .wait("the folder of the watch can be written again");
    let ended = watch.stop("INT");
    assert_eq!(ended.err.lines().count(), 2, "{}", ended.err);
    // And it is no news to the next process.
    assert_eq!(place.runs(2, REACH).changes(), [""; 0]);
}

/// A disk that takes no byte from the beginning to the end.
#[test]
#[cfg(unix)]
fn what_was_kept_in_memory_alone_is_told_as_lost() {
    let mail = Mail::open(Manners::default());
    let place = Place::with(&mail.config(&["A"], ""));
    let watch = "watch --runs 2 --every 30ms --jitter 0s --reports kept --only smtp-reach";
    let script = format!("trap '' XFSZ; ulimit -f 0; exec \"$0\" {watch}");
    let output = std::process::Command::new("bash")
        .args(["-c", &script, env!("CARGO_BIN_EXE_otpdoctor")])
        .current_dir(place.path(""))
        .output()
        .unwrap();
    let err = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(74), "{err}");
    assert!(err.contains("what was kept in memory is lost"), "{err}");
}

#[test]
fn a_watch_that_is_killed_leaves_a_whole_state() {
    let mail = Mail::open(Manners::default());
    let place = Place::with(&mail.config(&["A"], "watch: {confirm: 1}\n"));
    for runs in 1..6 {
        let watch = place.watch(&["--only", "smtp-reach", "--every", "1ms"]);
        mail.more_connections(runs);
        watch.kill();
    }
    // What a kill in the middle of writing leaves.
    place.write("kept/.otpdoctor-abc", "{\"schema\": \"otpdo");
    let ended = place.runs(1, REACH);
    assert_eq!((ended.code, ended.err.as_str()), (0, ""));
    assert!(!place.path("kept/.otpdoctor-abc").exists());
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        let mode = |name: &str| place.path(name).metadata().unwrap().permissions().mode() & 0o777;
        assert_eq!((mode("kept"), mode("kept/state.json")), (0o700, 0o600));
    }
}
