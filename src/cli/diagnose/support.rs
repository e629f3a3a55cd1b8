//! The summary for the vendor's support: plain text, ready to paste.

use checks::kit::realm::Platform;
use checks::kit::{Area, Config};

use super::outcome::Outcome;
use crate::report::Finding;
use crate::report::model::text::clean;
use crate::report::view::terminal::whole_words;
use crate::report::view::text::{counts, few, moment, name};

/// The width of a mail.
const WIDTH: usize = 72;

/// More realms than are named.
const REALMS: usize = 10;

/// Who can help.
pub const CONTACT: &str =
    "Your account manager, or SecureAuth Support; check status.secureauth.com for outages.";

/// The text, every line ended.
pub fn summary(outcome: &Outcome<'_>, config: &Config, platform: Platform) -> String {
    let (report, answers) = (outcome.report, outcome.answers);
    let method = answers.method.map_or("any", |method| method.title());
    let since = answers.since.words();
    let in_order = match outcome.in_order().as_slice() {
        [] => "nothing".to_owned(),
        ids => ids.join(", "),
    };
    let version = &report.version;
    let versions = format!("otpdoctor {version}; SecureAuth IdP: (please fill in)");
    let unchecked = [&outcome.unchecked[..], &outcome.skipped].concat();
    let rows = [
        ("Problem", outcome.symptom.title.clone()),
        ("Method", method.to_owned()),
        ("Since", since.trim_start_matches("since ").to_owned()),
        ("Users", answers.users.words().to_owned()),
        ("Realms", few(&report.realms, REALMS)),
        ("Appliance", appliance(outcome, platform)),
        ("Versions", versions),
        ("License", license(outcome, config).join(", ")),
        ("Checked", checked(outcome)),
        ("In order", in_order),
        ("Wrong", names(&outcome.unrelated)),
        ("Unchecked", names(&unchecked)),
        ("Question", question(outcome).to_owned()),
    ];
    let told = rows.iter().filter(|(_, body)| !body.is_empty());
    told.map(|(label, body)| row(label, body)).collect()
}

/// What only the vendor can tell: its cloud knows nothing of mail, apps and help desks.
fn question(outcome: &Outcome<'_>) -> &'static str {
    let mut methods = outcome.answers.methods(outcome.symptom).iter();
    match methods.any(|method| method.depends_on(Area::Cloud)) {
        true => {
            "What do your logs say of requests from this appliance in that time? Is its license in order, and does the service work?"
        }
        false => {
            "Is a fault of this version known that fits? Which log of the appliance shows more, and at which level?"
        }
    }
}

fn row(label: &str, body: &str) -> String {
    let first = format!("{:12}", format!("{label}:"));
    let indent = " ".repeat(first.len());
    let options = whole_words(WIDTH).initial_indent(&first);
    textwrap::fill(&clean(body), options.subsequent_indent(&indent)) + "\n"
}

fn appliance(outcome: &Outcome<'_>, platform: Platform) -> String {
    let system = match platform {
        Platform::Windows => "Windows",
        Platform::Linux => "Linux",
    };
    let name = outcome.report.appliance.as_deref();
    format!("{}, {system}", name.unwrap_or("(not named in the config)"))
}

/// The license as far as it is known: by it the vendor finds the customer.
fn license(outcome: &Outcome<'_>, config: &Config) -> Vec<String> {
    let license = config.appliance.license.as_ref();
    let support = license.and_then(|license| license.support_expires);
    let findings = outcome.report.findings.iter();
    let thumbprint = findings
        .filter(|finding| finding.check == "license-current")
        .flat_map(|finding| &finding.evidence)
        .find(|evidence| evidence.id == "thumbprint")
        .and_then(|evidence| evidence.value.as_str());
    let support = support.map(|day| format!("support until {day}"));
    let thumbprint = thumbprint.map(|thumbprint| format!("certificate {thumbprint}"));
    support.into_iter().chain(thumbprint).collect()
}

fn checked(outcome: &Outcome<'_>) -> String {
    let report = outcome.report;
    let mut checked = moment(report.started_at);
    if report.judged_at != report.started_at {
        checked += &format!(", judged as of {}", moment(report.judged_at));
    }
    format!("{checked}; findings: {}", counts(report))
}

fn names(findings: &[&Finding]) -> String {
    let mut names: Vec<String> = Vec::new();
    for finding in findings {
        let named = format!("{} ({})", name(finding), finding.subject);
        if !names.contains(&named) {
            names.push(named);
        }
    }
    names.join("; ")
}
