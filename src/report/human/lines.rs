//! Lines of the terminal: styles, labels, wrapping that leaves paths, dates and commands whole.

use std::fmt::Write as _;

use anstyle::{AnsiColor, Style};
use checks::kit::{Status, text};

use super::Look;

pub const BOLD: Style = Style::new().bold();
pub const DIM: Style = Style::new().dimmed();
/// Where the text behind a label begins.
const INDENT: usize = 10;

/// The sign of a status, and its style.
pub fn mark(status: Status) -> (&'static str, Style) {
    match status {
        Status::Fail => ("✗", AnsiColor::Red.on_default().bold()),
        Status::Unknown => ("?", AnsiColor::Magenta.on_default().bold()),
        Status::Warn => ("!", AnsiColor::Yellow.on_default().bold()),
        Status::Pass => ("✓", AnsiColor::Green.on_default()),
        Status::Skip => ("·", DIM),
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

/// A label in its column, the text wrapped beside it.
pub fn labeled(out: &mut String, label: &str, body: &str, look: Look) {
    stacked(out, label, &wrap(&text::harmless(body), room(look), ""));
}

/// A label, and items beside it, harmless and styled: in one line where they fit, else a line each.
pub fn itemized(out: &mut String, label: &str, items: &[String], look: Look) {
    let joined = items.join(" · ");
    if columns(&joined) <= room(look) {
        return stacked(out, label, &[joined]);
    }
    let lines: Vec<String> = items
        .iter()
        .flat_map(|item| wrap(item, room(look), "  "))
        .collect();
    stacked(out, label, &lines);
}

fn stacked(out: &mut String, label: &str, lines: &[String]) {
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
    owned(textwrap::wrap(
        text,
        whole_words(width).subsequent_indent(hanging),
    ))
}

/// Wraps with the first line shorter by `room`.
pub fn wrap_after(text: &str, room: usize, width: usize) -> Vec<String> {
    let indent = " ".repeat(room);
    let mut lines = owned(textwrap::wrap(
        text,
        whole_words(width).initial_indent(&indent),
    ));
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

fn owned(lines: Vec<std::borrow::Cow<'_, str>>) -> Vec<String> {
    lines
        .into_iter()
        .map(std::borrow::Cow::into_owned)
        .collect()
}

/// How many columns a text takes.
pub fn columns(text: &str) -> usize {
    textwrap::core::display_width(text)
}
