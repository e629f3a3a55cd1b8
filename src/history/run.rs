//! What a history keeps of a report.

use std::collections::BTreeMap;
use std::time::Duration;

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
            took: seconds(report.duration_s),
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

/// The causes that a cause is, by subject, in the words of the first finding about each.
fn causes(report: &Report, cause: &report::Cause) -> Vec<Cause> {
    let mut causes: Vec<Cause> = Vec::new();
    for finding in cause
        .findings
        .iter()
        .filter_map(|place| report.findings.get(*place))
    {
        let realms = finding.realms.iter();
        let realms = realms.filter(|realm| cause.realms.contains(realm));
        let known = causes.iter().position(|one| one.subject == finding.subject);
        let one = match known {
            Some(known) => &mut causes[known],
            None => causes.push_mut(Cause {
                check: cause.check.clone(),
                reason: cause.reason.clone(),
                subject: finding.subject.clone(),
                summary: finding.summary.clone(),
                realms: Vec::new(),
            }),
        };
        for realm in realms {
            if !one.realms.contains(realm) {
                one.realms.push(realm.clone());
            }
        }
    }
    causes
}

/// A report from a stranger may say anything.
fn seconds(seconds: f64) -> Duration {
    Duration::try_from_secs_f64(seconds).unwrap_or_default()
}
