//! The report for a ticket, in the Markdown that GitHub, GitLab and Jira's importers read: the answer first.

mod problem;

use std::cmp::Reverse;

use checks::kit::text;

use super::model::{Finding, Outcome, Report, Text};
use super::view::markdown::{Out, code, plain};
use super::view::text::{again, counts, days_left, name, realms_checked, subject};
use super::view::{self, Realms, problems};

/// As many problems are told in full; the rest is a list.
const IN_FULL: usize = 30;

/// The whole report.
pub fn render(report: &Report) -> String {
    let problems = problems(report);
    let mut out = Out::default();
    let answer = view::headline(report, &problems).into_iter();
    let answer: Vec<String> = answer.map(|(text, _)| text).collect();
    let appliance = report.appliance.as_deref().unwrap_or("otpdoctor");
    out.line(&format!("## {}: {}", plain(appliance), answer.join(", ")));
    out.gap();
    if let Some(note) = &report.note {
        out.line(&plain(note));
        out.gap();
    }
    out.line(&format!(
        "{} · {} checks · judged as of {} · {}",
        plain(&realms_checked(report)),
        report.checks.len(),
        report.judged_at.strftime("%Y-%m-%d %H:%M UTC"),
        counts(report)
    ));
    let (full, rest) = problems.split_at(problems.len().min(IN_FULL));
    for (index, one) in full.iter().enumerate() {
        problem::problem(&mut out, one, index + 1);
    }
    if !rest.is_empty() {
        out.heading(&format!("{} more of the same kinds", rest.len()));
        out.list(rest, |one| {
            format!("{}: {}", one.outcome.name(), plain(&one.sentence()))
        });
    }
    ends(&mut out, report);
    waived(&mut out, report);
    findings(&mut out, report);
    out.gap();
    out.line(&format!(
        "Made by otpdoctor {}. To see it again: {}",
        plain(&report.version),
        code(&again(report))
    ));
    out.0
}

fn realms(names: &[Text], report: &Report) -> String {
    plain(&Realms::of(names, report).words())
}

fn ends(out: &mut Out, report: &Report) {
    if report.forecast.is_empty() {
        return;
    }
    out.heading("Ends within 90 days");
    out.table(["day", "left", "what", "in"], &report.forecast, |end| {
        let (day, left) = (text::day(end.at), days_left(end.days_left));
        [day, left, plain(&end.what), realms(&end.realms, report)]
    });
}

fn waived(out: &mut Out, report: &Report) {
    let waived = view::waived(report);
    if waived.is_empty() {
        return;
    }
    out.heading("Waived");
    out.list(&waived, |one| {
        let first = one.findings[0].1;
        let findings: Vec<&Finding> = one.findings.iter().map(|(_, one)| *one).collect();
        format!(
            "{} {}, in {}: {}, says {}, until {}",
            code(&name(first)),
            plain(&first.summary),
            plain(&Realms::of_many(&findings, report).words()),
            plain(&one.grounds.why),
            plain(&one.grounds.who),
            one.grounds.until
        )
    });
}

/// Every finding in a row, folded: the worst first.
fn findings(out: &mut Out, report: &Report) {
    let mut all: Vec<&Finding> = report.findings.iter().collect();
    all.sort_by_key(|finding| Reverse(finding.outcome()));
    out.fold(&format!("All {} findings", all.len()));
    out.table(["", "check", "finding", "in"], &all, |one| {
        let about =
            subject(one).map_or_else(String::new, |subject| format!("{}: ", plain(subject)));
        let outcome = one.outcome();
        let name = match outcome {
            Outcome::Pass => one.check.to_string(),
            _ => name(one),
        };
        [
            match outcome.is_wrong() {
                true => format!("**{}**", outcome.name()),
                false => outcome.name().to_owned(),
            },
            code(&name),
            format!("{about}{}", plain(&one.summary)),
            realms(&one.realms, report),
        ]
    });
    out.unfold();
}
