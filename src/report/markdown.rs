//! The report for a ticket, in the Markdown that GitHub, GitLab and Jira's importers read: the answer first.

mod problem;

use std::cmp::Reverse;

use askama::Template;
use checks::kit::text;

use self::problem::{about, consequences, language};
use super::model::{Expiry, Finding, Outcome, Report, Text};
use super::view::markdown::{block, code, more, plain, rows, step, tidy};
use super::view::text::{
    again, checks_judged, counts, minute, name, realms_checked, subject, until, value,
};
use super::view::{self, Cure, Few, Problem, Realms, Waived, problems};

/// As many problems are shown in full; the rest is a list.
const IN_FULL: usize = 30;

/// What a ticket shows, in order.
#[derive(Template)]
#[template(path = "report/ticket.md")]
struct Ticket<'a> {
    report: &'a Report,
    answer: String,
    full: &'a [Problem<'a>],
    rest: Few<&'a Problem<'a>>,
    ends: Few<&'a Expiry>,
    waived: Few<Waived<'a>>,
    /// The worst first.
    findings: Few<&'a Finding>,
}

/// The whole report.
pub fn render(report: &Report) -> String {
    let problems = problems(report);
    let answer = view::headline(report, &problems).into_iter();
    let answer: Vec<String> = answer.map(|(text, _)| text).collect();
    let (full, rest) = problems.split_at(problems.len().min(IN_FULL));
    let mut findings: Vec<&Finding> = report.findings.iter().collect();
    findings.sort_by_key(|finding| Reverse(finding.outcome()));
    let ticket = Ticket {
        report,
        answer: answer.join(", "),
        full,
        rest: rows(rest),
        ends: rows(&report.forecast),
        waived: rows(view::waived(report)),
        findings: rows(findings),
    };
    tidy(&ticket)
}

impl Ticket<'_> {
    fn judged_at(&self) -> String {
        minute(self.report.judged_at)
    }

    fn realms(&self, names: &[Text]) -> String {
        plain(Realms::of(names, self.report).describe())
    }

    fn end(&self, end: &Expiry) -> String {
        let (day, left) = (text::day(end.at), until(end, self.report));
        [day, left, plain(&end.what), self.realms(&end.realms)].join(" | ")
    }

    fn waived(&self, one: &Waived<'_>) -> String {
        let first = one.findings[0].1;
        let findings: Vec<&Finding> = one.findings.iter().map(|(_, one)| *one).collect();
        format!(
            "{} {}, in {}: {}, says {}, until {}",
            code(name(first)),
            plain(&first.summary),
            plain(Realms::of_many(&findings, self.report).describe()),
            plain(&one.grounds.why),
            plain(&one.grounds.who),
            one.grounds.until
        )
    }

    fn finding(&self, one: &Finding) -> String {
        let about = subject(one).map_or_else(String::new, |about| format!("{}: ", plain(about)));
        let outcome = one.outcome();
        let name = match outcome {
            Outcome::Pass => one.check.to_string(),
            _ => name(one),
        };
        let word = if outcome.is_wrong() {
            format!("**{}**", outcome.name())
        } else {
            outcome.name().to_owned()
        };
        let said = format!("{about}{}", plain(&one.summary));
        [word, code(name), said, self.realms(&one.realms)].join(" | ")
    }
}
