//! What the templates of Markdown share: text of others that means nothing but itself, tables and lists within bounds.

use askama::Template;

use super::text::Few;
use crate::report::model::Text;

/// Clean text in one line, of which no markup comes. A word that some site makes a link, a mention, a reference or an
/// emoji of becomes code, since there is no other sign that all of them leave alone, and it can still be copied.
pub fn plain(text: impl AsRef<str>) -> String {
    let parts: Vec<String> = text
        .as_ref()
        .split(' ')
        .filter(|word| !word.is_empty())
        .enumerate()
        .map(|(position, word)| match (means_something(word), position) {
            (true, _) => linkless(word),
            (false, 0) => first(word),
            (false, _) => escaped(word),
        })
        .collect();
    parts.join(" ")
}

/// The word as code, its punctuation outside.
fn linkless(word: &str) -> String {
    let end = word.trim_end_matches([',', ';', '.', ')', '?']).len();
    let begin = end - word[..end].trim_start_matches('(').len();
    format!(
        "{}{}{}",
        &word[..begin],
        code(&word[begin..end]),
        &word[end..]
    )
}

/// Whether GitHub or GitLab makes more of a word than text.
fn means_something(word: &str) -> bool {
    let lower = word.to_ascii_lowercase();
    let sign = |c: char| matches!(c, '#' | '!' | '$' | '%' | '~' | '&');
    let mut pairs = word.chars().zip(word.chars().skip(1));
    let reference = pairs.any(|(one, next)| sign(one) && (next.is_alphanumeric() || next == '"'));
    let mut between = lower.split(':').skip(1).collect::<Vec<_>>();
    between.pop();
    let emoji = between.iter().any(|name| is_emoji(name));
    let issue = lower
        .match_indices("gh-")
        .any(|(at, _)| lower[at + 3..].starts_with(|c: char| c.is_ascii_digit()));
    let link = lower.contains("://") || lower.contains("www.") || lower.contains("mailto:");
    word.contains('@') || link || reference || emoji || issue
}

/// Whether `:name:` might be drawn; most of what stands between colons is a part of a time or an address.
fn is_emoji(name: &str) -> bool {
    let letters = name.contains(|c: char| c.is_ascii_alphabetic());
    letters || matches!(name, "+1" | "-1" | "100" | "1234")
}

/// The first word of a line, where a mark of a list or a number would count.
fn first(word: &str) -> String {
    let text = escaped(word);
    let number = text.trim_start_matches(|c: char| c.is_ascii_digit());
    let bullets = text.bytes().all(|byte| matches!(byte, b'-' | b'+' | b'='));
    match number {
        "." | ")" => format!("{}\\{number}", &text[..text.len() - 1]),
        _ if bullets => format!("\\{text}"),
        _ => text,
    }
}

fn escaped(word: &str) -> String {
    let mut out = String::with_capacity(word.len() + 8);
    for c in word.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            // A backslash would do in a table, and stand there elsewhere.
            '|' => out.push_str("&#124;"),
            '\\' | '`' | '*' | '_' | '[' | ']' | '{' | '}' | '#' | '~' | '$' | '!' | '^' => {
                out.push('\\');
                out.push(c);
            }
            _ => out.push(c),
        }
    }
    out
}

/// Text as code within a line, between more backquotes than it holds. A bar becomes a broken one: nothing else keeps
/// it from ending the cell of a table.
pub fn code(text: impl AsRef<str>) -> String {
    let text = text.as_ref().replace('|', "¦");
    let text = text.trim();
    if text.is_empty() {
        return String::new();
    }
    let fence = "`".repeat(longest_run(text) + 1);
    if text.starts_with('`') || text.ends_with('`') {
        format!("{fence} {text} {fence}")
    } else {
        format!("{fence}{text}{fence}")
    }
}

/// A step of a cure, with what is to be typed as code.
pub fn step(step: &[(&str, &str)]) -> String {
    let pieces = step.iter();
    let pieces = pieces.map(|(text, quoted)| format!("{}{}", padded(text), code(quoted)));
    pieces.collect::<String>().trim().to_owned()
}

/// The piece of a sentence with the space that it has at its ends, beside code.
fn padded(text: &str) -> String {
    let space = |is: bool| if is { " " } else { "" };
    let (before, after) = (space(text.starts_with(' ')), space(text.ends_with(' ')));
    format!("{before}{}{after}", plain(text))
}

/// Lines as a block of code, in a longer fence than any within.
pub fn block(lines: &[&Text], language: &str) -> String {
    let run = lines.iter().map(|line| longest_run(line)).max();
    let fence = "`".repeat(run.unwrap_or_default().max(2) + 1);
    format!(
        "{fence}{language}\n{}\n{fence}",
        lines
            .iter()
            .map(|line| line.as_str())
            .collect::<Vec<_>>()
            .join("\n")
    )
}

fn longest_run(text: &str) -> usize {
    let runs = text.split(|c| c != '`').map(str::len);
    runs.max().unwrap_or_default()
}

/// As many rows has a table or a list.
const ROWS: usize = 200;

/// As many as a table or a list has.
pub fn rows<T>(items: impl IntoIterator<Item = T>) -> Few<T> {
    Few::of(items.into_iter().collect(), ROWS)
}

/// How much more there is, as a block of its own.
pub fn more<T>(few: &Few<T>) -> String {
    let rest = few.rest().map(|rest| format!("\n\n{rest}"));
    rest.unwrap_or_default()
}

/// What a template wrote, without spaces at the ends of lines and with one empty line between blocks.
pub fn tidy(ticket: &impl Template) -> String {
    let written = ticket
        .render()
        .expect("writing into a string does not fail");
    let mut text = String::with_capacity(written.len());
    for line in written.lines().map(str::trim_end) {
        if !(line.is_empty() && (text.is_empty() || text.ends_with("\n\n"))) {
            text.push_str(line);
            text.push('\n');
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_stay_words() {
        for same in [
            "the clock is 5 min 12 s behind; the cloud refuses 5 min",
            "it answers, at stratum 2 (UTC+00:00), 09:02:01",
        ] {
            assert_eq!(plain(same), same);
        }
        assert_eq!(plain("a|b"), "a&#124;b");
        assert_eq!(
            plain("<b>x</b> & *y*"),
            "&lt;b&gt;x&lt;/b&gt; &amp; \\*y\\*"
        );
        assert_eq!(plain("[a](b)"), "\\[a\\](b)");
        assert_eq!(plain(" a  b "), "a b");
    }

    #[test]
    fn nothing_begins_a_block() {
        assert_eq!(plain("1. x"), "1\\. x");
        assert_eq!(plain("- x"), "\\- x");
        assert_eq!(plain("127.0.0.1 -x"), "127.0.0.1 -x");
        assert_eq!(plain("# x"), "\\# x");
        assert_eq!(plain("    > x"), "&gt; x");
    }

    #[test]
    fn what_a_site_would_link_is_code() {
        for word in [
            "@octocat",
            "a@b.example",
            "#123",
            "o/r#1",
            "GH-7",
            "https://a.example/",
            "www.a.example",
            ":tada:",
            "!5",
            "~label",
            "&7",
            "%\"x\"",
        ] {
            assert_eq!(plain(word), format!("`{word}`"), "{word}");
        }
        assert_eq!(plain("@a`|b"), "``@a`¦b``");
        assert_eq!(plain("(a@b.example), c"), "(`a@b.example`), c");
        assert_eq!(plain("https://a.example/."), "`https://a.example/`.");
    }

    #[test]
    fn no_fence_is_closed_from_within() {
        let lines = ["```", "x\n```` y"].map(Text::from);
        let block = block(&lines.each_ref(), "sh");
        assert_eq!(block, "`````sh\n```\nx ```` y\n`````");
    }
}
