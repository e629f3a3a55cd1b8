//! The report for a ticket, in the Markdown that GitHub, GitLab and Jira's importers read: the answer first.

pub(crate) mod escape;
mod told;

use checks::kit::{Status, text};

use self::escape::{code, plain};
use super::human::cause::told;
use super::verdict::verdict;
use super::{Finding, Report, phrase};

/// As many things are told in full; the rest is a list.
const TOLD: usize = 30;
/// As many rows has a table.
const ROWS: usize = 200;

/// The whole report.
pub fn render(report: &Report) -> String {
    let told = told(report);
    let mut out = Out::default();
    let answer: Vec<String> = verdict(report, &told)
        .into_iter()
        .map(|(text, _)| text)
        .collect();
    let name = report.appliance.as_deref().unwrap_or("otpdoctor");
    out.line(&format!("## {}: {}", plain(name), answer.join(", ")));
    out.gap();
    out.line(&frame(report));
    let (full, listed) = told.split_at(told.len().min(TOLD));
    for (index, one) in full.iter().enumerate() {
        told::one(&mut out, report, one, index + 1);
    }
    told::rest(&mut out, listed);
    forecast(&mut out, report);
    waived(&mut out, report);
    findings(&mut out, report);
    out.gap();
    out.line(&format!(
        "Made by otpdoctor {}. To see it again: {}",
        plain(&report.version),
        code(&phrase::again(report))
    ));
    out.0
}

/// Text that grows by lines and blocks.
#[derive(Default)]
struct Out(String);

impl Out {
    fn line(&mut self, text: &str) {
        self.0.push_str(text.trim_end());
        self.0.push('\n');
    }

    /// One empty line, which ends every block.
    fn gap(&mut self) {
        if !self.0.is_empty() && !self.0.ends_with("\n\n") {
            self.0.push('\n');
        }
    }
}

/// What was looked at, and what came of it.
fn frame(report: &Report) -> String {
    let realms = match report.realms.as_slice() {
        [one] => format!("realm {}", plain(one)),
        many => format!("{} realms", many.len()),
    };
    let counts: Vec<String> = Status::ALL
        .iter()
        .rev()
        .map(|status| (report.summary.of(*status), status.name()))
        .chain([(report.summary.waived, "waived")])
        .filter(|(count, _)| *count > 0)
        .map(|(count, name)| format!("{count} {name}"))
        .collect();
    format!(
        "{realms} · {} checks · judged as of {} · {}",
        report.checks.len(),
        report.judged_at.strftime("%Y-%m-%d %H:%M UTC"),
        counts.join(", ")
    )
}

fn forecast(out: &mut Out, report: &Report) {
    if report.forecast.is_empty() {
        return;
    }
    out.gap();
    out.line("### Ends within 90 days");
    out.gap();
    out.line("| day | left | what | in |");
    out.line("|---|--:|---|---|");
    for end in report.forecast.iter().take(ROWS) {
        out.line(&format!(
            "| {} | {} d | {} | {} |",
            text::day(end.at),
            end.days_left,
            plain(&end.what),
            told::realms(&end.realms, report)
        ));
    }
    more(out, report.forecast.len());
}

fn waived(out: &mut Out, report: &Report) {
    let covered: Vec<(&Finding, _)> = report
        .findings
        .iter()
        .filter_map(|finding| Some((finding, finding.waived.as_ref()?)))
        .collect();
    if covered.is_empty() {
        return;
    }
    out.gap();
    out.line("### Waived");
    out.gap();
    for (finding, grounds) in covered.iter().take(ROWS) {
        out.line(&format!(
            "- {} {}: {}, says {}, until {}",
            code(&format!("{}/{}", finding.check, finding.reason)),
            plain(&finding.summary),
            plain(&grounds.why),
            plain(&grounds.who),
            grounds.until
        ));
    }
    more(out, covered.len());
}

/// Every finding in a row, folded: passes last.
fn findings(out: &mut Out, report: &Report) {
    let mut all: Vec<&Finding> = report.findings.iter().collect();
    all.sort_by_key(|finding| std::cmp::Reverse(rank(finding)));
    out.gap();
    out.line(&format!(
        "<details><summary>All {} findings</summary>",
        all.len()
    ));
    out.gap();
    out.line("| | check | finding | in |");
    out.line("|---|---|---|---|");
    for finding in all.iter().take(ROWS) {
        let subject = match finding.summary.contains(&finding.subject) {
            true => String::new(),
            false => format!("{}: ", plain(&finding.subject)),
        };
        let name = match finding.status {
            Status::Pass => finding.check.clone(),
            _ => format!("{}/{}", finding.check, finding.reason),
        };
        out.line(&format!(
            "| {} | {} | {subject}{} | {} |",
            mark(finding),
            code(&name),
            plain(&finding.summary),
            told::realms(&finding.realms, report)
        ));
    }
    more(out, all.len());
    out.gap();
    out.line("</details>");
}

/// Worst first; what is waived or skipped calls for nobody.
fn rank(finding: &Finding) -> u8 {
    match (&finding.waived, finding.status) {
        (None, Status::Fail) => 5,
        (None, Status::Unknown) => 4,
        (None, Status::Warn) => 3,
        (Some(_), _) => 2,
        (None, Status::Pass) => 1,
        (None, Status::Skip) => 0,
    }
}

fn mark(finding: &Finding) -> &'static str {
    match finding.waived {
        Some(_) => "waived",
        None if finding.status >= Status::Warn => match finding.status {
            Status::Fail => "**fail**",
            Status::Unknown => "**unknown**",
            _ => "**warn**",
        },
        None => finding.status.name(),
    }
}

/// Says how many rows are left out.
fn more(out: &mut Out, all: usize) {
    if all > ROWS {
        out.gap();
        out.line(&format!(
            "and {} more; the JSON report has them all",
            all - ROWS
        ));
    }
}
