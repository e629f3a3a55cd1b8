//! Realms in a few words: some by name, many by number.

use std::collections::HashSet;

use super::text::{Few, few};
use crate::report::model::{Finding, Report, Text};

/// As many realms are named; one more is named too.
const NAMED: usize = 5;
/// As many stand in a list that is unfolded.
const UNFOLDED: usize = 120;

/// Where something holds.
#[derive(Clone, Debug)]
pub struct Realms<'a> {
    /// The realms, in report order.
    pub names: Vec<&'a str>,
    of: usize,
}

impl<'a> Realms<'a> {
    /// These of so many realms.
    pub fn new(names: Vec<&'a str>, of: usize) -> Self {
        Self { names, of }
    }

    /// These realms of the report's.
    pub fn of(names: &'a [Text], report: &Report) -> Self {
        Self::new(
            names.iter().map(Text::as_str).collect(),
            report.realms.len(),
        )
    }

    /// The realms of several findings.
    pub fn of_many(findings: &[&'a Finding], report: &'a Report) -> Self {
        match findings {
            [one] => Self::of(&one.realms, report),
            many => {
                let chosen: HashSet<&Text> = many.iter().flat_map(|one| &one.realms).collect();
                let realms = report.realms.iter().filter(|realm| chosen.contains(realm));
                Self::new(realms.map(Text::as_str).collect(), report.realms.len())
            }
        }
    }

    /// Whether they are too many to be named in words.
    pub fn is_many(&self) -> bool {
        (NAMED + 2..self.of).contains(&self.names.len())
    }

    /// In a few words, of none what is of no realm alone: `all 30 realms`, `SecureAuth1, SecureAuth2`, `12 of 30 realms`.
    pub fn describe(&self) -> String {
        match (self.names.len(), self.of) {
            (0, _) => "the whole run".to_owned(),
            (2, 2) => "both realms".to_owned(),
            (all, of) if all == of && of > 1 => format!("all {of} realms"),
            (some, of) if self.is_many() => format!("{some} of {of} realms"),
            _ => self.names.join(", "),
        }
    }

    /// The same, with the first few names of many.
    pub fn listed(&self) -> String {
        if self.is_many() {
            format!("{}: {}", self.describe(), few(&self.names, NAMED))
        } else {
            self.describe()
        }
    }

    /// The names of many, as a list to unfold.
    pub fn unfolded(&self) -> Few<&'a str> {
        Few::of(self.names.clone(), UNFOLDED)
    }

    /// The realms where they are not all, in brackets behind a line.
    pub fn in_brackets(&self) -> String {
        if (1..self.of).contains(&self.names.len()) {
            format!(" [{}]", self.describe())
        } else {
            String::new()
        }
    }
}
