//! What a finding rests on: values with a stable id, a kind, and an English label.

use std::collections::HashMap;
use std::sync::LazyLock;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A measured or read value with its unit.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Evidence {
    /// What it is, in kebab-case: stable, and the same whatever it is of.
    pub id: &'static str,
    /// Which of several it is: a server, an address, a file; `None` where there is one.
    pub of: Option<String>,
    /// The English label of both.
    pub name: String,
    /// What its value is.
    pub kind: EvidenceKind,
    /// A number, or text.
    pub value: serde_json::Value,
    /// The unit of a number: `s`, `ms`, `d`, `B`; `None` for text and counts.
    pub unit: Option<&'static str>,
}

/// What the value of a piece of evidence is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum EvidenceKind {
    /// Who, what or where it is, or how it is set: another value is another thing.
    Identity,
    /// A quantity or a moment: measured anew each time.
    Measure,
    /// What somebody said or did, in words.
    #[default]
    Quote,
}

/// The name of a piece of evidence: its id, and which of several it is.
#[derive(Clone, Debug)]
pub struct Label {
    /// What it is, in kebab-case.
    pub id: &'static str,
    /// Which of several it is.
    pub of: Option<String>,
}

impl From<&'static str> for Label {
    fn from(id: &'static str) -> Self {
        Self { id, of: None }
    }
}

impl<T: Into<String>> From<(&'static str, T)> for Label {
    fn from((id, of): (&'static str, T)) -> Self {
        Self {
            id,
            of: Some(of.into()),
        }
    }
}

/// The labels that are not the words of their id, each after its id; `{}` is which of several it is.
const LABELS: &str = include_str!("labels.txt");

impl Label {
    /// The label in English: an entry of the table, what it is of, or the words of the id.
    pub fn text(&self) -> String {
        static TEXTS: LazyLock<HashMap<&str, &str>> = LazyLock::new(|| {
            let lines = LABELS.lines();
            lines.filter_map(|line| line.split_once(' ')).collect()
        });
        let of = self.of.as_deref();
        match (TEXTS.get(self.id), of) {
            (Some(text), _) => text.replace("{}", of.unwrap_or_default()),
            (None, Some(of)) => of.to_owned(),
            (None, None) => self.id.replace('-', " "),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_label_is_an_entry_of_the_table_or_the_words_of_its_id() {
        let text = |label: Label| label.text();
        assert_eq!(text("days-left".into()), "days left");
        assert_eq!(text("tls-alert".into()), "TLS alert");
        assert_eq!(text(("server-offset", "ntp1").into()), "ntp1");
        assert_eq!(text(("stage-time", "connect").into()), "connect time");
        assert!(
            LABELS.lines().is_sorted(),
            "the table is in order of its ids"
        );
    }
}
