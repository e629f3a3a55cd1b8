//! Metrics, read by promtool and by the strict parser of Prometheus's Python client.

use std::collections::HashMap;

use otpdoctor::report::metrics::{openmetrics, textfile};

use crate::worlds::Alike;
use crate::{tool, worlds};

const STRICT: &str = r"
import sys
from prometheus_client.openmetrics.parser import text_string_to_metric_families as read
for family in read(sys.stdin.read()):
    print(family.name, family.type, family.unit or '-', len(family.samples))
";

/// How many series each metric has, after both readers took both forms.
pub fn validate(open: &str, classic: &str) -> HashMap<String, usize> {
    for text in [open, classic] {
        let told = tool::read("promtool", &["check", "metrics"], text)
            .unwrap_or_else(|why| panic!("{why}"));
        assert_eq!(told, "", "promtool has a remark");
    }
    // Debian's own Python, whose package it is.
    let told =
        tool::read("/usr/bin/python3", &["-c", STRICT], open).unwrap_or_else(|why| panic!("{why}"));
    let series = series(classic);
    assert_eq!(told.lines().count(), series.len());
    for line in told.lines() {
        let mut parts = line.split(' ');
        let name = parts.next().unwrap();
        let count: usize = parts.next_back().unwrap().parse().unwrap();
        assert_eq!(series[name], count, "{line}");
    }
    assert!(open.ends_with("# EOF\n") && !classic.contains("\n# EOF"));
    series
}

/// The series of each metric, each of which is there once.
fn series(classic: &str) -> HashMap<String, usize> {
    let mut series: HashMap<String, usize> = HashMap::new();
    let mut known = std::collections::HashSet::new();
    for line in classic.lines().filter(|line| !line.starts_with('#')) {
        let (labels, _) = line.rsplit_once(' ').unwrap();
        assert!(known.insert(labels), "twice: {labels}");
        let name = labels.split('{').next().unwrap();
        *series.entry(name.to_owned()).or_default() += 1;
    }
    series
}

#[test]
fn every_world_is_read() {
    for world in worlds::NAMES {
        let report = worlds::report(world);
        let series = validate(&openmetrics(&report), &textfile(&report));
        assert_eq!(
            series["otpdoctor_check_status"],
            3 * checks::ALL.len() * 6,
            "{world}"
        );
        // Three chains of three for each realm, and one more for the realm with a certificate of its own.
        assert_eq!(
            series["otpdoctor_certificate_not_after_timestamp_seconds"],
            3 * 4 * 3 + 3
        );
    }
    let many = worlds::many(300, Alike::Merged);
    let series = validate(&openmetrics(&many), &textfile(&many));
    assert_eq!(
        series["otpdoctor_check_status"],
        300 * checks::ALL.len() * 6
    );
}

#[test]
fn what_is_over_is_told_as_it_was() {
    let report = worlds::report("failing");
    let text = textfile(&report);
    let expired = report.chains.iter().flat_map(|one| &one.certificates);
    let expired = expired.map(|one| one.not_after.as_second()).min().unwrap();
    assert!(expired < report.judged_at.as_second());
    assert!(text.contains(&format!("}} {expired}\n")));
    assert!(text.contains("otpdoctor_clock_offset_seconds -312\n"));
    assert!(text.contains(
        "otpdoctor_failure_reason_info{realm=\"SecureAuth1\",check=\"clock-skew\",status=\"fail\",reason=\"behind\"} 1\n"
    ));
}

#[test]
fn a_check_has_one_status() {
    let text = textfile(&worlds::report("waived"));
    let clock: Vec<&str> = text
        .lines()
        .filter(|line| {
            line.starts_with("otpdoctor_check_status{realm=\"SecureAuth1\",check=\"clock-skew\"")
        })
        .collect();
    let ones: Vec<&&str> = clock.iter().filter(|line| line.ends_with(" 1")).collect();
    assert_eq!(clock.len(), 6);
    assert!(
        ones.len() == 1 && ones[0].contains("status=\"waived\""),
        "{ones:?}"
    );
}

#[test]
fn the_classic_form_lacks_what_it_does_not_know_and_nothing_else() {
    for world in worlds::NAMES {
        let report = worlds::report(world);
        let open = openmetrics(&report);
        let lines = open.lines();
        let known = lines.filter(|line| !line.starts_with("# UNIT ") && *line != "# EOF");
        let classic = textfile(&report);
        assert!(known.eq(classic.lines()), "{world}");
    }
}
