//! What is told above the table: the causes with what they explain, then what no cause explains.

use std::collections::{BTreeSet, HashSet};

use checks::kit::{Status, text};

use super::lines::labeled;
use super::{Look, block, grouped};
use crate::report::phrase::few;
use crate::report::{Cause, Finding, Report};

/// Findings that are told together.
pub struct Told<'a> {
    /// The findings; the first one speaks for all.
    pub alike: Vec<&'a Finding>,
    /// What they cause, where they are a cause.
    pub cause: Option<&'a Cause>,
    /// The worst status of them and of what they explain.
    pub status: Status,
}

impl<'a> Told<'a> {
    /// Its name: the check and the reason, or the reason alone where several checks give it.
    pub fn tag(&self) -> String {
        let first = self.alike[0];
        let name = match self.checks().len() {
            1 => format!("{}/{}", first.check, first.reason),
            _ => first.reason.clone(),
        };
        text::harmless(&name)
    }

    /// The checks that say it.
    pub fn checks(&self) -> Vec<&'a str> {
        let mut checks: Vec<&'a str> = Vec::new();
        for one in &self.alike {
            // Findings are in registry order, so those of a check stand together.
            if checks.last().copied() != Some(one.check.as_str()) {
                checks.push(&one.check);
            }
        }
        checks
    }
}

/// The causes, the one that explains most first; then what no cause explains, worst first.
pub fn told(report: &Report) -> Vec<Told<'_>> {
    let of_cause = |cause| Told {
        alike: members(report, cause),
        cause: Some(cause),
        status: cause.gravity(report),
    };
    let mut told: Vec<Told<'_>> = report.diagnosis.iter().map(of_cause).collect();
    // A waived cause is told among the waived.
    told.retain(|one| one.alike.iter().any(|finding| finding.waived.is_none()));
    let covered: BTreeSet<usize> = told
        .iter()
        .filter_map(|one| one.cause)
        .flat_map(places)
        .collect();
    let mut rest: Vec<&Finding> = report
        .findings
        .iter()
        .enumerate()
        .filter(|(place, finding)| {
            let wrong = finding.status >= Status::Warn && finding.waived.is_none();
            wrong && !covered.contains(place)
        })
        .map(|(_, finding)| finding)
        .collect();
    rest.sort_by_key(|finding| std::cmp::Reverse(finding.status));
    told.extend(grouped(&rest).into_iter().map(|alike| Told {
        status: alike[0].status,
        cause: None,
        alike,
    }));
    told
}

/// Everything that a cause accounts for, by its place.
fn places(cause: &Cause) -> impl Iterator<Item = usize> {
    let explained = cause.explains.iter().map(|explained| explained.finding);
    cause.findings.iter().copied().chain(explained)
}

fn members<'a>(report: &'a Report, cause: &Cause) -> Vec<&'a Finding> {
    let places = cause.findings.iter();
    places
        .filter_map(|place| report.findings.get(*place))
        .collect()
}

/// How many of the things that users say are shown; they stand likeliest first.
const SAID: usize = 3;

/// As many reasons are named: no run of ours gives more.
const REASONS: usize = 40;
/// As many subjects of a reason are named.
const SUBJECTS: usize = 4;

/// What the cause explains, and what users say of it.
pub fn consequences(out: &mut String, report: &Report, cause: &Cause, look: Look) {
    let mut label = "so";
    for line in explained(report, cause) {
        labeled(out, label, &line, look);
        label = "";
    }
    if !cause.symptoms.is_empty() {
        let likeliest: Vec<&str> = cause
            .symptoms
            .iter()
            .take(SAID)
            .map(String::as_str)
            .collect();
        let said = format!("users say: {}", likeliest.join("; "));
        labeled(out, label, &said, look);
    }
}

/// A line a reason with its subjects, and one for everything that could not be looked at.
fn explained(report: &Report, cause: &Cause) -> Vec<String> {
    let mut lines: Vec<(String, Vec<&str>)> = Vec::new();
    let mut known: HashSet<(&str, &str, &str)> = HashSet::new();
    let mut hidden: Vec<&str> = Vec::new();
    for explained in &cause.explains {
        let wrong = report.findings.get(explained.finding);
        if wrong.is_none_or(|finding| finding.status == Status::Skip) {
            if !hidden.contains(&explained.check.as_str()) {
                hidden.push(&explained.check);
            }
            continue;
        }
        let name = format!("{}/{}", explained.check, explained.reason);
        let subject = explained.subject.as_str();
        if !known.insert((&explained.check, &explained.reason, subject)) {
            continue;
        }
        match lines.iter_mut().find(|(known, _)| *known == name) {
            Some((_, subjects)) => subjects.push(subject),
            None => lines.push((name, vec![subject])),
        }
    }
    let mut said: Vec<String> = lines
        .into_iter()
        .map(|(name, subjects)| format!("{name}: {}", few(&subjects, SUBJECTS)))
        .collect();
    if !hidden.is_empty() {
        said.push(format!("{} got no further", text::list(&hidden)));
    }
    if said.len() > REASONS + 1 {
        let more = said.len() - REASONS;
        said.truncate(REASONS);
        said.push(format!("and {more} more"));
    }
    said
}

/// The realms of the cause, or of the findings.
pub fn realms(report: &Report, told: &Told<'_>) -> String {
    match told.cause {
        Some(cause) => block::realms_where(report, &cause.realms.iter().collect()),
        None => block::realms(report, &told.alike),
    }
}
