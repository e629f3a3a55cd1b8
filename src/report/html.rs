//! The report as one HTML file that asks nothing of anybody: no script, no font, no picture from elsewhere.

pub(in crate::report) mod axis;
mod chains;
mod clock;
mod findings;
mod icon;
mod matrix;
mod timeline;

use std::borrow::Borrow;
use std::cmp::Reverse;
use std::collections::HashSet;

use askama::Template;
use checks::kit::text;
use jiff::Timestamp;

use self::axis::{Bar, Percent, Scale};
use self::chains::Chains;
use self::clock::Clock;
use self::findings::{Area, areas};
use self::icon::Icon;
use self::matrix::Matrix;
use self::timeline::Timeline;
use super::model::{Expiry, Finding, Outcome, Report, Text};
use super::view::page::compact;
use super::view::text::{days_left, seconds, shortened};
use super::view::{self, Few, Problem, Realms, Waived, distinct, problems};

/// What the page shows, in order.
#[derive(Template)]
#[template(path = "report/page.html")]
struct Page<'a> {
    style: &'static str,
    title: String,
    answer: Vec<(String, Icon)>,
    /// The first problems, with their numbers on the page.
    points: Few<(usize, &'a Problem<'a>)>,
    /// How many findings have which outcome, and their part of the bar.
    tally: Vec<(Icon, usize, Bar)>,
    parts: Vec<Part<'a>>,
    more: Few<&'a Problem<'a>>,
    matrix: Matrix<'a>,
    timeline: Timeline<'a>,
    chains: Option<Chains<'a>>,
    clock: Option<Clock<'a>>,
    areas: Vec<Area<'a>>,
    waived: Few<Waived<'a>>,
    skipped: Few<Vec<(usize, &'a Finding)>>,
    ends: Few<&'a Expiry>,
    first: Option<&'a Text>,
    report: &'a Report,
    anchors: HashSet<usize>,
}

/// The problems of one kind, with their numbers on the page.
struct Part<'a> {
    id: &'static str,
    title: &'static str,
    problems: &'a [(usize, &'a Problem<'a>)],
}

/// As many problems stand on top; all follow below.
const POINTS: usize = 6;
/// As many problems are shown with all they have; more would be read by nobody, and are listed.
const IN_FULL: usize = 60;
/// As many rows has a table that nobody reads for its findings.
const LISTED: usize = 300;
/// As many things that were skipped for one reason are named.
const SUBJECTS: usize = 8;

/// The whole page.
pub fn render(report: &Report) -> String {
    let mut problems = problems(report);
    let first = problems.first().map(|one| &one.first().check);
    problems.sort_by_key(|one| Reverse(one.outcome));
    let answer = view::headline(report, &problems);
    let words: Vec<&str> = answer.iter().map(|(text, _)| text.as_str()).collect();
    let name = report.appliance.as_deref().unwrap_or("otpdoctor");
    let title = format!("{}: {}", shortened(name, 30), words.join(", "));
    let answer = answer.into_iter();
    let answer = answer.map(|(text, outcome)| (text, outcome.into()));
    let numbered: Vec<_> = (1..).zip(&problems).collect();
    let (full, listed) = numbered.split_at(numbered.len().min(IN_FULL));
    let areas = areas(report);
    let waived = Few::of(view::waived(report), LISTED);
    let skipped = Few::of(view::skipped(report), LISTED);
    let shown = areas.iter().flat_map(|area| &area.groups);
    let shown = shown.flat_map(|group| group.shown.iter().map(|(index, _)| *index));
    let apart = waived.shown.iter().map(|one| one.findings[0].0);
    let apart = apart.chain(skipped.shown.iter().map(|alike| alike[0].0));
    let page = Page {
        style: include_str!("../../templates/report/style.css"),
        title,
        answer: answer.collect(),
        points: Few::of(numbered.clone(), POINTS),
        tally: tally(report),
        parts: full
            .chunk_by(|one, next| one.1.outcome == next.1.outcome)
            .map(part)
            .collect(),
        more: Few::of(listed.iter().map(|(_, one)| *one).collect(), LISTED),
        matrix: Matrix::of(report),
        timeline: Timeline::of(report),
        chains: Chains::of(report),
        clock: Clock::of(report),
        anchors: shown.chain(apart).collect(),
        areas,
        waived,
        skipped,
        ends: Few::of(report.forecast.iter().collect(), LISTED),
        first,
        report,
    };
    compact(&page.render().expect("writing into a string does not fail"))
}

fn part<'a>(problems: &'a [(usize, &'a Problem<'a>)]) -> Part<'a> {
    let (id, title) = match problems[0].1.outcome {
        Outcome::Fail => ("causes", "What is wrong, and the cure"),
        Outcome::Unknown => ("unchecked", "What could not be checked"),
        _ => ("warnings", "What will need attention"),
    };
    Part {
        id,
        title,
        problems,
    }
}

fn tally(report: &Report) -> Vec<(Icon, usize, Bar)> {
    let scale = Scale::new(0.0, report.findings.len() as f64);
    let mut before = 0;
    let share = |outcome: Outcome| {
        let (x, count) = (scale.at(before as f64), report.summary.of(outcome));
        before += count;
        let width = Percent((scale.at(before as f64).0 - x.0).max(0.0));
        (outcome.into(), count, Bar { x, width })
    };
    Outcome::ALL.map(share).into()
}

impl<'a> Page<'a> {
    /// Whether the page has this finding, so that nothing leads nowhere.
    fn has(&self, index: &usize) -> bool {
        self.anchors.contains(index)
    }

    fn icon(&self, outcome: impl Borrow<Outcome>) -> Icon {
        Icon::from(*outcome.borrow())
    }

    fn took(&self, span_s: &f64) -> String {
        seconds(*span_s)
    }

    fn day(&self, at: &Timestamp) -> String {
        text::day(*at)
    }

    fn left(&self, days: &i64) -> String {
        days_left(*days)
    }

    fn moment(&self, at: &Timestamp) -> String {
        view::text::moment(*at)
    }

    fn realms(&self, names: &'a [Text]) -> Realms<'a> {
        Realms::of(names, self.report)
    }

    /// What findings are about that say the same, and where they hold.
    fn about(&self, alike: &[(usize, &'a Finding)]) -> (Few<&'a Text>, Realms<'a>) {
        let findings: Vec<&Finding> = alike.iter().map(|(_, one)| *one).collect();
        let subjects = distinct(findings.iter().map(|one| &one.subject));
        let realms = Realms::of_many(&findings, self.report);
        (Few::of(subjects, SUBJECTS), realms)
    }
}
