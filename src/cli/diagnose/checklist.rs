//! Without a config: what causes the symptom, likeliest first, and how a person looks each up.

use std::collections::BTreeSet;

use checks::kit::symptom::{Method, Symptom, clause, look, pointed_at};

use schemars::JsonSchema;
use serde::Serialize;

use super::answers::{Answers, Users};
use super::understood::Understood;
use super::{help_desks, plain_summary};
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

/// What stands above the causes, in their order.
const LIKELIEST: &str = "Check these in this order, the likeliest cause first";
/// The same of one user.
const OF_ONE: &str =
    "One user alone has the problem: check this user first, which otpdoctor cannot do";
/// What stands above what would affect more users.
const THEN: &str = "Then check what would affect other users too, the likeliest cause first";

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
    #[serde(rename = "heard")]
    understood: &'a [String],
    /// Who helps with what otpdoctor does not check; null where it does.
    elsewhere: Option<&'a str>,
    /// What may cause it, likeliest first.
    steps: Vec<Step>,
    /// What may be behind it and cannot be seen by a check.
    beyond: Vec<&'static str>,
    /// Whether one user alone has it, so that this is where to look first.
    #[serde(skip)]
    is_of_one: bool,
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
    /// That of a symptom; `lines` are what was said and understood.
    pub fn of(
        symptom: &'static Symptom,
        understood: &Understood,
        lines: &'a [String],
        answers: &Answers,
    ) -> Self {
        let mut checks = match symptom.elsewhere {
            Some(_) => Vec::new(),
            None => bearing(symptom, answers),
        };
        let pointed = pointed_at(understood.said.as_deref().unwrap_or_default());
        let rank = |check: &str| pointed.iter().position(|one| *one == check);
        checks.sort_by_key(|(check, _)| rank(check).unwrap_or(pointed.len()));
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
            understood: lines,
            elsewhere: symptom.elsewhere.as_deref(),
            steps: steps.collect(),
            beyond: plain_summary::beyond(symptom, answers.users),
            is_of_one: answers.users == Users::One,
            attempt,
            second_help_desk: help_desks::steps_of(symptom),
        }
    }

    /// For a ticket.
    pub fn markdown(&self) -> String {
        let mut lines = vec![format!("# \"{}\"", plain(self.title))];
        lines.extend(self.understood.iter().map(plain));
        let steps = (1..).zip(&self.steps).map(|(number, step)| {
            let look = step.look.map_or_else(String::new, plain);
            format!(
                "{number}. **{}** ({}) {look}",
                plain(&step.cause),
                code(step.check)
            )
        });
        let beyond = self.beyond.iter().map(|text| format!("- {}", plain(text)));
        match self.elsewhere {
            Some(who) => lines.push(format!("Nothing was checked. {}", plain(who))),
            None => lines.push(format!(
                "Nothing was checked: there is no config. {}:",
                self.title_of_first()
            )),
        }
        if self.is_of_one {
            lines.extend(beyond);
            lines.extend((!self.steps.is_empty()).then(|| format!("{THEN}:")));
            lines.extend(steps);
        } else {
            lines.extend(steps);
            lines.extend(beyond);
        }
        lines.extend(
            self.attempt
                .as_ref()
                .map(|line| format!("To try it from here, with your own names: {}", code(line))),
        );
        lines.join("\n\n") + "\n"
    }

    /// For a person at a terminal; all of it, or where one user has it, with what no check can see.
    pub fn screen(&self, view: Look) -> String {
        let view = view.bounded();
        let mut out = String::new();
        let title = format!("\"{}\"", self.title);
        let unchecked = ("nothing was checked".to_owned(), DIM);
        terminal::headline(&mut out, &title, &[unchecked], view);
        for understood in self.understood {
            hanging(&mut out, "", understood, DIM, view);
        }
        out.push('\n');
        if let Some(who) = self.elsewhere {
            hanging(&mut out, "", who, PLAIN, view);
            return out;
        }
        let title = format!("There is no config. {}:", self.title_of_first());
        hanging(&mut out, "", &title, BOLD, view);
        if self.is_of_one {
            self.write_beyond(&mut out, view);
            out.push('\n');
            hanging(&mut out, "", &format!("{THEN}:"), BOLD, view);
        }
        for (number, step) in (1..).zip(&self.steps) {
            let text = format!("{} ({})", step.cause, step.check);
            hanging(&mut out, &format!("{number:>2}  "), &text, BOLD, view);
            if let Some(look) = step.look {
                hanging(&mut out, "    ", look, PLAIN, view);
            }
        }
        if view.detail == Detail::All && !self.is_of_one {
            out.push('\n');
            let title = "Other possible causes, which otpdoctor cannot check";
            line(&mut out, &paint(BOLD, title));
            self.write_beyond(&mut out, view);
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
        let step = self.steps.first();
        let step = step.map(|step| format!("{} ({})", step.cause, step.check));
        let own = self.beyond.first().filter(|_| self.is_of_one);
        if let Some(first) = own.map(ToString::to_string).or(step) {
            labeled(&mut out, "first", &first, view);
        }
        out
    }

    fn title_of_first(&self) -> &'static str {
        if self.is_of_one { OF_ONE } else { LIKELIEST }
    }

    fn write_beyond(&self, out: &mut String, view: Look) {
        for text in &self.beyond {
            hanging(out, "  · ", text, PLAIN, view);
        }
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
