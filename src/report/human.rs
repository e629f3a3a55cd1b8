//! The report for a person at a terminal: what is wrong first, with its cure; then a line an area.
//!
//! Writes ANSI styles always; the stream that it goes to takes them out where they are not wanted.

mod areas;
pub(crate) mod block;
pub(crate) mod cause;
mod coming;
pub(crate) mod lines;
mod waived;

use std::collections::HashMap;

use checks::kit::realm::Platform;
use checks::kit::{Status, text};

use self::cause::Told;
use self::lines::{BOLD, DIM, columns, line, paint};
use super::verdict::verdict;
use super::{Finding, Report};

/// For whom it is drawn.
#[derive(Clone, Copy, Debug)]
pub struct Look {
    /// Columns of the terminal.
    pub width: usize,
    /// How much is shown.
    pub detail: Detail,
    /// The platform whose commands are shown.
    pub platform: Platform,
}

impl Look {
    /// No wider than is easy to read, no narrower than can be laid out.
    pub(crate) fn bounded(self) -> Self {
        Self {
            width: self.width.clamp(40, WIDEST),
            ..self
        }
    }
}

/// How much is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Detail {
    /// What is wrong, and a line an area.
    Brief,
    /// Every finding.
    All,
}

/// As many things are told with all they have; more would be read by nobody.
const TOLD: usize = 20;
/// As many of the rest are named.
const LISTED: usize = 20;

/// Wider lines are hard to read.
const WIDEST: usize = 110;

/// The whole report.
pub fn render(report: &Report, look: Look) -> String {
    let look = look.bounded();
    let mut out = String::new();
    let told = cause::told(report);
    headline(&mut out, report, &told, look);
    let (full, rest) = told.split_at(told.len().min(TOLD));
    for one in full {
        block::block(&mut out, report, one, look);
    }
    listed(&mut out, rest, look);
    if look.detail == Detail::All {
        areas::every(&mut out, report, look);
    }
    waived::waived(&mut out, report, look);
    areas::overview(&mut out, report, look);
    coming::coming(&mut out, report, look);
    farewell(&mut out, report, &told, look);
    out
}

/// What was looked at, and how many things are wrong: as many as are told below.
fn headline(out: &mut String, report: &Report, told: &[Told<'_>], look: Look) {
    let realms = match report.realms.as_slice() {
        [one] => text::harmless(one),
        many => format!("{} realms", many.len()),
    };
    let name = report
        .appliance
        .as_deref()
        .map(|name| format!("{} · ", text::harmless(name)))
        .unwrap_or_default();
    let left = format!(
        "{name}{realms} · {} check{} · {:.1} s",
        report.checks.len(),
        if report.checks.len() == 1 { "" } else { "s" },
        report.duration_s
    );
    let said = verdict(report, told);
    let plain = said
        .iter()
        .map(|(text, _)| text.as_str())
        .collect::<Vec<_>>()
        .join(", ");
    let styled = said
        .iter()
        .map(|(text, status)| paint(lines::mark(*status).1.bold(), text))
        .collect::<Vec<_>>()
        .join(", ");
    let gap = look
        .width
        .saturating_sub(columns(&left) + columns(&plain))
        .max(2);
    line(out, &format!("{}{:gap$}{styled}", paint(BOLD, &left), ""));
}

/// What is not told in full, in a line each.
fn listed(out: &mut String, rest: &[Told<'_>], look: Look) {
    if rest.is_empty() {
        return;
    }
    out.push('\n');
    line(out, &paint(BOLD, &format!("And {} more", rest.len())));
    for one in rest.iter().take(LISTED) {
        let (sign, style) = lines::mark(one.status);
        let told = format!("{}: {}", one.tag(), block::sentence(one.alike[0]));
        let told = text::quote(&told, look.width.saturating_sub(5));
        line(out, &format!("  {} {told}", paint(style, sign)));
    }
    if rest.len() > LISTED {
        let more = format!("  and {} more, -o json has them all", rest.len() - LISTED);
        line(out, &paint(DIM, &more));
    }
}

/// Findings that say the same of several subjects and have the same cure. What kept several checks from looking is one
/// thing that is wrong.
fn grouped<'a>(wrong: &[&'a Finding]) -> Vec<Vec<&'a Finding>> {
    let mut groups: Vec<Vec<&Finding>> = Vec::new();
    let mut places: HashMap<_, Vec<usize>> = HashMap::new();
    for finding in wrong {
        let check = (finding.status != Status::Unknown).then_some(finding.check.as_str());
        let key = (check, &finding.reason, &finding.summary);
        let known = places.entry(key).or_default();
        match known
            .iter()
            .find(|place| groups[**place][0].remedy == finding.remedy)
        {
            Some(place) => groups[*place].push(finding),
            None => {
                known.push(groups.len());
                groups.push(vec![finding]);
            }
        }
    }
    groups
}

fn farewell(out: &mut String, report: &Report, told: &[Told<'_>], look: Look) {
    let mut hints = Vec::new();
    if let Some(first) = told.first() {
        let check = text::harmless(&first.alike[0].check);
        hints.push(format!("otpdoctor explain {check}"));
    }
    if look.detail == Detail::Brief && report.summary.skip + report.summary.pass > 0 {
        hints.push("-v shows every finding".to_owned());
    }
    if !hints.is_empty() {
        out.push('\n');
        line(out, &paint(DIM, &hints.join(" · ")));
    }
}
