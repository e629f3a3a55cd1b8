//! What the run waited for: every question on one axis of time, and how long each check took.

use std::collections::HashMap;

use crate::report::model::{Asked, Report};
use crate::report::view::axis::{Bar, Scale, Tick};
use crate::report::view::grouped;
use crate::report::view::icon::Icon;

/// The times of a run.
pub struct Timeline<'a> {
    /// The axis.
    pub ticks: Vec<Tick>,
    /// The slowest questions, in the order in which they were asked, and how often each was asked.
    pub asked: Vec<(&'a Asked, Bar, usize)>,
    /// How many more there were.
    pub more: usize,
    /// The checks: id, time in seconds, the worst that each says. All begin with the run; a bar ends with the last
    /// answer.
    pub checks: Vec<(&'a str, f64, Icon, Bar)>,
}

/// As many questions are drawn: the slowest.
const ASKED: usize = 16;

impl<'a> Timeline<'a> {
    /// The times of this report's run.
    pub fn of(report: &'a Report) -> Self {
        let ends = report.asked.iter().map(|one| one.began_s + one.took_s);
        let longest = report.findings.iter().map(|one| one.duration_s);
        let end = ends.chain(longest).fold(report.duration_s, f64::max);
        let scale = Scale::new(0.0, end.max(0.001));
        let asked = report.asked.iter().enumerate();
        let alike = grouped(asked, |(_, one)| (&one.what, &one.unanswered)).into_iter();
        let mut slowest: Vec<(usize, &Asked, usize)> = alike
            .filter_map(|alike| {
                let each = alike.iter();
                let (index, one) =
                    each.max_by(|one, other| one.1.took_s.total_cmp(&other.1.took_s))?;
                Some((*index, *one, alike.len()))
            })
            .collect();
        let all = slowest.len();
        slowest.sort_by(|(_, one, _), (_, other, _)| other.took_s.total_cmp(&one.took_s));
        slowest.truncate(ASKED);
        slowest.sort_by_key(|(index, ..)| *index);
        let mut worst: HashMap<&str, (f64, Icon)> = HashMap::new();
        for alike in report
            .findings
            .chunk_by(|one, next| one.check == next.check)
        {
            let (took, icon) = worst.entry(&alike[0].check).or_insert((0.0, Icon(None)));
            for finding in alike {
                *took = took.max(finding.duration_s);
                *icon = (*icon).max(finding.outcome().into());
            }
        }
        let checks = report.checks.iter().filter_map(|check| {
            let (took, icon) = worst.get(check.as_str())?;
            Some((check.as_str(), *took, *icon, scale.bar(0.0, *took)))
        });
        Self {
            ticks: scale.ticks(tick),
            more: all - slowest.len(),
            checks: checks.collect(),
            asked: slowest
                .into_iter()
                .map(|(_, one, times)| {
                    (one, scale.bar(one.began_s, one.began_s + one.took_s), times)
                })
                .collect(),
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
