//! What a history keeps of a report.

use std::collections::BTreeMap;
use std::time::Duration;

use checks::kit::Status;

use super::{Cause, Run, State};
use crate::report::{self, Report, cell};

impl Run {
    /// What is kept of a report. A cause with several subjects becomes one for each, so that appliances share it by what
    /// they have in common.
    pub fn of(report: &Report, appliance: &str, holds_for: Duration) -> Self {
        let cells = cell::cells(report);
        let states = cells.iter().map(|cell| State {
            realm: cell.realm.to_owned(),
            check: cell.check.to_owned(),
            outcome: cell.outcome(),
            reason: cell
                .told()
                .next()
                .map(|(_, finding)| finding.reason.clone())
                .unwrap_or_default(),
        });
        let mut latencies: BTreeMap<String, Duration> = BTreeMap::new();
        for cell in &cells {
            let longest = latencies.entry(cell.check.to_owned()).or_default();
            *longest = seconds(cell.duration_s()).max(*longest);
        }
        Self {
            appliance: appliance.to_owned(),
            version: report.version.clone(),
            started_at: report.started_at,
            holds_for,
            states: states.collect(),
            latencies,
            causes: report
                .diagnosis
                .iter()
                .flat_map(|cause| causes(report, cause))
                .collect(),
        }
    }
}

/// The causes that a cause is, by subject: as bad as the worst finding about each, in the words of the first such one.
fn causes(report: &Report, cause: &report::Cause) -> Vec<Cause> {
    let mut causes: Vec<Cause> = Vec::new();
    for finding in cause
        .findings
        .iter()
        .filter_map(|place| report.findings.get(*place))
    {
        let realms = finding.realms.iter();
        let mut realms = realms
            .filter(|realm| cause.realms.contains(realm))
            .peekable();
        // In all of its realms something else is the cause.
        if realms.peek().is_none() && !finding.realms.is_empty() {
            continue;
        }
        let known = causes.iter().position(|one| one.subject == finding.subject);
        let one = match known {
            Some(known) => &mut causes[known],
            None => causes.push_mut(Cause {
                check: cause.check.clone(),
                reason: cause.reason.clone(),
                subject: finding.subject.clone(),
                status: finding.status,
                summary: finding.summary.clone(),
                realms: Vec::new(),
            }),
        };
        if one.status < finding.status {
            one.status = finding.status;
            one.summary.clone_from(&finding.summary);
        }
        for realm in realms {
            if !one.realms.contains(realm) {
                one.realms.push(realm.clone());
            }
        }
    }
    for broken in cause.breaks(report) {
        let touched = causes.iter_mut().filter(|one| {
            let mut realms = one.realms.iter();
            realms.any(|realm| broken.realms.contains(realm))
        });
        touched.for_each(|one| one.status = Status::Fail);
    }
    causes
}

/// A report from a stranger may say anything.
fn seconds(seconds: f64) -> Duration {
    Duration::try_from_secs_f64(seconds).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use checks::kit::Status;
    use serde_json::{Value, json};

    use super::*;
    use crate::history::Outcome;

    fn finding(status: &str, reason: &str, realms: &[&str], subject: &str, took: f64) -> Value {
        json!({
            "check": "smtp-tls", "area": "email", "status": status, "reason": reason, "realms": realms,
            "subject": subject, "summary": format!("{subject} is {reason}"), "evidence": [],
            "remedy": {"steps": [], "commands": []}, "site": null, "sites": [], "duration_s": took, "waived": null,
        })
    }

    fn report(findings: &[Value], diagnosis: &Value) -> Report {
        serde_json::from_value(json!({
            "schema": "otpdoctor.report/1", "version": "9.9.9", "started_at": "2026-11-22T10:00:00Z", "duration_s": 1.5,
            "judged_at": "2030-01-01T00:00:00Z", "appliance": "a", "config": "c", "realms": ["A", "B"],
            "checks": ["smtp-tls"],
            "summary": {"pass": 0, "skip": 0, "unknown": 0, "warn": 0, "fail": 0, "waived": 0},
            "findings": findings, "diagnosis": diagnosis, "forecast": [],
        }))
        .unwrap()
    }

    fn state(realm: &str, outcome: Outcome, reason: &str) -> State {
        State {
            realm: realm.into(),
            check: "smtp-tls".into(),
            outcome,
            reason: reason.into(),
        }
    }

    #[test]
    fn a_run_holds_the_worst_of_each_check_and_realm() {
        let mut waived = finding("fail", "expired", &["B"], "mx2", 0.1);
        waived["waived"] =
            json!({"why": "x", "who": "y", "until": "2027-01-01", "file": "w", "line": 1});
        let findings = [
            finding("pass", "ok", &["A", "B"], "mx1", 0.3),
            finding("fail", "expired", &["A"], "mx2", 0.2),
            waived,
        ];
        let run = Run::of(
            &report(&findings, &json!([])),
            "idp",
            Duration::from_secs(9),
        );
        let wanted = [
            state("A", Outcome::Of(Status::Fail), "expired"),
            state("B", Outcome::Waived, "expired"),
        ];
        assert_eq!(run.states, wanted);
        let took = [("smtp-tls".to_owned(), Duration::from_millis(300))];
        assert_eq!(run.latencies, took.into());
        assert_eq!((&run.appliance[..], &run.version[..]), ("idp", "9.9.9"));
        assert_eq!(run.started_at, "2026-11-22T10:00:00Z".parse().unwrap());
        assert_eq!(run.holds_for.as_secs(), 9);
    }

    #[test]
    fn a_cause_is_one_for_each_subject_in_the_realms_where_it_is_the_cause() {
        let findings = [
            finding("fail", "expired", &["A", "B"], "mx1", 0.0),
            finding("fail", "expired", &["A"], "mx2", 0.0),
            finding("fail", "expired", &["B"], "mx1", 0.0),
        ];
        let cause = json!([{
            "check": "smtp-tls", "reason": "expired", "status": "fail", "realms": ["B", "A"], "subjects": ["mx1", "mx2"],
            "summary": "both", "evidence": [], "remedy": {"steps": [], "commands": []}, "findings": [0, 1, 2, 99],
            "explains": [], "symptoms": [],
        }]);
        let run = Run::of(&report(&findings, &cause), "idp", Duration::ZERO);
        let of = |subject: &str, realms: &[&str]| Cause {
            check: "smtp-tls".into(),
            reason: "expired".into(),
            subject: subject.into(),
            status: Status::Fail,
            summary: format!("{subject} is expired"),
            realms: realms.iter().map(|realm| (*realm).to_owned()).collect(),
        };
        assert_eq!(run.causes, [of("mx1", &["A", "B"]), of("mx2", &["A"])]);
    }

    /// What comes of a cause with these findings in realm A, of which the last ones are explained by it.
    fn told(findings: &[Value], explained: usize) -> Vec<(String, Status, String)> {
        let own = findings.len() - explained;
        let explains: Vec<Value> = (own..findings.len())
            .map(|place| json!({"check": "smtp-tls", "reason": "r", "subject": "s", "finding": place}))
            .collect();
        let cause = json!([{
            "check": "smtp-tls", "reason": "expired", "status": "warn", "realms": ["A"], "subjects": [], "summary": "",
            "evidence": [], "remedy": {"steps": [], "commands": []},
            "findings": (0..own).collect::<Vec<_>>(), "explains": explains, "symptoms": [],
        }]);
        let run = Run::of(&report(findings, &cause), "idp", Duration::ZERO);
        let causes = run.causes.into_iter();
        causes
            .map(|cause| (cause.subject, cause.status, cause.summary))
            .collect()
    }

    #[test]
    fn a_cause_is_as_bad_as_its_worst_finding_about_the_subject() {
        let findings = [
            finding("warn", "due", &["A"], "mx1", 0.0),
            finding("fail", "expired", &["A"], "mx1", 0.0),
            finding("warn", "due", &["A", "B"], "mx2", 0.0),
            finding("fail", "expired", &["B"], "mx2", 0.0),
            finding("fail", "expired", &["B"], "mx3", 0.0),
        ];
        let wanted = [
            ("mx1".into(), Status::Fail, "mx1 is expired".into()),
            ("mx2".into(), Status::Warn, "mx2 is due".into()),
        ];
        assert_eq!(told(&findings, 0), wanted);
    }

    #[test]
    fn a_warning_that_breaks_something_fails_where_it_does() {
        let warns = finding("warn", "due", &["A"], "mx1", 0.0);
        let status = |broken: &[Value]| {
            let all = [std::slice::from_ref(&warns), broken].concat();
            told(&all, broken.len())[0].1
        };
        let fails = |realm| finding("fail", "refused", &[realm], "mx", 0.0);
        let mut waived = fails("A");
        waived["waived"] =
            json!({"why": "x", "who": "y", "until": "2027-01-01", "file": "w", "line": 1});
        assert_eq!(status(&[]), Status::Warn);
        assert_eq!(status(&[fails("A")]), Status::Fail);
        assert_eq!(status(&[fails("B")]), Status::Warn);
        assert_eq!(status(&[waived]), Status::Warn);
        let unknown = finding("unknown", "timeout", &["A"], "mx", 0.0);
        assert_eq!(status(&[unknown]), Status::Warn);
    }

    #[test]
    fn durations_that_cannot_be_make_no_panic() {
        for strange in [-1.0, 1e300] {
            let found = [finding("pass", "ok", &["A"], "mx1", strange)];
            let run = Run::of(&report(&found, &json!([])), "idp", Duration::MAX);
            assert_eq!(run.latencies["smtp-tls"], Duration::ZERO);
        }
    }
}
