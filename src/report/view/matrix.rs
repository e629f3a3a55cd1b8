//! Realms against checks: what comes of each check in each realm is as bad as the worst that it says.

use std::collections::HashMap;

use crate::report::model::{Cause, Finding, Outcome, Report, Text};

/// What each check says of each realm.
pub struct Matrix<'a> {
    report: &'a Report,
    realms: Vec<&'a Text>,
    /// The checks, in order.
    pub checks: Vec<&'a Text>,
    /// Realm, check and finding, in this order.
    entries: Vec<(usize, usize, usize)>,
}

/// What one check says of one realm.
#[derive(Clone, Copy)]
pub struct CheckResult<'a> {
    /// The realm.
    pub realm: &'a Text,
    /// The check's id.
    pub check: &'a Text,
    report: &'a Report,
    entries: &'a [(usize, usize, usize)],
}

impl<'a> Matrix<'a> {
    /// The matrix of a report, in its order of realms and checks.
    pub fn of(report: &'a Report) -> Self {
        let findings = || report.findings.iter();
        let named = findings().flat_map(|one| &one.realms);
        let (realms, realm_index) = in_order(report.realms.iter().chain(named));
        let named = findings().map(|one| &one.check);
        let (checks, check_index) = in_order(report.checks.iter().chain(named));
        let mut entries: Vec<(usize, usize, usize)> = Vec::new();
        for (index, finding) in findings().enumerate() {
            let check = check_index[&finding.check];
            let realms = finding.realms.iter().map(|realm| realm_index[realm]);
            entries.extend(realms.map(|realm| (realm, check, index)));
        }
        entries.sort_unstable();
        entries.dedup();
        Self {
            report,
            realms,
            checks,
            entries,
        }
    }

    /// What each check says of each realm, the checks of the first realm first; nothing of a check that says nothing.
    pub fn results(&self) -> impl Iterator<Item = CheckResult<'_>> {
        let results = self
            .entries
            .chunk_by(|one, next| one.0 == next.0 && one.1 == next.1);
        results.map(|entries| CheckResult {
            realm: self.realms[entries[0].0],
            check: self.checks[entries[0].1],
            report: self.report,
            entries,
        })
    }
}

impl<'a> CheckResult<'a> {
    /// The worst that no waiver covers.
    pub fn outcome(&self) -> Outcome {
        let outcomes = self.findings().map(|(_, one)| one.outcome());
        outcomes.max().unwrap_or(Outcome::Skip)
    }

    /// The findings that the outcome rests on, with their indexes in the report.
    pub fn decisive(&self) -> impl Iterator<Item = (usize, &'a Finding)> + use<'a> {
        let outcome = self.outcome();
        self.findings()
            .filter(move |(_, one)| one.outcome() == outcome)
    }

    /// The indexes of the realm and the check: those that the report names stand first, in its order.
    pub fn position(&self) -> (usize, usize) {
        (self.entries[0].0, self.entries[0].1)
    }

    /// How long the check took, in seconds.
    pub fn duration_s(&self) -> f64 {
        let spans = self.findings().map(|(_, one)| one.duration_s);
        spans.fold(0.0, f64::max)
    }

    fn findings(&self) -> impl Iterator<Item = (usize, &'a Finding)> + use<'a> {
        let report = self.report;
        let entries = self.entries.iter();
        entries.map(move |(_, _, index)| (*index, &report.findings[*index]))
    }
}

/// The cause that explains each finding, where one does.
pub fn explained(report: &Report) -> HashMap<usize, &Cause> {
    let mut because = HashMap::new();
    for cause in &report.diagnosis {
        for explained in &cause.explains {
            because.entry(explained.finding).or_insert(cause);
        }
    }
    because
}

/// Names in order, each once, and the index of each.
fn in_order<'a>(
    names: impl Iterator<Item = &'a Text>,
) -> (Vec<&'a Text>, HashMap<&'a Text, usize>) {
    let mut order = Vec::new();
    let mut indexes = HashMap::new();
    for name in names {
        indexes.entry(name).or_insert_with(|| {
            order.push(name);
            order.len() - 1
        });
    }
    (order, indexes)
}
