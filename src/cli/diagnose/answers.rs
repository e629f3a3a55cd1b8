//! What is known of the complaint: from a file, from the command line, or from the dialogue.

use std::path::Path;

use checks::kit::symptom::{Method, Symptom};
use checks::kit::text;
use jiff::civil::Date;
use serde::Deserialize;
use serde_saphyr::Spanned;

use crate::cli::recording::Input;
use crate::exit::Failure;
use crate::files::MARK;

/// What is known of the complaint.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Answers {
    /// The symptom's id, or words for it.
    pub symptom: Option<String>,
    /// How the passcode should have come; `None` when any, or not known.
    pub method: Option<Method>,
    /// The realms by name or glob; empty: all.
    pub realms: Vec<String>,
    /// Since when.
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

/// Since when it is so.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
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
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
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
    pub fn words(self) -> String {
        match self {
            Self::Day(day) => format!("since {day}"),
            other => row(Self::CHOICES, other).2.to_owned(),
        }
    }

    /// The one of this name, or a day.
    pub fn find(name: &str) -> Option<Self> {
        by_name(Self::CHOICES, name).or_else(|| name.parse().ok().map(Self::Day))
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
    pub fn words(self) -> &'static str {
        row(Self::CHOICES, self).2
    }
}

fn row<T: Copy + PartialEq>(choices: &[Choice<T>], one: T) -> Choice<T> {
    let row = choices.iter().find(|(choice, ..)| *choice == one);
    *row.expect("every answer but a day is a choice")
}

fn by_name<T: Copy>(choices: &[Choice<T>], name: &str) -> Option<T> {
    let row = choices.iter().find(|(_, known, _)| *known == name);
    row.map(|(choice, ..)| *choice)
}

/// Reads an answers file; `-` is stdin.
///
/// # Errors
/// When it cannot be read (66), or with every mistake and its place (64).
pub fn read(path: &Path) -> Result<Answers, Failure> {
    let input = Input::read(path, "file")?;
    let text = std::str::from_utf8(&input.bytes).map_err(|why| input.wrong(why))?;
    parse(&input.name, text.trim_start_matches(MARK))
        .map_err(|mistakes| Failure::usage(mistakes.join("\n  ")))
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Written {
    symptom: Option<String>,
    method: Option<Spanned<String>>,
    realms: Option<OneOrMany>,
    since: Option<Spanned<String>>,
    users: Option<Spanned<String>>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum OneOrMany {
    One(String),
    Many(Vec<String>),
}

/// The answers in a text, or every mistake with its place in the file of this name.
fn parse(file: &str, text: &str) -> Result<Answers, Vec<String>> {
    let options = serde_saphyr::options! {
        budget: serde_saphyr::budget! { max_nodes: 10_000, max_depth: 8, max_documents: 1 },
        with_snippet: false,
    };
    let written: Written = match text.trim() {
        "" => Written::default(),
        _ => serde_saphyr::from_str_with_options(text, options)
            .map_err(|error| vec![unreadable(file, &error)])?,
    };
    let mut mistakes = Vec::new();
    let methods: Vec<&str> = Method::ALL.iter().map(|method| method.name()).collect();
    let methods = format!("{} or any", methods.join(", "));
    let method = |name: &str| match name {
        "any" => Some(None),
        name => Method::find(name).map(Some),
    };
    let days = "today, days, weeks, change, never, unknown, or a date such as 2026-11-16";
    let users = |name: &str| by_name(Users::CHOICES, name);
    let answers = Answers {
        symptom: written.symptom.filter(|text| !text.trim().is_empty()),
        method: answer(written.method, method, &methods, &mut mistakes),
        realms: match written.realms {
            None => Vec::new(),
            Some(OneOrMany::One(name)) => vec![name],
            Some(OneOrMany::Many(names)) => names,
        },
        since: answer(written.since, Since::find, days, &mut mistakes),
        users: answer(
            written.users,
            users,
            "all, some, one or unknown",
            &mut mistakes,
        ),
    };
    match mistakes.is_empty() {
        true => Ok(answers),
        false => Err(mistakes.iter().map(|one| format!("{file}:{one}")).collect()),
    }
}

/// The answer that is written, or a mistake with its line and column.
fn answer<T: Default>(
    written: Option<Spanned<String>>,
    find: impl Fn(&str) -> Option<T>,
    expected: &str,
    mistakes: &mut Vec<String>,
) -> T {
    let Some(written) = written else {
        return T::default();
    };
    find(written.value.trim()).unwrap_or_else(|| {
        let (at, shown) = (written.defined, text::quote(&written.value, 40));
        let place = format!("{}:{}", at.line(), at.column());
        mistakes.push(format!(
            "{place}: `{shown}` is no answer here; expected {expected}"
        ));
        T::default()
    })
}

fn unreadable(file: &str, error: &serde_saphyr::Error) -> String {
    let error = error.without_snippet();
    // The parser puts the place into its text too.
    let text = text::quote(&error.to_string(), 200);
    let what = text.split(" at line ").next().unwrap_or_default();
    match error.location() {
        Some(at) => format!("{file}:{}:{}: {what}", at.line(), at.column()),
        None => format!("{file}: {what}"),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    fn mistakes(text: &str) -> Vec<String> {
        parse("a.yaml", text).unwrap_err()
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
    fn every_wrong_answer_has_its_place() {
        let wrong = mistakes("symptom: no mail\nmethod: pigeon\nsince: lately\nusers: half\n");
        assert_eq!(wrong.len(), 3, "{wrong:?}");
        assert!(wrong[0].starts_with("a.yaml:2:9: `pigeon`"), "{wrong:?}");
        assert!(wrong[1].starts_with("a.yaml:3:8: `lately`"), "{wrong:?}");
    }

    #[test]
    fn unknown_keys_are_mistakes() {
        let wrong = mistakes("symptom: no mail\nmetod: sms\n");
        assert!(wrong[0].starts_with("a.yaml:2:1: "), "{wrong:?}");
        assert!(
            wrong[0].contains("metod") && wrong[0].contains("method"),
            "{wrong:?}"
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
            assert_eq!(mistakes(text).len(), 1, "{text}");
        }
    }
}
