//! The summary for the vendor's support that goes with a bundle: what happens, since when, why, what was measured, which
//! versions, what is inside. Made of the report alone, in which no secret is; what only a person knows is left to fill in.

use askama::Template;
use checks::kit::Host;
use checks::kit::realm::Platform;
use jiff::civil::Date;

use super::CONTENTS;
use crate::report::model::{Evidence, Outcome, Report, Text};
use crate::report::view::terminal::filled;
use crate::report::view::text::{counted, counts, moment, name, realms_checked, value};
use crate::report::view::{Few, Matrix, Problem, distinct, not_looked_at, problems};

/// The width of a mail.
const WIDTH: usize = 72;
/// As many problems are told in full; the report has all.
const IN_FULL: usize = 12;
/// As many values of each are told.
const EVIDENCE: usize = 10;
/// As many names stand in a line.
const NAMES: usize = 12;

/// The summary, before it is written. In the template a line is a point or stands below one, and has any length.
#[derive(Template)]
#[template(path = "support-summary.txt")]
pub struct SupportSummary<'a> {
    report: &'a Report,
    host: &'a Host,
    complaint: Option<&'a Complaint>,
    problems: Vec<Problem<'a>>,
}

/// What is known of the complaint that a report was made for.
pub struct Complaint {
    /// What users say.
    pub title: String,
    /// How passcodes are delivered.
    pub method: String,
    /// Since when.
    pub since: String,
    /// Who is affected.
    pub users: String,
    /// Whether the vendor's cloud has a part in it.
    pub is_of_cloud: bool,
    /// The last day of support, as the config says.
    pub support_until: Option<Date>,
}

impl<'a> SupportSummary<'a> {
    /// The summary of a report that was made on this host, for this complaint or for a bundle.
    pub fn of(report: &'a Report, host: &'a Host, complaint: Option<&'a Complaint>) -> Self {
        Self {
            report,
            host,
            complaint,
            problems: problems(report),
        }
    }

    /// As plain text, every line ended.
    pub fn text(&self) -> String {
        let text = self.render().expect("writing into a string does not fail");
        text.lines().map(wrapped).collect()
    }

    fn seen_at(&self) -> String {
        moment(self.report.started_at)
    }

    fn judged_at(&self) -> Option<String> {
        let report = self.report;
        let later = report.judged_at.as_second() != report.started_at.as_second();
        later.then(|| moment(report.judged_at))
    }

    fn told(&self) -> impl Iterator<Item = &Problem<'a>> {
        self.problems.iter().take(IN_FULL)
    }

    fn explained(&self, problem: &Problem<'_>) -> Option<String> {
        let wrong = problem.consequences().wrong;
        joined(wrong.iter().map(|one| name(one.finding)).collect())
    }

    fn symptoms(&self, problem: &Problem<'_>) -> Option<String> {
        joined(problem.symptoms().0.iter().map(Text::to_string).collect())
    }

    fn facts(&self, problem: &Problem<'_>) -> Option<String> {
        let facts = problem.first().evidence.iter().take(EVIDENCE).map(fact);
        let facts: Vec<String> = facts.collect();
        (!facts.is_empty()).then(|| facts.join("; "))
    }

    fn in_order(&self) -> Option<String> {
        let matrix = Matrix::of(self.report);
        let mut worst = vec![Outcome::Skip; matrix.checks.len()];
        for result in matrix.results() {
            let worst = &mut worst[result.place().1];
            *worst = (*worst).max(result.outcome());
        }
        let checks = matrix.checks.iter().zip(worst);
        let in_order: Vec<&str> = checks
            .filter(|(_, worst)| *worst == Outcome::Pass)
            .map(|(check, _)| check.as_str())
            .collect();
        (!in_order.is_empty()).then(|| in_order.join(", "))
    }

    fn skipped(&self) -> Option<String> {
        joined(distinct(not_looked_at(self.report).map(name)))
    }

    fn license(&self) -> Option<String> {
        let findings = self.report.findings.iter();
        let license = findings.filter(|one| one.check == "license-current");
        let support_until = self.complaint.and_then(|one| one.support_until);
        let support_until = support_until.map(|day| format!("support until {day}"));
        let facts = license.flat_map(|one| &one.evidence).map(fact);
        joined(distinct(support_until.into_iter().chain(facts)))
    }

    /// Whether something is wrong with the way to the vendor's cloud, which knows nothing of mail, apps and help desks.
    fn is_of_cloud(&self) -> bool {
        let found = || {
            self.problems.iter().any(|one| {
                let wrong = one.consequences().wrong;
                let explained = wrong.iter().map(|one| one.finding);
                let mut findings = one.findings.iter().copied().chain(explained);
                findings.any(|finding| finding.area == "cloud")
            })
        };
        self.complaint.map_or_else(found, |one| one.is_of_cloud)
    }
}

/// A line of the template at the width of a mail.
fn wrapped(line: &str) -> String {
    let indents = [("  - ", "    "), ("      ", "        ")];
    let mut texts = indents
        .iter()
        .filter_map(|(first, rest)| Some((line.strip_prefix(first)?, first, rest)));
    match texts.next() {
        Some((text, first, rest)) => filled(text, WIDTH, first, rest),
        None => format!("{line}\n"),
    }
}

/// In a line; `None` of none.
fn joined(all: Vec<String>) -> Option<String> {
    let few = Few::of(all, NAMES);
    (!few.shown.is_empty()).then(|| few.lines().join("; "))
}

fn fact(evidence: &Evidence) -> String {
    format!("{} {}", evidence.name, value(evidence))
}

fn system(platform: &Platform) -> &'static str {
    match platform {
        Platform::Windows => "Windows",
        Platform::Linux => "Linux",
    }
}
