//! Pairs of reports, and the change that a reader expects.
#![allow(clippy::unwrap_used)]

use checks::kit::realm::Platform;
use serde_json::{Value, json};

use super::*;
use crate::report::human::{Detail, Look};

fn finding(status: &str, reason: &str, realm: &str, subject: &str, evidence: Value) -> Value {
    json!({
        "check": "smtp-tls", "area": "email", "status": status, "reason": reason, "realms": [realm],
        "subject": subject, "summary": format!("it is {reason}"), "evidence": evidence,
        "remedy": {"steps": ["Mend it."], "commands": []}, "site": null, "sites": [], "duration_s": 0.0, "waived": null,
    })
}

fn simple(status: &str, reason: &str) -> Value {
    finding(status, reason, "A", "mail:25", json!([]))
}

fn report(findings: &[Value]) -> Report {
    report_of(&["A", "B"], findings)
}

fn report_of(realms: &[&str], findings: &[Value]) -> Report {
    serde_json::from_value(json!({
        "schema": "otpdoctor.report/1", "version": "0.1.0", "started_at": "2026-11-22T10:00:00Z", "duration_s": 0.1,
        "judged_at": "2026-11-22T10:00:00Z", "appliance": "idp-01", "config": "otpdoctor.yaml", "realms": realms,
        "checks": ["smtp-tls"],
        "summary": {"pass": 0, "skip": 0, "unknown": 0, "warn": 0, "fail": 0, "waived": 0},
        "findings": findings, "diagnosis": [], "forecast": [],
    }))
    .unwrap()
}

fn kinds(before: &[Value], after: &[Value]) -> Vec<Kind> {
    let diff = diff(&report(before), &report(after));
    diff.changes.iter().map(|change| change.kind).collect()
}

#[test]
fn each_pair_of_outcomes_is_the_change_that_a_reader_expects() {
    let waived = |mut finding: Value| {
        finding["waived"] = json!({"why": "ordered", "who": "j.doe", "until": "2027-01-01", "file": "w.yaml", "line": 1});
        finding
    };
    let (pass, off) = (simple("pass", "ok"), simple("skip", "not-configured"));
    let (warn, fail) = (simple("warn", "expires-soon"), simple("fail", "expired"));
    let (unknown, other) = (simple("unknown", "deadline"), simple("fail", "wrong-name"));
    for (before, after, expected) in [
        (&pass, &pass, None),
        (&pass, &fail, Some(Kind::Broke)),
        (&warn, &fail, Some(Kind::Broke)),
        (&off, &fail, Some(Kind::Broke)),
        (&pass, &warn, Some(Kind::Worsened)),
        (&fail, &pass, Some(Kind::Recovered)),
        (&warn, &pass, Some(Kind::Recovered)),
        (&fail, &warn, Some(Kind::Improved)),
        (&fail, &other, Some(Kind::Worsened)),
        (&fail, &fail, None),
        (&fail, &off, Some(Kind::Changed)),
        (&pass, &off, Some(Kind::Changed)),
        (&pass, &unknown, Some(Kind::NotChecked)),
        (&unknown, &fail, Some(Kind::NotChecked)),
        (&unknown, &unknown, None),
        (&pass, &waived(fail.clone()), Some(Kind::Changed)),
        (&waived(fail.clone()), &fail, Some(Kind::Broke)),
        (&waived(fail.clone()), &pass, Some(Kind::Recovered)),
    ] {
        let seen = kinds(std::slice::from_ref(before), std::slice::from_ref(after));
        assert_eq!(seen, Vec::from_iter(expected), "{before} {after}");
    }
}

#[test]
fn a_failure_that_changes_its_reason_is_told_with_the_cure_of_the_new_one() {
    let diff = diff(
        &report(&[simple("fail", "expired")]),
        &report(&[simple("fail", "wrong-name")]),
    );
    assert_eq!((diff.summary.worsened, diff.summary.changed), (1, 0));
    assert_eq!(diff.changes[0].remedy.steps, ["Mend it."]);
}

#[test]
fn a_second_reason_of_what_fails_already_broke_nothing() {
    let (one, two) = (simple("fail", "expired"), simple("fail", "wrong-name"));
    let (warn, other) = (
        simple("warn", "weak"),
        finding("fail", "expired", "A", "other:25", json!([])),
    );
    let both = |second: &Value| vec![one.clone(), second.clone()];
    let first = std::slice::from_ref(&one);
    assert_eq!(kinds(first, &both(&two)), [Kind::Worsened]);
    assert_eq!(kinds(first, &both(&warn)), [Kind::Worsened]);
    assert_eq!(kinds(&both(&two), first), [Kind::Improved]);
    assert_eq!(kinds(&both(&two), &both(&two)), []);
    // What failed of a warning, or of another subject, broke all the same; and what passes now has recovered.
    assert_eq!(
        kinds(std::slice::from_ref(&warn), &[warn.clone(), one.clone()]),
        [Kind::Broke]
    );
    assert_eq!(kinds(first, &both(&other)), [Kind::Broke]);
    assert_eq!(kinds(&both(&other), first), [Kind::Recovered]);
    assert_eq!(
        kinds(&both(&two), &[simple("pass", "ok")]),
        [Kind::Recovered; 2]
    );
}

#[test]
fn a_failure_that_was_not_checked_before_is_titled_as_what_it_is() {
    let at = |status: &str, reason: &str, subject: &str| {
        finding(status, reason, "A", subject, json!([]))
    };
    let before = [
        at("fail", "expired", "recovered:25"),
        at("unknown", "deadline", "fails:25"),
        at("unknown", "deadline", "passes:25"),
        at("pass", "ok", "blind:25"),
    ];
    let after = [
        at("pass", "ok", "recovered:25"),
        at("fail", "rejected", "fails:25"),
        at("pass", "ok", "passes:25"),
        at("unknown", "deadline", "blind:25"),
    ];
    let diff = diff(&report(&before), &report(&after));
    // The kinds are a closed list, and nothing that was known broke.
    assert_eq!((diff.summary.broke, diff.summary.not_checked), (0, 3));
    assert_eq!(diff.changes[0].remedy.steps, ["Mend it."]);
    let text = shown(&diff);
    let expected = "\
idp-01 · 2026-11-22 10:00 → 2026-11-22 10:00 UTC
1 fails, not checked before, 1 recovered, 2 not checked

✗ fails, not checked before: It is rejected.                   smtp-tls/rejected
  at      fails:25
  was     not known: it is deadline
  in      A
  cure    Mend it.

✓ recovered: It is ok.                                               smtp-tls/ok
  at      recovered:25
  was     failed: it is expired
  in      A

? not checked before: It is ok.                                      smtp-tls/ok
  at      passes:25
  was     not known: it is deadline
  in      A

? not checked: It is deadline.                                 smtp-tls/deadline
  at      blind:25
  was     passed: it is ok
  in      A

✗ 1 fails, not checked before, 1 recovered, 2 not checked: smtp-tls/rejected
";
    assert_eq!(text, expected);
}

#[test]
fn hundreds_of_realms_are_a_number_whatever_their_subjects() {
    let names: Vec<String> = (1..=300).map(|n| format!("R{n}")).collect();
    let realms: Vec<&str> = names.iter().map(String::as_str).collect();
    let all = |status: &str, reason: &str, subject: fn(&str) -> String| -> Vec<Value> {
        let of = |realm: &&str| finding(status, reason, realm, &subject(realm), json!([]));
        realms.iter().map(of).collect()
    };
    for (subject, told) in [
        (
            (|_| "mail:25".to_owned()) as fn(&str) -> String,
            "  at      mail:25\n",
        ),
        (
            |realm| format!("{realm}.mail:25"),
            "and 295 more, in the JSON output\n",
        ),
    ] {
        let diff = diff(
            &report_of(&realms, &all("pass", "ok", subject)),
            &report_of(&realms, &all("fail", "expired", subject)),
        );
        let text = shown(&diff);
        assert!(text.contains(told), "{text}");
        assert!(text.contains("in      all 300 realms\n"), "{text}");
        assert!(text.lines().count() < 20, "{text}");
    }
}

#[test]
fn a_renewed_certificate_is_a_change_and_a_measurement_is_none() {
    let with = |thumbprint: &str, took: f64, banner: &str| {
        finding(
            "pass",
            "ok",
            "A",
            "mail:25",
            json!([{"id": "thumbprint", "kind": "identity", "name": "thumbprint", "value": thumbprint, "unit": null},
                   {"id": "took", "kind": "measure", "name": "took", "value": took, "unit": "s"},
                   {"id": "banner", "kind": "quote", "name": "banner", "value": banner, "unit": null}]),
        )
    };
    assert_eq!(kinds(&[with("aa", 0.1, "x")], &[with("aa", 0.9, "y")]), []);
    let diff = diff(
        &report(&[with("aa", 0.1, "x")]),
        &report(&[with("bb", 0.1, "x")]),
    );
    let fact = &diff.changes[0].facts[0];
    assert_eq!(diff.changes[0].kind, Kind::Changed);
    assert_eq!(
        (
            fact.name.as_str(),
            fact.before.as_deref(),
            fact.after.as_deref()
        ),
        ("thumbprint", Some("aa"), Some("bb"))
    );
}

#[test]
fn another_server_answered() {
    let at = |address: &str, took: &str| {
        finding(
            "pass",
            "ok",
            "A",
            "mail:25",
            json!([{"id": "attempt", "of": address, "kind": "quote", "name": address, "value": took, "unit": null}]),
        )
    };
    let same = kinds(
        &[at("192.0.2.1:25", "after 2 ms")],
        &[at("192.0.2.1:25", "after 9 ms")],
    );
    assert_eq!(same, []);
    let before = [at("192.0.2.1:25", "after 2 ms")];
    let diff = diff(
        &report(&before),
        &report(&[at("192.0.2.9:25", "after 2 ms")]),
    );
    let facts: Vec<&str> = diff.changes[0]
        .facts
        .iter()
        .map(|fact| fact.name.as_str())
        .collect();
    assert_eq!(facts, ["192.0.2.9:25", "192.0.2.1:25"]);
    let resolved = |addresses: &str| {
        finding(
            "pass",
            "ok",
            "A",
            "names",
            json!([{"id": "addresses", "of": "mail", "kind": "identity", "name": "mail", "value": addresses, "unit": null}]),
        )
    };
    let turned = kinds(
        &[resolved("192.0.2.1, 192.0.2.2")],
        &[resolved("192.0.2.2, 192.0.2.1")],
    );
    assert_eq!(turned, []);
    assert_eq!(
        kinds(&[resolved("192.0.2.1")], &[resolved("192.0.2.3")]),
        [Kind::Changed]
    );
}

#[test]
fn the_same_change_in_two_realms_is_one() {
    let of = |status: &str, reason: &str| {
        ["A", "B"].map(|realm| finding(status, reason, realm, "mail:25", json!([])))
    };
    let diff = diff(&report(&of("pass", "ok")), &report(&of("fail", "expired")));
    assert_eq!((diff.summary.broke, diff.changes.len()), (1, 1));
    assert_eq!(diff.changes[0].realms, ["A", "B"]);
    assert_eq!(diff.changes[0].remedy.steps, ["Mend it."]);
}

#[test]
fn a_subject_that_comes_or_goes_is_told() {
    let at = |status: &str, subject: &str| finding(status, "x", "A", subject, json!([]));
    let two = [at("pass", "one"), at("fail", "two")];
    assert_eq!(kinds(&two, &[at("pass", "one")]), [Kind::Recovered]);
    assert_eq!(kinds(&[at("pass", "one")], &two), [Kind::Broke]);
    let moved = diff(
        &report(&[at("pass", "old:25")]),
        &report(&[at("pass", "new:25")]),
    );
    assert_eq!(moved.changes[0].facts[0].name, "subject");
}

#[test]
fn a_subject_that_a_later_run_did_not_look_for_has_not_recovered() {
    let at = |status: &str, reason: &str, subject: &str| {
        finding(status, reason, "A", subject, json!([]))
    };
    let looked = [at("fail", "x", "one"), at("warn", "y", "two")];
    let did_not = [at("skip", "offline", "host names")];
    assert_eq!(kinds(&looked, &did_not), [Kind::NotChecked; 2]);
    assert_eq!(kinds(&did_not, &looked), [Kind::NotChecked; 2]);
    // What both could not tell says nothing of the rest.
    let with = |rest: &[Value]| [rest, &[at("unknown", "z", "three")]].concat();
    assert_eq!(
        kinds(&with(&looked), &with(&[at("pass", "ok", "four")])),
        [Kind::Recovered, Kind::Recovered, Kind::Changed]
    );
}

#[test]
fn what_did_not_run_is_one_line_for_the_check() {
    let fails = [
        finding("fail", "x", "A", "one", json!([])),
        finding("fail", "y", "A", "two", json!([])),
    ];
    let diff = diff(&report_of(&["B"], &[]), &report_of(&["A"], &fails));
    assert_eq!((diff.summary.not_checked, diff.changes.len()), (1, 1));
}

#[test]
fn a_person_reads_what_broke_first_and_its_cure() {
    let before = [
        simple("pass", "ok"),
        finding("fail", "expired", "B", "relay:25", json!([])),
    ];
    let after = [
        simple("fail", "expired"),
        finding("pass", "ok", "B", "relay:25", json!([])),
    ];
    let diff = diff(&report(&before), &report(&after));
    let text = shown(&diff);
    let expected = "\
idp-01 · 2026-11-22 10:00 → 2026-11-22 10:00 UTC            1 broke, 1 recovered

✗ broke: It is expired.                                         smtp-tls/expired
  at      mail:25
  was     passed: it is ok
  in      A
  cure    Mend it.

✓ recovered: It is ok.                                               smtp-tls/ok
  at      relay:25
  was     failed: it is expired
  in      B

✗ 1 broke, 1 recovered: smtp-tls/expired  It is expired.
";
    assert_eq!(text, expected);
}

/// What a person reads at 80 columns.
fn shown(diff: &Diff) -> String {
    let look = Look {
        width: 80,
        detail: Detail::Brief,
        platform: Platform::Linux,
    };
    anstream::adapter::strip_str(&human(diff, look)).to_string()
}

#[test]
fn what_stands_as_before_is_named() {
    let (expired, soon) = (
        simple("fail", "expired"),
        finding("warn", "expires-soon", "B", "b", json!([])),
    );
    let both = [expired, soon];
    let look = Look {
        width: 80,
        detail: Detail::Brief,
        platform: Platform::Linux,
    };
    let same = diff(&report(&both), &report(&both));
    let standing: Vec<&str> = same.standing.iter().map(Text::as_str).collect();
    assert_eq!(standing, ["smtp-tls/expired", "smtp-tls/expires-soon"]);
    let line = "2 problems are unchanged: smtp-tls/expired, smtp-tls/expires-soon";
    for shown in [human(&same, look), html(&same), markdown(&same)] {
        assert!(shown.contains(line), "{shown}");
    }
    let recovered = diff(&report(&both[..1]), &report(&[simple("pass", "ok")]));
    assert!(recovered.standing.is_empty());
    assert!(!human(&recovered, look).contains("unchanged:"));
}
