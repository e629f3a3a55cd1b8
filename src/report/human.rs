//! The report for a person at a terminal: what is wrong first, with its cure; then a line an area.
//!
//! Writes ANSI styles always; the stream that it goes to takes them out where they are not wanted.

mod areas;
pub(crate) mod block;
pub(crate) mod cause;
mod coming;
pub(crate) mod lines;
mod waived;

use checks::kit::realm::Platform;
use checks::kit::text;

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

/// How much is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Detail {
    /// What is wrong, and a line an area.
    Brief,
    /// Every finding.
    All,
}

/// Wider lines are hard to read.
const WIDEST: usize = 110;

/// The whole report.
pub fn render(report: &Report, look: Look) -> String {
    let look = Look {
        width: look.width.clamp(40, WIDEST),
        ..look
    };
    let mut out = String::new();
    let told = cause::told(report);
    headline(&mut out, report, &told, look);
    for one in &told {
        block::block(&mut out, report, one, look);
    }
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

/// Findings that say the same of several subjects and have the same cure.
fn grouped<'a>(wrong: &[&'a Finding]) -> Vec<Vec<&'a Finding>> {
    let mut groups: Vec<Vec<&Finding>> = Vec::new();
    for finding in wrong {
        let same = |first: &Finding| {
            (&first.check, &first.reason, &first.summary, &first.remedy)
                == (
                    &finding.check,
                    &finding.reason,
                    &finding.summary,
                    &finding.remedy,
                )
        };
        match groups.iter_mut().find(|group| same(group[0])) {
            Some(group) => group.push(finding),
            None => groups.push(vec![finding]),
        }
    }
    groups
}

fn farewell(out: &mut String, report: &Report, told: &[Told<'_>], look: Look) {
    let mut hints = Vec::new();
    if let Some(first) = told.first() {
        hints.push(format!("otpdoctor explain {}", first.alike[0].check));
    }
    if look.detail == Detail::Brief && report.summary.skip + report.summary.pass > 0 {
        hints.push("-v shows every finding".to_owned());
    }
    if !hints.is_empty() {
        out.push('\n');
        line(out, &paint(DIM, &hints.join(" · ")));
    }
}
