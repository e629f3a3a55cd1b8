//! SARIF, held against the schema of OASIS and the rules that no schema can tell.

use std::sync::LazyLock;

use otpdoctor::report::sarif::{Passes, render};
use otpdoctor::report::view::location::Base;
use serde_json::Value;

use crate::worlds::Alike;
use crate::{tool, worlds};

static SCHEMA: LazyLock<jsonschema::Validator> = LazyLock::new(|| {
    let text = std::fs::read_to_string(tool::file("schemas/sarif-2.1.0.json")).unwrap();
    // As published, the pattern of languages has a bracket too many, which no regex engine of ours takes.
    let text = text.replace("{2}]?$", "{2}$");
    let schema: Value = serde_json::from_str(&text).unwrap();
    jsonschema::draft7::options()
        .should_validate_formats(true)
        .build(&schema)
        .unwrap()
});

/// How many results, notifications and suppressed results there are.
#[derive(Debug, PartialEq, Eq)]
pub struct Counts {
    pub rules: usize,
    pub results: usize,
    pub notifications: usize,
    pub suppressed: usize,
}

/// Holds the text against the schema and against the standard's text.
pub fn validate(text: &str) -> Counts {
    let log: Value = serde_json::from_str(text).unwrap();
    let wrong: Vec<String> = SCHEMA
        .iter_errors(&log)
        .map(|error| {
            format!("{}: {error}", error.instance_path())
                .chars()
                .take(300)
                .collect()
        })
        .collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
    let run = &log["runs"][0];
    let rules = list(&run["tool"]["driver"]["rules"]);
    let results = list(&run["results"]);
    let notifications = list(&run["invocations"][0]["toolExecutionNotifications"]);
    for result in results {
        // Section 3.27.9: a kind other than `fail` has the level `none`.
        assert!(result["kind"] == "fail" || result["level"] == "none");
        let index = result["ruleIndex"].as_u64().unwrap();
        assert_eq!(
            rules[usize::try_from(index).unwrap()]["id"],
            result["ruleId"]
        );
    }
    let unknown = notifications.iter().any(|one| one["level"] == "error");
    assert_eq!(run["invocations"][0]["executionSuccessful"], !unknown);
    for place in results
        .iter()
        .chain(notifications)
        .flat_map(|one| list(&one["locations"]))
    {
        let uri = place["physicalLocation"]["artifactLocation"]["uri"]
            .as_str()
            .unwrap();
        assert!(!uri.starts_with('/') && !uri.contains(':'), "{uri}");
        assert!(uri.is_ascii());
    }
    let suppressed = results.iter().filter(|one| one["suppressions"].is_array());
    Counts {
        rules: rules.len(),
        results: results.len(),
        notifications: notifications.len(),
        suppressed: suppressed.count(),
    }
}

fn list(value: &Value) -> &[Value] {
    value.as_array().unwrap()
}

fn told(world: &str, passes: Passes) -> String {
    render(&worlds::report(world), &Base::at("/nowhere"), passes)
}

#[test]
fn every_world_is_valid() {
    for (world, results, notifications, suppressed) in [
        ("healthy", 0, 0, 0),
        ("failing", 8, 0, 0),
        ("unknown", 0, 6, 0),
        ("waived", 8, 0, 8),
    ] {
        let counts = validate(&told(world, Passes::LeftOut));
        let expected = Counts {
            rules: checks::ALL.len(),
            results,
            notifications,
            suppressed,
        };
        assert_eq!(counts, expected, "{world}");
    }
    let many = worlds::many(300, Alike::Merged);
    validate(&render(&many, &Base::at("/nowhere"), Passes::Included));
}

#[test]
fn passes_are_written_where_they_are_asked_for() {
    let report = worlds::report("failing");
    let counts = validate(&told("failing", Passes::Included));
    assert_eq!(counts.results, report.findings.len());
}

#[test]
fn a_fingerprint_outlives_moved_lines_and_tells_findings_apart() {
    let prints = |text: &str| -> Vec<String> {
        let log: Value = serde_json::from_str(text).unwrap();
        let results = list(&log["runs"][0]["results"]).iter();
        results
            .map(|one| one["partialFingerprints"].to_string())
            .collect()
    };
    let before = prints(&told("failing", Passes::Included));
    let mut moved = worlds::report("failing");
    for site in moved.findings.iter_mut().flat_map(|one| &mut one.sites) {
        site.line += 7;
    }
    let after = prints(&render(&moved, &Base::at("/nowhere"), Passes::Included));
    assert_eq!(before, after);
    let mut distinct = before.clone();
    distinct.sort();
    distinct.dedup();
    assert_eq!(distinct.len(), before.len());
}

#[test]
fn what_has_no_line_of_its_own_stands_where_its_realm_begins() {
    let report = worlds::report("unknown");
    let log: Value = serde_json::from_str(&told("unknown", Passes::LeftOut)).unwrap();
    let notifications = list(&log["runs"][0]["invocations"][0]["toolExecutionNotifications"]);
    let access = notifications
        .iter()
        .find(|one| one["descriptor"]["id"] == "key-access/no-permission")
        .unwrap();
    let region = &access["locations"][0]["physicalLocation"]["region"];
    assert_eq!(region["startLine"], report.realm_sites["SecureAuth1"].line);
}
