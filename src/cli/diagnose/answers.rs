//! What is known of the complaint: from a file, from the command line, or from the dialogue.

use std::path::Path;

use checks::kit::symptom::{Method, Symptom};
use jiff::civil::Date;
use schemars::JsonSchema;
use serde::de::Error as _;
use serde::{Deserialize, Deserializer};

use crate::cli::recording::Input;
use crate::config::{ConfigError, small_file};
use crate::exit::{Code, Failure};
use crate::files::MARK;

/// What is known of the complaint.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Answers {
    /// The symptom's id, or words for it.
    pub symptom: Option<String>,
    /// How the passcode should have come; `None` when any, or not known.
    #[serde(deserialize_with = "method")]
    #[schemars(with = "String")]
    pub method: Option<Method>,
    /// The realms by name or glob; empty: all.
    #[serde(deserialize_with = "one_or_many")]
    #[schemars(with = "Realms")]
    pub realms: Vec<String>,
    /// Since when.
    #[schemars(with = "String")]
    pub since: Since,
    /// Who is affected.
    pub users: Users,
}

impl Answers {
    /// The ways of getting a passcode that are affected.
    pub fn methods<'a>(&'a self, symptom: &'a Symptom) -> &'a [Method] {
        match self.method.as_slice() {
            [] => &symptom.methods,
            named => named,
        }
    }
}

#[derive(Deserialize, JsonSchema)]
#[serde(untagged)]
enum Realms {
    One(String),
    Many(Vec<String>),
}

/// Since when it is so.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
#[allow(missing_docs, reason = "the table of choices says it")]
pub enum Since {
    #[default]
    Unknown,
    Today,
    Days,
    Weeks,
    Change,
    Never,
    /// Since a day.
    Day(Date),
}

/// Who is affected.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
#[allow(missing_docs, reason = "the table of choices says it")]
pub enum Users {
    #[default]
    Unknown,
    All,
    Some,
    One,
}

/// An answer that can be chosen: its name in an answers file, and what people say.
pub type Choice<T> = (T, &'static str, &'static str);

impl Since {
    /// All but a day, in the order of the dialogue.
    pub const CHOICES: &[Choice<Self>] = &[
        (Self::Today, "today", "since today"),
        (Self::Days, "days", "since a few days ago"),
        (Self::Weeks, "weeks", "since weeks ago or longer"),
        (Self::Change, "change", "since something was changed"),
        (Self::Never, "never", "it never worked"),
        (Self::Unknown, "unknown", "not known"),
    ];

    /// The name in an answers file.
    pub fn name(self) -> String {
        match self {
            Self::Day(day) => day.to_string(),
            other => row(Self::CHOICES, other).1.to_owned(),
        }
    }

    /// What people say.
    pub fn describe(self) -> String {
        match self {
            Self::Day(day) => format!("since {day}"),
            other => row(Self::CHOICES, other).2.to_owned(),
        }
    }

    /// The one of this name, or a day.
    pub fn find(name: &str) -> Option<Self> {
        let named = Self::CHOICES.iter().find(|(_, known, _)| *known == name);
        let day = || name.parse().ok().map(Self::Day);
        named.map(|(choice, ..)| *choice).or_else(day)
    }
}

impl TryFrom<String> for Since {
    type Error = String;

    fn try_from(name: String) -> Result<Self, String> {
        let expected =
            "expected today, days, weeks, change, never, unknown, or a date such as 2026-11-16";
        Self::find(&name).ok_or_else(|| expected.to_owned())
    }
}

impl Users {
    /// All, in the order of the dialogue.
    pub const CHOICES: &[Choice<Self>] = &[
        (Self::All, "all", "all users"),
        (Self::Some, "some", "some users"),
        (Self::One, "one", "one user alone"),
        (Self::Unknown, "unknown", "not known"),
    ];

    /// The name in an answers file.
    pub fn name(self) -> &'static str {
        row(Self::CHOICES, self).1
    }

    /// What people say.
    pub fn describe(self) -> &'static str {
        row(Self::CHOICES, self).2
    }
}

fn row<T: Copy + PartialEq>(choices: &[Choice<T>], one: T) -> Choice<T> {
    let row = choices.iter().find(|(choice, ..)| *choice == one);
    *row.expect("every answer but a day is a choice")
}

/// Reads an answers file; `-` is stdin.
///
/// # Errors
/// When it cannot be read (66), or with all its mistakes, each with its place (64).
pub fn read(path: &Path) -> Result<Answers, Failure> {
    let input = Input::read(path, "file")?;
    let text = std::str::from_utf8(&input.bytes).map_err(|why| input.wrong(why))?;
    let answers = parse(&input.name, text.trim_start_matches(MARK));
    answers.map_err(|why| Failure::of(Code::Usage, why))
}

/// The answers in a text, or its mistakes, each with its place in the file of this name.
fn parse(file: &str, text: &str) -> Result<Answers, ConfigError> {
    if text.trim().is_empty() {
        return Ok(Answers::default());
    }
    small_file::read(Path::new(file), text.to_owned())
}

/// A method; `any` says that none is meant alone.
fn method<'de, D: Deserializer<'de>>(from: D) -> Result<Option<Method>, D::Error> {
    let name = String::deserialize(from)?;
    let all: Vec<&str> = Method::ALL.iter().map(|method| method.name()).collect();
    let expected = || format!("expected {} or any", all.join(", "));
    match name.as_str() {
        "any" => Ok(None),
        name => Method::find(name)
            .map(Some)
            .ok_or_else(|| D::Error::custom(expected())),
    }
}

fn one_or_many<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<String>, D::Error> {
    Ok(match Realms::deserialize(from)? {
        Realms::One(name) => vec![name],
        Realms::Many(names) => names,
    })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    fn mistake(text: &str) -> String {
        match parse("a.yaml", text).unwrap_err() {
            ConfigError::Invalid(mistakes) => mistakes.line().replace("; a.yaml:", "\na.yaml:"),
            other => other.to_string(),
        }
    }

    fn parsed(text: &str) -> Answers {
        parse("a.yaml", text).unwrap()
    }

    #[test]
    fn all_answers_are_read() {
        let text = "symptom: no mail\nmethod: email\nrealms: [SecureAuth1, 'SecureAuth9*']\nsince: 2026-11-16\nusers: one\n";
        let answers = parsed(text);
        assert_eq!(answers.symptom.as_deref(), Some("no mail"));
        assert_eq!(answers.method, Some(Method::Email));
        assert_eq!(answers.realms, ["SecureAuth1", "SecureAuth9*"]);
        assert_eq!(answers.since, Since::Day("2026-11-16".parse().unwrap()));
        assert_eq!(answers.users, Users::One);
    }

    #[test]
    fn what_is_left_out_is_not_known() {
        assert_eq!(parsed(""), Answers::default());
        assert_eq!(parsed("realms: SecureAuth1\n").realms, ["SecureAuth1"]);
        assert_eq!(parsed("method: any\n").method, None);
    }

    #[test]
    fn a_wrong_answer_has_its_place_and_what_was_expected() {
        for (text, place, expected) in [
            (
                "symptom: no mail\nmethod: pigeon\n",
                "a.yaml:2:9: ",
                "help-desk",
            ),
            ("since: lately\n", "a.yaml:1:8: ", "or a date such as"),
            (
                "since: today\nusers: half\n",
                "a.yaml:2:8: ",
                "one of unknown, all, some, one",
            ),
        ] {
            let wrong = mistake(text);
            assert!(wrong.starts_with(place), "{wrong}");
            assert!(wrong.contains(expected), "{wrong}");
        }
    }

    #[test]
    fn all_mistakes_are_told_in_their_order() {
        let wrong = mistake("users: half\nsymptom: no mail\nmethod: pigeon\nfoo: 1\n");
        let places = wrong.lines().map(|line| line.split(' ').next().unwrap());
        let places: Vec<&str> = places.collect();
        assert_eq!(places, ["a.yaml:1:8:", "a.yaml:3:9:", "a.yaml:4:1:"]);
    }

    #[test]
    fn unknown_keys_are_mistakes() {
        let wrong = mistake("symptom: no mail\nmetod: sms\n");
        assert!(wrong.starts_with("a.yaml:2:1: "), "{wrong}");
        assert!(
            wrong.contains("metod") && wrong.contains("method"),
            "{wrong}"
        );
    }

    #[test]
    fn what_is_no_mapping_is_a_mistake() {
        for text in [
            "- no mail\n",
            "no mail\n",
            "symptom: [a]\n",
            "symptom: {",
            "a: &a [*a, *a]",
        ] {
            assert!(mistake(text).starts_with("a.yaml:1:"), "{text}");
        }
    }
}
