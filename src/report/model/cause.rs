//! The diagnosis of a report: causes with what they explain, in the report's own words.

use std::collections::HashSet;

use checks::kit::Status;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::finding::{Evidence, Finding, Remedy};
use super::text::Text;

/// Something that is wrong, and that nothing else that is wrong explains.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Cause {
    /// The check's id.
    pub check: Text,
    /// The stable reason.
    pub reason: Text,
    /// How bad it is.
    pub status: Status,
    /// The realms where it is the cause.
    pub realms: Vec<Text>,
    /// What it is about.
    pub subjects: Vec<Text>,
    /// One sentence.
    pub summary: Text,
    /// What was measured or read.
    pub evidence: Vec<Evidence>,
    /// What to do.
    pub remedy: Remedy,
    /// The indexes of its findings among the report's; the first one speaks for all.
    pub findings: Vec<usize>,
    /// What it explains.
    pub explains: Vec<Explained>,
    /// What users say of it.
    pub symptoms: Vec<Text>,
}

impl Cause {
    /// Among the findings of its report, how bad it is with what it breaks: a warning that breaks something is no mere warning.
    pub fn gravity(&self, findings: &[Finding]) -> Status {
        match self.breaks(findings).next() {
            Some(_) => Status::Fail,
            None => self.status,
        }
    }

    /// Whether somebody accepts all of it for a while.
    pub fn is_waived(&self, findings: &[Finding]) -> bool {
        let own = self.findings.iter();
        let mut own = own.filter_map(|index| findings.get(*index));
        !self.findings.is_empty() && own.all(|finding| finding.waived.is_some())
    }

    /// What fails because of it, and is not accepted.
    pub fn breaks<'a>(&'a self, findings: &'a [Finding]) -> impl Iterator<Item = &'a Finding> {
        let explained = self.explains.iter();
        explained
            .filter_map(|explained| findings.get(explained.finding))
            .filter(|finding| finding.status == Status::Fail && finding.waived.is_none())
    }
}

/// A finding that a cause explains.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Explained {
    /// The check's id.
    pub check: Text,
    /// The stable reason.
    pub reason: Text,
    /// What it is about.
    pub subject: Text,
    /// Its index among the report's findings.
    pub finding: usize,
}

/// Texts come from the report, where no secret is left.
pub(super) fn cause(cause: checks::kit::Cause, findings: &[Finding]) -> Cause {
    let first = &findings[cause.findings[0]];
    let own = cause.findings.iter();
    let explains = cause.explains.into_iter().map(|place| Explained {
        check: findings[place].check.clone(),
        reason: findings[place].reason.clone(),
        subject: findings[place].subject.clone(),
        finding: place,
    });
    let mut subjects = HashSet::new();
    Cause {
        check: first.check.clone(),
        reason: first.reason.clone(),
        status: first.status,
        realms: cause.realms.into_iter().map(Text::from).collect(),
        subjects: own
            .map(|place| findings[*place].subject.clone())
            .filter(|subject| subjects.insert(subject.clone()))
            .collect(),
        summary: first.summary.clone(),
        evidence: first.evidence.clone(),
        remedy: first.remedy.clone(),
        findings: cause.findings,
        explains: explains.collect(),
        symptoms: cause.symptoms.into_iter().map(Text::from).collect(),
    }
}
