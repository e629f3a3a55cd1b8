//! The report as the output of a Nagios or Icinga plugin: one line with what matters and the measurements, then details.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use checks::kit::{Status, text};

use super::cell::explained;
use super::{Finding, Report, measured, phrase};

/// What a plugin says of a service. Which one holds, and its exit code, is decided with the other exit codes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// All is well.
    Ok,
    /// Something will not be well for long.
    Warning,
    /// Something is broken.
    Critical,
    /// It could not be found out.
    Unknown,
}

impl State {
    const fn name(self) -> &'static str {
        match self {
            Self::Ok => "OK",
            Self::Warning => "WARNING",
            Self::Critical => "CRITICAL",
            Self::Unknown => "UNKNOWN",
        }
    }
}

/// Monitoring systems keep a few KiB: the first line, and this many findings of at most this many characters.
const FINDINGS: usize = 20;
const LONGEST: usize = 200;
/// What is told of the worst finding on the first line, which phones show.
const HEADLINE: usize = 100;
/// More mail servers would make the line endless.
const SERVERS: usize = 10;

/// The whole output, with a final newline.
pub fn render(report: &Report, state: State) -> String {
    let because = explained(report);
    let mut wrong: Vec<(usize, &Finding)> = report
        .findings
        .iter()
        .enumerate()
        .filter(|(_, one)| one.status >= Status::Warn && one.waived.is_none())
        .collect();
    // What something else explains comes last; the sort keeps the report's order.
    wrong.sort_by_key(|(place, one)| (because.contains_key(place), Reverse(one.status)));
    let mut head = format!("OTPDOCTOR {} - {}", state.name(), phrase::counts(report));
    let cause = report.diagnosis.first().map(|cause| &cause.summary);
    if let Some(worst) = cause.or_else(|| Some(&wrong.first()?.1.summary)) {
        head += &format!(": {}", plain(worst, HEADLINE));
    }
    let mut lines = vec![format!("{head} | {}", perfdata(report).join(" "))];
    lines.extend(wrong.iter().take(FINDINGS).map(|(_, one)| detail(one)));
    if wrong.len() > FINDINGS {
        lines.push(format!("and {} more", wrong.len() - FINDINGS));
    }
    lines.join("\n") + "\n"
}

/// What is said where there is no report at all.
pub fn broken(why: &str) -> String {
    let state = State::Unknown.name();
    format!("OTPDOCTOR {state} - {}\n", plain(why, LONGEST * 2))
}

fn detail(finding: &Finding) -> String {
    let realms = phrase::realms(finding, 3);
    let told = format!(
        "{}/{}, {}, in {realms}: {}",
        finding.check, finding.reason, finding.subject, finding.summary
    );
    let status = finding.status.name().to_uppercase();
    format!("[{status}] {}", plain(&told, LONGEST))
}

/// `'label'=value[unit];warn;crit;min;max`, each label once.
fn perfdata(report: &Report) -> Vec<String> {
    let mut data = Vec::new();
    if let Some(offset) = measured::clock_offset(report) {
        let range = |bound: f64| format!("-{bound}:{bound}");
        let ranges = report
            .clock_bounds
            .map(|one| format!(";{};{}", range(one.warn_s), range(one.fail_s)))
            .unwrap_or_default();
        data.push(format!("'clock_offset'={offset}s{ranges}"));
    }
    let ends = report.chains.iter().flat_map(|one| &one.certificates);
    if let Some(first) = ends.map(|one| one.not_after).min() {
        let days = measured::days_left(report, first);
        data.push(format!("'cert_days'={days};30:;0:"));
    }
    let licenses = measured::license_ends(report);
    if let Some(first) = licenses.map(|(end, _)| end).min() {
        let days = measured::days_left(report, first);
        data.push(format!("'license_days'={days};30:;0:"));
    }
    data.extend(smtp(report));
    let summary = &report.summary;
    for (name, count) in [
        ("fail", summary.fail),
        ("unknown", summary.unknown),
        ("warn", summary.warn),
        ("skip", summary.skip),
        ("pass", summary.pass),
        ("waived", summary.waived),
    ] {
        data.push(format!("'{name}'={count};;;0"));
    }
    data.push(format!("'time'={}s;;;0", report.duration_s));
    data
}

/// How long the slowest conversation with each mail server took.
fn smtp(report: &Report) -> impl Iterator<Item = String> {
    let mut servers: BTreeMap<String, f64> = BTreeMap::new();
    for talk in measured::conversations(report).filter(|talk| !talk.stages.is_empty()) {
        let took = talk.stages.iter().map(|(_, took)| took).sum();
        let slowest = servers.entry(label(talk.server)).or_default();
        *slowest = slowest.max(took);
    }
    let servers = servers.into_iter().take(SERVERS);
    servers.map(|(label, took)| format!("'smtp {label}'={took:.3}s;;;0"))
}

/// A label may hold neither quotes nor an equals sign.
fn label(text: &str) -> String {
    plain(text, 60).replace(['\'', '=', '"'], "_")
}

/// One line without the bar that begins the measurements.
fn plain(text: &str, limit: usize) -> String {
    text::quote(text, limit).replace('|', "/")
}
