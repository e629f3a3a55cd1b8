//! What holds secrets or tells of a machine lies in files for their owner alone, whatever the folder lets others do.

use std::path::Path;

use super::program::Program;

const CONFIG: &str = "\
schema: 1
otp: {store: state/otp.sqlite}
realms:
  SecureAuth1:
    workflow: {default_workflow: username_second_factor}
    multi_factor: {phone: {field_1: disabled}, oath: {enabled: true}}
";
const ENROLL: [&str; 6] = ["otp", "enroll", "--realm", "SecureAuth1", "--user", "jo"];

/// A folder in which everybody may read what says nothing else.
fn open_to_all() -> Program {
    let program = Program::with(CONFIG);
    std::fs::create_dir(program.path("state")).unwrap();
    let_all(&program, "755", "state");
    program
}

fn let_all(program: &Program, mode: &str, name: &str) {
    let changed = std::process::Command::new("bash")
        .args(["-c", &format!("chmod {mode} {name}")])
        .current_dir(program.path(""))
        .status();
    assert!(changed.unwrap().success());
}

#[cfg(unix)]
fn is_private(path: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt as _;
    std::fs::metadata(path).unwrap().permissions().mode() & 0o077 == 0
}

#[cfg(windows)]
fn is_private(path: &Path) -> bool {
    otpdoctor::files::others::is_private(path).is_ok()
}

#[test]
fn the_key_the_store_recordings_and_bundles_are_for_their_owner_alone() {
    let program = open_to_all();
    std::fs::write(program.path("record.json"), "of before, for everybody").unwrap();
    let_all(&program, "644", "record.json");
    assert!(!is_private(&program.path("record.json")));
    program.expect(&ENROLL, 0);
    let check = [
        "check",
        "--only",
        "time",
        "--exit-zero",
        "--record",
        "record.json",
    ];
    program.expect(&check, 0);
    program.expect(&["bundle", "create", "--offline", "--into", "b.zip"], 0);
    for name in ["state/otp.key", "state/otp.sqlite", "record.json", "b.zip"] {
        assert!(is_private(&program.path(name)), "{name}");
    }
}

#[tokio::test]
async fn what_sqlite_makes_beside_the_store_is_as_private() {
    let program = open_to_all();
    program.expect(&ENROLL, 0);
    let store = program.path("state/otp.sqlite");
    let store = otpdoctor::otp::store::open(store.to_str().unwrap(), None).await;
    let _open = store.unwrap();
    for name in ["state/otp.sqlite-wal", "state/otp.sqlite-shm"] {
        assert!(is_private(&program.path(name)), "{name}");
    }
}

#[test]
fn a_key_that_everybody_may_read_is_refused_until_it_is_private_again() {
    let program = open_to_all();
    program.expect(&ENROLL, 0);
    let again = [&ENROLL[..], &["--replace"]].concat();
    program.expect(&again, 0);
    let_all(&program, "644", "state/otp.key");
    let (_, told) = program.expect(&again, 69);
    let told = told.split_whitespace().collect::<Vec<_>>().join(" ");
    let [who, mended] = if cfg!(windows) {
        ["Everyone may read or change ", "icacls "]
    } else {
        ["mode 0644", "chmod 600 "]
    };
    assert!(told.contains(who) && told.contains(mended), "{told}");
    let_all(&program, "600", "state/otp.key");
    program.expect(&again, 0);
}
