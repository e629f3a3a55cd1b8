//! A mistake of a config as people and reports see it: what is wrong, the place, the marked line.

use std::fmt;

use annotate_snippets::{AnnotationKind, Group, Level, Origin, Renderer, Snippet};
use anstream::adapter::strip_str;
use checks::kit::Status;
use jiff::Timestamp;

use super::mistake::Mistake;
use super::source::{SafeLine, Source};
use crate::report::model::{Finding, Remedy, Report, Site};

/// The check that a report has mistakes of the config under.
const CHECK: &str = "config";

/// The most that are shown; a file of nothing else would fill gigabytes.
const SHOWN: usize = 1000;

/// The column that a text beside the mark should not pass.
const COLUMNS: usize = 80;

/// What a mistake comes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// The config is not valid.
    Mistake,
    /// It is, and should be different.
    Warning,
}

/// A mistake, or something that should be different; no secret is left in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// Which of the two.
    pub kind: Kind,
    /// Where.
    pub site: Site,
    /// What is wrong.
    pub title: String,
    /// What was expected; may be empty.
    pub label: String,
    /// The other place, and the way out.
    pub notes: Vec<String>,
    /// All of it with the marked line, as a terminal shows it.
    pub screen: String,
}

impl Diagnostic {
    /// As a mistake.
    pub(super) fn strict(self) -> Self {
        Self {
            kind: Kind::Mistake,
            screen: self.screen.replacen("warning", "error", 1),
            ..self
        }
    }
}

impl fmt::Display for Diagnostic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        strip_str(&self.screen).fmt(f)
    }
}

impl From<&Diagnostic> for Finding {
    fn from(one: &Diagnostic) -> Self {
        let (status, reason) = match one.kind {
            Kind::Mistake => (Status::Fail, "invalid"),
            Kind::Warning => (Status::Warn, "discouraged"),
        };
        let summary = match one.label.as_str() {
            "" => one.title.clone(),
            label => format!("{}: {label}", one.title),
        };
        // A setting is named first, in backticks.
        let named = one.title.split('`').nth(1);
        Self {
            remedy: Remedy {
                steps: one.notes.iter().map(|note| note.as_str().into()).collect(),
                commands: Vec::new(),
            },
            site: Some(one.site.clone()),
            sites: vec![one.site.clone()],
            ..Self::of_run(
                CHECK,
                status,
                reason,
                named.unwrap_or(&one.site.file),
                &summary,
            )
        }
    }
}

/// That nothing is wrong with it.
pub(super) fn passed(config: &str, summary: &str) -> Finding {
    Finding::of_run(CHECK, Status::Pass, "ok", config, summary)
}

/// A report of a run whose config or other input file is missing or unreadable.
pub fn no_input(why: &str) -> Report {
    let why = format!("an input file cannot be read: {why}");
    let finding = Finding::of_run("input", Status::Fail, "unreadable", "input file", &why);
    Report {
        note: Some("Nothing was checked".into()),
        checks: vec!["input".into()],
        findings: vec![finding],
        ..report(&[])
    }
    .counted()
}

/// A report of what is wrong with a config of which nothing was checked.
pub fn report(found: &[Diagnostic]) -> Report {
    let findings: Vec<Finding> = found.iter().map(Finding::from).collect();
    let config = found.first().map(|one| one.site.file.clone());
    Report {
        config: config.unwrap_or_default(),
        checks: vec![CHECK.into()],
        findings,
        ..Report::begun(Timestamp::now())
    }
    .counted()
}

/// The first of the mistakes as they are shown.
pub(super) fn diagnostics(
    mistakes: &[Mistake],
    kind: Kind,
    sources: &mut [Source],
) -> Vec<Diagnostic> {
    // Their secrets in order, before a line is looked for.
    sources.iter_mut().for_each(Source::settle);
    let shown = mistakes.iter().take(SHOWN);
    shown.map(|one| diagnostic(one, kind, sources)).collect()
}

fn diagnostic(mistake: &Mistake, kind: Kind, sources: &[Source]) -> Diagnostic {
    let at = mistake.at;
    let name = |file: usize| sources.get(file).map_or("", |source| &source.name);
    let other = mistake.other.map(|other| {
        let file = name(other.file);
        format!("the other one is at {file}:{}:{}", other.line, other.column)
    });
    let notes: Vec<String> = other.into_iter().chain(mistake.help.clone()).collect();
    Diagnostic {
        kind,
        site: Site {
            file: name(at.file).into(),
            line: at.line.max(1),
            column: at.column.max(1),
        },
        title: mistake.title.clone(),
        label: mistake.label.clone(),
        screen: screen(mistake, kind, &notes, sources),
        notes,
    }
}

fn screen(mistake: &Mistake, kind: Kind, notes: &[String], sources: &[Source]) -> String {
    let at = mistake.at;
    let name = |file: usize| sources.get(file).map_or("", |source| &source.name);
    // The renderer's own column would be that of the line as it is shown, cut and masked.
    let mut origin = Origin::path(name(at.file));
    if at.line > 0 {
        origin = origin.line(at.line as usize);
        origin = origin.char_column(at.column as usize);
    }
    let level = match kind {
        Kind::Mistake => Level::ERROR,
        Kind::Warning => Level::WARNING,
    };
    let title = level.primary_title(mistake.title.as_str());
    let mut group = Group::with_title(title).element(origin);
    let file = sources.get(at.file).filter(|_| !mistake.withheld);
    let line = file.and_then(|source| source.line(at));
    let mut beside = None;
    let label = mistake.label.as_str();
    if let Some(SafeLine { text, mark }) = &line {
        let room = COLUMNS.saturating_sub(text[..mark.end].chars().count() + 8);
        let mut annotation = AnnotationKind::Primary.span(mark.clone());
        match label.chars().count() <= room {
            true if label.is_empty() => {}
            true => annotation = annotation.label(label),
            false => beside = Some(label),
        }
        let snippet = Snippet::source(text.as_str()).line_start(at.line as usize);
        group = group.element(snippet.annotation(annotation));
    } else if !label.is_empty() {
        beside = Some(label);
    }
    let notes = beside.into_iter().chain(notes.iter().map(String::as_str));
    let notes = notes.map(|note| Level::HELP.message(wrapped(note)));
    let text = Renderer::styled().render(&[group.elements(notes)]);
    // A place before a line makes the renderer say that something is left out between them.
    let lines: Vec<&str> = text
        .lines()
        .filter(|line| strip_str(line).to_string().trim() != ":::")
        .map(str::trim_end)
        .collect();
    lines.join("\n")
}

/// The text in lines that fit beside the gutter, whole words in each.
fn wrapped(text: &str) -> String {
    let options = textwrap::Options::new(COLUMNS - 14)
        .word_splitter(textwrap::WordSplitter::NoHyphenation)
        .break_words(false);
    textwrap::fill(text, options)
}
