//! One outcome per realm and check, for formats that count so: a check that says several things is as bad as the worst.

use std::collections::HashMap;

use checks::kit::Status;

use super::{Cause, Finding, Report};

/// What one check says of one realm.
pub struct Cell<'a> {
    /// The realm.
    pub realm: &'a str,
    /// The check's id.
    pub check: &'a str,
    /// The findings, with their places in the report; never none.
    pub findings: Vec<(usize, &'a Finding)>,
}

/// What comes of a cell.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Outcome {
    /// The worst that no waiver covers; pass where something passed and the rest was skipped.
    Of(Status),
    /// All that is wrong is waived.
    Waived,
}

impl Outcome {
    /// All outcomes, best first.
    pub const ALL: &[Self] = &[
        Self::Of(Status::Pass),
        Self::Of(Status::Skip),
        Self::Waived,
        Self::Of(Status::Warn),
        Self::Of(Status::Unknown),
        Self::Of(Status::Fail),
    ];

    /// The name used in reports.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Of(status) => status.name(),
            Self::Waived => "waived",
        }
    }

    /// The outcome of one finding.
    pub fn of(finding: &Finding) -> Self {
        match finding.waived {
            Some(_) => Self::Waived,
            None => Self::Of(finding.status),
        }
    }
}

impl<'a> Cell<'a> {
    /// What comes of it.
    pub fn outcome(&self) -> Outcome {
        let found = |outcome| {
            let mut all = self.findings.iter();
            all.any(|(_, finding)| Outcome::of(finding) == outcome)
        };
        let worst = Outcome::ALL.iter().rev().copied().find(|one| found(*one));
        match worst {
            Some(Outcome::Of(Status::Skip)) if found(Outcome::Of(Status::Pass)) => {
                Outcome::Of(Status::Pass)
            }
            worst => worst.unwrap_or(Outcome::Of(Status::Skip)),
        }
    }

    /// The findings that the outcome rests on.
    pub fn told(&self) -> impl Iterator<Item = (usize, &'a Finding)> {
        let outcome = self.outcome();
        let findings = self.findings.iter().copied();
        findings.filter(move |(_, finding)| Outcome::of(finding) == outcome)
    }

    /// How long the check took, in seconds.
    pub fn duration_s(&self) -> f64 {
        let spans = self.findings.iter().map(|(_, finding)| finding.duration_s);
        spans.fold(0.0, f64::max)
    }
}

/// All cells, the checks of the first realm first, in the report's order.
pub fn cells(report: &Report) -> Vec<Cell<'_>> {
    let realms = Order::of(
        report.realms.iter(),
        report.findings.iter().flat_map(|one| &one.realms),
    );
    let checks = Order::of(
        report.checks.iter(),
        report.findings.iter().map(|one| &one.check),
    );
    let mut told: Vec<(usize, usize, usize)> = Vec::new();
    for (number, finding) in report.findings.iter().enumerate() {
        let check = checks.places[finding.check.as_str()];
        let named = finding.realms.iter();
        told.extend(named.map(|realm| (realms.places[realm.as_str()], check, number)));
    }
    told.sort_unstable();
    told.dedup();
    let cells = told.chunk_by(|one, next| (one.0, one.1) == (next.0, next.1));
    cells
        .map(|cell| Cell {
            realm: realms.names[cell[0].0],
            check: checks.names[cell[0].1],
            findings: cell
                .iter()
                .map(|(_, _, number)| (*number, &report.findings[*number]))
                .collect(),
        })
        .collect()
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

/// Names in order, each once.
struct Order<'a> {
    names: Vec<&'a str>,
    places: HashMap<&'a str, usize>,
}

impl<'a> Order<'a> {
    fn of(first: impl Iterator<Item = &'a String>, then: impl Iterator<Item = &'a String>) -> Self {
        let mut order = Self {
            names: Vec::new(),
            places: HashMap::new(),
        };
        for name in first.chain(then) {
            order.places.entry(name).or_insert_with(|| {
                order.names.push(name);
                order.names.len() - 1
            });
        }
        order
    }
}
