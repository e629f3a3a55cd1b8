//! The report as one HTML file that asks nothing of anybody: no script, no font, no picture from elsewhere.

pub(in crate::report) mod axis;
mod chains;
mod clock;
mod findings;
mod headline;
mod icon;
mod matrix;
mod parts;
mod timeline;

use std::borrow::Borrow;
use std::collections::HashSet;

use askama::Template;
use checks::kit::text;
use jiff::Timestamp;

use self::chains::Chains;
use self::clock::Clock;
use self::findings::{Area, Row, areas};
use self::headline::Headline;
use self::icon::Icon;
use self::matrix::Matrix;
use self::parts::PARTS;
use self::timeline::Timeline;
use super::model::{Expiry, Finding, Outcome, Report, Text};
use super::view::page::compact;
use super::view::text::{days_left, seconds};
use super::view::{self, Few, Problem, Realms, Waived, problems};

/// What the page shows, in order.
#[derive(Template)]
#[template(path = "report/page.html")]
struct Page<'a> {
    style: &'static str,
    head: Headline<'a>,
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
    problems: Vec<(usize, &'a Problem<'a>)>,
}

/// As many problems are shown with all they have; more would be read by nobody, and are listed.
const IN_FULL: usize = 60;
/// As many rows has a table that nobody reads for its findings.
const LISTED: usize = 300;
/// As many things that were skipped for one reason are named.
const SUBJECTS: usize = 8;

/// The whole page.
pub fn render(report: &Report) -> String {
    let problems = problems(report);
    let areas = areas(report);
    let waived = Few::of(view::waived(report), LISTED);
    let skipped = Few::of(view::skipped(report), LISTED);
    let rows = areas.iter().flat_map(|area| &area.groups);
    let rows = rows
        .flat_map(|group| &group.rows.shown)
        .map(|row| row.index);
    let apart = waived.shown.iter().map(|one| one.findings[0].0);
    let apart = apart.chain(skipped.shown.iter().map(|alike| alike[0].0));
    let anchors: HashSet<usize> = rows.chain(apart).collect();
    let (full, listed) = problems.split_at(problems.len().min(IN_FULL));
    let page = Page {
        style: include_str!("../../templates/report/style.css"),
        head: Headline::of(report, &problems),
        parts: parts(full),
        more: Few::of(listed.iter().collect(), LISTED),
        matrix: Matrix::of(report),
        timeline: Timeline::of(report),
        chains: Chains::of(report),
        clock: Clock::of(report),
        areas,
        waived,
        skipped,
        ends: Few::of(report.forecast.iter().collect(), LISTED),
        first: problems.first().map(|one| &one.first().check),
        report,
        anchors,
    };
    compact(&page.render().expect("writing into a string does not fail"))
}

fn parts<'a>(problems: &'a [Problem<'a>]) -> Vec<Part<'a>> {
    let mut number = 0;
    let mut parts = Vec::new();
    for (outcome, id, title) in PARTS {
        let of = problems.iter().filter(|one| one.outcome == outcome);
        let problems: Vec<_> = of
            .map(|one| {
                number += 1;
                (number, one)
            })
            .collect();
        if !problems.is_empty() {
            parts.push(Part {
                id,
                title,
                problems,
            });
        }
    }
    parts
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

    fn row(&self, (index, finding): &(usize, &'a Finding)) -> Row<'a> {
        Row::of(self.report, *index, finding)
    }

    fn realms(&self, names: &'a [Text]) -> Realms<'a> {
        Realms::of(names, self.report)
    }

    /// What findings are about that say the same, and where they hold.
    fn about(&self, alike: &[(usize, &'a Finding)]) -> (Few<&'a Text>, Realms<'a>) {
        let findings: Vec<&Finding> = alike.iter().map(|(_, one)| *one).collect();
        let mut known = HashSet::new();
        let subjects = findings.iter().map(|one| &one.subject);
        let subjects = subjects.filter(|one| known.insert(*one)).collect();
        let realms = Realms::of_many(&findings, self.report);
        (Few::of(subjects, SUBJECTS), realms)
    }
}
