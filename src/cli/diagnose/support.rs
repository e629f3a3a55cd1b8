//! What to tell the vendor's support: plain text, ready to paste.

use checks::kit::realm::Platform;
use checks::kit::symptom::Method;
use checks::kit::{Area, Config, Status, text};

use super::outcome::Outcome;
use crate::report::{Finding, Text};

/// The width of a mail.
const WIDTH: usize = 72;

/// Where the text behind a label begins.
const INDENT: &str = "            ";

/// More realms than are named.
const REALMS: usize = 10;

/// The text, every line ended.
pub fn letter(outcome: &Outcome<'_>, config: &Config, platform: Platform) -> String {
    let report = outcome.report;
    let answers = outcome.answers;
    let mut rows: Vec<(&str, String)> = Vec::new();
    rows.push(("Problem", outcome.symptom.title.to_owned()));
    rows.push((
        "Method",
        answers
            .method
            .map_or("any".into(), |method| method.title().to_owned()),
    ));
    let since = answers.since.words();
    let since = since
        .as_deref()
        .map_or("not known", |words| words.trim_start_matches("since "));
    rows.push(("Since", since.to_owned()));
    rows.push((
        "Users",
        answers.users.words().unwrap_or("not known").to_owned(),
    ));
    rows.push(("Realms", realms(&report.realms)));
    rows.push(("Appliance", appliance(outcome, platform)));
    rows.push((
        "Versions",
        format!(
            "otpdoctor {}; SecureAuth IdP: (please fill in)",
            report.version
        ),
    ));
    rows.extend(license(outcome, config));
    rows.push(("Checked", checked(outcome)));
    let passed = passed(&report.findings);
    rows.push((
        "In order",
        if passed.is_empty() {
            "nothing".into()
        } else {
            passed.join(", ")
        },
    ));
    let not = |wanted: &[&Finding]| names(wanted.iter().copied());
    let unseen = [&outcome.unchecked[..], &outcome.out_of_sight].concat();
    for (label, findings) in [("Wrong", &outcome.beside), ("Not seen", &unseen)] {
        if !findings.is_empty() {
            rows.push((label, not(findings)));
        }
    }
    rows.push(("Question", question(outcome).to_owned()));
    rows.iter().map(|(label, body)| row(label, body)).collect()
}

/// What only the vendor can tell: its cloud knows nothing of mail, apps and help desks.
fn question(outcome: &Outcome<'_>) -> &'static str {
    let cloud = |method: &Method| method.depends_on(Area::Cloud);
    let asks_cloud = match &outcome.answers.method {
        Some(method) => cloud(method),
        None => outcome.symptom.methods.iter().any(cloud),
    };
    match asks_cloud {
        true => {
            "What do your logs say of requests from this appliance in that time? Is its license in order, and the service undisturbed?"
        }
        false => {
            "Is a fault of this version known that fits? Which log of the appliance shows more, and at which level?"
        }
    }
}

/// The name and address of those who can help.
pub const WHOM: &str =
    "Your account manager, or SecureAuth Support; disturbances are told at status.secureauth.com.";

fn row(label: &str, body: &str) -> String {
    let first = format!("{:12}", format!("{label}:"));
    let options = textwrap::Options::new(WIDTH)
        .initial_indent(&first)
        .subsequent_indent(INDENT)
        .break_words(false)
        .word_separator(textwrap::WordSeparator::AsciiSpace)
        .word_splitter(textwrap::WordSplitter::NoHyphenation);
    textwrap::fill(&text::harmless(body), options) + "\n"
}

fn realms(names: &[Text]) -> String {
    match names.len() {
        many if many > REALMS => {
            format!("{} and {} more", names[..REALMS].join(", "), many - REALMS)
        }
        _ => names.join(", "),
    }
}

fn appliance(outcome: &Outcome<'_>, platform: Platform) -> String {
    let system = match platform {
        Platform::Windows => "Windows",
        Platform::Linux => "Linux",
    };
    let name = outcome
        .report
        .appliance
        .as_deref()
        .unwrap_or("(not named in the config)");
    format!("{name}, {system}")
}

/// The license as far as it is known: by it the vendor finds the customer.
fn license(outcome: &Outcome<'_>, config: &Config) -> Option<(&'static str, String)> {
    let license = config.appliance.license.as_ref();
    let support = license
        .and_then(|license| license.support_expires)
        .map(|day| format!("support until {day}"));
    let thumbprint = outcome
        .report
        .findings
        .iter()
        .filter(|finding| finding.check == "license-current")
        .flat_map(|finding| &finding.evidence)
        .find(|evidence| evidence.id == "thumbprint")
        .and_then(|evidence| evidence.value.as_str())
        .map(|thumbprint| format!("certificate {thumbprint}"));
    let known: Vec<String> = [support, thumbprint].into_iter().flatten().collect();
    (!known.is_empty()).then(|| ("License", known.join(", ")))
}

fn checked(outcome: &Outcome<'_>) -> String {
    let report = outcome.report;
    let at = |moment: jiff::Timestamp| moment.strftime("%Y-%m-%d %H:%M:%S UTC").to_string();
    let judged = match report.judged_at == report.started_at {
        true => String::new(),
        false => format!(", judged as of {}", at(report.judged_at)),
    };
    let summary = &report.summary;
    let counts = [
        (summary.pass, "in order"),
        (summary.fail, "wrong"),
        (summary.warn, "to watch"),
        (summary.unknown, "not seen"),
    ];
    let counts: Vec<String> = counts
        .iter()
        .filter(|(count, _)| *count > 0)
        .map(|(count, words)| format!("{count} {words}"))
        .collect();
    format!(
        "{}{judged}; findings: {}",
        at(report.started_at),
        text::list(&counts)
    )
}

/// The checks with something in order and nothing wrong.
pub fn passed(findings: &[Finding]) -> Vec<&str> {
    let mut ids: Vec<&str> = Vec::new();
    for finding in findings.iter().filter(|one| one.status == Status::Pass) {
        let id = finding.check.as_str();
        let wrong = |one: &Finding| one.check == id && one.status > Status::Skip;
        if !ids.contains(&id) && !findings.iter().any(wrong) {
            ids.push(id);
        }
    }
    ids
}

fn names<'a>(findings: impl Iterator<Item = &'a Finding>) -> String {
    let mut names: Vec<String> = Vec::new();
    for finding in findings {
        let name = format!("{}/{} ({})", finding.check, finding.reason, finding.subject);
        if !names.contains(&name) {
            names.push(name);
        }
    }
    names.join("; ")
}
