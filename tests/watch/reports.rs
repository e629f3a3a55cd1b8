//! The reports that a watch keeps, and what `report FOLDER` says of them.

use std::process::{Command, Output};

use serde_json::Value;

use crate::mail::{Mail, Manners};
use crate::program::Place;

const REACH: &[&str] = &["--only", "smtp-reach"];

fn otpdoctor(place: &Place, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_otpdoctor"))
        .args(arguments)
        .current_dir(place.path(""))
        .output()
        .unwrap()
}

/// What it says on stderr, and its exit code.
fn refused(place: &Place, arguments: &[&str]) -> (String, Option<i32>) {
    let output = otpdoctor(place, arguments);
    assert!(output.stdout.is_empty(), "{output:?}");
    (
        String::from_utf8(output.stderr).unwrap(),
        output.status.code(),
    )
}

fn timeline(place: &Place, folder: &str) -> Value {
    let output = otpdoctor(place, &["report", folder, "--since", "24h", "-o", "json"]);
    assert!(output.status.success(), "{output:?}");
    serde_json::from_slice(&output.stdout).unwrap()
}

/// The names of the kept reports, in order.
fn kept(place: &Place) -> Vec<String> {
    let files = place.files().into_iter().map(|(name, _)| name);
    let mut kept: Vec<String> = files
        .filter(|name| name.starts_with("kept/report-"))
        .collect();
    kept.sort();
    kept
}

#[test]
fn a_cause_that_comes_and_goes_is_there_with_its_times_also_after_a_restart_and_a_copy() {
    let mut mail = Mail::open(Manners::default());
    let place = Place::with(&mail.config(&["A", "B"], ""));
    assert_eq!(place.runs(4, REACH).code, 0);
    assert_eq!(
        kept(&place).len(),
        1,
        "the first picture, and nothing changed"
    );
    mail.go_away();
    place.runs(4, REACH);
    mail.come_back();
    place.runs(4, REACH);
    let kept = kept(&place);
    assert_eq!(kept.len(), 3, "{kept:?}");
    let told = timeline(&place, "kept");
    assert_eq!(
        (&told["schema"], &told["reports"]),
        (&"otpdoctor.timeline/1".into(), &3.into())
    );
    let causes = told["causes"].as_array().unwrap();
    assert_eq!(causes.len(), 1, "{told:#}");
    assert_eq!(
        (&causes[0]["check"], &causes[0]["reason"]),
        (&"smtp-reach".into(), &"refused".into())
    );
    assert_eq!(causes[0]["realms"], serde_json::json!(["A", "B"]));
    let moment = |value: &Value| value.as_str().unwrap().parse::<jiff::Timestamp>().unwrap();
    assert!(moment(&causes[0]["since"]) < moment(&causes[0]["until"]));
    // Before the first run nobody watched.
    let gap = &told["unwatched"][0];
    assert_eq!(gap["since"], told["since"], "{told:#}");
    assert!(moment(&gap["until"]) < moment(&causes[0]["since"]));
    // Each is a report as any other.
    assert!(
        otpdoctor(&place, &["report", &kept[1], "-o", "junit"])
            .status
            .success()
    );
    let diff = otpdoctor(&place, &["diff", &kept[0], &kept[1]]);
    let diff = String::from_utf8(diff.stdout).unwrap();
    assert!(diff.contains("smtp-reach"), "{diff}");
    // The folder stands alone.
    std::fs::rename(place.path("kept"), place.path("copy")).unwrap();
    assert_eq!(timeline(&place, "copy")["causes"], told["causes"]);
    for format in ["human", "markdown", "html"] {
        let output = otpdoctor(&place, &["report", "copy", "-o", format]);
        let text = String::from_utf8(output.stdout).unwrap();
        assert!(
            text.contains("idp-01: 1 cause") && text.contains("smtp-reach/refused"),
            "{text}"
        );
    }
}

#[test]
fn one_that_still_holds_has_no_end() {
    let mut mail = Mail::open(Manners::default());
    mail.go_away();
    let place = Place::with(&mail.config(&["A"], "watch: {confirm: 1}\n"));
    place.runs(3, REACH);
    let told = timeline(&place, "kept");
    assert_eq!(told["causes"][0]["until"], Value::Null);
    assert_eq!(kept(&place).len(), 1);
}

#[test]
fn what_is_old_goes_when_another_is_kept() {
    let mut mail = Mail::open(Manners::default());
    let place = Place::with(&mail.config(&["A"], "watch: {confirm: 1, keep: 1d}\n"));
    place.runs(1, REACH);
    let first = kept(&place).remove(0);
    let text = place.read(&first);
    for old in ["20200101T000000.000Z", "20200102T000000.000Z"] {
        place.write(&format!("kept/report-{old}.json"), &text);
    }
    place.write("kept/notes.txt", "mine");
    mail.go_away();
    place.runs(1, REACH);
    let left = kept(&place);
    assert_eq!(left.len(), 3, "{left:?}");
    assert_eq!(
        left[0], "kept/report-20200102T000000.000Z.json",
        "it says what held at the begin"
    );
    assert_eq!(place.read("kept/notes.txt"), "mine");
}

#[test]
#[cfg_attr(windows, ignore = "its paths are written as Linux writes them")]
fn what_is_no_folder_of_a_watch_is_told_with_its_place() {
    let mail = Mail::open(Manners::default());
    let place = Place::with(&mail.config(&["A"], "watch: {confirm: 1}\n"));
    std::fs::create_dir(place.path("empty")).unwrap();
    let (said, code) = refused(&place, &["report", "empty"]);
    assert!(
        said.contains("the folder empty") && said.contains("--reports"),
        "{said}"
    );
    assert_eq!(code, Some(66));
    let (said, code) = refused(&place, &["report", "nowhere", "--since", "30d"]);
    assert!(said.contains("nowhere: there is no such"), "{said}");
    assert_eq!(code, Some(66));
    let (said, code) = refused(&place, &["report", "empty", "--since", "soon"]);
    assert!(said.contains("30d"), "{said}");
    assert_eq!(code, Some(64));
    place.runs(1, REACH);
    let (said, code) = refused(&place, &["report", "kept", "-o", "junit"]);
    assert!(
        said.contains("human, json, html and markdown, not as junit"),
        "{said}"
    );
    assert_eq!(code, Some(64));
    let report = kept(&place).remove(0);
    let text = place.read(&report);
    for (wrong, told) in [
        ("{", "0101T000000.000Z.json: line 1, column 1"),
        (
            &text.replacen("otpdoctor.report/1", "otpdoctor.report/2", 1),
            "0101T000000.000Z.json: it was written by a newer otpdoctor",
        ),
        (
            &text.replacen("idp-01", "idp-02", 1),
            "the folder kept cannot be read back: its reports are of idp-01, idp-02: keep those of each appliance in a folder of its own",
        ),
    ] {
        let name = "kept/report-29990101T000000.000Z.json";
        place.write(name, wrong);
        let (said, code) = refused(&place, &["report", "kept"]);
        assert!(said.contains(told), "{said}");
        assert_eq!(code, Some(66), "{said}");
        std::fs::remove_file(place.path(name)).unwrap();
    }
    // What a kill in the middle of writing leaves is no report.
    place.write("kept/.otpdoctor-abc", "{\"schema\": \"otpdo");
    assert_eq!(timeline(&place, "kept")["reports"], 1);
    place.write("kept/state.json", "{}");
    let (said, code) = refused(&place, &["report", "kept"]);
    assert!(
        said.contains("kept/state.json is not the state of a watch"),
        "{said}"
    );
    assert_eq!(code, Some(66));
}
