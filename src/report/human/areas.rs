//! What was looked at: a line a finding, or a line an area.

use checks::kit::{Area, Status, text};

use super::Look;
use super::block::realms;
use super::lines::{BOLD, DIM, columns, line, mark, paint, wrap};
use crate::report::{Finding, Report};

/// Every finding, by area, worst first.
pub fn every(out: &mut String, report: &Report, look: Look) {
    let widest = report
        .findings
        .iter()
        .map(|finding| finding.check.len())
        .max()
        .unwrap_or_default();
    for area in Area::ALL {
        let mut rows = rows(report, *area);
        rows.sort_by_key(|row| std::cmp::Reverse(row[0].status));
        if !rows.is_empty() {
            out.push('\n');
            line(out, &paint(BOLD, area.name()));
        }
        for row in rows {
            finding_line(out, report, &row, widest, look);
        }
    }
}

/// The findings of an area; what differs in its realms alone stands in one row.
fn rows(report: &Report, area: Area) -> Vec<Vec<&Finding>> {
    let mut rows: Vec<Vec<&Finding>> = Vec::new();
    for finding in report.findings.iter().filter(|one| one.area == area.name()) {
        let said = |one: &Finding| {
            (&one.check, &one.reason, &one.subject, &one.summary)
                == (
                    &finding.check,
                    &finding.reason,
                    &finding.subject,
                    &finding.summary,
                )
        };
        match rows.iter_mut().find(|row| said(row[0])) {
            Some(row) => row.push(finding),
            None => rows.push(vec![finding]),
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
    let touched = |realm: &&String| row.iter().any(|one| one.realms.contains(realm));
    match (
        report.realms.iter().filter(touched).count(),
        report.realms.len(),
    ) {
        (some, all) if some == all => {}
        (..=3, _) => said += &format!(" [{}]", realms(report, row)),
        (some, all) => said += &format!(" [{some} of {all} realms]"),
    }
    if finding.status > Status::Pass {
        said += &format!(" ({})", finding.reason);
    }
    let indent = 4 + widest + 2;
    let (mark, style) = mark(finding.status);
    for (index, text) in wrap(&text::harmless(&said), look.width - indent, "")
        .iter()
        .enumerate()
    {
        match index {
            0 => line(
                out,
                &format!(
                    "  {}{text}",
                    paint(style, &format!("{mark} {:widest$}  ", finding.check))
                ),
            ),
            _ => line(out, &format!("{:indent$}{text}", "")),
        }
    }
}

const COUNTED: [Status; 5] = [
    Status::Pass,
    Status::Warn,
    Status::Fail,
    Status::Unknown,
    Status::Skip,
];

/// A line an area.
pub fn overview(out: &mut String, report: &Report, look: Look) {
    out.push('\n');
    let heads: String = COUNTED
        .iter()
        .map(|status| format!("{:>1$}", status.name(), cell(*status)))
        .collect();
    line(out, &paint(DIM, &format!("  {:12}{heads}", "area")));
    for area in Area::ALL {
        let of: Vec<&Finding> = report
            .findings
            .iter()
            .filter(|finding| finding.area == area.name())
            .collect();
        if let Some(worst) = of.iter().map(|finding| finding.status).max() {
            area_line(out, *area, &of, worst, look);
        }
    }
}

fn area_line(out: &mut String, area: Area, of: &[&Finding], worst: Status, look: Look) {
    let (sign, style) = mark(worst);
    let mut row = paint(style, &format!("{sign} {:12}", area.name()));
    for status in COUNTED {
        let width = cell(status);
        row += &match of.iter().filter(|one| one.status == status).count() {
            0 => paint(DIM, &format!("{:>width$}", "·")),
            n if status >= Status::Warn => paint(mark(status).1, &format!("{n:>width$}")),
            n => format!("{n:>width$}"),
        };
    }
    let why = skipped(of);
    if why.is_empty() {
        return line(out, &row);
    }
    let indent = columns(&row) + 2;
    if look.width < indent + 20 {
        line(out, &row);
        line(out, &paint(DIM, &format!("  skipped: {why}")));
        return;
    }
    let mut why = wrap(&why, look.width.saturating_sub(indent), "").into_iter();
    let first = paint(DIM, &why.next().unwrap_or_default());
    line(out, &format!("{row}  {first}"));
    for more in why {
        line(out, &format!("{:indent$}{}", "", paint(DIM, &more)));
    }
}

/// The width of a column of numbers.
fn cell(status: Status) -> usize {
    status.name().len() + 2
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
    reasons.join(", ")
}
