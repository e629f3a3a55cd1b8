//! Mistakes as people see them: what is wrong, the place, the marked line.

use std::fmt;

use annotate_snippets::{AnnotationKind, Group, Level, Origin, Renderer, Snippet};

use super::mask::{Masks, SafeLine};
use super::mistake::Mistake;
use super::source::Source;

/// The most mistakes that are shown; a file of nothing else would fill gigabytes.
const SHOWN: usize = 1000;

/// The column that a text beside the mark should not pass.
const COLUMNS: usize = 80;

/// All mistakes of a config as people see them; no secret is left in them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mistakes {
    plain: Vec<String>,
    colored: Vec<String>,
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

impl Mistakes {
    /// The mistakes in the order of files and lines, each once.
    pub(super) fn new(mut mistakes: Vec<Mistake>, sources: &[Source], masks: &[Masks]) -> Self {
        mistakes.sort();
        mistakes.dedup();
        let total = mistakes.len();
        mistakes.truncate(SHOWN);
        let rendered = |renderer: Renderer| {
            let mistakes = mistakes.iter();
            mistakes
                .map(|mistake| rendered(mistake, Level::ERROR, &renderer, sources, masks))
                .collect()
        };
        Self {
            plain: rendered(Renderer::plain()),
            colored: rendered(Renderer::styled()),
            total,
        }
    }

    /// How many there are.
    pub fn count(&self) -> usize {
        self.total
    }

    /// All of them, and how many.
    pub fn render(&self, look: Look) -> String {
        let shown = match look {
            Look::Plain => &self.plain,
            Look::Colored => &self.colored,
        };
        let mut text: String = shown.iter().map(|one| format!("{one}\n\n")).collect();
        if self.total > shown.len() {
            text += &format!("… and {} more\n\n", self.total - shown.len());
        }
        let plural = if self.total == 1 { "" } else { "s" };
        text + &format!("{} mistake{plural}; nothing was checked", self.total)
    }
}

impl fmt::Display for Mistakes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.render(Look::Plain))
    }
}

/// What should be different, each as a warning.
pub(super) fn warnings(mistakes: &[Mistake], sources: &[Source], masks: &[Masks]) -> Vec<String> {
    let plain = Renderer::plain();
    let mistakes = mistakes.iter().take(SHOWN);
    mistakes
        .map(|mistake| rendered(mistake, Level::WARNING, &plain, sources, masks))
        .collect()
}

fn rendered(
    mistake: &Mistake,
    level: Level<'_>,
    renderer: &Renderer,
    sources: &[Source],
    masks: &[Masks],
) -> String {
    let at = mistake.at;
    let name = |file: usize| sources.get(file).map_or("", |source| &source.name);
    // The renderer's own column would be that of the line as it is shown, cut and masked.
    let mut origin = Origin::path(name(at.file));
    if at.line > 0 {
        origin = origin.line(at.line as usize);
        origin = origin.char_column(at.column as usize);
    }
    let title = level.primary_title(mistake.title.as_str());
    let mut group = Group::with_title(title).element(origin);
    let file = sources.get(at.file).zip(masks.get(at.file));
    let line = file
        .filter(|_| !mistake.withheld)
        .and_then(|(source, masks)| masks.line(&source.text, at));
    let mut notes = Vec::new();
    let label = mistake.label.as_str();
    if let Some(SafeLine { text, mark }) = &line {
        let room = COLUMNS.saturating_sub(text[..mark.end].chars().count() + 8);
        let mut annotation = AnnotationKind::Primary.span(mark.clone());
        match label.chars().count() <= room {
            true if label.is_empty() => {}
            true => annotation = annotation.label(label),
            false => notes.push(label.to_owned()),
        }
        let snippet = Snippet::source(text.as_str()).line_start(at.line as usize);
        group = group.element(snippet.annotation(annotation));
    } else if !label.is_empty() {
        notes.push(label.to_owned());
    }
    notes.extend(mistake.other.map(|other| {
        let file = name(other.file);
        format!("the other stands at {file}:{}:{}", other.line, other.column)
    }));
    notes.extend(mistake.help.clone());
    let notes = notes.iter().map(|note| Level::HELP.message(wrapped(note)));
    let text = renderer.render(&[group.elements(notes)]);
    // A place before a line makes the renderer say that something is left out between them.
    let lines: Vec<&str> = text
        .lines()
        .filter(|line| anstream::adapter::strip_str(line).to_string().trim() != ":::")
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
