//! The notice of what a run settled, in the report's words.

use std::collections::HashMap;

use checks::kit::text::{list, quote};

use super::notice::{Cause, Change, Event, Notice, Outcome, SCHEMA, Text};
use crate::exit::{Code, Failure};
use crate::report::view::{distinct, explained};
use crate::report::{Finding, Report};

/// The longest sentence.
const SENTENCE: usize = 500;
/// The most causes, and the most of what one is about and explains.
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
    events: Vec<Event>,
) -> Result<Option<Notice>, Failure> {
    if events.is_empty() {
        return Ok(None);
    }
    let explained = explained(report);
    let changes = events.into_iter();
    let mut changes: Vec<Change> = changes
        .map(|event| change(report, &explained, event))
        .collect();
    changes.sort_by_key(|change| (change.event.urgency(), change.because.is_some()));
    let causes = report.diagnosis.iter().take(MOST);
    let causes: Vec<Cause> = causes.map(|one| cause(report, one)).collect();
    Ok(Some(Notice {
        schema: SCHEMA.into(),
        id: data_encoding::HEXLOWER.encode(&random::<16>()?),
        version: env!("CARGO_PKG_VERSION").into(),
        appliance: appliance.into(),
        at: report.started_at,
        summary: summary(&changes, &causes),
        causes,
        changes,
    }))
}

/// Bytes that nobody can guess.
///
/// # Errors
/// When the system gives none.
pub fn random<const N: usize>() -> Result<[u8; N], Failure> {
    let mut bytes = [0; N];
    let filled = aws_lc_rs::rand::fill(&mut bytes);
    filled.map_err(|_| Failure::new(Code::Bug, "the system gives no random bytes"))?;
    Ok(bytes)
}

/// The cause, as long as a notice has room for.
fn cause(report: &Report, cause: &Cause) -> Cause {
    let mut cause = Cause {
        status: cause.gravity(&report.findings),
        summary: quote(&cause.summary, SENTENCE).into(),
        ..cause.clone()
    };
    cause.subjects.truncate(MOST);
    cause.evidence.truncate(MOST);
    cause.remedy.steps.truncate(MOST);
    cause.findings.truncate(MOST);
    cause.explains.truncate(MOST);
    cause
}

fn change(report: &Report, explained: &HashMap<usize, &Cause>, event: Event) -> Change {
    let grounds: Vec<(usize, &Finding)> = report
        .findings
        .iter()
        .enumerate()
        .filter(|(_, one)| rests_on(&event, one))
        .collect();
    let said = distinct(grounds.iter().map(|(_, one)| one.summary.as_str()));
    let mut because = grounds.iter().filter_map(|(index, _)| explained.get(index));
    let because = because
        .next()
        .filter(|_| event.now.outcome != Outcome::Pass);
    Change {
        subject: grounds
            .first()
            .map(|(_, one)| one.subject.clone())
            .unwrap_or_default(),
        summary: quote(&said.join("; "), SENTENCE).into(),
        because: because.map(|cause| format!("{}/{}", cause.check, cause.reason).into()),
        event,
    }
}

fn rests_on(event: &Event, finding: &Finding) -> bool {
    let mut realms = finding.realms.iter();
    (&finding.check, &finding.reason) == (&event.check, &event.now.reason)
        && finding.outcome() == event.now.outcome
        && realms.any(|realm| event.realms.contains(realm))
}

/// How much changed, and the first cause.
fn summary(changes: &[Change], causes: &[Cause]) -> Text {
    let alike = changes.chunk_by(|one, next| one.event.kind == next.event.kind);
    let counts: Vec<String> = alike
        .map(|alike| format!("{} {}", alike.len(), alike[0].event.kind.word()))
        .collect();
    let counts = list(&counts);
    match causes.first() {
        Some(cause) => quote(&format!("{counts}: {}", cause.summary), SUMMARY).into(),
        None => counts.into(),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use checks::kit::Status;
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
            cause(&report, &report.diagnosis[0]).status
        };
        assert_eq!(outcome("fail"), Status::Fail);
        assert_eq!(outcome("warn"), Status::Warn);
    }
}
