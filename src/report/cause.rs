//! The diagnosis of a report: causes with what they explain, in the report's own words.

use checks::kit::{Stated, Status, diagnose};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Evidence, Finding, Remedy, Report};
use crate::run::runner::Merged;

/// Something that is wrong, and that nothing else that is wrong explains.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Cause {
    /// The check's id.
    pub check: String,
    /// The stable reason.
    pub reason: String,
    /// How bad it is.
    pub status: Status,
    /// The realms where it is the cause.
    pub realms: Vec<String>,
    /// What it is about.
    pub subjects: Vec<String>,
    /// One sentence.
    pub summary: String,
    /// What was measured or read.
    pub evidence: Vec<Evidence>,
    /// What to do.
    pub remedy: Remedy,
    /// The places of its findings among the report's; the first one speaks for all.
    pub findings: Vec<usize>,
    /// What it explains.
    pub explains: Vec<Explained>,
    /// What users say of it.
    pub symptoms: Vec<String>,
}

impl Cause {
    /// How bad it is with what it breaks: a warning that breaks something is no mere warning.
    pub fn gravity(&self, report: &Report) -> Status {
        match self.breaks(report).next() {
            Some(_) => Status::Fail,
            None => self.status,
        }
    }

    /// What fails because of it, and is not accepted.
    pub fn breaks<'a>(&'a self, report: &'a Report) -> impl Iterator<Item = &'a Finding> {
        let explained = self.explains.iter();
        explained
            .filter_map(|explained| report.findings.get(explained.finding))
            .filter(|finding| finding.status == Status::Fail && finding.waived.is_none())
    }
}

/// A finding that a cause explains.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Explained {
    /// The check's id.
    pub check: String,
    /// The stable reason.
    pub reason: String,
    /// What it is about.
    pub subject: String,
    /// Its place among the report's findings.
    pub finding: usize,
}

/// The causes of what a run found; `findings` are the same ones as the report shows them.
pub(super) fn causes(merged: &[Merged], findings: &[Finding]) -> Vec<Cause> {
    let stated: Vec<Stated<'_>> = merged
        .iter()
        .map(|one| Stated {
            finding: &one.finding,
            realms: &one.realms,
        })
        .collect();
    let causes = diagnose(&stated).into_iter();
    causes.map(|cause| of_report(cause, findings)).collect()
}

/// Texts come from the report, where no secret is left.
fn of_report(cause: checks::kit::Cause, findings: &[Finding]) -> Cause {
    let spokesman = &findings[cause.findings[0]];
    let mut subjects: Vec<String> = Vec::new();
    for place in &cause.findings {
        let subject = &findings[*place].subject;
        if !subjects.contains(subject) {
            subjects.push(subject.clone());
        }
    }
    let explains = cause.explains.iter().map(|explained| Explained {
        check: explained.check.into(),
        reason: explained.reason.into(),
        subject: findings[explained.finding].subject.clone(),
        finding: explained.finding,
    });
    Cause {
        check: cause.check.into(),
        reason: cause.reason.into(),
        status: cause.status,
        realms: cause.realms,
        subjects,
        summary: spokesman.summary.clone(),
        evidence: spokesman.evidence.clone(),
        remedy: spokesman.remedy.clone(),
        findings: cause.findings,
        explains: explains.collect(),
        symptoms: cause.symptoms,
    }
}
