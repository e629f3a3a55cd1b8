//! Which reports are kept, and for how long.

#![allow(clippy::unwrap_used)]

use serde_json::{Value, json};

use super::*;

fn report(at: Timestamp, causes: &[&str]) -> Report {
    let cause = |subject: &&str| -> Value {
        json!({
            "check": "smtp-reach", "reason": "refused", "status": "fail", "realms": ["A"], "subjects": [subject],
            "summary": "it is so", "evidence": [], "remedy": {"steps": [], "commands": []}, "findings": [],
            "explains": [], "symptoms": [],
        })
    };
    let causes: Vec<Value> = causes.iter().map(cause).collect();
    serde_json::from_value(json!({
        "schema": "otpdoctor.report/1", "version": "9.9.9", "started_at": at, "duration_s": 1.5, "judged_at": at,
        "appliance": "idp-01", "config": "c", "realms": ["A"], "checks": ["smtp-reach"],
        "summary": {"pass": 0, "skip": 0, "unknown": 0, "warn": 0, "fail": 0, "waived": 0},
        "findings": [], "diagnosis": causes, "forecast": [],
    }))
    .unwrap()
}

fn at(seconds: i64) -> Timestamp {
    Timestamp::from_second(1_800_000_000 + seconds).unwrap()
}

fn names(folder: &Path) -> Vec<i64> {
    let kept = kept(folder).unwrap();
    kept.iter()
        .map(|(when, _)| when.as_second() - at(0).as_second())
        .collect()
}

#[test]
fn a_report_is_kept_when_the_causes_have_become_others_for_long_enough() {
    let mut causes = Causes::default();
    let mut kept = |found: &[&str]| {
        let due = causes.note(&report(at(0), found), 2);
        if due {
            causes.kept();
        }
        due
    };
    let runs: [&[&str]; 9] = [
        &[],
        &[],
        &[],
        &["a"],
        &[],
        &["a"],
        &["a"],
        &["a", "b"],
        &["a"],
    ];
    let due: Vec<bool> = runs.into_iter().map(&mut kept).collect();
    // The first picture, and the one with the cause that lasted.
    assert_eq!(
        due,
        [false, true, false, false, false, false, true, false, false]
    );
}

#[test]
fn names_sort_by_time_and_those_of_others_are_none() {
    let early = name("2026-11-29T08:55:00.5Z".parse().unwrap());
    assert_eq!(early, "report-20261129T085500.500Z.json");
    assert!(early < name("2026-11-29T08:55:01Z".parse().unwrap()));
    assert_eq!(moment(&early), "2026-11-29T08:55:00.5Z".parse().ok());
    for other in [
        "report.json",
        "report-x.json",
        "state.json",
        "report-20261129T085500.500Z.json.bak",
    ] {
        assert_eq!(moment(other), None, "{other}");
    }
}

#[test]
fn what_is_too_old_goes_but_for_what_held_at_the_begin() {
    let place = tempfile::tempdir().unwrap();
    let foreign = ["report-notes.json", "readme.txt"].map(|name| place.path().join(name));
    foreign
        .iter()
        .for_each(|path| std::fs::write(path, "mine").unwrap());
    for seconds in [0, 100, 200, 1000, 1100] {
        keep(
            place.path(),
            &report(at(seconds), &[]),
            SignedDuration::from_secs(500),
        )
        .unwrap();
    }
    assert_eq!(names(place.path()), [200, 1000, 1100]);
    assert!(foreign.iter().all(|path| path.exists()));
}

#[test]
fn no_more_are_kept_than_the_bound() {
    let place = tempfile::tempdir().unwrap();
    for number in 0..MOST as i64 + 1 {
        std::fs::write(place.path().join(name(at(number))), "").unwrap();
    }
    keep(place.path(), &report(at(5000), &[]), SignedDuration::MAX).unwrap();
    let left = names(place.path());
    assert_eq!((left.len(), left[0], left[MOST - 1]), (MOST, 2, 5000));
}
