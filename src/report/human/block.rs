//! What is wrong: the sentence, what was seen, the realms, the cure and the setting.

use std::collections::HashSet;

use checks::kit::realm::Platform;
use checks::kit::{Shell, text};
use jiff::Timestamp;

use super::Look;
use super::cause::{self, Told};
use super::lines::{
    BOLD, DIM, columns, itemized, label_cell, labeled, line, mark, paint, wrap_after,
};
use crate::report::phrase::few;
use crate::report::{Evidence, Finding, Report};

/// Findings that are told together, with the evidence of the first, what they cause, and their cure.
pub fn block(out: &mut String, report: &Report, told: &Told<'_>, look: Look) {
    let (alike, finding) = (&told.alike, told.alike[0]);
    let sentence = sentence(finding);
    out.push('\n');
    title(out, told, &sentence, look);
    if let checks @ [_, _, ..] = told.checks().as_slice() {
        labeled(out, "of", &few(checks, CHECKS), look);
    }
    let subjects = subjects(alike, &sentence);
    if !subjects.is_empty() {
        itemized(out, "at", &first_of(subjects, SUBJECTS), look);
    }
    let seen = evidence(&finding.evidence);
    if !seen.is_empty() {
        itemized(out, "saw", &first_of(seen, SEEN), look);
    }
    if report.realms.len() > 1 {
        labeled(out, "in", &cause::realms(report, told), look);
    }
    if let Some(cause) = told.cause {
        cause::consequences(out, report, cause, look);
    }
    cure(out, finding, look);
    if let Some(site) = &finding.site {
        let more = match finding.sites.len().saturating_sub(1) {
            0 => String::new(),
            1 => " and one more place".to_owned(),
            more => format!(" and {more} more places"),
        };
        labeled(out, "where", &format!("{site}{more}"), look);
    }
}

/// As many checks are named that say the same.
const CHECKS: usize = 12;
/// As many subjects are named.
pub const SUBJECTS: usize = 5;
/// As many measured values are shown: no check of ours has more.
const SEEN: usize = 40;

/// What the findings are about, each once; nothing where the sentence or the realm's name says so.
pub fn subjects(alike: &[&Finding], sentence: &str) -> Vec<String> {
    let mut known: HashSet<&str> = HashSet::new();
    let mut subjects: Vec<String> = Vec::new();
    for one in alike {
        let told = alike.len() == 1 && sentence.contains(&one.subject);
        if !told && !one.realms.contains(&one.subject) && known.insert(&one.subject) {
            subjects.push(text::harmless(&one.subject));
        }
    }
    subjects
}

/// The first of many items, and how many more there are.
pub fn first_of(mut items: Vec<String>, most: usize) -> Vec<String> {
    if items.len() > most + 1 {
        let more = items.len() - most;
        items.truncate(most);
        items.push(format!("and {more} more, -o json has them all"));
    }
    items
}

/// The sentence, with the reason at the end of its first line where it fits.
fn title(out: &mut String, told: &Told<'_>, sentence: &str, look: Look) {
    let (mark, style) = mark(told.status);
    let tag = told.tag();
    let beside = look.width >= 2 * tag.len() + 20;
    let room = if beside { tag.len() + 3 } else { 0 };
    let mut lines = wrap_after(sentence, room, look.width - 2).into_iter();
    let first = lines.next().unwrap_or_default();
    let used = 2 + columns(&first) + columns(&tag);
    let gap = look.width.saturating_sub(used).max(2);
    let (mark, first) = (paint(style, mark), paint(style, &first));
    match beside {
        true => line(
            out,
            &format!("{mark} {first}{:gap$}{}", "", paint(DIM, &tag)),
        ),
        false => line(out, &format!("{mark} {first}")),
    }
    for more in lines {
        line(out, &format!("  {}", paint(style, &more)));
    }
    if !beside {
        line(out, &format!("  {}", paint(DIM, &tag)));
    }
}

/// The summary as a sentence: with a capital, unless it begins with a name.
pub fn sentence(finding: &Finding) -> String {
    let text = text::harmless(&finding.summary);
    let first = text.split(' ').next().unwrap_or_default();
    let plain = !first.is_empty() && first.bytes().all(|byte| byte.is_ascii_lowercase());
    let article = matches!(first, "a" | "an" | "the" | "no");
    let name = !article && finding.subject.split(' ').any(|word| word == first);
    let stop = if text.ends_with(['?', '!', '…', '.']) {
        ""
    } else {
        "."
    };
    match plain && !name {
        true => format!("{}{}{stop}", text[..1].to_ascii_uppercase(), &text[1..]),
        false => format!("{text}{stop}"),
    }
}

/// The realms that the findings hold for, in report order: some by name, many by number.
pub fn realms(report: &Report, alike: &[&Finding]) -> String {
    realms_where(report, &alike.iter().flat_map(|one| &one.realms).collect())
}

/// The realms that are chosen, in the same words.
pub fn realms_where(report: &Report, chosen: &HashSet<&String>) -> String {
    let named: Vec<&str> = report
        .realms
        .iter()
        .filter(|realm| chosen.contains(realm))
        .map(String::as_str)
        .collect();
    realms_of(&named, report.realms.len())
}

/// These of so many realms, in the same words.
pub fn realms_of(named: &[&str], of: usize) -> String {
    const NAMED: usize = 6;
    match (named.len(), of) {
        (2, 2) => "both realms".to_owned(),
        (all, of) if all == of && of > 1 => format!("all {of} realms"),
        (some, of) if some > NAMED => {
            let first = named[..NAMED - 1].join(", ");
            format!(
                "{some} of {of} realms: {first} and {} more",
                some + 1 - NAMED
            )
        }
        _ => named.join(", "),
    }
}

fn cure(out: &mut String, finding: &Finding, look: Look) {
    let mut label = "cure";
    let steps = &finding.remedy.steps;
    for (index, step) in steps.iter().enumerate() {
        let number = match steps.len() {
            1 => String::new(),
            _ => format!("{}. ", index + 1),
        };
        labeled(out, label, &format!("{number}{step}"), look);
        label = "";
    }
    let ours = |shell: Shell| match shell {
        Shell::Any => true,
        Shell::Windows => look.platform == Platform::Windows,
        Shell::Linux => look.platform == Platform::Linux,
    };
    let prompt = match look.platform {
        Platform::Windows => ">",
        Platform::Linux => "$",
    };
    for command in &finding.remedy.commands {
        if ours(command.platform) {
            // A command is never wrapped: it is there to be copied.
            let lead = paint(DIM, &format!("{}{prompt} ", label_cell(label)));
            let run = paint(BOLD, &text::harmless(&command.run));
            line(out, &format!("  {lead}{run}"));
            label = "";
        }
    }
}

/// Name and value of each that tells something.
fn evidence(all: &[Evidence]) -> Vec<String> {
    all.iter()
        .filter(|evidence| !is_quick(evidence))
        .map(|evidence| {
            let name = paint(DIM, &text::harmless(&evidence.name));
            format!("{name} {}", value(evidence))
        })
        .collect()
}

/// How long something took, when it took no time worth a line.
fn is_quick(evidence: &Evidence) -> bool {
    let took = matches!(evidence.id.as_str(), "took" | "stage-time");
    took && evidence.unit.as_deref() == Some("s")
        && evidence.value.as_f64().is_some_and(|seconds| seconds < 1.0)
}

/// The value as people write it, with its unit.
pub fn value(evidence: &Evidence) -> String {
    let value = match &evidence.value {
        serde_json::Value::String(text) => match text.parse::<Timestamp>() {
            Ok(at) => at.strftime("%Y-%m-%d %H:%M:%S UTC").to_string(),
            Err(_) => text.clone(),
        },
        // A clock that is right is not behind by nothing.
        number if number.as_f64() == Some(0.0) => number.to_string().replacen('-', "", 1),
        number => number.to_string().replacen('-', "−", 1),
    };
    text::harmless(&match evidence.unit.as_deref() {
        None => value,
        Some("d") if value == "1" => "1 day".to_owned(),
        Some("d") => format!("{value} days"),
        Some(unit) => format!("{value} {unit}"),
    })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    fn finding(subject: &str, summary: &str) -> Finding {
        serde_json::from_value(serde_json::json!({
            "check": "clock-skew", "area": "time", "status": "fail", "reason": "behind", "realms": ["r"],
            "subject": subject, "summary": summary, "evidence": [], "remedy": {"steps": [], "commands": []},
            "site": null, "sites": [], "duration_s": 0.0, "waived": null,
        }))
        .unwrap()
    }

    #[test]
    fn a_sentence_begins_with_a_capital_unless_it_begins_with_a_name() {
        let said = |subject, summary| sentence(&finding(subject, summary));
        assert_eq!(
            said("appliance clock", "the clock is late"),
            "The clock is late."
        );
        assert_eq!(
            said("sms localhost", "localhost refuses"),
            "localhost refuses."
        );
        assert_eq!(said("a.example", "a.example is gone"), "a.example is gone.");
        assert_eq!(said("x", "is it a typing error?"), "Is it a typing error?");
    }

    #[test]
    fn moments_and_signs_read_as_people_write_them() {
        assert_eq!(
            value_of("2026-11-22T06:15:48Z".into(), None),
            "2026-11-22 06:15:48 UTC"
        );
        assert_eq!(value_of("2026-11-22".into(), None), "2026-11-22");
        assert_eq!(value_of((-3).into(), Some("d")), "−3 days");
        assert_eq!(value_of(0.25.into(), Some("s")), "0.25 s");
        assert_eq!(value_of((-0.0).into(), Some("s")), "0.0 s");
        assert_eq!(value_of("\u{1b}[31m".into(), Some("\u{7}s")), "[31m s");
    }

    fn value_of(value: serde_json::Value, unit: Option<&str>) -> String {
        super::value(&Evidence {
            id: "it".into(),
            of: None,
            kind: checks::kit::EvidenceKind::Measure,
            name: "it".into(),
            value,
            unit: unit.map(str::to_owned),
        })
    }
}
