//! What the run waited for: every question on one axis of time, and how long each check took.

use std::collections::HashMap;

use checks::kit::text;

use super::axis::{Percent, Scale, Tick};
use crate::report::block::seconds;
use crate::report::mark::Mark;
use crate::report::{Asked, Report};

/// The times of a run.
pub struct Timeline {
    /// The axis.
    pub ticks: Vec<Tick>,
    /// The questions, in the order in which they were asked.
    pub asked: Vec<Bar>,
    /// How many more there were, quicker than all these.
    pub more: usize,
    /// The checks.
    pub checks: Vec<Bar>,
}

/// One bar.
pub struct Bar {
    /// What took this time.
    pub what: String,
    /// Where it begins.
    pub x: Percent,
    /// How wide it is.
    pub width: Percent,
    /// How long it took, in words.
    pub took: String,
    /// When it began, in words.
    pub began: String,
    /// Why there was no answer.
    pub unanswered: Option<String>,
    /// The worst that a check says; of a question, nothing.
    pub mark: Mark,
}

/// As many questions are drawn: the slowest.
const ASKED: usize = 16;

impl Timeline {
    /// The times of this report's run.
    pub fn of(report: &Report) -> Self {
        let ends = report.asked.iter().map(|one| one.began_s + one.took_s);
        let longest = report.findings.iter().map(|one| one.duration_s);
        let end = ends.chain(longest).fold(report.duration_s, f64::max);
        let scale = Scale::new(0.0, end.max(0.001));
        let mut slowest: Vec<(usize, &Asked)> = report.asked.iter().enumerate().collect();
        slowest.sort_by(|(_, one), (_, other)| other.took_s.total_cmp(&one.took_s));
        slowest.truncate(ASKED);
        slowest.sort_by_key(|(place, _)| *place);
        Self {
            ticks: scale.ticks(tick),
            more: report.asked.len() - slowest.len(),
            asked: slowest
                .iter()
                .map(|(_, one)| question(scale, one))
                .collect(),
            checks: checks(scale, report),
        }
    }
}

fn tick(value: f64) -> String {
    match value {
        0.0 => "0".into(),
        _ if value < 1.0 => format!("{:.0} ms", value * 1000.0),
        _ => format!("{} s", (value * 1000.0).round() / 1000.0),
    }
}

fn question(scale: Scale, asked: &Asked) -> Bar {
    Bar {
        what: text::harmless(&asked.what),
        x: scale.at(asked.began_s),
        width: scale.between(asked.began_s, asked.began_s + asked.took_s),
        took: seconds(asked.took_s),
        began: seconds(asked.began_s),
        unanswered: asked.unanswered.as_deref().map(text::harmless),
        mark: match asked.unanswered {
            Some(_) => Mark::Unknown,
            None => Mark::None,
        },
    }
}

/// All checks begin with the run; a bar ends where the last answer was judged.
fn checks(scale: Scale, report: &Report) -> Vec<Bar> {
    let mut worst: HashMap<&str, (f64, Mark)> = HashMap::new();
    for finding in &report.findings {
        let (took, mark) = worst
            .entry(finding.check.as_str())
            .or_insert((0.0, Mark::None));
        *took = took.max(finding.duration_s);
        *mark = Mark::of(finding).max(*mark);
    }
    report
        .checks
        .iter()
        .filter_map(|check| Some((check, worst.get(check.as_str())?)))
        .map(|(check, (took, mark))| Bar {
            what: check.clone(),
            x: scale.at(0.0),
            width: scale.between(0.0, *took),
            took: seconds(*took),
            began: seconds(0.0),
            unanswered: None,
            mark: *mark,
        })
        .collect()
}
