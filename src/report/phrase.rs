//! Wording that the formats for programs share; none of it is made harmless yet.

use checks::kit::{Shell, text};

use super::{Cause, Command, Finding, Report};
use crate::report::waivers::Grounds;

/// How many findings have which status, what is wrong first: `2 fail, 1 warn, 40 pass`.
pub fn counts(report: &Report) -> String {
    let summary = &report.summary;
    let counts: Vec<String> = [
        (summary.fail, "fail"),
        (summary.unknown, "unknown"),
        (summary.warn, "warn"),
        (summary.waived, "waived"),
        (summary.pass, "pass"),
        (summary.skip, "skip"),
    ]
    .into_iter()
    .filter(|(count, _)| *count > 0)
    .map(|(count, name)| format!("{count} {name}"))
    .collect();
    match counts.is_empty() {
        true => "nothing was checked".to_owned(),
        false => counts.join(", "),
    }
}

/// The realms of a finding, no more than `most` by name.
pub fn realms(finding: &Finding, most: usize) -> String {
    match finding.realms.as_slice() {
        all if all.len() <= most => text::list(all),
        all => format!("{} and {} more", all[..most].join(", "), all.len() - most),
    }
}

/// The first few of a list, in its order, and how many more there are; one more is named too.
pub fn few<T: AsRef<str>>(items: &[T], most: usize) -> String {
    let shown = if items.len() <= most + 1 {
        items.len()
    } else {
        most
    };
    let named: Vec<&str> = items[..shown].iter().map(AsRef::as_ref).collect();
    match items.len() - shown {
        0 => named.join(", "),
        more => format!("{} and {more} more", named.join(", ")),
    }
}

/// The command that makes such a report again.
pub fn again(report: &Report) -> String {
    match &report.demo {
        None => format!(
            "otpdoctor check --config {}",
            text::argument(&report.config)
        ),
        Some(faults) => faults
            .iter()
            .fold("otpdoctor demo".to_owned(), |command, fault| {
                format!("{command} --fault {}", text::harmless(fault))
            }),
    }
}

/// What explains a finding.
pub fn because(cause: &Cause) -> String {
    let Cause { check, reason, .. } = cause;
    format!("because of {check}/{reason}: {}", cause.summary)
}

/// A command of a remedy, with where it runs.
pub fn command(command: &Command) -> String {
    match command.platform {
        Shell::Windows => format!("on Windows: {}", command.run),
        Shell::Linux => format!("on Linux: {}", command.run),
        Shell::Any => format!("run: {}", command.run),
    }
}

/// Why a finding does not count.
pub fn waived(grounds: &Grounds) -> String {
    let Grounds { why, who, until } = grounds;
    format!("waived until {until} by {who}: {why}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_more_is_named_and_two_more_are_a_number() {
        assert_eq!(few(&["a", "b", "c"], 2), "a, b, c");
        assert_eq!(few(&["a", "b", "c", "d"], 2), "a, b and 2 more");
        assert_eq!(few::<&str>(&[], 2), "");
    }

    #[test]
    fn a_demo_is_seen_again_by_its_faults_and_not_by_a_folder_that_is_gone() {
        let report = |demo: serde_json::Value| -> Report {
            serde_json::from_value(serde_json::json!({
                "schema": super::super::SCHEMA, "version": "0.1.0", "started_at": "2026-11-22T08:00:00Z",
                "duration_s": 0.1, "judged_at": "2026-11-22T08:00:00Z", "appliance": null, "config": "/tmp/a.yaml",
                "demo": demo, "realms": [], "checks": [],
                "summary": {"pass": 0, "skip": 0, "unknown": 0, "warn": 0, "fail": 0, "waived": 0},
                "findings": [], "diagnosis": [], "forecast": [],
            }))
            .expect("a report")
        };
        let said = |demo| again(&report(demo));
        assert_eq!(
            said(serde_json::Value::Null),
            "otpdoctor check --config \"/tmp/a.yaml\""
        );
        let two = serde_json::json!(["clock-skew/behind", "smtp-tls/expired"]);
        assert_eq!(
            said(two),
            "otpdoctor demo --fault clock-skew/behind --fault smtp-tls/expired"
        );
        assert_eq!(said(serde_json::json!([])), "otpdoctor demo");
    }
}
