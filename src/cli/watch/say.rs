//! What a watch says: a line a change on stdout, in the one form or the other, and what goes wrong with itself on stderr.

use std::sync::Arc;

use anstyle::{AnsiColor, Style};
use checks::kit::text::{harmless, list, quote};
use jiff::{Timestamp, tz::TimeZone};
use tokio::time::Instant;

use super::matrix::Flapping;
use super::screen::Screen;
use crate::cli::output::{self, Plain};
use crate::cli::progress::Display;
use crate::report::Report;
use crate::report::human::lines::paint;
use crate::run::ask::limit::{Progress, Quiet};
use crate::watch::notice::{Change, Kind, Notice, Outcome};

/// More realms than are named in a line.
const MANY: usize = 5;
/// The longest sentence in a line.
const SENTENCE: usize = 200;

/// How a watch speaks.
pub(super) enum Voice {
    /// Lines alone.
    Lines,
    /// Lines above a screen.
    Screen(Box<Screen>),
    /// A notice a line.
    Json,
}

impl Voice {
    /// For this form, and for a person where stdout is a terminal.
    pub(super) fn new(output: Plain) -> Self {
        match (output, Screen::on_terminal) {
            (Plain::Json, _) => Self::Json,
            (Plain::Human, screen) => {
                screen().map_or(Self::Lines, |screen| Self::Screen(Box::new(screen)))
            }
        }
    }

    /// Says that it begins, ends, or is another from now on.
    pub(super) fn say(&self, text: &str) -> anyhow::Result<()> {
        let line = format!("{} {}\n", stamp(Timestamp::now()), harmless(text));
        match self {
            Self::Lines => output::print(&line),
            Self::Screen(screen) => screen.print(&line),
            Self::Json => Ok(()),
        }
    }

    /// Says what changed.
    pub(super) fn tell(&self, notice: &Notice) -> anyhow::Result<()> {
        match self {
            Self::Lines => output::print(&lines(notice).concat()),
            Self::Screen(screen) => screen.print(&lines(notice).concat()),
            Self::Json => output::print(&(serde_json::to_string(notice)? + "\n")),
        }
    }

    /// Says what is wrong with the watch itself, on stderr.
    pub(super) fn complain(&self, text: &str) {
        self.aside(|| output::remark(&format!("otpdoctor: {}", harmless(text))));
    }

    /// Does something that writes to stderr by itself.
    pub(super) fn aside(&self, write: impl FnOnce()) {
        match self {
            Self::Screen(screen) => screen.aside(write),
            Self::Lines | Self::Json => write(),
        }
    }

    /// Shows a run while it goes on, until it is dropped.
    pub(super) fn running(&self) -> Running {
        match self {
            Self::Screen(screen) => Running(Some(screen.running())),
            Self::Lines | Self::Json => Running(None),
        }
    }

    /// Shows what a run found.
    pub(super) fn show(&self, report: &Report, flapping: &Flapping<'_>, runs: u64) {
        if let Self::Screen(screen) = self {
            screen.show(report, flapping, runs);
        }
    }

    /// Shows when the next run begins.
    pub(super) fn waits(&self, due: Instant) {
        if let Self::Screen(screen) = self {
            screen.waits(due);
        }
    }
}

/// A run that is shown while it goes on.
pub(super) struct Running(Option<Arc<Display>>);

impl Running {
    /// What is told of it.
    pub(super) fn progress(&self) -> Arc<dyn Progress> {
        match &self.0 {
            Some(display) => display.clone(),
            None => Arc::new(Quiet),
        }
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        if let Some(display) = &self.0 {
            display.clear();
        }
    }
}

/// A line for each change.
fn lines(notice: &Notice) -> Vec<String> {
    let at = stamp(notice.at);
    let appliance = harmless(&notice.appliance);
    let changes = notice.changes.iter();
    changes
        .map(|change| format!("{at} {appliance} {}\n", told(change)))
        .collect()
}

fn told(change: &Change) -> String {
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
    match (change.kind, &change.was) {
        (Kind::Flaps | Kind::Steady, _) | (_, Some(_)) => change.kind.word(),
        (_, None) => change.now.outcome.name(),
    }
}

fn style(change: &Change) -> Style {
    let color = match (change.kind, change.now.outcome) {
        (Kind::Flaps, _) => AnsiColor::Yellow,
        (_, Outcome::Fail) => AnsiColor::Red,
        (_, Outcome::Unknown) => AnsiColor::Magenta,
        (_, Outcome::Warn) => AnsiColor::Yellow,
        (_, Outcome::Pass) => AnsiColor::Green,
        (_, Outcome::Skip | Outcome::Waived) => return Style::new().dimmed(),
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
pub(super) fn stamp(at: Timestamp) -> String {
    at.to_zoned(TimeZone::UTC)
        .strftime("%Y-%m-%dT%H:%M:%SZ")
        .to_string()
}
