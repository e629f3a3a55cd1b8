//! Findings as rows with their evidence folded: those that look the same are one row, and each stands on the page once.

use crate::report::model::{Finding, Outcome, Report, Text};
use crate::report::view::icon::Icon;
use crate::report::view::text::{capitalized, subject};
use crate::report::view::{self, Few, Realms, distinct, grouped};

/// Findings that look the same.
pub struct Row<'a> {
    /// Its anchor on the page.
    pub id: String,
    /// The findings; the first one speaks for all.
    pub findings: Vec<&'a Finding>,
    /// What they are about, where the sentence and the realms do not say so.
    pub subjects: Few<&'a Text>,
    /// Where they hold.
    pub realms: Realms<'a>,
}

/// The findings of one area that passed.
pub struct Area<'a> {
    /// Its name as a heading.
    pub title: String,
    /// The findings, a row for those that look the same.
    pub rows: Few<Row<'a>>,
    /// How many there are.
    pub count: usize,
}

/// As many subjects of a row are named.
const SUBJECTS: usize = 5;
/// As many rows has an area.
const MOST: usize = 60;

/// The index of a finding among those of its report.
pub fn index(finding: &Finding, report: &Report) -> usize {
    let index = report.findings.element_offset(finding);
    index.expect("a page shows the report's own findings")
}

/// The findings, a row for those that look the same.
pub fn rows<'a>(
    findings: impl IntoIterator<Item = &'a Finding>,
    report: &'a Report,
) -> Vec<Row<'a>> {
    let alike = grouped(findings, |one| {
        (&one.check, &one.reason, one.outcome(), &one.summary)
    });
    let rows = alike.into_iter().map(|findings| Row {
        id: format!("f{}", index(findings[0], report)),
        subjects: subjects(findings.iter().copied()),
        realms: Realms::of_many(&findings, report),
        findings,
    });
    rows.collect()
}

/// What findings are about, each once, where neither the sentence nor the realms say so.
pub fn subjects<'a>(findings: impl Iterator<Item = &'a Finding>) -> Few<&'a Text> {
    Few::of(distinct(findings.filter_map(subject)), SUBJECTS)
}

/// What passed, by area.
pub fn passed(report: &Report) -> Vec<Area<'_>> {
    let areas = view::areas(report).into_iter().map(|area| {
        let findings = area.findings.iter().map(|(_, one)| *one);
        let findings = findings.filter(|one| one.outcome() == Outcome::Pass);
        Area {
            title: title(area.name),
            count: area.count(Outcome::Pass),
            rows: Few::of(rows(findings, report), MOST),
        }
    });
    areas.filter(|area| area.count > 0).collect()
}

impl Row<'_> {
    /// How it is drawn.
    pub fn icon(&self) -> Icon {
        self.findings[0].outcome().into()
    }
}

fn title(area: &str) -> String {
    match area {
        "api" | "oath" => area.to_uppercase(),
        name => capitalized(name),
    }
}
