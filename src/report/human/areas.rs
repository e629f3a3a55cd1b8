//! What was looked at: a line a finding, or a line an area.

use crate::report::model::{Finding, Outcome, Report};
use crate::report::view::terminal::Look;
use crate::report::view::terminal::{BOLD, DIM, PLAIN, columns, hanging, icon, line, paint};
use crate::report::view::text::subject;
use crate::report::view::{Area, Realms, areas, grouped};

/// Every finding, by area, worst first; what differs in its realms alone stands in one row.
pub fn every(out: &mut String, report: &Report, look: Look) {
    let widest = report.findings.iter().map(|one| columns(&one.check)).max();
    let widest = widest.unwrap_or_default().min(look.width / 2);
    for area in areas(report) {
        out.push('\n');
        line(out, &paint(BOLD, area.name));
        // Steps of a probe that say the same in two realms have others between them.
        let step = |index| report.probe.as_ref().map(|_| index);
        let rows = grouped(area.findings, |(index, one)| {
            let about = (&one.check, &one.reason, &one.subject);
            (step(*index), about, &one.summary, one.outcome())
        });
        for row in rows {
            let row: Vec<&Finding> = row.into_iter().map(|(_, one)| one).collect();
            finding(out, report, &row, widest, look);
        }
    }
}

fn finding(out: &mut String, report: &Report, row: &[&Finding], widest: usize, look: Look) {
    let finding = row[0];
    let about = match subject(finding) {
        None => finding.summary.to_string(),
        Some(subject) => format!("{subject}: {}", finding.summary),
    };
    let reason = match finding.outcome() {
        Outcome::Pass => String::new(),
        Outcome::Waived => format!(" ({}, waived)", finding.reason),
        _ => format!(" ({})", finding.reason),
    };
    let realms = Realms::of_many(row, report).in_brackets();
    let (sign, style) = icon(finding.outcome());
    let lead = paint(style, &format!("{sign} {:widest$}  ", finding.check));
    let text = format!("{about}{realms}{reason}");
    hanging(out, &format!("  {lead}"), &text, PLAIN, look);
}

/// The columns; that of the waived only where something is.
const COUNTED: [Outcome; 6] = [
    Outcome::Pass,
    Outcome::Warn,
    Outcome::Fail,
    Outcome::Unknown,
    Outcome::Waived,
    Outcome::Skip,
];

/// A line an area.
pub fn overview(out: &mut String, report: &Report, look: Look) {
    let mut counted = COUNTED.to_vec();
    counted.retain(|one| *one != Outcome::Waived || report.summary.waived > 0);
    out.push('\n');
    let heads: String = counted
        .iter()
        .map(|outcome| format!("{:>1$}", outcome.name(), cell(*outcome)))
        .collect();
    line(out, &paint(DIM, &format!("  {:12}{heads}", "area")));
    for area in areas(report) {
        area_line(out, &area, &counted, look);
    }
}

fn area_line(out: &mut String, area: &Area<'_>, counted: &[Outcome], look: Look) {
    let (sign, style) = icon(area.worst());
    let mut row = paint(style, &format!("{sign} {:12}", area.name));
    for outcome in counted {
        let width = cell(*outcome);
        let (text, style) = match area.count(*outcome) {
            0 => ("·".to_owned(), DIM),
            n if outcome.is_wrong() => (n.to_string(), icon(*outcome).1),
            n => (n.to_string(), PLAIN),
        };
        row += &paint(style, &format!("{text:>width$}"));
    }
    let why = skipped(area);
    let indent = columns(&row) + 2;
    if why.is_empty() {
        line(out, &row);
    } else if look.width < indent + 20 {
        line(out, &row);
        hanging(out, &paint(DIM, "  skipped: "), &why, DIM, look);
    } else {
        hanging(out, &format!("{row}  "), &why, DIM, look);
    }
}

/// The width of a column of numbers.
fn cell(outcome: Outcome) -> usize {
    outcome.name().len() + 2
}

/// Why something was skipped, in the words of the reasons.
fn skipped(area: &Area<'_>) -> String {
    let findings = area.findings.iter().map(|(_, one)| *one);
    let mut reasons: Vec<String> = findings
        .filter(|one| one.outcome() == Outcome::Skip)
        .map(|one| one.reason.replace('-', " "))
        .collect();
    reasons.sort_unstable();
    reasons.dedup();
    reasons.join(", ")
}
