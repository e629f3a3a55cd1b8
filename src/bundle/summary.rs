//! The summary for the vendor's support that goes with a bundle: what happens, since when, why, what was measured, which
//! versions, what is inside. Made of the report alone, in which no secret is; what only a person knows is left to fill in.

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
/// What a person has to add.
const FILL_IN: &str = "(please fill in)";

/// The summary, before it is written.
pub struct SupportSummary {
    subject: String,
    sections: Vec<(&'static str, Vec<Line>)>,
}

/// One line of a section.
struct Line {
    /// Whether it stands below the point before.
    is_under: bool,
    /// What it is of, such as a file or a reason.
    name: Option<String>,
    text: String,
}

fn point(text: impl Into<String>) -> Line {
    Line {
        is_under: false,
        name: None,
        text: text.into(),
    }
}

fn named(name: impl Into<String>, text: impl Into<String>) -> Line {
    Line {
        name: Some(name.into()),
        ..point(text)
    }
}

fn under(name: &str, text: impl Into<String>) -> Line {
    Line {
        is_under: true,
        ..named(name, text)
    }
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

impl SupportSummary {
    /// The summary of a report that was made on this host, for this complaint or for a bundle.
    pub fn of(report: &Report, host: &Host, complaint: Option<&Complaint>) -> Self {
        let problems = problems(report);
        let appliance = report.appliance.as_deref().unwrap_or("an appliance");
        let first = problems.first().map(Problem::sentence);
        let first = first.unwrap_or_else(|| "a run that found nothing wrong".to_owned());
        let inside = complaint.is_none().then(|| ("What is inside", inside()));
        let is_of_cloud = complaint.map_or_else(|| is_of_cloud(&problems), |one| one.is_of_cloud);
        let sections = [
            ("What happens", happens(report, &problems, complaint)),
            ("Since when", since(report, complaint)),
            ("What was measured", measured(report, &problems)),
            ("What was tried", tried(&problems)),
            ("Versions", versions(report, host, complaint)),
        ];
        let question = ("What we ask", vec![point(question(is_of_cloud))]);
        Self {
            subject: format!("One-time passwords of {appliance}: {first}"),
            sections: sections
                .into_iter()
                .chain(inside)
                .chain([question])
                .collect(),
        }
    }

    /// As plain text, every line ended.
    pub fn text(&self) -> String {
        let mut out = format!("Subject: {}\n", self.subject);
        for (title, lines) in &self.sections {
            out += &format!("\n{title}\n");
            for line in lines {
                let (first, rest) = match line.is_under {
                    false => ("  - ", "    "),
                    true => ("      ", "        "),
                };
                let name = line.name.iter().map(|name| format!("{name}: "));
                let text = name.collect::<String>() + &line.text;
                out += &filled(&text, WIDTH, first, rest);
            }
        }
        out
    }
}

fn happens(report: &Report, problems: &[Problem<'_>], complaint: Option<&Complaint>) -> Vec<Line> {
    let mut lines = Vec::new();
    if let Some(one) = complaint {
        lines.push(named("Users say", &one.title));
        lines.push(under("by", &one.method));
        lines.push(under("affected", &one.users));
    }
    for one in problems.iter().take(IN_FULL) {
        lines.push(named(name(one.first()), one.sentence()));
        if report.realms.len() > 1 {
            lines.push(under("in", one.realms().listed()));
        }
        let wrong = one.consequences().wrong;
        let explains = wrong.iter().map(|one| name(one.finding)).collect();
        lines.extend(joined(explains).map(|text| under("explains", text)));
        let symptoms = one.symptoms().0.iter().map(Text::to_string).collect();
        lines.extend(joined(symptoms).map(|text| under("users say", text)));
    }
    match problems.len() {
        0 => {
            lines.push(point("otpdoctor found nothing wrong."));
            if complaint.is_none() {
                lines.push(named("Users say", FILL_IN));
            }
        }
        many if many > IN_FULL => {
            lines.push(point(format!("and {} more, in the report", many - IN_FULL)));
        }
        _ => {}
    }
    lines
}

/// In a line; `None` of none.
fn joined(all: Vec<String>) -> Option<String> {
    let few = Few::of(all, NAMES);
    (!few.shown.is_empty()).then(|| few.lines().join("; "))
}

fn since(report: &Report, complaint: Option<&Complaint>) -> Vec<Line> {
    let mut lines = vec![point(format!(
        "It was seen at {}.",
        moment(report.started_at)
    ))];
    if report.judged_at.as_second() != report.started_at.as_second() {
        let judged = moment(report.judged_at);
        lines.push(point(format!("It was judged as of {judged}.")));
    }
    let since = complaint.map_or(FILL_IN, |one| &one.since);
    lines.push(named("Users notice it since", since));
    lines.push(named("Changed on the appliance before that", FILL_IN));
    lines
}

fn measured(report: &Report, problems: &[Problem<'_>]) -> Vec<Line> {
    let mut lines = vec![point(format!(
        "{} on {} took {:.1} s: {}.",
        counted(report.checks.len(), "check"),
        realms_checked(report),
        report.duration_s,
        counts(report),
    ))];
    for one in problems.iter().take(IN_FULL) {
        let first = one.first();
        let facts: Vec<String> = first.evidence.iter().take(EVIDENCE).map(fact).collect();
        if !facts.is_empty() {
            let name = format!("{}, {}", first.check, first.subject);
            lines.push(named(name, facts.join("; ")));
        }
    }
    let matrix = Matrix::of(report);
    let mut worst = vec![Outcome::Skip; matrix.checks().len()];
    for result in matrix.results() {
        let worst = &mut worst[result.place().1];
        *worst = (*worst).max(result.outcome());
    }
    let checks = matrix.checks().iter().zip(worst);
    let in_order: Vec<&str> = checks
        .filter(|(_, worst)| *worst == Outcome::Pass)
        .map(|(check, _)| check.as_str())
        .collect();
    if !in_order.is_empty() {
        lines.push(named("in order", in_order.join(", ")));
    }
    let skipped = distinct(not_looked_at(report).map(name));
    lines.extend(joined(skipped).map(|text| named("not looked at", text)));
    lines
}

fn fact(evidence: &Evidence) -> String {
    format!("{} {}", evidence.name, value(evidence))
}

fn tried(problems: &[Problem<'_>]) -> Vec<Line> {
    let mut lines = Vec::new();
    for one in problems.iter().take(IN_FULL) {
        let first = one.first();
        let steps = first.remedy.steps.join(" ");
        if !steps.is_empty() {
            lines.push(named(format!("advised for {}", first.check), steps));
        }
    }
    lines.push(named("What we tried of that, and what came of it", FILL_IN));
    lines
}

fn versions(report: &Report, host: &Host, complaint: Option<&Complaint>) -> Vec<Line> {
    let system = |platform| match platform {
        Platform::Windows => "Windows",
        Platform::Linux => "Linux",
    };
    let (version, host_name) = (&report.version, Text::from(host.name.as_str()));
    let made = format!("{version}, on {host_name}, {}", system(host.platform));
    let appliance = report.appliance.as_deref();
    let appliance = appliance.unwrap_or("not named in the config");
    let runs_on = report.platform.map_or("not known", system);
    let mut lines = vec![
        named("otpdoctor", made),
        named("appliance", format!("{appliance}, {runs_on}")),
        named("SecureAuth IdP", FILL_IN),
    ];
    let findings = report.findings.iter();
    let license = findings.filter(|one| one.check == "license-current");
    let support_until = complaint.and_then(|one| one.support_until);
    let support_until = support_until.map(|day| format!("support until {day}"));
    let facts = license.flat_map(|one| &one.evidence).map(fact);
    let known = distinct(support_until.into_iter().chain(facts));
    lines.extend(joined(known).map(|text| named("license", text)));
    lines
}

fn inside() -> Vec<Line> {
    let files = CONTENTS.iter().map(|(name, what)| named(*name, *what));
    let mut lines: Vec<Line> = files.collect();
    lines.push(point(
        "Passwords and keys are in none of them; names, addresses and certificates are.",
    ));
    lines
}

/// What only the vendor can tell: its cloud knows nothing of mail, apps and help desks.
fn question(is_of_cloud: bool) -> &'static str {
    match is_of_cloud {
        true => {
            "What do your logs say of requests from this appliance in that time? Is its license in order, and does the service work?"
        }
        false => {
            "Is a fault of this version known that fits? Which log of the appliance shows more, and at which level?"
        }
    }
}

/// Whether something is wrong with the way to the vendor's cloud.
fn is_of_cloud(problems: &[Problem<'_>]) -> bool {
    problems.iter().any(|one| {
        let wrong = one.consequences().wrong;
        let explained = wrong.iter().map(|one| one.finding);
        let mut findings = one.findings.iter().copied().chain(explained);
        findings.any(|finding| finding.area == "cloud")
    })
}
