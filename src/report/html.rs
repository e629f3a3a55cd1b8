//! The report as one HTML file that asks nothing of anybody: no script, no font, no picture from elsewhere.

mod chains;
mod clock;
mod findings;
mod matrix;
mod timeline;

use std::cmp::Reverse;
use std::collections::{HashMap, HashSet};

use askama::Template;

use self::chains::Chains;
use self::clock::Clock;
use self::findings::{Area, Row, index, passed, rows, subjects};
use self::matrix::Matrix;
use self::timeline::Timeline;
use super::model::{Finding, Outcome, Report, Text};
use super::view::axis::{Bar, Percent, Scale};
use super::view::icon::Icon;
use super::view::page::compact;
use super::view::text::{counted, seconds, shortened};
use super::view::{self, Few, Problem, Realms, Waived, distinct, grouped, problems};

/// What the page shows, in order.
#[derive(Template)]
#[template(path = "report/page.html")]
struct Page<'a> {
    title: String,
    answer: Vec<(String, Icon)>,
    /// How many findings have which outcome, and their part of the bar.
    tally: Vec<(Icon, usize, Bar)>,
    parts: Vec<Part<'a>>,
    more: Few<&'a Problem<'a>>,
    matrix: Matrix<'a>,
    timeline: Timeline<'a>,
    chains: Option<Chains<'a>>,
    clock: Option<Clock<'a>>,
    areas: Vec<Area<'a>>,
    waived: Few<(Row<'a>, Waived<'a>)>,
    skipped: Few<Skipped<'a>>,
    first: Option<&'a Text>,
    report: &'a Report,
    anchors: HashMap<usize, String>,
}

/// The problems of one kind.
struct Part<'a> {
    id: &'static str,
    title: &'static str,
    articles: Vec<Article<'a>>,
}

/// A problem with everything about it.
struct Article<'a> {
    number: usize,
    problem: &'a Problem<'a>,
    icon: Icon,
    /// What it is about, where the sentence does not say so.
    subjects: Few<&'a Text>,
    /// What its other findings say, and what it explains.
    rows: Few<Row<'a>>,
    /// What it explains too, which stands with an earlier problem.
    also: Vec<(usize, &'a Finding)>,
    /// The checks that could not run because of it.
    stopped: Vec<&'a Text>,
}

/// Checks that did not run, all for the same reason.
struct Skipped<'a> {
    checks: Vec<&'a Text>,
    first: &'a Finding,
    subjects: Few<&'a Text>,
    realms: Realms<'a>,
}

/// As many problems are shown with all they have; the rest is listed.
const IN_FULL: usize = 60;
/// As many rows are below one problem.
const BELOW: usize = 12;
/// As many rows has any other table.
const LISTED: usize = 300;
/// As many things that were skipped for one reason are named.
const SUBJECTS: usize = 8;

/// The whole page.
pub fn render(report: &Report) -> String {
    let mut problems = problems(report);
    let first = problems.first().map(|one| &one.first().check);
    problems.sort_by_key(|one| Reverse(one.outcome));
    let answer = view::headline(report, &problems);
    let texts: Vec<&str> = answer.iter().map(|(text, _)| text.as_str()).collect();
    let name = report.appliance.as_deref().unwrap_or("otpdoctor");
    let title = format!("{}: {}", shortened(name, 30), texts.join(", "));
    let answer = answer.into_iter();
    let answer = answer.map(|(text, outcome)| (text, outcome.into()));
    let numbered: Vec<_> = (1..).zip(&problems).collect();
    let (full, listed) = numbered.split_at(numbered.len().min(IN_FULL));
    let mut shown = HashSet::new();
    let parts: Vec<Part<'_>> = full
        .chunk_by(|one, next| one.1.outcome == next.1.outcome)
        .map(|alike| part(alike, &mut shown))
        .collect();
    let areas = passed(report);
    let waived = view::waived(report).into_iter();
    let waived = waived.map(|one| {
        let mut rows = rows(one.findings.iter().map(|(_, one)| *one), report);
        (rows.swap_remove(0), one)
    });
    let waived = Few::of(waived.collect(), LISTED);
    let page = Page {
        title,
        answer: answer.collect(),
        tally: tally(report),
        more: Few::of(listed.iter().map(|(_, one)| *one).collect(), LISTED),
        matrix: Matrix::of(report),
        timeline: Timeline::of(report),
        chains: Chains::of(report),
        clock: Clock::of(report),
        anchors: anchors(report, &parts, &waived.shown),
        parts,
        areas,
        waived,
        skipped: skipped(report, &problems),
        first,
        report,
    };
    compact(&page)
}

fn part<'a>(problems: &[(usize, &'a Problem<'a>)], shown: &mut HashSet<usize>) -> Part<'a> {
    let (id, title) = match problems[0].1.outcome {
        Outcome::Fail => ("causes", "What is wrong, and the cure"),
        Outcome::Unknown => ("unchecked", "What could not be checked"),
        _ => ("warnings", "What needs attention soon"),
    };
    let articles = problems.iter();
    let articles = articles.map(|(number, problem)| article(*number, problem, shown));
    Part {
        id,
        title,
        articles: articles.collect(),
    }
}

fn article<'a>(number: usize, problem: &'a Problem<'a>, shown: &mut HashSet<usize>) -> Article<'a> {
    let report = problem.report;
    let (same, other): (Vec<&Finding>, Vec<&Finding>) = problem
        .findings
        .iter()
        .partition(|one| one.summary == problem.first().summary);
    let explained = problem.cause.map_or(&[][..], |cause| &cause.explains);
    let explained = explained.iter().filter_map(|one| {
        let finding = report.findings.get(one.finding)?;
        finding
            .outcome()
            .is_wrong()
            .then_some((one.finding, finding))
    });
    let (below, also): (Vec<_>, Vec<_>) = explained.partition(|(index, _)| shown.insert(*index));
    let below = other
        .into_iter()
        .chain(below.into_iter().map(|(_, one)| one));
    let also = grouped(also, |(_, one)| (&one.check, &one.reason));
    Article {
        number,
        problem,
        icon: problem.outcome.into(),
        subjects: subjects(same.into_iter()),
        rows: Few::of(rows(below, report), BELOW),
        also: also.into_iter().map(|alike| alike[0]).collect(),
        stopped: problem.consequences().stopped,
    }
}

/// Where the page shows each finding that is wrong.
fn anchors(
    report: &Report,
    parts: &[Part<'_>],
    waived: &[(Row<'_>, Waived<'_>)],
) -> HashMap<usize, String> {
    let articles = || parts.iter().flat_map(|part| &part.articles);
    let waived = waived.iter().map(|(row, _)| row);
    let below = articles().flat_map(|one| &one.rows.shown).chain(waived);
    let below = below.flat_map(|row| {
        row.findings
            .iter()
            .map(|one| (index(one, report), row.id.clone()))
    });
    let own = articles().flat_map(|article| {
        let anchor = format!("c{}", article.number);
        let findings = article.problem.findings.iter();
        findings.map(move |one| (index(one, report), anchor.clone()))
    });
    own.chain(below).collect()
}

/// What was skipped, but for what a problem stopped: that stands there. What stopped many checks is one row.
fn skipped<'a>(report: &'a Report, problems: &[Problem<'_>]) -> Few<Skipped<'a>> {
    let causes = problems.iter().filter_map(|one| one.cause);
    let stopped: HashSet<usize> = causes
        .flat_map(|cause| cause.explains.iter().map(|one| one.finding))
        .collect();
    let findings = report.findings.iter().enumerate();
    let findings = findings.filter(|(index, _)| !stopped.contains(index));
    let findings = findings.map(|(_, one)| one);
    let alike = grouped(
        findings.filter(|one| one.outcome() == Outcome::Skip),
        |one| (&one.reason, &one.summary),
    );
    let rows = alike.into_iter().map(|alike| Skipped {
        checks: distinct(alike.iter().map(|one| &one.check)),
        first: alike[0],
        subjects: Few::of(
            distinct(alike.iter().copied().filter_map(view::text::subject)),
            SUBJECTS,
        ),
        realms: Realms::of_many(&alike, report),
    });
    Few::of(rows.collect(), LISTED)
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
    let shares = Outcome::ALL.map(share).into_iter();
    shares.filter(|(_, count, _)| *count > 0).collect()
}

impl Page<'_> {
    fn took(&self, span_s: &f64) -> String {
        seconds(*span_s)
    }

    fn realms(&self) -> Realms<'_> {
        Realms::of(&self.report.realms, self.report)
    }
}
