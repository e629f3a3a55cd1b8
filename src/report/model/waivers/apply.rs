//! Which findings the waivers cover, and which waivers have had their day.

use std::ops::Range;

use checks::kit::text::quote;
use checks::kit::{Config, Status};
use jiff::civil::Date;
use jiff::tz::Offset;

use super::{Waiver, in_any_case};
use crate::report::model::{Cause, Explained, Finding, Remedy, Report, Text};

/// Where waivers times realms are more than these, what is said of a waiver names no realm.
const MANY: usize = 100_000;

/// The report with its findings waived as far as the waivers go: a finding of several realms is split where only
/// some are covered. A waiver that is over, that covers nothing in a run of its check, or that names a realm which this
/// config does not have, is a warning of its own.
pub fn apply(report: Report, waivers: &[Waiver], config: &Config) -> Report {
    let today = Offset::UTC.to_datetime(report.judged_at).date();
    let mut used = vec![false; waivers.len()];
    let mut findings = Vec::with_capacity(report.findings.len());
    let mut moved = Vec::with_capacity(report.findings.len());
    for finding in &report.findings {
        let first = findings.len();
        findings.extend(split(finding, waivers, today, &mut used));
        moved.push(first..findings.len());
    }
    let told = if waivers.len() * report.realms.len() > MANY {
        &[][..]
    } else {
        &report.realms
    };
    for (waiver, used) in waivers.iter().zip(used) {
        let is_of = |realm: &str| in_any_case(&waiver.realm, realm);
        let ran =
            report.checks.contains(&waiver.check) && report.realms.iter().any(|realm| is_of(realm));
        let known = config.realms.keys().any(|realm| is_of(realm));
        let needed = known.then_some(used || !ran);
        findings.extend(stale(waiver, today, needed, told));
    }
    let causes = report.diagnosis.into_iter();
    let diagnosis = causes
        .filter_map(|cause| unwaived(cause, &moved, &findings))
        .collect();
    Report {
        findings,
        diagnosis,
        ..report
    }
    .counted()
}

/// The cause where no waiver covers it, with its findings where they stand now; `None` where all are waived.
fn unwaived(cause: Cause, moved: &[Range<usize>], findings: &[Finding]) -> Option<Cause> {
    let open = |place: &usize| findings[*place].waived.is_none();
    let places = cause
        .findings
        .iter()
        .flat_map(|place| moved[*place].clone());
    let places: Vec<usize> = places.filter(open).collect();
    if places.is_empty() {
        return None;
    }
    let holds = |realm: &Text| {
        places
            .iter()
            .any(|place| findings[*place].realms.contains(realm))
    };
    let explains = cause.explains.into_iter().map(|explained| {
        let mut parts = moved[explained.finding].clone();
        let finding = parts.clone().find(open).or_else(|| parts.next());
        let finding = finding.expect("a finding is split into at least one part");
        Explained {
            finding,
            ..explained
        }
    });
    Some(Cause {
        realms: cause.realms.into_iter().filter(holds).collect(),
        explains: explains.collect(),
        findings: places,
        ..cause
    })
}

/// The finding, as one part a set of grounds; what is said of the run itself is in no realm, and no waiver covers it.
fn split(finding: &Finding, waivers: &[Waiver], today: Date, used: &mut [bool]) -> Vec<Finding> {
    if finding.status < Status::Warn || finding.realms.is_empty() {
        return vec![finding.clone()];
    }
    let mut parts: Vec<Finding> = Vec::new();
    for realm in &finding.realms {
        let covering = waivers
            .iter()
            .position(|waiver| waiver.covers(finding, realm) && today <= waiver.grounds.until);
        if let Some(index) = covering {
            used[index] = true;
        }
        let waived = covering.map(|index| waivers[index].grounds.clone());
        match parts.iter_mut().find(|part| part.waived == waived) {
            Some(part) => part.realms.push(realm.clone()),
            None => parts.push(Finding {
                realms: vec![realm.clone()],
                waived,
                ..finding.clone()
            }),
        }
    }
    parts
}

impl Waiver {
    fn covers(&self, finding: &Finding, realm: &str) -> bool {
        self.check == finding.check
            && self
                .reason
                .as_ref()
                .is_none_or(|reason| *reason == finding.reason)
            && in_any_case(&self.realm, realm)
            && self.subject.matches(&finding.subject)
    }

    fn name(&self) -> String {
        match &self.reason {
            Some(reason) => format!("{}/{reason}", self.check),
            None => self.check.to_string(),
        }
    }
}

/// A warning about a waiver that does nothing; whether it is `needed` is not asked where its realm is not there.
fn stale(waiver: &Waiver, today: Date, needed: Option<bool>, realms: &[Text]) -> Option<Finding> {
    let until = waiver.grounds.until;
    let (reason, summary, step) = match (today > until, needed) {
        (true, _) => (
            "expired",
            format!("the waiver of {} ended on {until}", waiver.name()),
            "If what it covered is in order now, take the waiver out; else correct that, or have the waiver renewed with a new last day.",
        ),
        (false, None) => (
            "unmatched",
            format!(
                "the waiver of {} is for the realm \"{}\", which the config does not have",
                waiver.name(),
                quote(waiver.realm.as_str(), 64)
            ),
            "Correct the name of the realm in it, or take it out.",
        ),
        (false, Some(false)) => (
            "unmatched",
            format!(
                "the waiver of {} covers nothing that was found",
                waiver.name()
            ),
            "Remove the waiver, or correct its realm and subject.",
        ),
        (false, Some(true)) => return None,
    };
    Some(Finding {
        realms: realms.to_vec(),
        remedy: Remedy {
            steps: vec![step.into()],
            commands: Vec::new(),
        },
        site: Some(waiver.site.clone()),
        sites: vec![waiver.site.clone()],
        ..Finding::of_run("waivers", Status::Warn, reason, &waiver.name(), &summary)
    })
}
