//! What is known of the complaint: from a file, from the command line, or from the dialogue.

use std::io::Read as _;
use std::path::Path;

use checks::kit::symptom::Method;
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
    /// Whom it troubles.
    pub users: Users,
}

/// Since when it is so.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Since {
    /// Nobody can tell.
    #[default]
    Unknown,
    /// Since today.
    Today,
    /// For some days.
    Days,
    /// For weeks or longer.
    Weeks,
    /// Since something was changed.
    Change,
    /// It never worked.
    Never,
    /// Since a day.
    Day(Date),
}

/// Whom it troubles.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Users {
    /// Nobody can tell.
    #[default]
    Unknown,
    /// Everyone.
    All,
    /// Several, not all.
    Some,
    /// One alone.
    One,
}

impl Since {
    /// All but a day, in the order of the dialogue.
    pub const CHOICES: &[Self] = &[
        Self::Today,
        Self::Days,
        Self::Weeks,
        Self::Change,
        Self::Never,
        Self::Unknown,
    ];

    /// The name in an answers file.
    pub fn name(self) -> String {
        match self {
            Self::Unknown => "unknown".into(),
            Self::Today => "today".into(),
            Self::Days => "days".into(),
            Self::Weeks => "weeks".into(),
            Self::Change => "change".into(),
            Self::Never => "never".into(),
            Self::Day(day) => day.to_string(),
        }
    }

    /// What people say; nothing when nobody can tell.
    pub fn words(self) -> Option<String> {
        Some(match self {
            Self::Unknown => return None,
            Self::Today => "since today".into(),
            Self::Days => "since a few days ago".into(),
            Self::Weeks => "since weeks ago or longer".into(),
            Self::Change => "since something was changed".into(),
            Self::Never => "it never worked".into(),
            Self::Day(day) => format!("since {day}"),
        })
    }

    /// The one of this name, or a day.
    pub fn find(text: &str) -> Option<Self> {
        let named = Self::CHOICES.iter().copied().find(|one| one.name() == text);
        named.or_else(|| text.parse().ok().map(Self::Day))
    }
}

impl Users {
    /// All, in the order of the dialogue.
    pub const CHOICES: &[Self] = &[Self::All, Self::Some, Self::One, Self::Unknown];

    /// The name in an answers file.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Unknown => "unknown",
            Self::All => "all",
            Self::Some => "some",
            Self::One => "one",
        }
    }

    /// What people say; nothing when nobody can tell.
    pub const fn words(self) -> Option<&'static str> {
        match self {
            Self::Unknown => None,
            Self::All => Some("all users"),
            Self::Some => Some("some users"),
            Self::One => Some("one user alone"),
        }
    }
}

/// Reads an answers file; `-` is stdin.
///
/// # Errors
/// When it cannot be read (66), or with every mistake and its place (64).
pub fn read(path: &Path) -> anyhow::Result<Answers> {
    let (name, text) = if path == Path::new("-") {
        let mut text = String::new();
        let stdin = std::io::stdin().lock().take(LONGEST);
        let read = { stdin }.read_to_string(&mut text);
        (
            "stdin".to_owned(),
            read.map(|_| text).map_err(|why| why.to_string()),
        )
    } else {
        let text = files::read_text(path).map_err(|why| why.to_string());
        (path.display().to_string(), text)
    };
    let text = text.map_err(|why| Failure::error(Code::NoInput, format!("{name}: {why}")))?;
    parse(&text).map_err(|mistakes| {
        let lines: Vec<String> = mistakes.iter().map(|one| one.told(&name)).collect();
        Failure::error(Code::Usage, lines.join("\n  "))
    })
}

/// A mistake with its place, line 0 where it has none.
#[derive(Debug, PartialEq, Eq)]
struct Mistake {
    line: u64,
    column: u64,
    what: String,
}

impl Mistake {
    fn at(place: Location, what: String) -> Self {
        Self {
            line: place.line(),
            column: place.column(),
            what,
        }
    }

    fn told(&self, name: &str) -> String {
        match self.line {
            0 => format!("{name}: {}", self.what),
            line => format!("{name}:{line}:{}: {}", self.column, self.what),
        }
    }
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Raw {
    symptom: Option<Spanned<String>>,
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

fn parse(text: &str) -> Result<Answers, Vec<Mistake>> {
    let options = serde_saphyr::options! {
        budget: serde_saphyr::budget! { max_nodes: 10_000, max_depth: 8, max_documents: 1 },
        with_snippet: false,
    };
    let raw = match text.trim() {
        "" => Raw::default(),
        _ => serde_saphyr::from_str_with_options(text, options)
            .map_err(|error| vec![explain(&error)])?,
    };
    let mut mistakes = Vec::new();
    let method = one_of(
        raw.method,
        &mut mistakes,
        &method_names(),
        |text| match text {
            "any" => Some(None),
            name => Method::find(name).map(Some),
        },
    );
    let since = one_of(
        raw.since,
        &mut mistakes,
        "today, days, weeks, change, never, unknown, or a date such as 2026-11-16",
        Since::find,
    );
    let users = one_of(
        raw.users,
        &mut mistakes,
        "all, some, one or unknown",
        |text| {
            Users::CHOICES
                .iter()
                .copied()
                .find(|one| one.name() == text)
        },
    );
    if !mistakes.is_empty() {
        return Err(mistakes);
    }
    Ok(Answers {
        symptom: raw
            .symptom
            .map(|text| text.value)
            .filter(|text| !text.trim().is_empty()),
        method: method.flatten(),
        realms: match raw.realms {
            None => Vec::new(),
            Some(OneOrMany::One(name)) => vec![name],
            Some(OneOrMany::Many(names)) => names,
        },
        since: since.unwrap_or_default(),
        users: users.unwrap_or_default(),
    })
}

fn method_names() -> String {
    let names: Vec<&str> = Method::ALL.iter().map(|method| method.name()).collect();
    format!("{} or any", names.join(", "))
}

/// The choice that a text names; a mistake when it names none.
fn one_of<T>(
    written: Option<Spanned<String>>,
    mistakes: &mut Vec<Mistake>,
    expected: &str,
    find: impl Fn(&str) -> Option<T>,
) -> Option<T> {
    let written = written?;
    let found = find(written.value.trim());
    if found.is_none() {
        let shown = checks::kit::text::quote(&written.value, 40);
        let what = format!("`{shown}` is no answer here; expected {expected}");
        mistakes.push(Mistake::at(written.defined, what));
    }
    found
}

fn explain(error: &serde_saphyr::Error) -> Mistake {
    let error = error.without_snippet();
    // The parser puts the place into its text too.
    let said = checks::kit::text::quote(&error.to_string(), 200);
    let what = said
        .split(" at line ")
        .next()
        .unwrap_or_default()
        .to_owned();
    match error.location() {
        Some(place) => Mistake::at(place, what),
        None => Mistake {
            line: 0,
            column: 0,
            what,
        },
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    fn told(text: &str) -> Vec<String> {
        let mistakes = parse(text).unwrap_err();
        mistakes.iter().map(|one| one.told("a.yaml")).collect()
    }

    #[test]
    fn all_answers_are_read() {
        let text = "symptom: no mail\nmethod: email\nrealms: [SecureAuth1, 'SecureAuth9*']\nsince: 2026-11-16\nusers: one\n";
        let answers = parse(text).unwrap();
        assert_eq!(answers.symptom.as_deref(), Some("no mail"));
        assert_eq!(answers.method, Some(Method::Email));
        assert_eq!(answers.realms, ["SecureAuth1", "SecureAuth9*"]);
        assert_eq!(answers.since, Since::Day("2026-11-16".parse().unwrap()));
        assert_eq!(answers.users, Users::One);
    }

    #[test]
    fn what_is_left_out_is_not_known() {
        assert_eq!(parse("").unwrap(), Answers::default());
        assert_eq!(
            parse("realms: SecureAuth1\n").unwrap().realms,
            ["SecureAuth1"]
        );
        assert_eq!(parse("method: any\n").unwrap().method, None);
    }

    #[test]
    fn every_wrong_answer_is_told_with_its_place() {
        let wrong = told("symptom: no mail\nmethod: pigeon\nsince: lately\nusers: half\n");
        assert_eq!(wrong.len(), 3, "{wrong:?}");
        assert!(wrong[0].starts_with("a.yaml:2:9: `pigeon`"), "{wrong:?}");
        assert!(wrong[1].starts_with("a.yaml:3:8: `lately`"), "{wrong:?}");
    }

    #[test]
    fn unknown_keys_are_mistakes() {
        let wrong = told("symptom: no mail\nmetod: sms\n");
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
            assert_eq!(told(text).len(), 1, "{text}");
        }
    }
}
