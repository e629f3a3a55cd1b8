//! A config that was read, or its mistakes as people see them: what is wrong, the place, the marked line.

use std::fmt;
use std::path::PathBuf;

use annotate_snippets::{AnnotationKind, Group, Level, Origin, Renderer, Snippet};
use anstream::adapter::strip_str;
use checks::kit::Config;
use secrecy::SecretString;

use super::mistake::Mistake;
use super::source::{SafeLine, Source};
use crate::exit::{Code, Failure};

/// A config that was read and is valid.
pub struct Loaded {
    /// What it says, `defaults` laid under every realm, paths starting from the file that names them, secrets by reference.
    pub config: Config,
    /// Plain-text secrets by number.
    pub literals: Vec<SecretString>,
    /// `{command: …}` secrets by number.
    pub commands: Vec<Vec<String>>,
    /// What is accepted and should be different, such as a plain-text password: rendered, one a line group.
    pub warnings: Vec<String>,
    /// SHA-256 of the files one after the other in name order, in lowercase hexadecimal digits.
    pub sha256: String,
    /// The file or folder, as the user named it.
    pub path: PathBuf,
}

/// Why there is no config.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// None was named, and none found; the text lists where it was looked for.
    #[error("{0}")]
    NotFound(String),
    /// A file that was named cannot be read.
    #[error("{0}")]
    Unreadable(String),
    /// The files have mistakes; as text it is all of them, without color.
    #[error("{0}")]
    Invalid(Box<Mistakes>),
}

impl From<ConfigError> for Failure {
    fn from(error: ConfigError) -> Self {
        let code = match &error {
            ConfigError::NotFound(_) | ConfigError::Unreadable(_) => Code::NoInput,
            ConfigError::Invalid(_) => Code::Config,
        };
        Self::of(code, error)
    }
}

/// The most mistakes that are shown; a file of nothing else would fill gigabytes.
const SHOWN: usize = 1000;

/// The column that a text beside the mark should not pass.
const COLUMNS: usize = 80;

/// All mistakes of a config as people see them; no secret is left in them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mistakes {
    /// Those that are shown, with colors.
    shown: Vec<String>,
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
    pub(super) fn new(mut mistakes: Vec<Mistake>, sources: &mut [Source]) -> Self {
        mistakes.sort();
        mistakes.dedup();
        let sources = settled(sources);
        let shown = mistakes.iter().take(SHOWN);
        Self {
            shown: shown
                .map(|mistake| rendered(mistake, Level::ERROR, sources))
                .collect(),
            total: mistakes.len(),
        }
    }

    /// How many there are.
    pub fn count(&self) -> usize {
        self.total
    }

    /// All of them, and how many.
    pub fn render(&self, look: Look) -> String {
        let shown = self.shown.iter();
        let mut text: String = shown.map(|one| format!("{one}\n\n")).collect();
        if look == Look::Plain {
            text = strip_str(&text).to_string();
        }
        if self.total > self.shown.len() {
            text += &format!("… and {} more\n\n", self.total - self.shown.len());
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
pub(super) fn warnings(mistakes: &[Mistake], sources: &mut [Source]) -> Vec<String> {
    let sources = settled(sources);
    let mistakes = mistakes.iter().take(SHOWN);
    let rendered = mistakes.map(|mistake| rendered(mistake, Level::WARNING, sources));
    rendered.map(|text| strip_str(&text).to_string()).collect()
}

/// The files, their secrets in order.
fn settled(sources: &mut [Source]) -> &[Source] {
    sources.iter_mut().for_each(Source::settle);
    sources
}

fn rendered(mistake: &Mistake, level: Level<'_>, sources: &[Source]) -> String {
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
    let file = sources.get(at.file).filter(|_| !mistake.withheld);
    let line = file.and_then(|source| source.line(at));
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
