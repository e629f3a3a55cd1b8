//! Without a config: what causes the symptom, likeliest first, and how a person looks each up.

use std::collections::BTreeSet;

use checks::kit::symptom::{Method, Symptom, clause, look};

use super::answers::{Answers, Users};
use super::words;
use crate::report::human::{Detail, Look};
use crate::report::view::terminal::{self, BOLD, DIM, PLAIN, hanging, labeled, line, paint};

/// The options of `otpdoctor try` with an example of their values, in the order in which they are shown.
const OPTIONS: &[(&str, &str)] = &[
    ("--smtp", "--smtp smtp.example.net:25"),
    ("--starttls", "--starttls"),
    ("--from", "--from otp@example.net"),
    ("--to", "--to you@example.net"),
    ("--user", "--user otp"),
    ("--ntp", "--ntp pool.ntp.org"),
    ("--cloud", "--cloud"),
    ("--proxy", "--proxy http://proxy.example.net:8080"),
    ("--certificate", "--certificate idp.pem"),
    ("--key", "--key idp.key"),
];

/// The whole screen; `heard` is what was said and understood.
pub fn render(
    symptom: &'static Symptom,
    heard: &[String],
    answers: &Answers,
    view: Look,
) -> String {
    let view = view.bounded();
    let mut out = String::new();
    let title = format!("\"{}\"", symptom.title.trim_matches('"'));
    let unchecked = ("nothing was checked".to_owned(), DIM);
    terminal::headline(&mut out, &title, &[unchecked], view);
    for heard in heard {
        hanging(&mut out, "", heard, DIM, view);
    }
    out.push('\n');
    let checks = bearing(symptom, answers);
    let title = "There is no config. Look at these in this order, the likeliest cause first:";
    hanging(&mut out, "", title, BOLD, view);
    for (index, (check, clause)) in checks.iter().enumerate() {
        let lead = format!("{:>2}  ", index + 1);
        hanging(
            &mut out,
            &lead,
            &format!("{} ({check})", words::capitalized(clause)),
            BOLD,
            view,
        );
        if let Some(look) = look(check) {
            hanging(&mut out, "    ", &look.at, PLAIN, view);
        }
    }
    if view.detail == Detail::All || answers.users == Users::One {
        out.push('\n');
        line(
            &mut out,
            &paint(BOLD, "What else it may be, and no check can see"),
        );
        for text in words::beyond(symptom, answers.users) {
            hanging(&mut out, "  · ", text, PLAIN, view);
        }
    }
    out.push('\n');
    if let Some(attempt) = attempt(&checks) {
        labeled(&mut out, "try", &attempt, view);
        let note = "checks from here what it can; the names are examples, put in your own";
        labeled(&mut out, "", note, view);
    }
    let config = "otpdoctor config init writes a config, with which diagnose finds the cause";
    labeled(&mut out, "config", config, view);
    if let Some((check, clause)) = checks.first() {
        let first = format!("{} ({check})", words::capitalized(clause));
        labeled(&mut out, "first", &first, view);
    }
    out
}

/// The checks that can be behind it, each with what is wrong in plain words.
fn bearing(symptom: &Symptom, answers: &Answers) -> Vec<(&'static str, &'static str)> {
    let methods: &[Method] = answers.methods(symptom);
    let mut seen = BTreeSet::new();
    let named = symptom
        .causes
        .iter()
        .map(|cause| cause.split_once('/').unwrap_or((cause, "")));
    let abouts = named.filter_map(|(check, reason)| {
        let mut all = checks::ALL.iter().map(|check| check.about());
        let about = all.find(|about| about.id == check)?;
        Some((about, reason))
    });
    abouts
        .filter(|(about, _)| methods.iter().any(|method| method.depends_on(about.area)))
        .filter(|(about, _)| seen.insert(about.id))
        .map(|(about, reason)| (about.id, clause(about.id, reason)))
        .collect()
}

/// The line that looks at what can be looked at without a config; `None` where nothing can.
fn attempt(checks: &[(&str, &str)]) -> Option<String> {
    let looks = checks.iter().filter_map(|(check, _)| look(check));
    let wanted: BTreeSet<&str> = looks
        .flat_map(|look| &look.options)
        .map(String::as_str)
        .collect();
    let options = OPTIONS.iter().filter(|(option, _)| wanted.contains(option));
    let options: Vec<&str> = options.map(|(_, example)| *example).collect();
    (!options.is_empty()).then(|| format!("otpdoctor try {}", options.join(" ")))
}

#[cfg(test)]
mod tests {
    use checks::kit::symptom::all;

    use super::*;

    #[test]
    fn every_option_that_is_wanted_has_an_example() {
        for check in checks::ALL
            .iter()
            .filter_map(|check| look(check.about().id))
        {
            for option in &check.options {
                let known = OPTIONS.iter().any(|(known, example)| {
                    known == option && example.starts_with(option.as_str())
                });
                assert!(known, "{option}");
            }
        }
    }

    #[test]
    fn every_symptom_has_something_to_look_at() {
        for symptom in all().iter().filter(|symptom| symptom.elsewhere.is_none()) {
            assert!(
                !bearing(symptom, &Answers::default()).is_empty(),
                "{}",
                symptom.id
            );
        }
    }
}
