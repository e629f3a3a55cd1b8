//! The config is read anew before each run, and one that cannot be used any more ends nothing.

use crate::mail::{Mail, Manners};
use crate::program::Place;

const REACH: &[&str] = &["--only", "smtp-reach"];

#[test]
#[cfg_attr(windows, ignore = "a test under wine can send no signal to a program")]
fn a_config_that_changes_is_used_and_one_that_is_broken_is_told_once() {
    let mail = Mail::open(Manners::default());
    let place = Place::with(&mail.config(&["A"], "watch: {confirm: 1}\n"));
    let mut watch = place.watch(REACH);
    mail.connections(2);
    place.write("otpdoctor.yaml", "schema: 1\nrealms: {A: {overveiw: {}}}\n");
    let told = watch.err.wait("overveiw");
    assert!(told.contains("overveiw"));
    watch.err.wait("continues with the one that it read before");
    // It goes on, and says it no more.
    mail.more_connections(4);
    let config = mail.config(&["A", "B"], "watch: {confirm: 1}\n");
    place.write("otpdoctor.yaml", &config);
    watch
        .out
        .wait("the config has changed and is used from now on");
    // With the second one a run of both has ended.
    mail.more_connections(2);
    mail.set(|now| now.banner = "554 go away".into());
    let broke = watch.out.wait(" broke ");
    assert!(broke.contains(" in A and B, was pass"), "{broke}");
    // A realm that is gone is no change, and neither is its return.
    place.write(
        "otpdoctor.yaml",
        &mail.config(&["A"], "watch: {confirm: 1}\n"),
    );
    watch.out.wait("the config has changed");
    mail.more_connections(2);
    let ended = watch.stop("INT");
    let changes = ended.changes();
    let told = changes.iter().filter(|line| line.contains("smtp-reach"));
    assert_eq!(told.count(), 1, "{changes:#?}");
    let told = ended
        .err
        .matches("continues with the one that it read before");
    assert_eq!(told.count(), 1, "{}", ended.err);
}

#[test]
#[cfg_attr(windows, ignore = "a test under wine can send no signal to a program")]
fn a_file_that_is_gone_for_a_moment_ends_nothing() {
    let mail = Mail::open(Manners::default());
    let config = mail.config(&["A"], "");
    let place = Place::with(&config);
    let mut watch = place.watch(&[REACH, &["--config", "otpdoctor.yaml"]].concat());
    mail.connections(1);
    std::fs::remove_file(place.path("otpdoctor.yaml")).unwrap();
    watch.err.wait("continues with the one that it read before");
    mail.more_connections(3);
    place.write("otpdoctor.yaml", &config);
    watch.out.wait("the config is again as it was before");
    assert_eq!(watch.stop("INT").code, 130);
}

#[test]
#[cfg_attr(windows, ignore = "a test under wine can send no signal to a program")]
fn flags_win_and_what_only_a_start_can_change_is_told() {
    let mail = Mail::open(Manners::default());
    let watch = |reports: &str| format!("watch: {{every: 1h, jitter: 30m, reports: {reports}}}\n");
    let place = Place::with(&mail.config(&["A"], &watch("other")));
    let mut running = place.watch(REACH);
    running.out.wait("every 30ms");
    mail.connections(1);
    place.write(
        "otpdoctor.yaml",
        &mail.config(&["A"], &watch("third, listen: '127.0.0.1:9'")),
    );
    running.out.wait("the config has changed");
    mail.more_connections(1);
    let said = running.err.wait("watch.listen");
    assert!(said.contains("used from the next start on"), "{said}");
    running.stop("INT");
    assert!(place.path("kept/state.json").exists() && !place.path("other").exists());
    let invalid = place.runs(1, &["--every", "0s"]);
    assert_eq!(invalid.code, 64);
    for (setting, told) in [
        ("every: soon", "a duration such as 30s or 5m"),
        ("keep: 90", "a time such as 90d"),
        ("listen: everywhere", "ADDRESS:PORT"),
        ("confirm: 0", "a whole number from 1 to 100"),
        ("history: watch.sqlite", "history"),
    ] {
        let place = Place::with(&mail.config(&["A"], &format!("watch: {{{setting}}}\n")));
        let ended = place.runs(1, REACH);
        assert_eq!(ended.code, 78, "{setting}");
        assert!(ended.err.contains(told), "{}", ended.err);
    }
}

#[test]
fn waivers_and_realms_are_read_like_a_checks() {
    let mut mail = Mail::open(Manners::default());
    mail.go_away();
    let place = Place::with(&mail.config(&["A", "B"], "watch: {confirm: 1}\n"));
    place.write(
        "waivers.yaml",
        "schema: 1\nwaivers:\n  - {check: smtp-reach, realm: A, why: known, who: me, until: 2999-01-01}\n",
    );
    let ended = place.runs(2, &[REACH, &["--waivers", "waivers.yaml"]].concat());
    let changes = ended.changes();
    assert_eq!(changes.len(), 1, "{changes:#?} {}", ended.err);
    assert!(changes[0].contains("fail smtp-reach/refused in B: "));
    assert_eq!(place.runs(1, &["--realm", "C"]).code, 64);
}
