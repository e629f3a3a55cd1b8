//! Lines of the terminal: styles, labels, wrapping that leaves paths, dates and commands whole.

use std::fmt::Write as _;

use anstyle::{AnsiColor, Style};
use checks::kit::realm::Platform;

use super::text::{Few, shortened};
use crate::report::model::Outcome;

/// What is to be seen first.
pub const BOLD: Style = Style::new().bold();
/// What stands back.
pub const DIM: Style = Style::new().dimmed();
/// The rest.
pub const PLAIN: Style = Style::new();
/// As many problems are shown with all they have; more would be read by nobody.
pub const IN_FULL: usize = 20;
/// As many of the rest, and of what is waived, are shown.
pub const LISTED: usize = 20;
/// Wider lines are hard to read.
const WIDEST: usize = 110;
/// In less room a sentence says nothing.
const SHORTEST: usize = 20;
/// Where the text behind a label begins.
const INDENT: usize = 10;

/// For whom it is drawn.
#[derive(Clone, Copy, Debug)]
pub struct Look {
    /// Columns of the terminal.
    pub width: usize,
    /// How much is shown.
    pub detail: Detail,
    /// The platform whose commands are shown.
    pub platform: Platform,
}

impl Look {
    /// No wider than is easy to read, no narrower than can be laid out.
    pub(crate) fn bounded(self) -> Self {
        Self {
            width: self.width.clamp(40, WIDEST),
            ..self
        }
    }
}

/// How much is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Detail {
    /// What is wrong, and a line an area.
    Brief,
    /// Every finding.
    All,
}

/// The sign of an outcome, and its style.
pub fn icon(outcome: impl Into<Outcome>) -> (&'static str, Style) {
    match outcome.into() {
        Outcome::Fail => ("✗", AnsiColor::Red.on_default().bold()),
        Outcome::Unknown => ("?", AnsiColor::Magenta.on_default().bold()),
        Outcome::Warn => ("!", AnsiColor::Yellow.on_default().bold()),
        Outcome::Waived => ("~", DIM),
        Outcome::Pass => ("✓", AnsiColor::Green.on_default()),
        Outcome::Skip => ("·", DIM),
    }
}

/// The text in a style.
pub fn paint(style: Style, text: &str) -> String {
    format!("{style}{text}{style:#}")
}

/// One line, without white space at its end.
pub fn line(out: &mut String, text: &str) {
    writeln!(out, "{}", text.trim_end()).expect("a string takes it");
}

/// What it is about in bold, and the answer at the right; below it where both have no room in a line.
pub fn headline(out: &mut String, about: &str, answer: &[(String, Style)], look: Look) {
    let (bold, answer) = (paint(BOLD, about), joined(answer));
    let used = columns(about) + columns(&answer) + 2;
    match look.width.checked_sub(used) {
        Some(gap) => line(out, &format!("{bold}  {:gap$}{answer}", "")),
        None => [bold, answer].iter().for_each(|text| line(out, text)),
    }
}

fn joined(answer: &[(String, Style)]) -> String {
    let texts = answer.iter().map(|(text, style)| paint(*style, text));
    texts.collect::<Vec<_>>().join(", ")
}

/// The last line of a screen: the answer again behind its sign, with the name and the sentence of the problem that stands
/// first, so that nobody has to scroll for it.
pub fn verdict(
    out: &mut String,
    (sign, style): (&str, Style),
    answer: &[(String, Style)],
    first: Option<(String, String)>,
    look: Look,
) {
    let mut text = format!("{} {}", paint(style, sign), joined(answer));
    if let Some((name, sentence)) = first {
        text += &format!(": {name}");
        let room = look.width.saturating_sub(columns(&text) + 2);
        if room > SHORTEST {
            let sentence = shortened(&sentence, room - 1);
            text += &format!("  {}", paint(DIM, &sentence));
        }
    }
    line(out, &text);
}

/// A sentence behind its sign, with a name at the end of its first line where both fit, else below it.
pub fn titled(
    out: &mut String,
    (sign, style): (&str, Style),
    sentence: &str,
    name: &str,
    look: Look,
) {
    out.push('\n');
    let width = columns(name);
    let beside = look.width >= width + 40;
    let room = if beside { width + 3 } else { 0 };
    let mut lines = wrap_after(sentence, room, look.width - 2).into_iter();
    let first = lines.next().unwrap_or_default();
    let gap = look
        .width
        .saturating_sub(2 + columns(&first) + width)
        .max(2);
    let first = format!("{} {}", paint(style, sign), paint(style, &first));
    if beside {
        line(out, &format!("{first}{:gap$}{name}", ""))
    } else {
        line(out, &first)
    }
    for more in lines {
        line(out, &format!("  {}", paint(style, &more)));
    }
    if !beside {
        line(out, &format!("  {name}"));
    }
}

/// A text behind a lead, under which its further lines begin.
pub fn hanging(out: &mut String, lead: &str, body: &str, style: Style, look: Look) {
    let indent = columns(lead);
    for (index, text) in wrap(body, look.width.saturating_sub(indent), "")
        .iter()
        .enumerate()
    {
        let text = paint(style, text);
        match index {
            0 => line(out, &format!("{lead}{text}")),
            _ => line(out, &format!("{:indent$}{text}", "")),
        }
    }
}

/// A label in its column, the text wrapped beside it.
pub fn labeled(out: &mut String, label: &str, body: &str, look: Look) {
    stacked(out, label, &wrap(body, room(look), ""));
}

/// A label, and items beside it, as many in a line as fit whole; nothing of none.
pub fn itemized(out: &mut String, label: &str, items: &[String], look: Look) {
    stacked(out, label, &packed(items, room(look)));
}

/// Lines of items, as many in a line as fit whole.
pub fn packed(items: impl IntoIterator<Item = impl AsRef<str>>, width: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for item in items {
        let item = item.as_ref();
        match lines.last_mut() {
            Some(last) if columns(last) + columns(item) + 3 <= width => {
                *last += &format!(" · {item}");
            }
            _ => lines.extend(wrap(item, width, "  ")),
        }
    }
    lines
}

/// A label in its column, the lines beside it.
pub fn stacked(out: &mut String, label: &str, lines: &[String]) {
    for (index, text) in lines.iter().enumerate() {
        let label = if index == 0 { label } else { "" };
        line(out, &format!("  {}{text}", paint(DIM, &label_cell(label))));
    }
}

/// The label, as wide as its column.
pub fn label_cell(label: &str) -> String {
    format!("{label:width$}", width = INDENT - 2)
}

/// The columns beside the labels.
pub fn room(look: Look) -> usize {
    look.width - INDENT
}

/// The lines of a text; all but the first begin with `hanging`.
pub fn wrap(text: &str, width: usize, hanging: &str) -> Vec<String> {
    wrapped(text, whole_words(width).subsequent_indent(hanging))
}

/// A paragraph of whole words with its line breaks: the first line begins with `first`, the others with `rest`.
pub fn filled(text: &str, width: usize, first: &str, rest: &str) -> String {
    let options = whole_words(width).initial_indent(first);
    textwrap::fill(text, options.subsequent_indent(rest)) + "\n"
}

/// Wraps with the first line shorter by `room`.
pub fn wrap_after(text: &str, room: usize, width: usize) -> Vec<String> {
    let indent = " ".repeat(room);
    let mut lines = wrapped(text, whole_words(width).initial_indent(&indent));
    if let Some(first) = lines.first_mut() {
        first.drain(..room.min(first.len()));
    }
    lines
}

/// A path, a URL, a date or an id is never cut: it is there to be copied, and the terminal folds what is too long.
fn whole_words(width: usize) -> textwrap::Options<'static> {
    textwrap::Options::new(width.max(20))
        .break_words(false)
        .word_separator(textwrap::WordSeparator::AsciiSpace)
        .word_splitter(textwrap::WordSplitter::NoHyphenation)
}

fn wrapped(text: &str, options: textwrap::Options<'_>) -> Vec<String> {
    let lines = textwrap::wrap(text, options).into_iter();
    lines.map(std::borrow::Cow::into_owned).collect()
}

/// How many columns a text takes.
pub fn columns(text: &str) -> usize {
    textwrap::core::display_width(text)
}

/// What is not shown in full, in a line each.
pub fn listed(
    out: &mut String,
    rest: impl ExactSizeIterator<Item = ((&'static str, Style), String)>,
    look: Look,
) {
    if rest.len() == 0 {
        return;
    }
    out.push('\n');
    line(out, &paint(BOLD, &format!("And {} more", rest.len())));
    let rest = Few::of(rest.collect(), LISTED);
    for ((sign, style), text) in &rest.shown {
        let text = shortened(text, look.width.saturating_sub(5));
        line(out, &format!("  {} {text}", paint(*style, sign)));
    }
    dim(out, rest.rest());
}

/// How much more there is.
pub fn dim(out: &mut String, rest: Option<String>) {
    if let Some(rest) = rest {
        line(out, &paint(DIM, &format!("  {rest}")));
    }
}
