//! What people get wrong in YAML itself: where, what was expected, and what to do, in place of the parser's terms.

use std::sync::LazyLock;

use serde::Deserialize;

use super::mask::{is_address_key, is_secret_key};
use super::mistake::Mistake;
use super::node::Position;

/// What a line without a colon lacks.
const NO_ENTRY: (&str, &str) = (
    "this line is no `key: value`",
    "put a colon and a space after the key",
);

/// What the parser's message has in it, what that means, and what to do.
#[derive(Deserialize)]
struct Meaning {
    said: Vec<String>,
    means: String,
    help: String,
}

static MEANINGS: LazyLock<Vec<Meaning>> = LazyLock::new(|| {
    serde_json::from_str(include_str!("syntax.json")).expect("a test reads the table")
});

/// What the parser's message means, of a text that it read up to this place.
pub(super) fn explain(message: &str, text: &str, at: Position) -> Option<Mistake> {
    let column = at.column.saturating_sub(1) as usize;
    let lines: Vec<&str> = text.lines().take(at.line as usize).collect();
    let (here, above) = lines.split_last()?;
    let has = |part: &str| message.contains(part);
    let stopped_at = here.chars().nth(column);
    let said = |title: &str, help: &str| Mistake::unparsed(at, title).help(help);
    // The line on which it began, so many further up.
    let begun = |back: usize, title: &str, help: &str| {
        let line = lines
            .get(lines.len() - 1 - back)
            .copied()
            .unwrap_or_default();
        let indent = line.chars().take_while(|c| c.is_whitespace()).count();
        let number = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
        let at = Position {
            line: number(lines.len() - back),
            column: number(indent + 1),
            ..at
        };
        Mistake::unparsed(at, title).help(help)
    };
    let colon = said(
        "a colon and a space within a value begin another value",
        "put the value in quotes",
    );
    Some(if has("unexpected character") {
        let title = format!("a value cannot begin with {:?}", stopped_at?);
        said(&title, "put the value in quotes")
    } else if has("mapping values are not allowed") {
        let back = above.iter().rev().position(|line| !line.trim().is_empty());
        match back.map(|back| (back + 1, above[above.len() - 1 - back])) {
            _ if here.matches(": ").count() > 1 => colon,
            Some((back, line)) if !line.contains(':') => begun(back, NO_ENTRY.0, NO_ENTRY.1),
            _ => said(
                "this line is indented further than the one above, which has a value already",
                "indent all settings of a section alike",
            ),
        }
    } else if has("did not find expected ',' or") || has("illegal placement of ':'") {
        let before: String = here.chars().take(column).collect();
        if stopped_at == Some(':') && before.contains(": ") {
            colon
        } else {
            {
                let help = "put a comma between entries, and `}` or `]` after the last one";
                match OpenConstruct::in_text(&lines, column).brackets.pop() {
                    None => said(
                        "a `{` or `[` before this place is not closed, or a comma is missing",
                        help,
                    ),
                    Some((bracket, line, column)) => {
                        let title = format!(
                            "the `{bracket}` in line {line}, column {column} is not closed before this place, or a comma is missing"
                        );
                        said(&title, help)
                    }
                }
            }
        }
    } else if has("quoted scalar") && (has("indentation") || has("end of")) {
        let whole: Vec<&str> = text.lines().collect();
        let here = OpenConstruct::in_text(&lines, column).quote;
        let opened = here.or_else(|| OpenConstruct::in_text(&whole, usize::MAX).quote);
        let back = opened.map_or(0, |(_, line)| lines.len().saturating_sub(line));
        begun(
            back,
            "a quote is not closed",
            "put the closing quote at the end of the value",
        )
    } else if let Some((first, last)) = OpenConstruct::in_text(&lines, column).quoted
        && first < last
        && last == lines.len()
        && has("quoted scalar")
    {
        let title = format!("there is text after a quote that closes the one of line {first}");
        said(
            &title,
            "put the closing quote at the end of the value in which it was opened",
        )
    } else {
        let known = |one: &&Meaning| one.said.iter().any(|part| has(part));
        let Meaning { means, help, .. } = MEANINGS.iter().find(known)?;
        said(means, help)
    })
}

/// What has begun where a text stops, by lines and columns from 1.
#[derive(Default)]
struct OpenConstruct {
    /// The brackets that are open.
    brackets: Vec<(char, usize, usize)>,
    /// The quote that is open, and its line.
    quote: Option<(char, usize)>,
    /// The lines in which the last quoted value began and ended.
    quoted: Option<(usize, usize)>,
}

impl OpenConstruct {
    /// What has begun in these lines, of the last of which so many characters count. Quotes and brackets count where a
    /// value begins: an apostrophe in a word is none.
    fn in_text(lines: &[&str], columns: usize) -> Self {
        let mut begun = Self::default();
        for (line, text) in (1..).zip(lines) {
            let most = if line == lines.len() {
                columns
            } else {
                usize::MAX
            };
            let mut chars = (1..).zip(text.chars().take(most)).peekable();
            let (mut before, mut last) = (' ', ':');
            while let Some((column, c)) = chars.next() {
                let begins = matches!(last, ':' | '-' | ',' | '[' | '{');
                match (begun.quote, c) {
                    (Some(('"', _)), '\\') => {
                        chars.next();
                    }
                    (Some(('\'', _)), '\'')
                        if chars.peek().is_some_and(|(_, next)| *next == '\'') =>
                    {
                        chars.next();
                    }
                    (Some((quote, first)), c) if c == quote => {
                        begun.quote = None;
                        begun.quoted = Some((first, line));
                    }
                    (Some(_), _) => {}
                    (None, '"' | '\'') if begins => begun.quote = Some((c, line)),
                    (None, '[' | '{') if begins => begun.brackets.push((c, line, column)),
                    (None, ']' | '}') => drop(begun.brackets.pop()),
                    (None, '#') if before.is_whitespace() => break,
                    (None, _) => {}
                }
                before = c;
                if !c.is_whitespace() {
                    last = c;
                }
            }
        }
        begun
    }
}

/// Where in the last of these lines, which belong to a text that does not parse, a secret may begin; `None` where the whole
/// line may be one: below a secret key, or further on in a text that one begins.
pub(super) fn secret_in(lines: &[&str]) -> Option<usize> {
    let (here, above) = lines.split_last()?;
    let open = |text: &str| {
        ['"', '\'']
            .iter()
            .any(|quote| text.matches(*quote).count() % 2 == 1)
    };
    let mut before = above.iter();
    if before.any(|line| secret_from(line).is_some_and(|from| open(&line[from..]))) {
        return None;
    }
    let indent = |line: &str| line.len() - line.trim_start().len();
    let mut around = indent(here);
    for (back, line) in above
        .iter()
        .rev()
        .filter(|line| !line.trim().is_empty())
        .enumerate()
    {
        // What holds this line; and the line before, whose text may go on here.
        let holds = indent(line) < around;
        let goes_on = back == 0 && !has_key(here);
        if (holds || goes_on) && secret_from(line).is_some() {
            return None;
        }
        around = around.min(indent(line));
    }
    Some(secret_from(here).unwrap_or(here.len()))
}

fn has_key(line: &str) -> bool {
    line.contains(": ") || line.trim_end().ends_with(':')
}

/// Where the value of the first secret key of a line begins, or what stands behind the scheme of an address with an `@`.
fn secret_from(line: &str) -> Option<usize> {
    let mut start = 0;
    let mut found = None;
    for (at, c) in line.char_indices() {
        let is_part = c.is_alphanumeric() || matches!(c, '_' | '-');
        if is_part {
            continue;
        }
        let word = line[start..at].trim_matches('-');
        let hides = matches!(word.to_lowercase().as_str(), "headers" | "body");
        if hides || is_secret_key(word) || is_address_key(word) {
            let rest = &line[at + c.len_utf8()..];
            found = Some(line.len() - rest.trim_start().len());
            break;
        }
        start = at + c.len_utf8();
    }
    let address = line
        .find("://")
        .filter(|at| line[*at..].contains(['@', '?']));
    [found, address.map(|at| at + 3)]
        .into_iter()
        .flatten()
        .min()
}
