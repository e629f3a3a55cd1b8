//! The checks as SARIF rules, with their pages.

use std::collections::HashMap;

use checks::kit::{About, Status, text};

use super::types::{Configuration, Help, Level, Message, Rule, RuleProperties};
use crate::report::Report;

/// The rules of a report, and the place of each by its check's id.
pub struct Rules<'a> {
    /// In registry order; what this version does not know stands last.
    pub all: Vec<Rule<'static>>,
    places: HashMap<&'a str, usize>,
}

impl<'a> Rules<'a> {
    /// The rules of the checks that ran, and of what else the findings name.
    pub fn of(report: &'a Report) -> Self {
        let named = report.findings.iter().map(|finding| &finding.check);
        let mut rules = Self {
            all: Vec::new(),
            places: HashMap::new(),
        };
        for id in report.checks.iter().chain(named) {
            rules.places.entry(id).or_insert_with(|| {
                let check = checks::ALL.iter().find(|check| check.about().id == id);
                rules.all.push(match check {
                    Some(check) => known(check.about()),
                    None => unknown(id),
                });
                rules.all.len() - 1
            });
        }
        rules
    }

    /// The place of a check's rule.
    pub fn place(&self, check: &str) -> usize {
        self.places[check]
    }
}

fn known(about: &'static About) -> Rule<'static> {
    let worst = about.reasons.iter().map(|reason| reason.status).max();
    let title = sentence(about.title);
    Rule {
        id: about.id.to_owned(),
        name: Some(camel(about.id)),
        short_description: Some(Message {
            text: title.clone(),
        }),
        full_description: Some(Message { text: full(about) }),
        help: Some(Help {
            text: format!("{title} `otpdoctor explain {}` tells more.", about.id),
            markdown: about.explain,
        }),
        default_configuration: Some(Configuration {
            level: match worst {
                Some(Status::Fail) => Level::Error,
                Some(Status::Warn | Status::Unknown) => Level::Warning,
                _ => Level::Note,
            },
        }),
        properties: Some(RuleProperties {
            tags: vec!["otp", about.area.name()],
        }),
    }
}

/// A check of another version, or what is said of waivers.
fn unknown(id: &str) -> Rule<'static> {
    Rule {
        id: text::harmless(id),
        name: None,
        short_description: None,
        full_description: None,
        help: None,
        default_configuration: None,
        properties: None,
    }
}

/// What the check is about, and what it may say.
fn full(about: &About) -> String {
    let reasons: Vec<String> = about
        .reasons
        .iter()
        .map(|reason| format!("{}: {}.", reason.code, reason.about))
        .collect();
    format!("{} {}", sentence(about.title), reasons.join(" "))
}

/// A phrase as a sentence.
pub(super) fn sentence(phrase: &str) -> String {
    let mut letters = phrase.chars();
    let first = letters.next().map(|first| first.to_uppercase().to_string());
    let end = match phrase.ends_with(['.', '!', '?', '…']) {
        true => "",
        false => ".",
    };
    format!("{}{}{end}", first.unwrap_or_default(), letters.as_str())
}

fn camel(id: &str) -> String {
    let words = id.split('-').map(|word| {
        let mut letters = word.chars();
        let first = letters.next().map(|first| first.to_ascii_uppercase());
        first.into_iter().chain(letters).collect::<String>()
    });
    words.collect()
}
