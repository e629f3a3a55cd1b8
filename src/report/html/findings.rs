//! Every finding with its evidence folded, by area; those that are skipped or waived stand elsewhere.

use super::icon::Icon;
use crate::report::model::{Finding, Outcome, Report};
use crate::report::view::{self, Cure, Few, Realms, grouped};

/// The findings of one area.
pub struct Area<'a> {
    /// Its name as a heading.
    pub title: String,
    /// The findings, worst first.
    pub groups: Vec<Group<'a>>,
    /// How many there are of each outcome.
    pub counts: Vec<(Icon, usize)>,
}

/// Findings of one check, reason and outcome.
pub struct Group<'a> {
    /// The findings.
    pub rows: Few<Row<'a>>,
}

/// One finding.
pub struct Row<'a> {
    /// Its index among the report's.
    pub index: usize,
    /// The finding.
    pub finding: &'a Finding,
    /// What comes of it.
    pub icon: Icon,
    /// Where it holds.
    pub realms: Realms<'a>,
    /// What to do.
    pub cure: Cure<'a>,
}

/// Findings of one check and reason beyond this number stand in one fold.
const ALONE: usize = 6;
/// As many of a kind are shown.
const MOST: usize = 60;

/// The findings by area.
pub fn areas(report: &Report) -> Vec<Area<'_>> {
    let areas = view::areas(report).into_iter().map(|area| Area {
        title: title(area.name),
        counts: [
            Outcome::Fail,
            Outcome::Unknown,
            Outcome::Warn,
            Outcome::Pass,
        ]
        .map(|outcome| (outcome.into(), area.count(outcome)))
        .into_iter()
        .filter(|(_, count)| *count > 0)
        .collect(),
        groups: groups(report, area.findings),
    });
    areas.filter(|area| !area.groups.is_empty()).collect()
}

fn groups<'a>(report: &'a Report, findings: Vec<(usize, &'a Finding)>) -> Vec<Group<'a>> {
    let here = findings.into_iter().filter(|(_, one)| {
        let outcome = one.outcome();
        outcome.is_wrong() || outcome == Outcome::Pass
    });
    let groups = grouped(here, |(_, one)| (&one.check, &one.reason, one.outcome()));
    let groups = groups.into_iter().map(|group| {
        let few = Few::of(group, MOST);
        let shown = few.shown.into_iter();
        let shown = shown.map(|(index, one)| Row::of(report, index, one));
        Group {
            rows: Few {
                shown: shown.collect(),
                more: few.more,
            },
        }
    });
    groups.collect()
}

fn title(area: &str) -> String {
    match area {
        "api" | "oath" => area.to_uppercase(),
        name => {
            let mut letters = name.chars();
            let first = letters.next().map(|first| first.to_ascii_uppercase());
            first.into_iter().chain(letters).collect()
        }
    }
}

impl<'a> Group<'a> {
    /// The finding that speaks for all.
    pub fn first(&self) -> &Row<'a> {
        &self.rows.shown[0]
    }

    /// How many findings there are.
    pub fn count(&self) -> usize {
        self.rows.shown.len() + self.rows.more
    }

    /// Whether its findings stand in one fold.
    pub fn is_folded(&self) -> bool {
        self.count() > ALONE
    }

    /// How many the style sheet leaves out in print, which has three of a fold and none of what passed.
    pub fn more_on_paper(&self) -> usize {
        const PRINTED: usize = 3;
        match self.first().icon.is_wrong() {
            true => self.count().saturating_sub(PRINTED),
            false => 0,
        }
    }
}

impl<'a> Row<'a> {
    /// One of the report's findings.
    pub fn of(report: &'a Report, index: usize, finding: &'a Finding) -> Self {
        Self {
            index,
            finding,
            icon: finding.outcome().into(),
            realms: Realms::of(&finding.realms, report),
            cure: Cure::of(&finding.remedy, report),
        }
    }
}
