//! What a watch prints on stdout: a line a change, for a person or for a program.

use anstyle::{AnsiColor, Style};
use checks::kit::text::{harmless, list, quote};
use jiff::{Timestamp, tz::TimeZone};

use crate::cli::output::{self, Plain};
use crate::report::view::terminal::paint;
use crate::watch::notice::{Change, Notice, Outcome};

/// More realms than are named in a line.
const MANY: usize = 5;
/// The longest sentence in a line.
const SENTENCE: usize = 200;

/// What a watch prints.
#[derive(Clone, Copy)]
pub(super) enum Console {
    /// A line a change.
    Lines,
    /// A notice a line.
    Json,
}

impl Console {
    /// For this form.
    pub(super) fn new(output: Plain) -> Self {
        match output {
            Plain::Json => Self::Json,
            Plain::Human => Self::Lines,
        }
    }

    /// Says that the watch begins, ends, or is another from now on.
    pub(super) fn say(self, text: &str) -> anyhow::Result<()> {
        match self {
            Self::Lines => {
                let at = stamp(Timestamp::now());
                Ok(output::print(&format!("{at} {}\n", harmless(text)))?)
            }
            Self::Json => Ok(()),
        }
    }

    /// Prints what changed.
    pub(super) fn notice(self, notice: &Notice) -> anyhow::Result<()> {
        match self {
            Self::Lines => Ok(output::print(&lines(notice).concat())?),
            Self::Json => Ok(output::print(&(serde_json::to_string(notice)? + "\n"))?),
        }
    }
}

/// A line for each change.
fn lines(notice: &Notice) -> Vec<String> {
    let at = stamp(notice.at);
    let appliance = harmless(&notice.appliance);
    let changes = notice.changes.iter();
    changes
        .map(|change| format!("{at} {appliance} {}\n", line(change)))
        .collect()
}

fn line(change: &Change) -> String {
    let tag = format!("{} {}/{}", word(change), change.check, change.now.reason);
    let was = match &change.was {
        Some(was) if was.outcome == change.now.outcome => format!(", was {}", was.reason),
        Some(was) => format!(", was {}", was.outcome.name()),
        None => String::new(),
    };
    let because = match &change.because {
        Some(cause) => format!(" (because of {})", harmless(cause)),
        None => String::new(),
    };
    format!(
        "{} in {}{was}: {}{because}",
        paint(style(change), &tag),
        realms(&change.realms),
        quote(&change.summary, SENTENCE)
    )
}

/// What happened; where nothing was known before, what is found.
fn word(change: &Change) -> &'static str {
    match change.was {
        Some(_) => change.kind.word(),
        None => change.now.outcome.name(),
    }
}

fn style(change: &Change) -> Style {
    let color = match change.now.outcome {
        Outcome::Fail => AnsiColor::Red,
        Outcome::Unknown => AnsiColor::Magenta,
        Outcome::Warn => AnsiColor::Yellow,
        Outcome::Pass => AnsiColor::Green,
        Outcome::Skip | Outcome::Waived => return Style::new().dimmed(),
    };
    color.on_default()
}

/// The realms by name, or how many they are.
fn realms(names: &[String]) -> String {
    let names: Vec<String> = names.iter().map(|name| harmless(name)).collect();
    match names.len() {
        ..=MANY => list(&names),
        many => format!("{many} realms"),
    }
}

/// The moment, to the second.
fn stamp(at: Timestamp) -> String {
    at.to_zoned(TimeZone::UTC)
        .strftime("%Y-%m-%dT%H:%M:%SZ")
        .to_string()
}
