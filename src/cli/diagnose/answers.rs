//! What is known of the complaint: from a file, from the command line, or from the dialogue.

use std::io::Read as _;
use std::path::Path;

use checks::kit::symptom::{Method, Symptom};
use checks::kit::text;
use jiff::civil::Date;
use serde::Deserialize;
use serde_saphyr::{Location, Spanned};

use crate::exit::{Code, Failure};
use crate::files;

/// More than anybody answers.
const LONGEST: u64 = 64 << 10;

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
type Choice<T> = (T, &'static str, &'static str);

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
pub fn read(path: &Path) -> anyhow::Result<Answers> {
    let mut text = String::new();
    let (name, text) = if path == Path::new("-") {
        let read = std::io::stdin()
            .lock()
            .take(LONGEST)
            .read_to_string(&mut text);
        let text = read.map(|_| text).map_err(|why| why.to_string());
        ("stdin".to_owned(), text)
    } else {
        let text = files::read_text(path).map_err(|why| why.to_string());
        (path.display().to_string(), text)
    };
    let text = text.map_err(|why| Failure::error(Code::NoInput, format!("{name}: {why}")))?;
    parse(&name, &text).map_err(|mistakes| Failure::error(Code::Usage, mistakes.join("\n  ")))
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
    let methods: Vec<&str> = Method::ALL.iter().map(|method| method.name()).collect();
    let method = one_of(
        written.method,
        &format!("{} or any", methods.join(", ")),
        |text| match text {
            "any" => Some(None),
            name => Method::find(name).map(Some),
        },
    );
    let since = one_of(
        written.since,
        "today, days, weeks, change, never, unknown, or a date such as 2026-11-16",
        Since::find,
    );
    let users = one_of(written.users, "all, some, one or unknown", |name| {
        by_name(Users::CHOICES, name)
    });
    match (method, since, users) {
        (Ok(method), Ok(since), Ok(users)) => Ok(Answers {
            symptom: written.symptom.filter(|text| !text.trim().is_empty()),
            method,
            realms: match written.realms {
                None => Vec::new(),
                Some(OneOrMany::One(name)) => vec![name],
                Some(OneOrMany::Many(names)) => names,
            },
            since,
            users,
        }),
        (method, since, users) => {
            let mistakes = [method.err(), since.err(), users.err()]
                .into_iter()
                .flatten();
            Err(mistakes
                .map(|(at, what)| format!("{file}:{}:{}: {what}", at.line(), at.column()))
                .collect())
        }
    }
}

/// The choice that a text names, the default one where there is no text; a mistake when it names none.
fn one_of<T: Default>(
    written: Option<Spanned<String>>,
    expected: &str,
    find: impl Fn(&str) -> Option<T>,
) -> Result<T, (Location, String)> {
    let Some(written) = written else {
        return Ok(T::default());
    };
    find(written.value.trim()).ok_or_else(|| {
        let shown = text::quote(&written.value, 40);
        let mistake = format!("`{shown}` is no answer here; expected {expected}");
        (written.defined, mistake)
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
