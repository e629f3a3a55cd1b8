//! Waivers: what they cover does not fail the run, and what they no longer cover is told.

use crate::program::Program;

const EXPIRED: &str =
    "schema: 1\nappliance: {license: {support_expires: 2020-01-01}}\nrealms: {A: {}, B: {}}\n";

fn check(waivers: &str, code: i32) -> serde_json::Value {
    let program = Program::with(EXPIRED);
    std::fs::write(program.path("waivers.yaml"), waivers).unwrap();
    let arguments = [
        "check",
        "--offline",
        "--only",
        "license-current",
        "--waivers",
        "waivers.yaml",
        "-o",
        "json",
    ];
    serde_json::from_str(&program.expect(&arguments, code).0).unwrap()
}

fn waiver(more: &str, until: &str) -> String {
    format!(
        "schema: 1\nwaivers:\n  - {{check: license-current, {more} why: renewal ordered, who: j.doe, until: {until}}}\n"
    )
}

#[test]
fn a_waived_finding_is_shown_counted_and_does_not_fail() {
    let report = check(&waiver("", "2999-12-31"), 0);
    assert_eq!(report["summary"]["waived"], 1);
    assert_eq!(report["summary"]["fail"], 0);
    assert_eq!(report["findings"][0]["status"], "fail");
    assert_eq!(report["findings"][0]["waived"]["who"], "j.doe");
    assert_eq!(report["diagnosis"], serde_json::json!([]));
}

#[test]
fn a_finding_of_two_realms_is_split_where_one_is_covered() {
    let report = check(&waiver("realm: a,", "2999-12-31"), 1);
    assert_eq!(
        (&report["summary"]["waived"], &report["summary"]["fail"]),
        (&1.into(), &1.into())
    );
    assert_eq!(report["findings"][0]["realms"], serde_json::json!(["A"]));
    assert_eq!(report["findings"][1]["realms"], serde_json::json!(["B"]));
    let cause = &report["diagnosis"][0];
    assert_eq!(
        (&cause["realms"], &cause["findings"]),
        (&serde_json::json!(["B"]), &serde_json::json!([1]))
    );
}

#[test]
fn a_waiver_that_is_over_warns_and_covers_nothing() {
    let report = check(&waiver("", "2026-01-01"), 1);
    let own = report["findings"].as_array().unwrap().last().unwrap();
    assert_eq!(
        (&own["check"], &own["reason"]),
        (&"waivers".into(), &"expired".into())
    );
    assert_eq!(own["site"]["line"], 3);
    assert_eq!(report["summary"]["waived"], 0);
}

#[test]
fn a_waiver_that_matches_nothing_warns() {
    let report = check(&waiver("reason: support-expires-soon,", "2999-12-31"), 1);
    let own = report["findings"].as_array().unwrap().last().unwrap();
    assert_eq!(own["reason"], "unmatched");
    // Of a realm that is not there it says so; of one that was not looked at, nothing.
    let report = check(&waiver("realm: Vpn,", "2999-12-31"), 1);
    let own = report["findings"].as_array().unwrap().last().unwrap();
    let summary =
        "the waiver of license-current is for the realm \"Vpn\", which the config does not have";
    assert_eq!(
        (&own["reason"], &own["summary"]),
        (&"unmatched".into(), &summary.into())
    );
    let program = Program::with(EXPIRED);
    std::fs::write(program.path("w.yaml"), waiver("realm: B,", "2999-12-31")).unwrap();
    let only_a = [
        "check",
        "--offline",
        "--only",
        "license-current",
        "--realm",
        "A",
        "--waivers",
        "w.yaml",
    ];
    assert!(!program.expect(&only_a, 1).0.contains("the waiver of"));
}

#[test]
fn mistakes_in_the_file_are_told_with_their_place() {
    let program = Program::with(EXPIRED);
    let tell = |text: &str, code: i32| {
        std::fs::write(program.path("waivers.yaml"), text).unwrap();
        program
            .expect(&["check", "--offline", "--waivers", "waivers.yaml"], code)
            .1
    };
    let err = tell(
        &waiver("", "2999-12-31").replace("license-current", "licence-current"),
        78,
    );
    assert!(
        err.contains("waivers.yaml:3:") && err.contains("did you mean `license-current`?"),
        "{err}"
    );
    let err = tell("schema: 1\nwaivers: [{check: license-current}]\n", 78);
    assert!(
        err.contains("lacks `why`") && err.contains("waivers.yaml:2:"),
        "{err}"
    );
    std::fs::remove_file(program.path("waivers.yaml")).unwrap();
    let (_, err) = program.expect(&["check", "--offline", "--waivers", "waivers.yaml"], 66);
    assert!(err.contains("waivers.yaml"), "{err}");
}
