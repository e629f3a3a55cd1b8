//! The report as the output of a Nagios or Icinga plugin: one line with what matters and the measurements, then details.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use checks::kit::Status;

use super::model::{Finding, Outcome, Report, Text};
use super::view::measured::{clock_offset, conversations, days_left, license_ends};
use super::view::text::{counted, counts, few, name, shortened};
use super::view::{Few, explained};

/// Monitoring systems keep a few KiB: the first line, and this many findings of at most this many characters.
const FINDINGS: usize = 20;
const LONGEST: usize = 200;
/// What is shown of the worst finding on the first line, which phones show.
const HEADLINE: usize = 100;
/// More mail servers would make the line endless.
const SERVERS: usize = 10;
/// As many realms of a finding are named.
const REALMS: usize = 2;

/// What a plugin calls a status. Which one holds, and its exit code, is decided with the other exit codes.
const fn state(status: Status) -> &'static str {
    match status {
        Status::Pass | Status::Skip => "OK",
        Status::Warn => "WARNING",
        Status::Unknown => "UNKNOWN",
        Status::Fail => "CRITICAL",
    }
}

/// The whole output, with a final newline.
pub fn render(report: &Report, status: Status) -> String {
    let explained = explained(report);
    let findings = report.findings.iter().enumerate();
    let mut wrong: Vec<(usize, &Finding)> = findings
        .filter(|(_, one)| one.outcome().is_wrong())
        .collect();
    // What something else explains comes last; the sort keeps the report's order.
    wrong.sort_by_key(|(index, one)| (explained.contains_key(index), Reverse(one.status)));
    let mut head = format!("OTPDOCTOR {} - {}", state(status), counts(report));
    if let Some((_, worst)) = wrong.first() {
        let cause = report.diagnosis.first();
        let cause = cause.filter(|cause| {
            cause
                .findings
                .iter()
                .any(|one| report.findings[*one].status == worst.status)
        });
        let worst = cause.map_or(&worst.summary, |cause| &cause.summary);
        head += &format!(": {}", plain(worst, HEADLINE));
    } else if status == Status::Unknown {
        let checks = counted(report.checks.len(), "check");
        head += &format!(": {} of {checks} could run", report.judged());
    }
    let wrong = Few::of(wrong, FINDINGS);
    let mut lines = vec![format!("{head} | {}", perfdata(report).join(" "))];
    lines.extend(wrong.shown.iter().map(|(_, one)| detail(one)));
    lines.extend(wrong.rest());
    lines.join("\n") + "\n"
}

/// The line where there is no report at all.
pub fn broken(why: &str) -> String {
    let why = plain(&Text::from(why), LONGEST * 2);
    format!("OTPDOCTOR {} - {why}\n", state(Status::Unknown))
}

fn detail(finding: &Finding) -> String {
    let realms = if finding.realms.is_empty() {
        String::new()
    } else {
        format!(", in {}", few(&finding.realms, REALMS))
    };
    let (name, about) = (name(finding), &finding.subject);
    let text = format!("{name}, {about}{realms}: {}", finding.summary);
    let status = finding.status.name().to_uppercase();
    format!("[{status}] {}", plain(&text, LONGEST))
}

/// `'label'=value[unit];warn;crit;min;max`, each label once.
fn perfdata(report: &Report) -> Vec<String> {
    let mut data = Vec::new();
    if let Some(offset) = clock_offset(report) {
        let range = |bound: f64| format!("-{bound}:{bound}");
        let ranges = report
            .clock_bounds
            .map(|one| format!(";{};{}", range(one.warn_s), range(one.fail_s)))
            .unwrap_or_default();
        data.push(format!("'clock_offset'={offset}s{ranges}"));
    }
    let certificates = report.chains.iter().flat_map(|one| &one.certificates);
    let certificate = certificates.map(|one| one.not_after).min();
    let license = license_ends(report).map(|(end, _)| end).min();
    for (label, end) in [("cert_days", certificate), ("license_days", license)] {
        let days = end.map(|end| days_left(report, end));
        data.extend(days.map(|days| format!("'{label}'={days};30:;0:")));
    }
    data.extend(smtp(report));
    for outcome in Outcome::ALL {
        let count = report.summary.of(outcome);
        data.push(format!("'{}'={count};;;0", outcome.name()));
    }
    data.push(format!("'time'={}s;;;0", report.duration_s));
    data
}

/// How long the slowest conversation with each mail server took.
fn smtp(report: &Report) -> impl Iterator<Item = String> {
    let mut servers: BTreeMap<String, f64> = BTreeMap::new();
    for talk in conversations(report).filter(|talk| !talk.stages.is_empty()) {
        let took = talk.stages.iter().map(|(_, took)| took).sum();
        // A label may hold neither quotes nor an equals sign.
        let label = plain(talk.server, 60).replace(['\'', '=', '"'], "_");
        let slowest = servers.entry(label).or_default();
        *slowest = slowest.max(took);
    }
    let servers = servers.into_iter().take(SERVERS);
    servers.map(|(label, took)| format!("'smtp {label}'={took:.3}s;;;0"))
}

/// A short text without the bar that begins the measurements.
fn plain(text: &str, most: usize) -> String {
    shortened(text, most).replace('|', "/")
}
