//! The screen in numbers: what is shown in how much room.
#![allow(clippy::unwrap_used)]

use checks::kit::text::harmless;

use super::*;
use crate::report::read;

/// A report of the fixtures.
fn report(world: &str) -> Report {
    let path = format!(
        "{}/fixtures/reports/{world}/report.json",
        env!("CARGO_MANIFEST_DIR")
    );
    read::read(&std::fs::read(path).unwrap()).unwrap()
}

fn plain(report: &Report, columns: usize, rows: usize) -> Vec<String> {
    let lines = lines(report, &Flapping::new(), Room { columns, rows });
    lines
        .iter()
        .map(|line| anstream::adapter::strip_str(line).to_string())
        .collect()
}

/// The report with its realms so many times.
fn many(world: &str, times: usize) -> Report {
    let mut report = report(world);
    let copies = |names: &[String]| -> Vec<String> {
        let copy = |n: usize| names.iter().map(move |name| format!("{name}-{n}"));
        (0..times).flat_map(copy).collect()
    };
    report.realms = copies(&report.realms);
    for finding in &mut report.findings {
        finding.realms = copies(&finding.realms);
    }
    report
}

#[test]
fn it_fits_whatever_room_there_is() {
    for world in ["healthy", "failing"] {
        for report in [report(world), many(world, 100)] {
            for (width, rows) in [(40, 4), (60, 10), (79, 18), (199, 50), (1, 1)] {
                let lines = plain(&report, width, rows);
                assert!(
                    lines.len() <= rows.max(4),
                    "{world} {width}x{rows}: {lines:#?}"
                );
                // An unbroken row of signs is as wide as there are checks.
                let widest = lines.iter().map(|line| columns(line)).max().unwrap();
                assert!(
                    widest <= width.max(75),
                    "{world} {width}x{rows}: {lines:#?}"
                );
            }
        }
    }
}

#[test]
fn each_realm_is_a_row_and_each_check_a_sign() {
    let report = report("failing");
    let lines = plain(&report, 120, 40);
    for realm in &report.realms {
        let row = lines
            .iter()
            .find(|line| line.starts_with(&harmless(realm)))
            .unwrap();
        let signs = row.chars().filter(|c| "✓✗!?·~".contains(*c)).count();
        assert_eq!(signs, report.checks.len(), "{row}");
    }
    assert!(
        lines[0].starts_with("✗ "),
        "the cause comes first: {}",
        lines[0]
    );
    assert!(
        lines
            .iter()
            .any(|line| line.contains("time") && line.contains("network"))
    );
}

#[test]
fn of_more_realms_than_rows_only_those_with_something_wrong_are_shown() {
    let healthy = plain(&many("healthy", 100), 100, 12);
    let last = healthy.last().unwrap();
    assert!(last.ends_with("realms with nothing wrong"), "{last}");
    let failing = plain(&many("failing", 100), 100, 20);
    let last = failing.last().unwrap();
    assert!(last.contains(" more realms with something wrong"), "{last}");
}

#[test]
fn what_flaps_has_its_own_sign() {
    let report = report("healthy");
    let realm = report.realms[0].clone();
    let flapping = Flapping::from([(realm.as_str(), "smtp-reach")]);
    let room = Room {
        columns: 100,
        rows: 20,
    };
    let lines = lines(&report, &flapping, room);
    assert_eq!(lines.concat().matches(FLAPS).count(), 1);
}
