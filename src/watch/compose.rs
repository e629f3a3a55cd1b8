//! The notice of what a run settled, in the report's words: secrets are cut out of those, and here what could steer a
//! terminal or break a line.

use std::collections::HashMap;

use checks::kit::text::{list, quote};

use super::notice::{Cause, Change, Kind, Notice, Outcome, SCHEMA};
use super::settle::Event;
use crate::report::view::explained;
use crate::report::{self, Finding, Report};

/// The longest sentence.
const SENTENCE: usize = 500;
/// The longest name.
const NAME: usize = 200;
/// The most causes, and the most subjects and steps of one.
const MOST: usize = 20;
/// The longest summary of all.
const SUMMARY: usize = 200;

/// The notice of these events; `None` where there are none.
///
/// # Errors
/// When the system gives no random bytes for its id.
pub fn notice(
    report: &Report,
    appliance: &str,
    events: &[Event],
) -> Result<Option<Notice>, NoRandomness> {
    if events.is_empty() {
        return Ok(None);
    }
    let causes: Vec<Cause> = report
        .diagnosis
        .iter()
        .take(MOST)
        .map(|one| cause(report, one))
        .collect();
    let explained = explained(report);
    let mut changes: Vec<Change> = events
        .iter()
        .map(|event| change(report, &explained, event))
        .collect();
    changes.sort_by_key(|change| (change.kind, change.because.is_some()));
    Ok(Some(Notice {
        schema: SCHEMA.into(),
        id: id()?,
        version: env!("CARGO_PKG_VERSION").into(),
        appliance: quote(appliance, NAME),
        at: report.started_at,
        summary: summary(&changes, &causes),
        causes,
        changes,
    }))
}

/// The system gives no random bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the system gives no random bytes")]
pub struct NoRandomness;

/// What no other notice, and no other watch, has.
///
/// # Errors
/// When the system gives no random bytes.
pub fn id() -> Result<String, NoRandomness> {
    let mut bytes = [0; 16];
    aws_lc_rs::rand::fill(&mut bytes).map_err(|_| NoRandomness)?;
    Ok(data_encoding::HEXLOWER.encode(&bytes))
}

fn cause(report: &Report, cause: &report::Cause) -> Cause {
    let waived = || {
        let mut members = cause
            .findings
            .iter()
            .filter_map(|place| report.findings.get(*place));
        members.all(|finding| finding.waived.is_some())
    };
    Cause {
        check: quote(&cause.check, NAME),
        reason: quote(&cause.reason, NAME),
        outcome: match waived() {
            true => Outcome::Waived,
            false => cause.gravity(&report.findings).into(),
        },
        realms: names(&cause.realms),
        subjects: names(&cause.subjects[..cause.subjects.len().min(MOST)]),
        summary: quote(&cause.summary, SENTENCE),
        remedy: cause
            .remedy
            .steps
            .iter()
            .take(MOST)
            .map(|step| quote(step, SENTENCE))
            .collect(),
    }
}

fn change(report: &Report, explained: &HashMap<usize, &report::Cause>, event: &Event) -> Change {
    let findings = grounds(report, event);
    let mut said: Vec<&str> = Vec::new();
    for (_, finding) in &findings {
        let known = said.contains(&finding.summary.as_str());
        said.extend((!known).then_some(finding.summary.as_str()));
    }
    let mut because = findings
        .iter()
        .filter_map(|(place, _)| explained.get(place));
    let because = because
        .next()
        .filter(|_| event.now.outcome != Outcome::Pass);
    let first = findings.first().map(|(_, finding)| *finding);
    Change {
        kind: event.kind,
        check: quote(&event.check, NAME),
        realms: names(&event.realms),
        was: event.was.clone(),
        now: event.now.clone(),
        subject: first.map_or_else(String::new, |one| quote(&one.subject, NAME)),
        summary: quote(&said.join("; "), SENTENCE),
        because: because.map(|cause| quote(&format!("{}/{}", cause.check, cause.reason), NAME)),
    }
}

/// The findings that the event rests on, with their places.
fn grounds<'a>(report: &'a Report, event: &Event) -> Vec<(usize, &'a Finding)> {
    let outcome = |finding: &Finding| match finding.waived {
        Some(_) => Outcome::Waived,
        None => finding.status.into(),
    };
    let findings = report.findings.iter().enumerate();
    findings
        .filter(|(_, one)| {
            one.check == event.check
                && one.reason == event.now.reason
                && outcome(one) == event.now.outcome
                && one
                    .realms
                    .iter()
                    .any(|realm| event.realms.iter().any(|one| realm == one))
        })
        .collect()
}

/// How much changed, and the first cause.
fn summary(changes: &[Change], causes: &[Cause]) -> String {
    let mut counts: Vec<(Kind, usize)> = Vec::new();
    for change in changes {
        match counts.iter_mut().find(|(kind, _)| *kind == change.kind) {
            Some((_, count)) => *count += 1,
            None => counts.push((change.kind, 1)),
        }
    }
    let counts: Vec<String> = counts
        .iter()
        .map(|(kind, count)| format!("{count} {}", kind.word()))
        .collect();
    let counts = list(&counts);
    let first = causes.iter().find(|cause| cause.outcome.is_wrong());
    match first {
        Some(cause) => quote(&format!("{counts}: {}", cause.summary), SUMMARY),
        None => counts,
    }
}

fn names<T: AsRef<str>>(names: &[T]) -> Vec<String> {
    let names = names.iter();
    names.map(|name| quote(name.as_ref(), NAME)).collect()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use serde_json::{Value, json};

    use super::*;

    fn finding(check: &str, status: &str) -> Value {
        json!({
            "check": check, "area": "time", "status": status, "reason": "r", "realms": ["A"], "subject": "clock",
            "summary": "it is so", "evidence": [], "remedy": {"steps": [], "commands": []}, "site": null, "sites": [],
            "duration_s": 0.0, "waived": null,
        })
    }

    #[test]
    fn a_warning_that_breaks_something_is_told_as_a_failure() {
        let outcome = |broken: &str| {
            let report: Report = serde_json::from_value(json!({
                "schema": "otpdoctor.report/1", "version": "9.9.9", "started_at": "2026-11-22T10:00:00Z",
                "duration_s": 1.5, "judged_at": "2026-11-22T10:00:00Z", "appliance": "a", "config": "c",
                "realms": ["A"], "checks": ["time-source", "clock-skew"],
                "summary": {"pass": 0, "skip": 0, "unknown": 0, "warn": 0, "fail": 0, "waived": 0},
                "findings": [finding("time-source", "warn"), finding("clock-skew", broken)],
                "diagnosis": [{
                    "check": "time-source", "reason": "r", "status": "warn", "realms": ["A"], "subjects": ["clock"],
                    "summary": "it is so", "evidence": [], "remedy": {"steps": [], "commands": []}, "findings": [0],
                    "explains": [{"check": "clock-skew", "reason": "r", "subject": "clock", "finding": 1}],
                    "symptoms": [],
                }],
                "forecast": [],
            }))
            .unwrap();
            cause(&report, &report.diagnosis[0]).outcome
        };
        assert_eq!(outcome("fail"), Outcome::Fail);
        assert_eq!(outcome("warn"), Outcome::Warn);
    }
}
