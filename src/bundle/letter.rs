//! The letter to the vendor's support that goes with a bundle: what happens, since when, why, what was measured, which
//! versions, what is inside. Made of the report alone, in which no secret is; what only a person knows is left to fill in.

use checks::kit::realm::Platform;
use checks::kit::{Host, Status, text};

use super::CONTENTS;
use crate::report::human::block::{self, sentence};
use crate::report::human::cause::{Told, told};
use crate::report::markdown::escape::plain;
use crate::report::{Evidence, Finding, Report};

/// The width of a mail.
const WIDTH: usize = 72;
/// As many things are told in full; the report has all.
const TOLD: usize = 12;
/// As many values of each are told.
const FACTS: usize = 10;
/// As many names stand in a line.
const NAMES: usize = 12;

/// The letter as plain text, every line ended.
pub fn text(report: &Report, host: &Host) -> String {
    let mut out = format!("Subject: {}\n", text::harmless(&subject(report)));
    for section in sections(report, host) {
        out += &format!("\n{}\n", section.title);
        for line in &section.lines {
            let (first, rest) = match line.kind {
                Kind::Point => ("  - ", "    "),
                Kind::Under => ("      ", "        "),
            };
            let options = textwrap::Options::new(WIDTH)
                .initial_indent(first)
                .subsequent_indent(rest)
                .break_words(false)
                .word_separator(textwrap::WordSeparator::AsciiSpace)
                .word_splitter(textwrap::WordSplitter::NoHyphenation);
            let named = line.name.iter().map(|name| format!("{name}: "));
            let told = named.collect::<String>() + &line.text;
            out += &(textwrap::fill(&text::harmless(&told), options) + "\n");
        }
    }
    out
}

/// The letter as Markdown, for a ticket.
pub fn markdown(report: &Report, host: &Host) -> String {
    let mut out = format!("# {}\n", plain(&subject(report)));
    for section in sections(report, host) {
        out += &format!("\n## {}\n\n", section.title);
        for line in &section.lines {
            let lead = match line.kind {
                Kind::Point => "- ",
                Kind::Under => "  - ",
            };
            let named = line
                .name
                .iter()
                .map(|name| format!("**{}**: ", plain(name)));
            out += &format!("{lead}{}{}\n", named.collect::<String>(), plain(&line.text));
        }
    }
    out
}

/// What is told under one title.
struct Section {
    title: &'static str,
    lines: Vec<Line>,
}

/// One line of a section.
struct Line {
    kind: Kind,
    /// What it is of, such as a file or a reason.
    name: Option<String>,
    text: String,
}

/// Where a line stands.
#[derive(Clone, Copy)]
enum Kind {
    /// By itself.
    Point,
    /// Below the point before.
    Under,
}

fn point(text: impl Into<String>) -> Line {
    Line {
        kind: Kind::Point,
        name: None,
        text: text.into(),
    }
}

fn under(name: &str, text: impl Into<String>) -> Line {
    Line {
        kind: Kind::Under,
        name: Some(name.to_owned()),
        text: text.into(),
    }
}

fn named(name: &str, text: impl Into<String>) -> Line {
    Line {
        kind: Kind::Point,
        ..under(name, text)
    }
}

fn subject(report: &Report) -> String {
    let appliance = report.appliance.as_deref().unwrap_or("an appliance");
    let first = told(report).first().map(|one| sentence(one.alike[0]));
    match first {
        Some(first) => format!("One-time passwords of {appliance}: {first}"),
        None => format!("One-time passwords of {appliance}: a run that found nothing wrong"),
    }
}

fn sections(report: &Report, host: &Host) -> Vec<Section> {
    let told = told(report);
    let section = |title, lines| Section { title, lines };
    vec![
        section("What happens", happens(report, &told)),
        section("Since when", since(report)),
        section("What was measured", measured(report, &told)),
        section("What was tried", tried(&told)),
        section("Versions", versions(report, host)),
        section("What is inside", inside()),
        section("What we ask", vec![point(question(report, &told))]),
    ]
}

fn happens(report: &Report, told: &[Told<'_>]) -> Vec<Line> {
    let mut lines = Vec::new();
    for one in told.iter().take(TOLD) {
        let first = one.alike[0];
        lines.push(named(
            &format!("{}/{}", first.check, first.reason),
            sentence(first),
        ));
        if report.realms.len() > 1 {
            lines.push(under(
                "in",
                crate::report::human::cause::realms(report, one),
            ));
        }
        if let Some(cause) = one.cause {
            let explained = cause
                .explains
                .iter()
                .map(|one| format!("{}/{}", one.check, one.reason));
            lines.extend(joined("explains", explained));
            lines.extend(joined("users say", cause.symptoms.iter().take(3).cloned()));
        }
    }
    match told.len() {
        0 => lines.push(point(
            "otpdoctor found nothing wrong. Users say: (please fill in)",
        )),
        many if many > TOLD => {
            lines.push(point(format!("and {} more, in the report", many - TOLD)))
        }
        _ => {}
    }
    lines
}

/// Each once, in a line; nothing of nothing.
fn joined(name: &str, all: impl Iterator<Item = String>) -> Option<Line> {
    let mut once: Vec<String> = Vec::new();
    for one in all {
        if !once.contains(&one) {
            once.push(one);
        }
    }
    let more = once.len().saturating_sub(NAMES);
    once.truncate(NAMES);
    let more = if more > 0 {
        format!("; and {more} more")
    } else {
        String::new()
    };
    (!once.is_empty()).then(|| under(name, once.join("; ") + &more))
}

fn since(report: &Report) -> Vec<Line> {
    let at = |moment: jiff::Timestamp| moment.strftime("%Y-%m-%d %H:%M:%S UTC").to_string();
    let mut lines = vec![point(format!("It was seen at {}.", at(report.started_at)))];
    if report.judged_at.as_second() != report.started_at.as_second() {
        lines.push(point(format!(
            "It was judged as of {}.",
            at(report.judged_at)
        )));
    }
    lines.push(point("Users notice it since: (please fill in)"));
    lines.push(point(
        "Changed on the appliance before that: (please fill in)",
    ));
    lines
}

fn measured(report: &Report, told: &[Told<'_>]) -> Vec<Line> {
    let summary = &report.summary;
    let mut lines = vec![point(format!(
        "{} checks on {} realms took {:.1} s: {} failed, {} could not be checked, {} warned, {} passed, {} were skipped, {} are waived.",
        report.checks.len(),
        report.realms.len(),
        report.duration_s,
        summary.fail,
        summary.unknown,
        summary.warn,
        summary.pass,
        summary.skip,
        summary.waived,
    ))];
    for one in told.iter().take(TOLD) {
        let first = one.alike[0];
        let facts: Vec<String> = first.evidence.iter().take(FACTS).map(fact).collect();
        if !facts.is_empty() {
            let name = format!("{}, {}", first.check, first.subject);
            lines.push(named(&name, facts.join("; ")));
        }
    }
    let passed = passed(report);
    if !passed.is_empty() {
        lines.push(named("in order", passed.join(", ")));
    }
    lines
}

fn fact(evidence: &Evidence) -> String {
    format!("{} {}", evidence.name, block::value(evidence))
}

/// The checks with something in order and nothing wrong.
fn passed(report: &Report) -> Vec<&str> {
    let says = |check: &str, is: fn(Status) -> bool| {
        let mut of = report.findings.iter().filter(|one| one.check == check);
        of.any(|one| is(one.status))
    };
    let in_order = |check: &&str| {
        says(check, |status| status == Status::Pass) && !says(check, |status| status > Status::Skip)
    };
    let checks = report.checks.iter().map(String::as_str);
    checks.filter(in_order).collect()
}

fn tried(told: &[Told<'_>]) -> Vec<Line> {
    let mut lines = Vec::new();
    for one in told.iter().take(TOLD) {
        let first = one.alike[0];
        let steps = first.remedy.steps.join(" ");
        if !steps.is_empty() {
            lines.push(named(&format!("advised for {}", first.check), steps));
        }
    }
    lines.push(point(
        "What we tried of that, and what came of it: (please fill in)",
    ));
    lines
}

fn versions(report: &Report, host: &Host) -> Vec<Line> {
    let system = |platform| match platform {
        Platform::Windows => "Windows",
        Platform::Linux => "Linux",
    };
    let appliance = report
        .appliance
        .as_deref()
        .unwrap_or("not named in the config");
    let runs_on = report.platform.map_or("not known", system);
    let mut lines = vec![
        named(
            "otpdoctor",
            format!(
                "{}, on {}, {}",
                report.version,
                host.name,
                system(host.platform)
            ),
        ),
        named("appliance", format!("{appliance}, {runs_on}")),
        named("SecureAuth IdP", "(please fill in)"),
    ];
    let license = report
        .findings
        .iter()
        .filter(|one| one.check == "license-current");
    let known = license.flat_map(|one| one.evidence.iter().map(fact));
    lines.extend(joined("license", known).map(|line| Line {
        kind: Kind::Point,
        ..line
    }));
    lines
}

fn inside() -> Vec<Line> {
    let files = CONTENTS.iter().map(|(name, what)| named(name, *what));
    let mut lines: Vec<Line> = files.collect();
    lines.push(point(
        "Passwords and keys are in none of them; names, addresses and certificates are.",
    ));
    lines
}

/// What only the vendor can tell: its cloud knows nothing of mail, apps and help desks.
fn question(report: &Report, told: &[Told<'_>]) -> &'static str {
    let is_cloud = |one: &Finding| one.area == "cloud";
    let of_cloud = told.iter().any(|one| {
        let explained = one.cause.map_or(&[][..], |cause| &cause.explains);
        let mut places = explained.iter().map(|explained| explained.finding);
        one.alike.iter().any(|finding| is_cloud(finding))
            || places.any(|place| report.findings.get(place).is_some_and(is_cloud))
    });
    match of_cloud {
        true => {
            "What do your logs say of requests from this appliance in that time? Is its license in order, and the service undisturbed?"
        }
        false => {
            "Is a fault of this version known that fits? Which log of the appliance shows more, and at which level?"
        }
    }
}
