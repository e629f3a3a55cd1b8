//! What a server says, taken apart as far as it is needed: no more of the grammar than a look into a mailbox takes.

use crate::e2e::email::mailbox::is_junk;

/// The outcome of a command.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Status {
    Ok,
    No,
    Bad,
}

/// A line and the literals in it; their announcements stay in the text.
#[derive(Debug, Default)]
pub(super) struct Line {
    pub(super) text: Vec<u8>,
    pub(super) literals: Vec<Vec<u8>>,
}

/// The reply to a command.
#[derive(Debug)]
pub(super) struct Reply {
    pub(super) status: Status,
    /// What the server said with it.
    pub(super) words: String,
    /// The untagged lines before it.
    pub(super) lines: Vec<Line>,
}

/// A folder of the mailbox.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Folder {
    /// As the server writes it.
    pub(super) name: String,
    pub(super) takes_junk: bool,
}

impl Line {
    pub(super) fn size(&self) -> usize {
        let literals = self.literals.iter().map(Vec::len);
        self.text.len() + literals.sum::<usize>()
    }

    /// The words behind the star, in upper case where they are keywords.
    fn untagged(&self) -> Option<String> {
        let text = self.text.strip_prefix(b"* ")?;
        Some(String::from_utf8_lossy(text).into_owned())
    }
}

/// The status and the words, where the line ends the command of this tag.
pub(super) fn tagged(line: &Line, tag: &str) -> Option<(Status, String)> {
    let rest = line.text.strip_prefix(tag.as_bytes())?.strip_prefix(b" ")?;
    let rest = String::from_utf8_lossy(rest);
    let (status, words) = rest.split_once(' ').unwrap_or((&rest, ""));
    let status = match status.to_ascii_uppercase().as_str() {
        "OK" => Status::Ok,
        "NO" => Status::No,
        _ => Status::Bad,
    };
    Some((status, words.trim().to_owned()))
}

/// The words of a BYE.
pub(super) fn is_bye(line: &Line) -> Option<String> {
    let text = line.untagged()?;
    let (first, words) = text.split_once(' ').unwrap_or((&text, ""));
    first
        .eq_ignore_ascii_case("BYE")
        .then(|| words.trim().to_owned())
}

/// How many bytes of a literal a line announces at its end.
pub(super) fn announced(text: &[u8]) -> Option<usize> {
    let inside = text.strip_suffix(b"}")?;
    let begin = inside.iter().rposition(|byte| *byte == b'{')? + 1;
    let digits = inside[begin..]
        .strip_suffix(b"+")
        .unwrap_or(&inside[begin..]);
    if digits.is_empty() || !digits.iter().all(u8::is_ascii_digit) {
        return None;
    }
    let text = std::str::from_utf8(digits).ok()?;
    Some(text.parse().unwrap_or(usize::MAX))
}

/// The capabilities in a greeting, or in lines and words of a reply.
pub(super) fn capabilities(texts: impl Iterator<Item = String>) -> Vec<String> {
    let mut found = Vec::new();
    for text in texts {
        let upper = text.to_ascii_uppercase();
        let Some(at) = upper.find("CAPABILITY ") else {
            continue;
        };
        let list = upper[at + "CAPABILITY ".len()..].split(']').next();
        let words = list.unwrap_or_default().split_ascii_whitespace();
        found.extend(words.take(200).map(str::to_owned));
    }
    found
}

/// The untagged lines of a reply and its words, for [`capabilities`].
pub(super) fn texts(reply: &Reply) -> impl Iterator<Item = String> {
    let lines = reply.lines.iter().filter_map(Line::untagged);
    lines.chain(std::iter::once(reply.words.clone()))
}

/// The text of a greeting.
pub(super) fn greeting_text(line: &Line) -> String {
    line.untagged().unwrap_or_default()
}

/// The numbers that a search found.
pub(super) fn numbers_of(reply: &Reply) -> Vec<u32> {
    let mut numbers = Vec::new();
    for text in reply.lines.iter().filter_map(Line::untagged) {
        let mut words = text.split_ascii_whitespace();
        if words
            .next()
            .is_some_and(|word| word.eq_ignore_ascii_case("SEARCH"))
        {
            numbers.extend(words.filter_map(|word| word.parse::<u32>().ok()));
        }
    }
    numbers
}

/// The message that a fetch brought.
pub(super) fn literal_of(reply: Reply) -> Option<Vec<u8>> {
    let fetched = |line: &Line| {
        line.untagged()
            .is_some_and(|text| text.to_ascii_uppercase().contains(" FETCH "))
    };
    let mut lines = reply.lines.into_iter().filter(fetched);
    lines.find_map(|line| line.literals.into_iter().max_by_key(Vec::len))
}

/// The folder that a line of LIST names: `* LIST (\HasNoChildren \Junk) "/" "Junk"`.
pub(super) fn folder_of(line: &Line) -> Option<Folder> {
    let text = line.untagged()?;
    let rest = text
        .get(..5)
        .filter(|word| word.eq_ignore_ascii_case("LIST "))?;
    let rest = &text[rest.len()..];
    let (flags, rest) = rest.strip_prefix('(')?.split_once(')')?;
    let flags = flags.to_ascii_lowercase();
    let (_, name) = rest.trim_start().split_once(' ')?;
    let name = match line.literals.first() {
        Some(literal) => String::from_utf8_lossy(literal).into_owned(),
        None => unquoted(name.trim()),
    };
    let can_be_opened = !flags.contains("\\noselect") && !flags.contains("\\nonexistent");
    can_be_opened.then(|| Folder {
        takes_junk: flags.split_ascii_whitespace().any(|flag| flag == "\\junk") || is_junk(&name),
        name,
    })
}

fn unquoted(text: &str) -> String {
    let Some(inside) = text
        .strip_prefix('"')
        .and_then(|text| text.strip_suffix('"'))
    else {
        return text.to_owned();
    };
    inside.replace("\\\"", "\"").replace("\\\\", "\\")
}

/// A folder's name as it goes over the wire: modified UTF-7 (RFC 3501 section 5.1.3).
pub(super) fn wire_name(name: &str) -> String {
    let mut wire = String::new();
    let mut other: Vec<u16> = Vec::new();
    let finish = |other: &mut Vec<u16>, wire: &mut String| {
        if other.is_empty() {
            return;
        }
        let bytes: Vec<u8> = other.drain(..).flat_map(u16::to_be_bytes).collect();
        let encoded = data_encoding::BASE64_NOPAD.encode(&bytes).replace('/', ",");
        wire.push_str(&format!("&{encoded}-"));
    };
    for c in name.chars() {
        match c {
            ' '..='~' => {
                finish(&mut other, &mut wire);
                wire.push(c);
                if c == '&' {
                    wire.push('-');
                }
            }
            c => other.extend(c.encode_utf16(&mut [0; 2]).iter()),
        }
    }
    finish(&mut other, &mut wire);
    wire
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(text: &str) -> Line {
        Line {
            text: text.as_bytes().to_vec(),
            literals: Vec::new(),
        }
    }

    #[test]
    fn literals_are_announced_at_the_end_alone() {
        assert_eq!(announced(b"* 1 FETCH (BODY[] {12}"), Some(12));
        assert_eq!(announced(b"x {12+}"), Some(12));
        assert_eq!(announced(b"x {99999999999999999999999}"), Some(usize::MAX));
        for none in [&b"x {12} y"[..], b"x {}", b"x {-1}", b"12}", b"{a}"] {
            assert_eq!(announced(none), None);
        }
    }

    #[test]
    fn folders_for_junk_by_flag_and_by_name() {
        let folder = |text: &str| folder_of(&line(text)).map(|one| (one.name, one.takes_junk));
        let is = |name: &str, junk| Some((name.to_owned(), junk));
        assert_eq!(
            folder("* LIST (\\HasNoChildren \\Junk) \"/\" Werbung"),
            is("Werbung", true)
        );
        assert_eq!(
            folder("* LIST () \".\" \"INBOX.Junk E-mail\""),
            is("INBOX.Junk E-mail", true)
        );
        assert_eq!(folder("* LIST () NIL INBOX"), is("INBOX", false));
        assert_eq!(
            folder("* list () \"/\" \"a \\\"b\\\"\""),
            is("a \"b\"", false)
        );
        assert_eq!(folder("* LIST (\\Noselect) \"/\" Spam"), None);
        assert_eq!(folder("* LIST"), None);
        assert_eq!(folder("* LI\u{e4}\u{e4}T () x"), None);
    }

    #[test]
    fn capabilities_stand_in_lines_and_in_codes() {
        let texts = [
            "CAPABILITY IMAP4rev1 IDLE",
            "OK [CAPABILITY UIDPLUS] hello",
            "OK done",
        ];
        let found = capabilities(texts.into_iter().map(str::to_owned));
        assert_eq!(found, ["IMAP4REV1", "IDLE", "UIDPLUS"]);
    }

    #[test]
    fn names_in_any_script() {
        // The examples of RFC 3501 section 5.1.3.
        assert_eq!(
            wire_name("~peter/mail/台北/日本語"),
            "~peter/mail/&U,BTFw-/&ZeVnLIqe-"
        );
        assert_eq!(wire_name("R&D"), "R&-D");
    }
}
