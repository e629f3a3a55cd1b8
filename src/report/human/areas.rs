//! What was looked at: a line a finding, or a line an area.

use std::collections::{HashMap, HashSet};

use anstyle::Style;
use checks::kit::{Area, Status, text};

use super::Look;
use super::lines::{self, BOLD, DIM, columns, line, paint, wrap};
use crate::report::{Finding, Outcome, Report};

/// Every finding, by area, worst first.
pub fn every(out: &mut String, report: &Report, look: Look) {
    let widest = report
        .findings
        .iter()
        .map(|finding| columns(&text::harmless(&finding.check)))
        .max()
        .unwrap_or_default()
        .min(look.width / 2);
    for (area, of) in areas(report) {
        let mut rows = rows(&of);
        rows.sort_by_key(|row| std::cmp::Reverse(rank(row[0])));
        out.push('\n');
        line(out, &paint(BOLD, &area));
        for row in rows {
            finding_line(out, report, &row, widest, look);
        }
    }
}

/// The findings by area: ours in their order, then those of a later version's.
fn areas(report: &Report) -> Vec<(String, Vec<&Finding>)> {
    let mut areas: Vec<(&str, Vec<&Finding>)> = Area::ALL
        .iter()
        .map(|area| (area.name(), Vec::new()))
        .collect();
    for finding in &report.findings {
        match areas.iter_mut().find(|(area, _)| *area == finding.area) {
            Some((_, of)) => of.push(finding),
            None => areas.push((&finding.area, vec![finding])),
        }
    }
    areas.retain(|(_, of)| !of.is_empty());
    let named = |area: &str| match area {
        "" => "run".to_owned(),
        area => text::harmless(area),
    };
    areas
        .into_iter()
        .map(|(area, of)| (named(area), of))
        .collect()
}

/// Worst first; what is waived calls for nobody, and comes before what passed.
fn rank(finding: &Finding) -> (bool, bool, Status) {
    let waived = finding.waived.is_some();
    let calls = !waived && finding.status >= Status::Warn;
    (calls, waived, finding.status)
}

/// The findings of an area; what differs in its realms alone stands in one row.
fn rows<'a>(of: &[&'a Finding]) -> Vec<Vec<&'a Finding>> {
    let mut rows: Vec<Vec<&Finding>> = Vec::new();
    let mut places = HashMap::new();
    for finding in of {
        let said = (
            (&finding.check, &finding.reason, &finding.subject),
            (&finding.summary, finding.waived.is_some()),
        );
        match places.get(&said) {
            Some(place) => {
                let row: &mut Vec<&Finding> = &mut rows[*place];
                row.push(finding);
            }
            None => {
                places.insert(said, rows.len());
                rows.push(vec![finding]);
            }
        }
    }
    rows
}

fn finding_line(out: &mut String, report: &Report, row: &[&Finding], widest: usize, look: Look) {
    let finding = row[0];
    let told = finding.summary.contains(&finding.subject);
    let mut said = match told {
        true => finding.summary.clone(),
        false => format!("{}: {}", finding.subject, finding.summary),
    };
    let touched: HashSet<&String> = row.iter().flat_map(|one| &one.realms).collect();
    match (touched.len(), report.realms.len()) {
        (some, all) if some == all => {}
        (..=3, _) => said += &format!(" [{}]", names(row).join(", ")),
        (some, all) => said += &format!(" [{some} of {all} realms]"),
    }
    match (&finding.waived, finding.status) {
        (Some(_), _) => said += &format!(" ({}, waived)", finding.reason),
        (None, Status::Pass) => {}
        (None, _) => said += &format!(" ({})", finding.reason),
    }
    let indent = 4 + widest + 2;
    let (mark, style) = mark(Outcome::of(finding));
    let check = text::harmless(&finding.check);
    let room = look.width.saturating_sub(indent).max(20);
    for (index, text) in wrap(&text::harmless(&said), room, "").iter().enumerate() {
        match index {
            0 => line(
                out,
                &format!(
                    "  {}{text}",
                    paint(style, &format!("{mark} {check:widest$}  "))
                ),
            ),
            _ => line(out, &format!("{:indent$}{text}", "")),
        }
    }
}

/// The realms of a row, each once.
fn names<'a>(row: &[&'a Finding]) -> Vec<&'a str> {
    let mut names: Vec<&str> = Vec::new();
    for realm in row.iter().flat_map(|one| &one.realms) {
        if !names.contains(&realm.as_str()) {
            names.push(realm);
        }
    }
    names
}

/// The columns; that of the waived only where something is.
const COUNTED: [Outcome; 6] = [
    Outcome::Of(Status::Pass),
    Outcome::Of(Status::Warn),
    Outcome::Of(Status::Fail),
    Outcome::Of(Status::Unknown),
    Outcome::Waived,
    Outcome::Of(Status::Skip),
];

/// A line an area.
pub fn overview(out: &mut String, report: &Report, look: Look) {
    let waived = report.findings.iter().any(|one| one.waived.is_some());
    let counted: Vec<Outcome> = COUNTED
        .into_iter()
        .filter(|outcome| waived || *outcome != Outcome::Waived)
        .collect();
    out.push('\n');
    let heads: String = counted
        .iter()
        .map(|outcome| format!("{:>1$}", outcome.name(), cell(*outcome)))
        .collect();
    line(out, &paint(DIM, &format!("  {:12}{heads}", "area")));
    for (area, of) in areas(report) {
        area_line(out, &area, &of, &counted, look);
    }
}

fn area_line(out: &mut String, area: &str, of: &[&Finding], counted: &[Outcome], look: Look) {
    let outcomes: Vec<Outcome> = of.iter().map(|one| Outcome::of(one)).collect();
    let (sign, style) = mark(worst(&outcomes));
    let mut row = paint(style, &format!("{sign} {area:12}"));
    for outcome in counted {
        let width = cell(*outcome);
        row += &match outcomes.iter().filter(|one| *one == outcome).count() {
            0 => paint(DIM, &format!("{:>width$}", "·")),
            n => match outcome {
                Outcome::Of(status) if *status >= Status::Warn => {
                    paint(mark(*outcome).1, &format!("{n:>width$}"))
                }
                _ => format!("{n:>width$}"),
            },
        };
    }
    let why = skipped(of);
    if why.is_empty() {
        return line(out, &row);
    }
    let indent = columns(&row) + 2;
    if look.width < indent + 20 {
        line(out, &row);
        for (index, text) in wrap(&why, look.width.saturating_sub(11), "")
            .iter()
            .enumerate()
        {
            let lead = if index == 0 { "skipped: " } else { "" };
            line(out, &paint(DIM, &format!("  {lead:9}{text}")));
        }
        return;
    }
    let mut why = wrap(&why, look.width.saturating_sub(indent), "").into_iter();
    let first = paint(DIM, &why.next().unwrap_or_default());
    line(out, &format!("{row}  {first}"));
    for more in why {
        line(out, &format!("{:indent$}{}", "", paint(DIM, &more)));
    }
}

/// The worst of an area.
fn worst(outcomes: &[Outcome]) -> Outcome {
    let worst = outcomes.iter().max_by_key(|outcome| match outcome {
        Outcome::Of(status) => (*status >= Status::Warn, false, *status),
        Outcome::Waived => (false, true, Status::Skip),
    });
    *worst.expect("an area has a finding")
}

/// The sign of an outcome, and its style.
fn mark(outcome: Outcome) -> (&'static str, Style) {
    match outcome {
        Outcome::Of(status) => lines::mark(status),
        Outcome::Waived => ("~", DIM),
    }
}

/// The width of a column of numbers.
fn cell(outcome: Outcome) -> usize {
    outcome.name().len() + 2
}

/// Why something was skipped, in the words of the reasons.
fn skipped(findings: &[&Finding]) -> String {
    let mut reasons: Vec<String> = findings
        .iter()
        .filter(|finding| finding.status == Status::Skip)
        .map(|finding| finding.reason.replace('-', " "))
        .collect();
    reasons.sort_unstable();
    reasons.dedup();
    text::harmless(&reasons.join(", "))
}
