//! Which changes count, and when: once, after they are confirmed, over restarts.

use std::net::TcpListener;

use crate::mail::{Mail, Manners};
use crate::program::Place;

const REACH: &[&str] = &["--only", "smtp-reach"];

#[test]
#[cfg_attr(windows, ignore = "a test under wine can send no signal to a program")]
fn a_server_that_goes_away_and_comes_back_is_told_once_each() {
    let mut mail = Mail::open(Manners::default());
    let place = Place::with(&mail.config(&["A", "B"], ""));
    let mut watch = place.watch(REACH);
    watch.out.wait("idp-01 watches 2 realms every 30ms");
    // Two runs know that all was well.
    mail.connections(3);
    mail.go_away();
    let broke = watch.out.wait(" broke ");
    assert!(
        broke.contains("idp-01 broke smtp-reach/refused in A and B, was pass: "),
        "{broke}"
    );
    let (moment, _) = broke.split_once(' ').unwrap();
    assert!(moment.parse::<jiff::Timestamp>().is_ok(), "{broke}");
    mail.come_back();
    let recovered = watch.out.wait(" recovered ");
    assert!(
        recovered.contains("recovered smtp-reach/ok in A and B, was fail: "),
        "{recovered}"
    );
    mail.more_connections(5);
    let ended = watch.stop("INT");
    assert_eq!(ended.code, 130);
    assert_eq!(ended.changes().len(), 2, "{:#?}", ended.out);
    assert_eq!(ended.err, "");
}

#[test]
#[cfg_attr(windows, ignore = "a test under wine can send no signal to a program")]
fn what_does_not_last_is_not_told() {
    // One run alone is refused: that is told, and that it is over, where one run is enough.
    for (confirm, told) in [(3, 0), (1, 2)] {
        let mail = Mail::open(Manners::default());
        let watch = format!("watch: {{confirm: {confirm}}}\n");
        let place = Place::with(&mail.config(&["A"], &watch));
        let mut watch = place.watch(REACH);
        watch.out.wait("watches 1 realm every");
        mail.connections(4);
        mail.set(|now| now.once = Some("554 go away".into()));
        mail.more_connections(6);
        let ended = watch.stop("TERM");
        assert_eq!(ended.code, 143);
        assert_eq!(ended.changes().len(), told, "{:#?}", ended.out);
    }
}

#[test]
fn a_restart_keeps_what_was_told() {
    let mut mail = Mail::open(Manners::default());
    let place = Place::with(&mail.config(&["A"], ""));
    mail.go_away();
    // As from cron: the second of two processes confirms what the first one found.
    let first = place.runs(1, REACH);
    assert_eq!(
        (first.code, first.changes().len()),
        (0, 0),
        "{:#?}",
        first.out
    );
    let second = place.runs(1, REACH);
    assert!(
        second.changes()[0].contains("idp-01 fail smtp-reach/refused in A: "),
        "{:#?}",
        second.out
    );
    let third = place.runs(3, REACH);
    assert_eq!(third.changes(), [""; 0]);
    assert!(
        third.out[1].ends_with(" ends after 3 runs"),
        "{:#?}",
        third.out
    );
    mail.come_back();
    let back = place.runs(2, REACH);
    assert!(back.changes()[0].contains(" recovered smtp-reach/ok in A, was fail: "));
}

#[test]
fn json_is_a_notice_a_line_and_nothing_else() {
    let mut mail = Mail::open(Manners::default());
    mail.go_away();
    let place = Place::with(&mail.config(&["A"], ""));
    let ended = place.runs(3, &[REACH, &["--output", "json"]].concat());
    assert_eq!(ended.out.len(), 1, "{:#?}", ended.out);
    let notice: serde_json::Value = serde_json::from_str(&ended.out[0]).unwrap();
    assert_eq!(notice["schema"], "otpdoctor.notice/1");
    assert_eq!(notice["appliance"], "idp-01");
    assert_eq!(notice["causes"][0]["check"], "smtp-reach");
    let change = &notice["changes"][0];
    assert_eq!(change["kind"], "broke");
    assert_eq!(change["was"], serde_json::Value::Null);
    assert_eq!(
        change["now"],
        serde_json::json!({"outcome": "fail", "reason": "refused"})
    );
    validate(&notice);
}

fn validate(notice: &serde_json::Value) {
    let output = std::process::Command::new(env!("CARGO_BIN_EXE_otpdoctor"))
        .args(["report", "--schema", "notice"])
        .output()
        .unwrap();
    assert!(output.status.success());
    let schema = serde_json::from_slice(&output.stdout).unwrap();
    let validator = jsonschema::validator_for(&schema).unwrap();
    let mistakes: Vec<String> = validator
        .iter_errors(notice)
        .map(|one| one.to_string())
        .collect();
    assert_eq!(mistakes, [""; 0]);
    let mut wrong = notice.clone();
    wrong["changes"][0]["kind"] = "exploded".into();
    assert!(!validator.is_valid(&wrong), "the validator validates");
}

#[test]
#[cfg_attr(windows, ignore = "a test under wine can send no signal to a program")]
fn a_signal_ends_a_run_and_a_pause_at_once() {
    let silent = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = silent.local_addr().unwrap().port();
    let config = format!(
        "schema: 1\nappliance: {{name: idp-01}}\nrealms:\n  A: {{overview: {{smtp: {{server_address: 127.0.0.1, port: {port}}}, email: {{sender_address: a@example.net}}}}}}\n"
    );
    let place = Place::with(&config);
    let watch = place.watch(REACH);
    // It waits for a banner from here on.
    let (_held, _) = silent.accept().unwrap();
    let ended = watch.stop("INT");
    assert_eq!((ended.code, ended.changes().len()), (130, 0));
    let mail = Mail::open(Manners::default());
    let place = Place::with(&mail.config(&["A"], ""));
    let watch = place.watch(&["--only", "smtp-reach", "--every", "1h"]);
    mail.connections(1);
    assert_eq!(watch.stop("TERM").code, 143);
}

#[test]
#[cfg_attr(windows, ignore = "a test under wine can send no signal to a program")]
fn a_run_that_is_cut_short_is_none() {
    let mail = Mail::open(Manners::default());
    let place = Place::with(&mail.config(&["A"], "watch: {confirm: 1}\n"));
    for signal in ["INT", "TERM"].repeat(5) {
        let watch = place.watch(REACH);
        // The second run has just begun.
        mail.more_connections(2);
        assert_eq!(watch.stop(signal).changes(), [""; 0]);
    }
}
