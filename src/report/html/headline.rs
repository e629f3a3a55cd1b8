//! The top of the page: the answer, what it is the answer to, and how many findings are of which kind.

use checks::kit::{Status, text};
use jiff::Timestamp;

use super::axis::{Percent, Scale};
use crate::report::Report;
use crate::report::human::block::sentence;
use crate::report::human::cause::Told;
use crate::report::mark::Mark;
use crate::report::verdict::verdict;

/// The top of the page.
pub struct Headline {
    /// The title of the document.
    pub title: String,
    /// The answer: each part with its mark.
    pub verdict: Vec<(String, Mark)>,
    /// The sentences of what is wrong, worst first.
    pub points: Vec<Point>,
    /// How many more there are.
    pub more: usize,
    /// What was looked at, when, by whom.
    pub facts: Vec<(&'static str, String)>,
    /// The findings of each status.
    pub tally: Vec<Share>,
    /// How many findings there are.
    pub total: usize,
}

/// One thing that is wrong, in a sentence.
pub struct Point {
    /// How bad it is.
    pub mark: Mark,
    /// The number of its block.
    pub number: usize,
    /// The sentence.
    pub sentence: String,
    /// What it explains besides.
    pub explains: usize,
}

/// How many findings have a status.
pub struct Share {
    /// The status.
    pub mark: Mark,
    /// How many.
    pub count: usize,
    /// Where its part of the bar begins.
    pub x: Percent,
    /// How wide it is.
    pub width: Percent,
}

/// As many stand on top; all follow below.
const POINTS: usize = 7;

impl Headline {
    /// The top of this report's page.
    pub fn of(report: &Report, told: &[Told<'_>]) -> Self {
        let verdict = verdict(report, told);
        let answer: Vec<&str> = verdict.iter().map(|(text, _)| text.as_str()).collect();
        let answer = answer.join(", ");
        let name = report.appliance.as_deref().unwrap_or("otpdoctor");
        let points = points(told);
        Self {
            title: format!("{}: {answer}", text::quote(name, 30)),
            more: points.len().saturating_sub(POINTS),
            points: points.into_iter().take(POINTS).collect(),
            verdict: verdict
                .into_iter()
                .map(|(text, status)| (text, status.into()))
                .collect(),
            facts: facts(report),
            tally: tally(report),
            total: report.findings.len(),
        }
    }
}

/// In the order of the blocks: failures, what is unknown, warnings.
fn points(told: &[Told<'_>]) -> Vec<Point> {
    let statuses = [Status::Fail, Status::Unknown, Status::Warn];
    let ordered = statuses
        .into_iter()
        .flat_map(|status| told.iter().filter(move |one| one.status == status));
    ordered
        .enumerate()
        .map(|(index, one)| Point {
            mark: one.status.into(),
            number: index + 1,
            sentence: sentence(one.alike[0]),
            explains: one.cause.map_or(0, |cause| cause.explains.len()),
        })
        .collect()
}

fn facts(report: &Report) -> Vec<(&'static str, String)> {
    let mut facts = Vec::new();
    if let Some(name) = &report.appliance {
        facts.push(("Appliance", text::harmless(name)));
    }
    facts.push(("Judged as of", moment(report.judged_at)));
    // A run that is judged as of another moment, or again, began at another time.
    if report.judged_at.as_second() != report.started_at.as_second() {
        facts.push(("Measured at", moment(report.started_at)));
    }
    facts.push(match report.realms.as_slice() {
        [one] => ("Realm", text::harmless(one)),
        many => ("Realms", many.len().to_string()),
    });
    facts.push(("Checks", report.checks.len().to_string()));
    facts.push(("Took", crate::report::block::seconds(report.duration_s)));
    facts.push(("Config", text::harmless(&report.config)));
    facts
}

/// A moment to the second.
pub fn moment(at: Timestamp) -> String {
    at.strftime("%Y-%m-%d %H:%M:%S UTC").to_string()
}

fn tally(report: &Report) -> Vec<Share> {
    let summary = &report.summary;
    let counts = [
        (Mark::Fail, summary.fail),
        (Mark::Unknown, summary.unknown),
        (Mark::Warn, summary.warn),
        (Mark::Waived, summary.waived),
        (Mark::Pass, summary.pass),
        (Mark::Skip, summary.skip),
    ];
    let total: usize = counts.iter().map(|(_, count)| count).sum();
    let scale = Scale::new(0.0, total as f64);
    let mut before = 0;
    counts
        .into_iter()
        .map(|(mark, count)| {
            let x = scale.at(before as f64);
            before += count;
            let width = Percent((scale.at(before as f64).0 - x.0).max(0.0));
            Share {
                mark,
                count,
                x,
                width,
            }
        })
        .collect()
}
