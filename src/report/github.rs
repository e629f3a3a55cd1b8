//! The report as annotations of GitHub Actions: workflow commands on stdout that mark the config's lines.

use std::collections::{HashMap, HashSet};

use super::model::{Cause, Finding, Outcome, Report};
use super::view::location::Base;
use super::view::text::{because, counts, few, name, remedy, shortened, waived};
use super::view::{explained, help};

/// The longest text of one field: GitHub cuts a message at 64 KiB.
const LONGEST: usize = 4000;

/// How many realms are named.
const REALMS: usize = 10;

/// An annotation for each finding that is wrong, causes first, since GitHub shows ten of a step; then a plain line.
pub fn render(report: &Report, base: &Base) -> String {
    let explained = explained(report);
    let causes = report.diagnosis.iter().flat_map(|cause| &cause.findings);
    let causes: HashSet<&usize> = causes.collect();
    let findings = report.findings.iter().enumerate();
    let mut wrong: Vec<(usize, &Finding)> = findings
        .filter(|(_, one)| one.outcome() >= Outcome::Waived)
        .collect();
    wrong.sort_by_key(|(index, one)| match &one.waived {
        Some(_) => 3,
        None if causes.contains(index) => 0,
        None if explained.contains_key(index) => 2,
        None => 1,
    });
    let mut out: String = wrong
        .iter()
        .map(|(index, one)| annotation(*index, one, &explained, base))
        .collect();
    // A line that is no command.
    out += &format!("otpdoctor: {}\n", counts(report));
    out
}

fn annotation(
    index: usize,
    finding: &Finding,
    explained: &HashMap<usize, &Cause>,
    base: &Base,
) -> String {
    let (command, prefix) = match finding.outcome() {
        Outcome::Waived => ("notice", "waived: "),
        Outcome::Fail => ("error", ""),
        Outcome::Unknown => ("warning", "not checked: "),
        _ => ("warning", ""),
    };
    let mut properties = Vec::new();
    if let Some(site) = &finding.site {
        properties.push(("file", base.path(&site.file)));
        properties.push(("line", site.line.to_string()));
        properties.push(("col", site.column.to_string()));
    }
    let title = format!("{prefix}{}", name(finding));
    properties.push(("title", shortened(&title, 200)));
    let properties: Vec<String> = properties
        .iter()
        .map(|(key, value)| format!("{key}={}", property(value)))
        .collect();
    let mut lines = vec![
        finding.summary.to_string(),
        format!("about: {}", finding.subject),
    ];
    if !finding.realms.is_empty() {
        lines.push(format!("in: {}", few(&finding.realms, REALMS)));
    }
    lines.extend(finding.waived.as_ref().map(waived));
    lines.extend(explained.get(&index).map(|cause| because(cause)));
    lines.extend(remedy(finding));
    lines.extend(help::of(finding).map(|address| format!("see: {address}")));
    let lines: Vec<String> = lines.iter().map(|line| shortened(line, LONGEST)).collect();
    let (properties, message) = (properties.join(","), data(&lines.join("\n")));
    format!("::{command} {properties}::{message}\n")
}

/// What stands after the second `::`.
fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\n', "%0A")
}

/// The value of a property, where `:` and `,` mean something too.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}
