//! The report as annotations of GitHub Actions: workflow commands on stdout that mark the config's lines.

use std::collections::HashMap;

use checks::kit::{Status, text};

use super::cell::explained;
use super::place::Base;
use super::{Cause, Finding, Report, phrase};

/// The longest text of one field: GitHub cuts a message at 64 KiB.
const LONGEST: usize = 4000;

/// How many realms are named.
const REALMS: usize = 10;

/// An annotation for each finding that is wrong, causes first, since GitHub shows ten of a step; then a plain line.
pub fn render(report: &Report, base: &Base) -> String {
    let because = explained(report);
    let causes: Vec<usize> = report
        .diagnosis
        .iter()
        .flat_map(|cause| cause.findings.iter().copied())
        .collect();
    let mut wrong: Vec<(usize, &Finding)> = report
        .findings
        .iter()
        .enumerate()
        .filter(|(_, finding)| finding.status >= Status::Warn)
        .collect();
    let rank = |place: usize, finding: &Finding| match &finding.waived {
        Some(_) => 3,
        None if causes.contains(&place) => 0,
        None if because.contains_key(&place) => 2,
        None => 1,
    };
    wrong.sort_by_key(|(place, finding)| rank(*place, finding));
    let mut out: String = wrong
        .iter()
        .map(|(place, finding)| annotation(*place, finding, &because, base))
        .collect();
    out += &conclusion(report);
    out
}

fn annotation(
    place: usize,
    finding: &Finding,
    because: &HashMap<usize, &Cause>,
    base: &Base,
) -> String {
    let (command, prefix) = match (&finding.waived, finding.status) {
        (Some(_), _) => ("notice", "waived: "),
        (None, Status::Fail) => ("error", ""),
        (None, Status::Unknown) => ("warning", "not checked: "),
        (None, _) => ("warning", ""),
    };
    let mut properties = Vec::new();
    if let Some(site) = &finding.site {
        properties.push(("file", base.path(&site.file)));
        properties.push(("line", site.line.to_string()));
        properties.push(("col", site.column.to_string()));
    }
    let title = format!("{prefix}{}/{}", finding.check, finding.reason);
    properties.push(("title", text::quote(&title, 200)));
    let properties: Vec<String> = properties
        .iter()
        .map(|(key, value)| format!("{key}={}", property(value)))
        .collect();
    let lines = message(finding, because.get(&place).copied());
    format!(
        "::{command} {}::{}\n",
        properties.join(","),
        data(&lines.join("\n"))
    )
}

fn message(finding: &Finding, because: Option<&Cause>) -> Vec<String> {
    let mut lines = vec![
        finding.summary.clone(),
        format!("about: {}", finding.subject),
        format!("in: {}", phrase::realms(finding, REALMS)),
    ];
    if let Some(grounds) = &finding.waived {
        lines.push(phrase::waived(grounds));
    }
    if let Some(cause) = because {
        lines.push(phrase::because(cause));
    }
    lines.extend(finding.remedy.steps.iter().map(|step| format!("- {step}")));
    lines.extend(finding.remedy.commands.iter().map(phrase::command));
    lines
        .iter()
        .map(|line| text::quote(line, LONGEST))
        .collect()
}

/// A line that is no command.
fn conclusion(report: &Report) -> String {
    format!("otpdoctor: {}\n", phrase::counts(report))
}

/// What stands after the second `::`.
fn data(text: &str) -> String {
    text.replace('%', "%25")
        .replace('\r', "%0D")
        .replace('\n', "%0A")
}

/// The value of a property, where `:` and `,` mean something too.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}
