//! The summary for support that goes with a bundle: what happens, since when, what was tried, which versions, what is
//! inside, and who is asked for what. Made of the report alone, in which no secret is; what only a person knows is left to fill in.

use std::collections::HashSet;

use askama::Template;
use checks::kit::owner::{self, Owner};
use checks::kit::realm::Platform;
use checks::kit::{Asks, Host, Status};
use jiff::civil::Date;

use super::CONTENTS;
use crate::report::model::{Evidence, Finding, Outcome, Report, Text};
use crate::report::view::terminal::filled;
use crate::report::view::text::{checks_judged, counts, moment, name, realms_checked, value};
use crate::report::view::{
    self, Matrix, Problem, distinct, grouped, lacking_settings, problems, waived,
};

/// The width of a mail.
const WIDTH: usize = 72;
/// As many problems are shown in full; the report has all.
const IN_FULL: usize = 12;
/// How the questions begin that leave this host, by name lookups aside.
const CONTACTS: [&str; 6] = ["NTP ", "SMTP ", "GET ", "CONNECT ", "API ", "connect to "];

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

    fn shown(&self) -> impl Iterator<Item = &Problem<'a>> {
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
        joined(problem.first().evidence.iter().map(fact).collect())
    }

    /// What came of the run where there is no problem: little was seen of what it could not look at.
    fn nothing_wrong(&self) -> String {
        let report = self.report;
        let lacking = self.lacking();
        if !lacking.is_empty() {
            format!(
                "otpdoctor could not run {}",
                checks::kit::text::list(&lacking)
            )
        } else if report.has_judged(50) && report.summary.waived == 0 {
            "otpdoctor found no problem".to_owned()
        } else {
            view::headline(report, &[]).swap_remove(0).0
        }
    }

    /// The checks of the complaint that need more settings.
    fn lacking(&self) -> Vec<&'a str> {
        match self.complaint {
            Some(_) => lacking_settings(self.report),
            None => Vec::new(),
        }
    }

    /// Where all problems stand.
    fn whole(&self) -> &'static str {
        match self.complaint {
            Some(_) => "which `otpdoctor check` shows",
            None => "in report.html",
        }
    }

    /// With whom the run spoke, or tried to: a host and its port, or a URL.
    fn contacted(&self) -> Option<String> {
        let asked = self.report.asked.iter().map(|one| one.what.to_string());
        let leaves = |what: &String| CONTACTS.iter().any(|start| what.starts_with(start));
        joined(distinct(asked.filter(leaves)))
    }

    /// The checks of which nothing is wrong in any realm, and which look at some at least.
    fn in_order(&self) -> Option<String> {
        let matrix = Matrix::of(self.report);
        let mut seen = vec![(0, 0, Outcome::Skip); matrix.checks.len()];
        for result in matrix.results() {
            let (passed, skipped, worst) = &mut seen[result.position().1];
            let outcome = result.outcome();
            *worst = (*worst).max(outcome);
            *passed += usize::from(outcome == Outcome::Pass);
            *skipped += usize::from(outcome == Outcome::Skip);
        }
        let checks = matrix.checks.iter().zip(seen);
        let checks = checks.filter(|(_, (.., worst))| *worst == Outcome::Pass);
        let in_order = checks.map(|(check, (passed, skipped, _))| match skipped {
            0 => check.to_string(),
            _ => format!("{check} (in {passed} of {} realms)", passed + skipped),
        });
        joined(in_order.collect()).map(|names| names.replace("; ", ", "))
    }

    /// The checks that saw nothing in any realm, by the reason.
    fn skipped(&self) -> Option<String> {
        let seen = |check: &Text| {
            let findings = self.report.findings.iter();
            let mut own = findings.filter(|one| one.check == *check);
            own.any(|one| one.status != Status::Skip)
        };
        let findings = self.report.findings.iter();
        let skipped = findings.filter(|one| one.status == Status::Skip && !seen(&one.check));
        let mut known = HashSet::new();
        let skipped = skipped.filter(|one| known.insert(&one.check));
        let by_reason = grouped(skipped, |one| &one.reason).into_iter();
        let by_reason = by_reason.map(|alike| {
            let reason = alike[0].reason.replace('-', " ");
            let checks: Vec<&str> = alike.iter().map(|one| one.check.as_str()).collect();
            format!("{reason}: {}", checks.join(", "))
        });
        joined(by_reason.collect())
    }

    fn license(&self) -> Option<String> {
        let findings = self.report.findings.iter();
        let license = findings.filter(|one| one.check == "license-current");
        let support_until = self.complaint.and_then(|one| one.support_until);
        let support_until = support_until.map(|day| format!("support until {day}"));
        let facts = license.flat_map(|one| &one.evidence).map(fact);
        joined(distinct(support_until.into_iter().chain(facts)))
    }

    fn waived(&self) -> Option<String> {
        let waived = waived(self.report).into_iter();
        joined(waived.map(|one| name(one.findings[0].1)).collect())
    }

    /// From where the appliance was looked at, where the findings say so.
    fn standpoint(&self) -> &'static str {
        let findings = || self.report.findings.iter();
        if findings().any(|one| one.reason == "not-on-appliance") {
            return ", not on the appliance itself";
        }
        let own = checks::abouts().filter(|about| about.asks == Asks::Host);
        let own: Vec<&str> = own.map(|about| about.id).collect();
        let on_host =
            |one: &Finding| own.contains(&one.check.as_str()) && one.outcome() != Outcome::Skip;
        if findings().any(on_host) && self.report.demo.is_none() {
            ", on the appliance itself"
        } else {
            ""
        }
    }

    /// Who has to do what. The vendor is asked nothing where the fault is in the reader's own network or settings.
    fn asks(&self) -> Vec<(Owner, Vec<String>)> {
        let mut all: Vec<(Owner, Vec<String>)> = Owner::ALL.map(|owner| (owner, Vec::new())).into();
        for problem in self.shown() {
            let first = problem.first();
            // What kept otpdoctor from looking, which any check may say, is nobody else's.
            let own = checks::abouts()
                .any(|about| first.check == about.id && about.reason(&first.reason).is_some());
            let (owner, ask) = if own {
                owner::of(&first.check, &first.reason)
            } else {
                (Owner::Admin, "")
            };
            let step = first.remedy.steps.first().map(Text::as_str);
            let mut put = |to: Owner, ask: &str| {
                let line = format!("{} {ask}", problem.sentence());
                let asked = all.iter_mut().filter(|(one, _)| *one == to);
                asked.for_each(|(_, lines)| lines.push(line.trim_end().to_owned()));
            };
            // What the vendor is asked is for the administrator to do as far as they can.
            if owner == Owner::Vendor {
                put(owner, ask);
            }
            let to = if owner == Owner::Vendor {
                Owner::Admin
            } else {
                owner
            };
            put(to, step.unwrap_or_default());
        }
        let lacking = self.lacking();
        if !lacking.is_empty() {
            let lacking = checks::kit::text::list(&lacking);
            let ask = format!(
                "Complete the config, for which {lacking} could not run: `otpdoctor config import` or `otpdoctor config pull` takes the settings from the appliance. Then run `otpdoctor diagnose` again."
            );
            let own = all.iter_mut().filter(|(owner, _)| *owner == Owner::Admin);
            own.for_each(|(_, lines)| lines.insert(0, ask.clone()));
        }
        let is_complete = lacking.is_empty();
        let vendor = &mut all[0].1;
        if vendor.is_empty() {
            vendor.push(match (self.problems.is_empty(), self.complaint) {
                (true, Some(_)) if !is_complete => "Nothing yet: not all that may cause this was checked.",
                (false, _) => "Nothing yet: what otpdoctor found is in our own network or settings, and is listed below.",
                (true, Some(one)) if one.is_of_cloud => "What do your logs show of requests from this appliance at the time above? Is its license in order, and does the service work?",
                (true, None) if !self.report.has_judged(50) => "Nothing yet: most checks could not run. They need more in the config, or to run on the appliance.",
                (true, _) => "Is a fault of this version known that fits? Which log of the appliance shows more, and at which level?",
            }.to_owned());
        }
        all.retain(|(_, lines)| !lines.is_empty());
        all
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
    (!all.is_empty()).then(|| all.join("; "))
}

fn fact(evidence: &Evidence) -> String {
    let (name, value) = (&evidence.name, value(evidence));
    // "Days left" and "300 days" say it twice.
    let value = if name.starts_with("days ") {
        value.trim_end_matches(" days").to_owned()
    } else {
        value
    };
    format!("{name} {value}")
}

fn system(platform: &Platform) -> &'static str {
    match platform {
        Platform::Windows => "Windows",
        Platform::Linux => "Linux",
    }
}
