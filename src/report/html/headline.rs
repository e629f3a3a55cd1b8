//! The top of the page: the answer, what it is the answer to, and how many findings are of which kind.

use super::axis::{Percent, Scale};
use super::icon::Icon;
use super::parts::PARTS;
use crate::report::model::{Outcome, Report};
use crate::report::view::text::{moment, seconds, shortened};
use crate::report::view::{Few, Problem, headline};

/// The top of the page.
pub struct Headline<'a> {
    /// The title of the document.
    pub title: String,
    /// The answer.
    pub answer: Vec<(String, Icon)>,
    /// The problems in the order of the page, with their numbers on it.
    pub points: Few<(usize, &'a Problem<'a>)>,
    /// What was looked at, when, by whom.
    pub facts: Vec<(&'static str, String)>,
    /// The findings of each outcome.
    pub tally: Vec<Share>,
}

/// How many findings have an outcome.
pub struct Share {
    /// The outcome.
    pub icon: Icon,
    /// How many.
    pub count: usize,
    /// Where its part of the bar begins.
    pub x: Percent,
    /// How wide it is.
    pub width: Percent,
}

/// As many stand on top; all follow below.
const POINTS: usize = 6;

impl<'a> Headline<'a> {
    /// The top of this report's page.
    pub fn of(report: &Report, problems: &'a [Problem<'a>]) -> Self {
        let answer = headline(report, problems);
        let words: Vec<&str> = answer.iter().map(|(text, _)| text.as_str()).collect();
        let name = report.appliance.as_deref().unwrap_or("otpdoctor");
        let ordered = PARTS.iter().flat_map(|(outcome, ..)| {
            let of = problems.iter();
            of.filter(move |one| one.outcome == *outcome)
        });
        let points = (1..).zip(ordered).collect();
        Self {
            title: format!("{}: {}", shortened(name, 30), words.join(", ")),
            points: Few::of(points, POINTS),
            answer: answer
                .into_iter()
                .map(|(text, outcome)| (text, outcome.into()))
                .collect(),
            facts: facts(report),
            tally: tally(report),
        }
    }
}

fn facts(report: &Report) -> Vec<(&'static str, String)> {
    let mut facts = Vec::new();
    if let Some(name) = &report.appliance {
        facts.push(("Appliance", name.to_string()));
    }
    facts.push(("Judged as of", moment(report.judged_at)));
    // A run that is judged as of another moment, or again, began at another time.
    if report.judged_at.as_second() != report.started_at.as_second() {
        facts.push(("Measured at", moment(report.started_at)));
    }
    facts.push(match report.realms.as_slice() {
        [one] => ("Realm", one.to_string()),
        many => ("Realms", many.len().to_string()),
    });
    facts.push(("Checks", report.checks.len().to_string()));
    facts.push(("Took", seconds(report.duration_s)));
    facts.push(("Config", report.config.to_string()));
    facts
}

fn tally(report: &Report) -> Vec<Share> {
    let scale = Scale::new(0.0, report.findings.len() as f64);
    let mut before = 0;
    let share = |outcome: Outcome| {
        let count = report.summary.of(outcome);
        let x = scale.at(before as f64);
        before += count;
        Share {
            icon: outcome.into(),
            count,
            x,
            width: Percent((scale.at(before as f64).0 - x.0).max(0.0)),
        }
    };
    Outcome::ALL.map(share).into_iter().collect()
}
