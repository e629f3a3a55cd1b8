//! The report as one HTML file that asks nothing of anybody: no script, no font, no picture from elsewhere.

pub(in crate::report) mod axis;
mod chains;
mod clock;
mod findings;
mod headline;
mod matrix;
mod timeline;

use std::collections::HashSet;

use askama::Template;
use checks::kit::{Status, text};

use self::chains::Chains;
use self::clock::Clock;
use self::findings::{Area, Ending, Few, Skips, Waived};
use self::headline::Headline;
use self::matrix::Matrix;
use self::timeline::Timeline;
use super::block::{Block, Brief};
use super::human::cause::{Told, told};
use super::{Report, phrase};

/// What the page shows, in order.
#[derive(Template)]
#[template(path = "report/page.html")]
struct Page<'a> {
    style: &'static str,
    head: Headline,
    parts: Vec<Part<'a>>,
    more: Few<Brief>,
    matrix: Matrix<'a>,
    timeline: Timeline,
    chains: Option<Chains<'a>>,
    clock: Option<Clock>,
    areas: Vec<Area<'a>>,
    waived: Few<Waived<'a>>,
    skips: Few<Skips<'a>>,
    endings: Few<Ending<'a>>,
    again: String,
    first: Option<&'a str>,
    report: &'a Report,
}

/// What is told together above the tables: causes, what could not be checked, warnings.
struct Part<'a> {
    id: &'static str,
    title: &'static str,
    blocks: Vec<Block<'a>>,
}

/// As many are told with all they have; more would be read by nobody, and are listed.
const TOLD: usize = 60;

/// The whole page.
pub fn render(report: &Report) -> String {
    let told = told(report);
    let (areas, waived, skips) = (
        findings::areas(report),
        findings::waived(report),
        findings::skips(report),
    );
    let anchors = findings::anchors(&areas, &waived, &skips);
    let (full, listed) = told.split_at(told.len().min(TOLD));
    let page = Page {
        style: include_str!("../../templates/report/style.css"),
        head: Headline::of(report, &told),
        parts: parts(report, full, &anchors),
        more: Few::of(listed.iter().map(Brief::of).collect()),
        matrix: Matrix::of(report, &anchors),
        timeline: Timeline::of(report),
        chains: Chains::of(report),
        clock: Clock::of(report),
        areas,
        waived,
        skips,
        endings: findings::endings(report),
        again: phrase::again(report),
        first: told.first().map(|one| one.alike[0].check.as_str()),
        report,
    };
    let page = page.render().expect("writing into a string does not fail");
    inert(&page)
}

const PARTS: [(Status, &str, &str); 3] = [
    (Status::Fail, "causes", "What is wrong, and the cure"),
    (Status::Unknown, "unchecked", "What could not be checked"),
    (Status::Warn, "warnings", "What will need attention"),
];

fn parts<'a>(report: &'a Report, told: &[Told<'a>], anchors: &HashSet<usize>) -> Vec<Part<'a>> {
    let mut number = 0;
    let mut parts = Vec::new();
    for (status, id, title) in PARTS {
        let of: Vec<&Told<'a>> = told.iter().filter(|one| one.status == status).collect();
        let blocks: Vec<Block<'a>> = of
            .into_iter()
            .map(|one| {
                number += 1;
                Block::of(report, one, number, anchors)
            })
            .collect();
        if !blocks.is_empty() {
            parts.push(Part { id, title, blocks });
        }
    }
    parts
}

/// The page without control characters and direction marks: whatever template or view a text of a peer came
/// through, it cannot reorder a line or steer a terminal that prints the file.
pub(in crate::report) fn inert(page: &str) -> String {
    let mut out = String::with_capacity(page.len());
    for line in page
        .split('\n')
        .map(str::trim)
        .filter(|line| !line.is_empty())
    {
        match line.is_ascii() && !line.bytes().any(|byte| byte.is_ascii_control()) {
            true => out.push_str(line),
            false => out.push_str(&text::harmless(line)),
        }
        out.push('\n');
    }
    out
}
