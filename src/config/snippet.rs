//! Mistakes as people see them: what is wrong, the place, the marked line.

use std::fmt;

use annotate_snippets::{AnnotationKind, Group, Level, Origin, Renderer, Snippet};

use super::mask::{Masks, SafeLine};
use super::mistake::{Line, Mistake};
use super::source::Source;

/// The most mistakes that are shown; a file of nothing else would fill gigabytes.
const SHOWN: usize = 1000;

/// The column that a text beside the mark should not pass.
const COLUMNS: usize = 80;

/// All mistakes of a config, ready to be shown; no secret is left in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mistakes {
    shown: Vec<Shown>,
    total: usize,
}

/// How to show.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Look {
    /// Text alone.
    Plain,
    /// With colors, for a terminal (`anstream` takes them out where it is none).
    Colored,
}

/// A mistake without anything that must not be shown.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Shown {
    title: String,
    label: String,
    notes: Vec<String>,
    file: String,
    line: u32,
    column: u32,
    text: Option<SafeLine>,
}

impl Mistakes {
    /// The mistakes in the order of files and lines, each once.
    pub(super) fn new(mut mistakes: Vec<Mistake>, sources: &[Source], masks: &[Masks]) -> Self {
        mistakes.sort();
        mistakes.dedup();
        let total = mistakes.len();
        mistakes.truncate(SHOWN);
        let shown = mistakes
            .into_iter()
            .map(|mistake| Shown::new(mistake, sources, masks))
            .collect();
        Self { shown, total }
    }

    /// How many there are.
    pub fn count(&self) -> usize {
        self.total
    }

    /// All of them, and how many.
    pub fn render(&self, look: Look) -> String {
        let mut text = String::new();
        for shown in &self.shown {
            text += &shown.render(look, Level::ERROR);
            text += "\n\n";
        }
        if self.total > self.shown.len() {
            text += &format!("… and {} more\n\n", self.total - self.shown.len());
        }
        let plural = if self.total == 1 { "" } else { "s" };
        text + &format!("{} mistake{plural}; nothing was checked", self.total)
    }

    /// Each as a warning.
    pub(super) fn warnings(&self) -> Vec<String> {
        let warning = |shown: &Shown| shown.render(Look::Plain, Level::WARNING);
        self.shown.iter().map(warning).collect()
    }
}

impl fmt::Display for Mistakes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.render(Look::Plain))
    }
}

impl Shown {
    fn new(mistake: Mistake, sources: &[Source], masks: &[Masks]) -> Self {
        let Mistake {
            at,
            title,
            label,
            help,
            other,
            line,
        } = mistake;
        let name = |file: usize| sources.get(file).map_or("", |source| &source.name);
        let other = other.map(|other| {
            let file = name(other.file);
            format!("the other stands at {file}:{}:{}", other.line, other.column)
        });
        let text = match line {
            Line::Shown => sources
                .get(at.file)
                .zip(masks.get(at.file))
                .and_then(|(source, masks)| masks.line(&source.text, at)),
            Line::Withheld => None,
        };
        Self {
            title,
            label,
            notes: other.into_iter().chain(help).collect(),
            file: name(at.file).to_owned(),
            line: at.line,
            column: at.column,
            text,
        }
    }

    fn render(&self, look: Look, level: Level<'_>) -> String {
        let group = Group::with_title(level.primary_title(self.title.as_str()));
        let (group, noted) = self.with_place(group);
        let notes = noted
            .filter(|text| !text.is_empty())
            .into_iter()
            .chain(self.notes.iter().map(String::as_str))
            .map(|note| Level::HELP.message(wrapped(note)));
        let renderer = match look {
            Look::Plain => Renderer::plain(),
            Look::Colored => Renderer::styled(),
        };
        let text = renderer.render(&[group.elements(notes)]);
        // A place before a line makes the renderer say that something is left out between them.
        let lines: Vec<&str> = text
            .lines()
            .filter(|line| anstream::adapter::strip_str(line).to_string().trim() != ":::")
            .map(str::trim_end)
            .collect();
        lines.join("\n")
    }

    /// The place with the marked line, and the label where it does not fit beside the mark.
    fn with_place<'a>(&'a self, group: Group<'a>) -> (Group<'a>, Option<&'a str>) {
        let label = self.label.as_str();
        // The renderer's own column would be that of the line as it is shown, cut and masked.
        let origin = Origin::path(self.file.as_str());
        let origin = match self.line {
            0 => origin,
            line => origin.line(line as usize).char_column(self.column as usize),
        };
        let group = group.element(origin);
        let Some(SafeLine { text, mark }) = &self.text else {
            return (group, Some(label));
        };
        let room = COLUMNS.saturating_sub(text[..mark.end].chars().count() + 8);
        let beside = !label.is_empty() && label.chars().count() <= room;
        let mut annotation = AnnotationKind::Primary.span(mark.clone());
        if beside {
            annotation = annotation.label(label);
        }
        let snippet = Snippet::source(text.as_str())
            .line_start(self.line as usize)
            .annotation(annotation);
        (group.element(snippet), (!beside).then_some(label))
    }
}

/// The text in lines that fit beside the gutter, whole words in each.
fn wrapped(text: &str) -> String {
    let options = textwrap::Options::new(COLUMNS - 14)
        .word_splitter(textwrap::WordSplitter::NoHyphenation)
        .break_words(false);
    textwrap::fill(text, options)
}
