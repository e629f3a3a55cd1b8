//! The diagnosis: the fewest causes that explain everything a run saw.
//!
//! Every check declares beside its reasons what they lead to. A finding is explained in a realm when
//! another one of that realm leads to it; what is explained in no way, and is wrong, is a cause.
//! An `unknown` with a reason of the check's own speaks of the world, and may be a cause; one with a
//! shared reason (a deadline, no permission) speaks of otpdoctor, and is none, unless it says what
//! otpdoctor lacks: that is one cause, whichever checks it keeps from looking.

mod grouped;
mod roots;
mod stated;

use std::cmp::Reverse;
use std::collections::BTreeSet;

use roots::Explanation;
pub use stated::Stated;

use super::symptom::{symptoms_of, symptoms_of_hosts};
use super::{About, Entity, Evidence, Reason, Remedy, Status};

/// Something that is wrong, and that nothing else that is wrong explains.
#[derive(Clone, Debug, PartialEq)]
pub struct Cause {
    /// The check's id.
    pub check: &'static str,
    /// The stable reason.
    pub reason: &'static str,
    /// The worst status among its findings.
    pub status: Status,
    /// The realms where nothing else explains it, in the order of the findings.
    pub realms: Vec<String>,
    /// What it is about, without repeats.
    pub subjects: Vec<String>,
    /// One sentence.
    pub summary: String,
    /// What to do.
    pub remedy: Remedy,
    /// What was measured.
    pub evidence: Vec<Evidence>,
    /// The places of its findings in the input; the first one speaks for all.
    pub findings: Vec<usize>,
    /// What it explains, in the order of the findings.
    pub explains: Vec<Explained>,
    /// What users say of it, the likeliest first.
    pub symptoms: Vec<String>,
}

/// A finding that a cause explains.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Explained {
    /// The check's id.
    pub check: &'static str,
    /// The stable reason.
    pub reason: &'static str,
    /// What it is about.
    pub subject: String,
    /// Its place in the input.
    pub finding: usize,
}

/// The causes of what was found by the edges of these checks: what fails first, and of that the one that explains most.
/// A warning explains other warnings alone, but for these: settings that are odd, and wrong where the peer does not take them.
pub fn diagnose_by(
    abouts: &[&'static About],
    odd_settings: &[Reason],
    findings: &[Stated<'_>],
) -> Vec<Cause> {
    let explanation = Explanation::of(abouts, odd_settings, findings);
    let groups = grouped::group(findings, &explanation.roots());
    let causes = groups
        .iter()
        .map(|group| cause(findings, &explanation, group));
    let mut causes: Vec<Cause> = causes.collect();
    causes.sort_by_key(|cause| {
        let rank = match cause.status {
            Status::Fail => 0,
            Status::Warn => 1,
            _ => 2,
        };
        (rank, Reverse(cause.explains.len()), cause.findings[0])
    });
    causes
}

fn cause(findings: &[Stated<'_>], explanation: &Explanation<'_>, group: &[usize]) -> Cause {
    let badness = |place: &usize| (findings[*place].finding.status, Reverse(*place));
    let worst = group.iter().copied().max_by_key(badness);
    let worst = worst.expect("a group has a finding");
    let spokesman = findings[worst].finding;
    let mut members = vec![worst];
    members.extend(group.iter().copied().filter(|place| *place != worst));
    let realms = group
        .iter()
        .flat_map(|place| explanation.unexplained_realms(*place));
    let explains = explanation
        .led_to(group)
        .into_iter()
        .map(|place| Explained {
            check: findings[place].finding.check,
            reason: findings[place].finding.reason,
            subject: findings[place].finding.subject.clone(),
            finding: place,
        });
    let subject = |place: &usize| findings[*place].finding.subject.as_str();
    // Of a host that is there for another check, users say what they say where that one fails.
    let touched = members
        .iter()
        .flat_map(|place| &findings[*place].finding.touches);
    let mut serves = touched.filter_map(Entity::serves).peekable();
    let symptoms = match serves.peek().filter(|_| spokesman.status == Status::Fail) {
        Some(_) => symptoms_of_hosts(serves),
        None => symptoms_of(spokesman.check, spokesman.reason, spokesman.status),
    };
    Cause {
        check: spokesman.check,
        reason: spokesman.reason,
        status: spokesman.status,
        realms: without_repeats(realms),
        subjects: without_repeats(members.iter().map(subject)),
        summary: spokesman.summary.clone(),
        remedy: spokesman.remedy.clone(),
        evidence: spokesman.evidence.clone(),
        findings: members,
        explains: explains.collect(),
        symptoms: symptoms.into_iter().map(str::to_owned).collect(),
    }
}

fn without_repeats<'a>(texts: impl Iterator<Item = &'a str>) -> Vec<String> {
    let mut seen = BTreeSet::new();
    texts
        .filter(|text| seen.insert(*text))
        .map(str::to_owned)
        .collect()
}

#[cfg(test)]
mod tests;
