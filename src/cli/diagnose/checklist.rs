//! Without a config: what causes the symptom, likeliest first, and how a person looks each up.

use std::collections::BTreeSet;

use checks::kit::symptom::{Method, Symptom, clause, look};

use schemars::JsonSchema;
use serde::Serialize;

use super::answers::Answers;
use super::{help_desks, words};
use crate::report::human::{Detail, Look};
use crate::report::view::markdown::{code, plain};
use crate::report::view::terminal::{self, BOLD, DIM, PLAIN, hanging, labeled, line, paint};
use crate::report::view::text::capitalized;

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

/// What causes a symptom and how to look each up, or who does.
#[derive(Serialize, JsonSchema)]
pub struct Checklist<'a> {
    /// The name and version of this format; fields may be added, none changes meaning.
    schema: &'static str,
    /// The symptom's id.
    symptom: &'a str,
    /// What users say.
    title: &'a str,
    /// What was said and what it was understood as, where it was said in words.
    heard: &'a [String],
    /// Who helps with what otpdoctor does not check; null where it does.
    elsewhere: Option<&'a str>,
    /// What may cause it, likeliest first.
    steps: Vec<Step>,
    /// What may be behind it and cannot be seen by a check.
    beyond: Vec<&'static str>,
    /// The command that checks what can be checked without a config; its names are examples.
    attempt: Option<String>,
    /// How a realm offers two help desks, where one is missed.
    second_help_desk: &'static [&'static str],
}

/// Something that may cause a symptom.
#[derive(Serialize, JsonSchema)]
struct Step {
    /// The check of it.
    check: &'static str,
    /// What is wrong then, in a sentence.
    cause: String,
    /// How a person looks it up.
    look: Option<&'static str>,
}

impl<'a> Checklist<'a> {
    /// That of a symptom; `heard` is what was said and understood.
    pub fn of(symptom: &'static Symptom, heard: &'a [String], answers: &Answers) -> Self {
        let checks = match symptom.elsewhere {
            Some(_) => Vec::new(),
            None => bearing(symptom, answers),
        };
        let attempt = attempt(&checks);
        let steps = checks.into_iter().map(|(check, clause)| Step {
            check,
            cause: capitalized(clause) + ".",
            look: look(check).map(|look| look.at.as_str()),
        });
        Self {
            schema: "otpdoctor.checklist/1",
            symptom: &symptom.id,
            title: symptom.title.trim_matches('"'),
            heard,
            elsewhere: symptom.elsewhere.as_deref(),
            steps: steps.collect(),
            beyond: words::beyond(symptom, answers.users),
            attempt,
            second_help_desk: help_desks::steps_of(symptom),
        }
    }

    /// For a ticket.
    pub fn markdown(&self) -> String {
        let mut lines = vec![format!("# \"{}\"", plain(self.title))];
        lines.extend(self.heard.iter().map(plain));
        lines.push(match self.elsewhere {
            Some(who) => format!("Nothing was checked. {}", plain(who)),
            None => {
                "Nothing was checked: there is no config. What may be the cause, likeliest first:"
                    .into()
            }
        });
        lines.extend((1..).zip(&self.steps).map(|(number, step)| {
            let look = step.look.map_or_else(String::new, plain);
            format!(
                "{number}. **{}** ({}) {look}",
                plain(&step.cause),
                code(step.check)
            )
        }));
        let beyond = self.beyond.iter().map(|text| format!("- {}", plain(text)));
        lines.extend(beyond);
        lines.extend(
            self.attempt
                .as_ref()
                .map(|line| format!("To try it from here, with your own names: {}", code(line))),
        );
        lines.join("\n\n") + "\n"
    }

    /// For a person at a terminal; all of it, or where one user has it, with what no check can see.
    pub fn screen(&self, is_of_one: bool, view: Look) -> String {
        let view = view.bounded();
        let mut out = String::new();
        let title = format!("\"{}\"", self.title);
        let unchecked = ("nothing was checked".to_owned(), DIM);
        terminal::headline(&mut out, &title, &[unchecked], view);
        for heard in self.heard {
            hanging(&mut out, "", heard, DIM, view);
        }
        out.push('\n');
        if let Some(who) = self.elsewhere {
            hanging(&mut out, "", who, PLAIN, view);
            return out;
        }
        let title = "There is no config. Check these in this order, the likeliest cause first:";
        hanging(&mut out, "", title, BOLD, view);
        for (number, step) in (1..).zip(&self.steps) {
            let text = format!("{} ({})", step.cause, step.check);
            hanging(&mut out, &format!("{number:>2}  "), &text, BOLD, view);
            if let Some(look) = step.look {
                hanging(&mut out, "    ", look, PLAIN, view);
            }
        }
        if view.detail == Detail::All || is_of_one {
            out.push('\n');
            let title = "Other possible causes, which otpdoctor cannot check";
            line(&mut out, &paint(BOLD, title));
            for text in &self.beyond {
                hanging(&mut out, "  · ", text, PLAIN, view);
            }
        }
        out.push('\n');
        if let Some(attempt) = &self.attempt {
            // A command is never wrapped: it is there to be copied.
            let label = paint(DIM, &terminal::label_cell("try"));
            line(&mut out, &format!("  {label}{attempt}"));
            let note =
                "checks what can be checked from here; replace the example names by your own";
            labeled(&mut out, "", note, view);
        }
        let config = "otpdoctor config init writes a config, with which diagnose finds the cause";
        labeled(&mut out, "config", config, view);
        if let Some(step) = self.steps.first() {
            let first = format!("{} ({})", step.cause, step.check);
            labeled(&mut out, "first", &first, view);
        }
        out
    }
}

/// The checks that can be behind it, each with what is wrong in plain words.
fn bearing(symptom: &'static Symptom, answers: &Answers) -> Vec<(&'static str, &'static str)> {
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
