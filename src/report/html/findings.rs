//! Every finding with its evidence folded, by area; those that are skipped or waived stand elsewhere.

use super::icon::Icon;
use crate::report::model::{Finding, Outcome, Report};
use crate::report::view::{self, Few, grouped};

/// The findings of one area.
pub struct Area<'a> {
    /// Its name as a heading.
    pub title: String,
    /// The findings of one check, reason and outcome with their indexes in the report; the worst first.
    pub groups: Vec<Few<(usize, &'a Finding)>>,
    /// How many there are of each outcome.
    pub counts: Vec<(Icon, usize)>,
}

/// As many of a kind are shown.
const MOST: usize = 60;
/// The outcomes whose findings stand here, worst first.
const HERE: [Outcome; 4] = [
    Outcome::Fail,
    Outcome::Unknown,
    Outcome::Warn,
    Outcome::Pass,
];

/// The findings by area.
pub fn areas(report: &Report) -> Vec<Area<'_>> {
    let areas = view::areas(report).into_iter().map(|area| {
        let counts = HERE.map(|outcome| (outcome.into(), area.count(outcome)));
        let counts = counts.into_iter().filter(|(_, count)| *count > 0);
        let here = area.findings.iter().copied();
        let here = here.filter(|(_, one)| HERE.contains(&one.outcome()));
        let groups = grouped(here, |(_, one)| (&one.check, &one.reason, one.outcome()));
        Area {
            title: title(area.name),
            counts: counts.collect(),
            groups: groups.into_iter().map(|one| Few::of(one, MOST)).collect(),
        }
    });
    areas.filter(|area| !area.groups.is_empty()).collect()
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
