//! The checks as SARIF rules, with their pages.

use std::collections::HashMap;

use checks::kit::{About, Status};
use serde_json::{Value, json};

use crate::report::model::{Report, Text};
use crate::report::view::help;
use crate::report::view::text::{capitalized, sentence_of};

/// The rules of a report, and the index of each by its check's id.
pub struct Rules<'a> {
    /// In registry order; what this version does not know stands last.
    pub all: Vec<Value>,
    indexes: HashMap<&'a Text, usize>,
}

impl<'a> Rules<'a> {
    /// The rules of the checks that ran, and of what else the findings name.
    pub fn of(report: &'a Report) -> Self {
        let named = report.findings.iter().map(|finding| &finding.check);
        let mut rules = Self {
            all: Vec::new(),
            indexes: HashMap::new(),
        };
        for id in report.checks.iter().chain(named) {
            rules.indexes.entry(id).or_insert_with(|| {
                let about = checks::abouts().find(|about| *id == about.id);
                rules.all.push(match about {
                    Some(about) => known(about),
                    // A check of another version, or a mistake in waivers.
                    None => json!({"id": id}),
                });
                rules.all.len() - 1
            });
        }
        rules
    }

    /// The index of a check's rule.
    pub fn index(&self, check: &Text) -> usize {
        self.indexes[check]
    }
}

fn known(about: &'static About) -> Value {
    let title = sentence_of(about.title, []);
    let reasons = about.reasons.iter();
    let reasons = reasons.map(|reason| format!(" {}: {}.", reason.code, reason.about));
    let worst = about.reasons.iter().map(|reason| reason.status).max();
    let mut rule = json!({
        "id": about.id,
        "name": camel(about.id),
        "shortDescription": {"text": title},
        "fullDescription": {"text": title.clone() + &reasons.collect::<String>()},
        "defaultConfiguration": {"level": match worst {
            Some(Status::Fail) => "error",
            Some(Status::Warn | Status::Unknown) => "warning",
            _ => "note",
        }},
        "properties": {"tags": ["otp", about.area.name()]},
    });
    if let Some(address) = help::page(about.id) {
        rule["helpUri"] = address.into();
    }
    // A step of a probe has no page here.
    if !about.explain.is_empty() {
        let text = format!(
            "{title} `otpdoctor explain {}` describes the check.",
            about.id
        );
        rule["help"] = json!({"text": text, "markdown": about.explain});
    }
    rule
}

fn camel(id: &str) -> String {
    id.split('-').map(capitalized).collect()
}
