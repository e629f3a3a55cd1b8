//! The words that several formats share: counts, lists, values, times.

use checks::kit::{Shell, text};
use jiff::Timestamp;
use jiff::tz::Offset;

use super::measured::true_time;
use crate::report::model::waivers::Grounds;
use crate::report::model::{
    Cause, Command, Evidence, Expiry, Finding, Outcome, Report, Site, Text,
};

/// The first of many.
#[derive(Clone, Debug)]
pub struct Few<T> {
    /// Those that are shown.
    pub shown: Vec<T>,
    /// How many more there are.
    pub more: usize,
}

impl<T> Few<T> {
    /// The first `most` of all; one more is shown too, since a number takes as much room.
    pub fn of(mut all: Vec<T>, most: usize) -> Self {
        let shown = if all.len() <= most + 1 {
            all.len()
        } else {
            most
        };
        let more = all.len() - shown;
        all.truncate(shown);
        Self { shown: all, more }
    }

    /// How many there are in all.
    pub fn count(&self) -> usize {
        self.shown.len() + self.more
    }

    /// How many more there are and where, in a sentence; `None` where all are shown.
    pub fn rest(&self) -> Option<String> {
        self.rest_by("in the JSON output")
    }

    /// The same, with another way to see them.
    pub fn rest_by(&self, way: &str) -> Option<String> {
        (self.more > 0).then(|| format!("and {} more, {way}", self.more))
    }
}

impl<T: ToString> Few<T> {
    /// A line an item, and one for the rest.
    pub fn lines(&self) -> Vec<String> {
        let shown = self.shown.iter().map(ToString::to_string);
        shown.chain(self.rest()).collect()
    }
}

impl<T: ToString> std::fmt::Display for Few<T> {
    /// `a, b and 3 more`.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let shown: Vec<String> = self.shown.iter().map(ToString::to_string).collect();
        f.write_str(&shown.join(", "))?;
        match self.more {
            0 => Ok(()),
            more => write!(f, " and {more} more"),
        }
    }
}

/// How many checks there were, and how many of them judged something: `28 checks`, `3 of 28 checks`.
pub fn checks_judged(report: &Report) -> String {
    let (judged, all) = (report.judged(), report.checks.len());
    if judged == all {
        counted(all, "check")
    } else {
        format!("{judged} of {}", counted(all, "check"))
    }
}

/// So many of something: `1 check`, `28 checks`.
pub fn counted(number: usize, noun: &str) -> String {
    match number {
        1 => format!("1 {noun}"),
        many => format!("{many} {noun}s"),
    }
}

/// The first few names of a list, and how many more there are: `a, b and 3 more`.
pub fn few<T: ToString>(items: &[T], most: usize) -> String {
    let items: Vec<String> = items.iter().map(ToString::to_string).collect();
    Few::of(items, most).to_string()
}

/// A text that is no longer than so many characters.
pub fn shortened(text: &str, most: usize) -> String {
    match text.char_indices().nth(most) {
        Some((cut, _)) => format!("{}…", text[..cut].trim_end()),
        None => text.to_owned(),
    }
}

/// What users say, as they say it: `“no SMS arrives”, “it works sometimes”`.
pub fn quoted(symptoms: &[Text]) -> String {
    let quoted = symptoms.iter();
    let quoted: Vec<String> = quoted
        .map(|one| format!("“{}”", one.trim_matches('"')))
        .collect();
    quoted.join(", ")
}

/// How many findings have which outcome, the worst first: `2 fail, 1 warn, 40 pass`.
pub fn counts(report: &Report) -> String {
    let counts: Vec<String> = Outcome::ALL
        .iter()
        .map(|outcome| (report.summary.of(*outcome), outcome.name()))
        .filter(|(count, _)| *count > 0)
        .map(|(count, name)| format!("{count} {name}"))
        .collect();
    if counts.is_empty() {
        "nothing was checked".to_owned()
    } else {
        counts.join(", ")
    }
}

/// What was looked at: the realm by name, or how many there are.
pub fn realms_checked(report: &Report) -> String {
    match report.realms.as_slice() {
        [one] => one.to_string(),
        many => format!("{} realms", many.len()),
    }
}

/// The command that makes such a report again.
pub fn again(report: &Report) -> String {
    let config = text::argument(&report.config);
    if let Some(tried) = &report.tried {
        return format!("otpdoctor try {tried}");
    }
    let options = &report.options;
    match (&report.demo, &report.probe) {
        (None, None) => format!("otpdoctor check --config {config} {options}")
            .trim_end()
            .to_owned(),
        (None, Some(probe)) => format!("otpdoctor probe {probe} --config {config}"),
        (Some(faults), _) => faults
            .iter()
            .fold("otpdoctor demo".to_owned(), |command, fault| {
                format!("{command} --fault {fault}")
            }),
    }
}

/// The check and the reason, as they are typed.
pub fn name(finding: &Finding) -> String {
    format!("{}/{}", finding.check, finding.reason)
}

/// The summary as a sentence: with a capital, unless it begins with a name.
pub fn sentence(finding: &Finding) -> String {
    sentence_of(&finding.summary, [&finding.subject])
}

/// The same of what is said of these subjects.
pub fn sentence_of<'a>(text: &str, subjects: impl IntoIterator<Item = &'a Text>) -> String {
    let first = text.split(' ').next().unwrap_or_default();
    let plain = !first.is_empty() && first.bytes().all(|byte| byte.is_ascii_lowercase());
    let article = matches!(first, "a" | "an" | "the" | "no");
    let named = |subject: &Text| subject.split(' ').any(|word| word == first);
    let name = !article && subjects.into_iter().any(named);
    let stop = if text.ends_with(['?', '!', '…', '.']) {
        ""
    } else {
        "."
    };
    if plain && !name {
        capitalized(text) + stop
    } else {
        format!("{text}{stop}")
    }
}

/// A word or a phrase with a capital.
pub fn capitalized(text: &str) -> String {
    let mut letters = text.chars();
    let first = letters.next().into_iter().flat_map(char::to_uppercase);
    first.chain(letters).collect()
}

/// What the finding is about, where its summary and its realms do not say so.
pub fn subject(finding: &Finding) -> Option<&Text> {
    let told =
        finding.summary.contains(&*finding.subject) || finding.realms.contains(&finding.subject);
    (!told).then_some(&finding.subject)
}

/// More places than these are a number.
const SITES: usize = 4;

/// The places of the settings that caused it.
pub fn sites(finding: &Finding) -> Few<&Site> {
    Few::of(finding.all_sites().iter().collect(), SITES)
}

/// What explains a finding.
pub fn because(cause: &Cause) -> String {
    let Cause { check, reason, .. } = cause;
    format!("because of {check}/{reason}: {}", cause.summary)
}

/// The remedy in lines: steps as a list, then commands with where they run.
pub fn remedy(finding: &Finding) -> impl Iterator<Item = String> {
    let command = |Command { platform, run }: &Command| match platform {
        Shell::Windows => format!("on Windows: {run}"),
        Shell::Linux => format!("on Linux: {run}"),
        Shell::Any => format!("run: {run}"),
    };
    let steps = finding.remedy.steps.iter().map(|step| format!("- {step}"));
    steps.chain(finding.remedy.commands.iter().map(command))
}

/// Why a finding does not count.
pub fn waived(grounds: &Grounds) -> String {
    let Grounds { why, who, until } = grounds;
    format!("waived until {until} by {who}: {why}")
}

/// A value as people write it, with its unit: `−312.4 s`, `75 ms`, `21 days`, `CN=License`.
pub fn value(evidence: &Evidence) -> String {
    let value = match &*evidence.value {
        serde_json::Value::String(text) => dated(text),
        // A clock that is right is not behind by nothing.
        number if number.as_f64() == Some(0.0) => number.to_string().replacen('-', "", 1),
        number => number.to_string().replacen('-', "−", 1),
    };
    match (evidence.unit.as_deref(), evidence.value.as_f64()) {
        (None, _) => value,
        (Some("s"), Some(short @ 0.0..1.0)) if short > 0.0 => seconds(short),
        (Some("d"), Some(1.0)) => "1 day".to_owned(),
        (Some("d"), _) => format!("{value} days"),
        (Some(unit), _) => format!("{value} {unit}"),
    }
}

/// A text, as people write it where it is a moment.
pub fn dated(text: &str) -> String {
    text.parse::<Timestamp>()
        .map_or_else(|_| text.to_owned(), moment)
}

/// Seconds as people say them: `75 ms`, `1.24 s`, `12.3 s`.
pub fn seconds(seconds: f64) -> String {
    match seconds {
        ..0.0005 => "under 1 ms".to_owned(),
        ..1.0 => format!("{:.0} ms", seconds * 1000.0),
        ..10.0 => format!("{seconds:.2} s"),
        _ => format!("{seconds:.1} s"),
    }
}

/// A moment to the second.
pub fn moment(at: Timestamp) -> String {
    at.strftime("%Y-%m-%d %H:%M:%S UTC").to_string()
}

/// A moment to the minute.
pub fn minute(at: Timestamp) -> String {
    at.strftime("%Y-%m-%d %H:%M UTC").to_string()
}

/// How long until something ends, as its finding says it: `in 36 h`, `in 21 days`, `3 days ago`. What ends with a day is
/// counted by the calendar: `today`.
pub fn left(now: Timestamp, end: Timestamp, with_the_day: bool) -> String {
    let day = |at| Offset::UTC.to_datetime(at).date();
    let span = if with_the_day {
        day(end).duration_since(day(now))
    } else {
        end.duration_since(now)
    };
    let said = if with_the_day && span.as_hours().abs() == 24 {
        "1 day".to_owned()
    } else {
        text::duration(span)
    };
    match span {
        _ if with_the_day && span.is_zero() => "today".to_owned(),
        _ if span.is_negative() => format!("{said} ago"),
        _ => format!("in {said}"),
    }
}

/// The same of something that the forecast names.
pub fn until(end: &Expiry, report: &Report) -> String {
    left(true_time(report), end.at, !is_of_certificate(end, report))
}

/// Whether it is a certificate that ends.
pub fn is_of_certificate(end: &Expiry, report: &Report) -> bool {
    let mut certificates = report.chains.iter().flat_map(|chain| &chain.certificates);
    certificates.any(|one| one.not_after == end.at)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use serde_json::json;

    use super::*;

    #[test]
    fn one_more_is_named_and_two_more_are_a_number() {
        assert_eq!(few(&["a", "b", "c"], 2), "a, b, c");
        assert_eq!(few(&["a", "b", "c", "d"], 2), "a, b and 2 more");
        assert_eq!(few::<&str>(&[], 2), "");
    }

    #[test]
    fn a_demo_is_seen_again_by_its_faults_and_not_by_a_folder_that_is_gone() {
        let report = |demo: serde_json::Value| -> Report {
            serde_json::from_value(json!({
                "schema": crate::report::SCHEMA, "version": "0.1.0", "started_at": "2026-11-22T08:00:00Z",
                "duration_s": 0.1, "judged_at": "2026-11-22T08:00:00Z", "appliance": null, "config": "/tmp/a.yaml",
                "demo": demo, "realms": [], "checks": [],
                "summary": {"pass": 0, "skip": 0, "unknown": 0, "warn": 0, "fail": 0, "waived": 0},
                "findings": [], "diagnosis": [], "forecast": [],
            }))
            .unwrap()
        };
        let said = |demo| again(&report(demo));
        assert_eq!(
            said(serde_json::Value::Null),
            "otpdoctor check --config \"/tmp/a.yaml\""
        );
        assert_eq!(
            said(json!(["clock-skew/behind", "smtp-tls/expired"])),
            "otpdoctor demo --fault clock-skew/behind --fault smtp-tls/expired"
        );
        assert_eq!(said(json!([])), "otpdoctor demo");
    }

    fn finding(subject: &str, summary: &str) -> Finding {
        serde_json::from_value(json!({
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
        let of = |written: serde_json::Value, unit: Option<&str>| {
            let one = json!({"name": "it", "value": written, "unit": unit});
            value(&serde_json::from_value(one).unwrap())
        };
        assert_eq!(
            of("2026-11-22T06:15:48Z".into(), None),
            "2026-11-22 06:15:48 UTC"
        );
        assert_eq!(of("2026-11-22".into(), None), "2026-11-22");
        assert_eq!(of((-3).into(), Some("d")), "−3 days");
        assert_eq!(of(1.into(), Some("d")), "1 day");
        assert_eq!(of(0.25.into(), Some("s")), "250 ms");
        assert_eq!(of((-1.25).into(), Some("s")), "−1.25 s");
        assert_eq!(of((-0.0).into(), Some("s")), "0.0 s");
    }
}
