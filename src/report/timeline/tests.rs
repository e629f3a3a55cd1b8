//! Stories of a time: what began and ended, what still holds, what nobody watched.

#![allow(clippy::unwrap_used)]

use serde_json::{Value, json};

use super::*;
use crate::report::Report;
use crate::report::human::{Detail, Look};

/// Minutes of a day.
fn at(minutes: i64) -> Timestamp {
    let day: Timestamp = "2026-11-22T00:00:00Z".parse().unwrap();
    day + SignedDuration::from_mins(minutes)
}

fn span(since: i64, until: i64) -> Span {
    Span {
        since: at(since),
        until: at(until),
    }
}

/// A cause about a subject in some realms.
fn cause(subject: &str, status: &str, realms: &[&str]) -> Value {
    json!({
        "check": "smtp-reach", "reason": "refused", "status": status, "realms": realms, "subjects": [subject],
        "summary": format!("{subject} refuses connections"), "evidence": [], "remedy": {"steps": [], "commands": []},
        "findings": [], "explains": [], "symptoms": [],
    })
}

fn report(minutes: i64, causes: &[Value]) -> Report {
    serde_json::from_value(json!({
        "schema": "otpdoctor.report/1", "version": "9.9.9", "started_at": at(minutes), "duration_s": 1.5,
        "judged_at": at(minutes), "appliance": "idp-01", "config": "c", "realms": ["A", "B"], "checks": ["smtp-reach"],
        "summary": {"pass": 0, "skip": 0, "unknown": 0, "warn": 0, "fail": 0, "waived": 0},
        "findings": [], "diagnosis": causes, "forecast": [],
    }))
    .unwrap()
}

/// Subject, begin and end, seconds held and not watched.
type Told<'a> = (&'a str, Option<Timestamp>, Option<Timestamp>, i64, i64);

/// What is told of each cause.
fn told(timeline: &Timeline) -> Vec<Told<'_>> {
    let causes = timeline.causes.iter();
    causes
        .map(|one| {
            (
                one.subjects[0].as_str(),
                one.since,
                one.until,
                one.held_s,
                one.unwatched_s,
            )
        })
        .collect()
}

#[test]
fn a_cause_that_began_and_ended_and_one_that_still_holds() {
    let mx = |realms| cause("mx", "fail", realms);
    let reports = [
        report(0, &[]),
        report(60, &[mx(&["A"])]),
        report(70, &[mx(&["A", "B"]), cause("dns", "warn", &["A"])]),
        report(90, &[cause("dns", "warn", &["A"])]),
    ];
    let timeline = fold(&reports, Some(&[span(0, 120)]), span(0, 120));
    assert_eq!(
        told(&timeline),
        [
            ("dns", Some(at(70)), None, 50 * 60, 0),
            ("mx", Some(at(60)), Some(at(90)), 30 * 60, 0),
        ]
    );
    assert_eq!(timeline.causes[1].realms, ["A", "B"]);
    assert_eq!(timeline.unwatched, Some(Vec::new()));
    assert_eq!(
        (timeline.reports, timeline.appliance.as_deref()),
        (4, Some("idp-01"))
    );
}

#[test]
fn what_began_before_the_time_is_known_by_the_last_report_before_it() {
    let mx = || [cause("mx", "fail", &["A"])];
    let reports = [report(0, &[]), report(10, &mx()), report(200, &[])];
    let timeline = fold(&reports, Some(&[span(0, 300)]), span(100, 300));
    assert_eq!(told(&timeline), [("mx", None, Some(at(200)), 100 * 60, 0)]);
    assert_eq!(timeline.reports, 2);
    let timeline = fold(&reports[..2], Some(&[]), span(100, 300));
    assert_eq!(told(&timeline), [("mx", None, None, 200 * 60, 200 * 60)]);
}

#[test]
fn a_gap_that_nobody_watched_is_told_and_counts_for_no_cause() {
    let reports = [report(0, &[cause("mx", "fail", &["A"])]), report(100, &[])];
    // A restart after an hour; the stretches overlap where a clock was set back.
    let watched = [span(80, 130), span(-10, 20), span(70, 90)];
    let timeline = fold(&reports, Some(&watched), span(0, 200));
    assert_eq!(timeline.unwatched, Some(vec![span(20, 70), span(130, 200)]));
    assert_eq!(
        told(&timeline),
        [("mx", Some(at(0)), Some(at(100)), 100 * 60, 50 * 60)]
    );
    let unknown = fold(&reports, None, span(0, 200));
    assert_eq!(unknown.unwatched, None);
    assert!(
        unknown
            .basis()
            .contains("does not say when a watch was running")
    );
    let nobody = fold(&reports[1..], Some(&[]), span(0, 200));
    assert_eq!(nobody.headline(), "idp-01: not watched");
}

#[test]
fn what_comes_again_is_two_and_what_is_accepted_is_none() {
    let mx = || [cause("mx", "fail", &["A"])];
    let again = [
        report(0, &mx()),
        report(10, &[]),
        report(20, &mx()),
        report(30, &[]),
    ];
    let timeline = fold(&again, Some(&[span(0, 60)]), span(0, 60));
    assert_eq!(
        told(&timeline),
        [
            ("mx", Some(at(20)), Some(at(30)), 600, 0),
            ("mx", Some(at(0)), Some(at(10)), 600, 0),
        ]
    );
    let mut waived = cause("mx", "fail", &["A"]);
    waived["findings"] = json!([0]);
    let mut one = report(0, &[waived]);
    one.findings = serde_json::from_value(json!([{
        "check": "smtp-reach", "area": "email", "status": "fail", "reason": "refused", "realms": ["A"], "subject": "mx",
        "summary": "s", "evidence": [], "remedy": {"steps": [], "commands": []}, "site": null, "sites": [],
        "duration_s": 0.0, "waived": {"why": "x", "who": "y", "until": "2027-01-01", "file": "w", "line": 1},
    }]))
    .unwrap();
    assert_eq!(fold(&[one], Some(&[]), span(0, 60)).causes, []);
}

fn story() -> Timeline {
    let mut hostile = cause("mx", "fail", &["A", "<b>B|</b>"]);
    hostile["summary"] = json!("\u{1b}[31m<script>alert(1)</script> `x` | y\u{202e}");
    let reports = [
        report(0, &[cause("dns", "warn", &["A"]), hostile]),
        report(100, &[cause("dns", "warn", &["A"])]),
    ];
    fold(&reports, Some(&[span(0, 20), span(70, 120)]), span(0, 120))
}

#[test]
fn a_person_reads_when_each_cause_held_and_when_nobody_watched() {
    let look = Look {
        width: 100,
        detail: Detail::Brief,
        platform: checks::kit::realm::Platform::Linux,
    };
    let text = anstream::adapter::strip_str(&human(&story(), look)).to_string();
    let expected = "\
idp-01: 2 causes, 1 in the last report
2026-11-22 00:00 UTC to 2026-11-22 02:00 UTC, from 2 reports

! dns refuses connections.                                                        smtp-reach/refused
  when    since 2026-11-22 00:00 UTC (2 h); not watched for 50 min of that time
  in      A

✗ [31m<script>alert(1)</script> `x` | y.                                          smtp-reach/refused
  when    from 2026-11-22 00:00 UTC until 2026-11-22 01:40 UTC (1 h 40 min); not watched for 50 min
          of that time
  in      A, <b>B|</b>

Not watched
  from 2026-11-22 00:20 UTC until 2026-11-22 01:10 UTC (50 min)
";
    assert_eq!(text, expected);
}

#[test]
fn no_text_of_others_becomes_markup() {
    let (page, ticket) = (html(&story()), markdown(&story()));
    assert!(
        !page.contains("<script>") && !page.contains("<b>"),
        "{page}"
    );
    assert!(
        !ticket.contains("<script>") && !ticket.contains("<b>"),
        "{ticket}"
    );
    let rows: Vec<&str> = ticket
        .lines()
        .filter(|line| line.starts_with("| "))
        .collect();
    assert_eq!(rows.len(), 3, "{ticket}");
    for text in [&page, &ticket] {
        assert!(!text.contains(['\u{1b}', '\u{202e}']), "{text:?}");
        assert!(text.contains("since 2026-11-22 00:00 UTC"), "{text}");
        assert!(text.contains("Not watched"), "{text}");
    }
}

#[test]
fn the_json_is_what_its_schema_says() {
    let schema = serde_json::to_value(schemars::schema_for!(Timeline)).unwrap();
    let validator = jsonschema::validator_for(&schema).unwrap();
    let mut value: Value = serde_json::from_str(&crate::report::json::pretty(&story())).unwrap();
    let mistakes: Vec<_> = validator
        .iter_errors(&value)
        .map(|one| one.to_string())
        .collect();
    assert_eq!(mistakes, [""; 0]);
    assert_eq!(value["since"], "2026-11-22T00:00:00Z");
    assert_eq!(value["causes"][0]["until"], Value::Null);
    value["causes"][0]["held_s"] = json!("long");
    assert!(!validator.is_valid(&value), "the validator validates");
}
