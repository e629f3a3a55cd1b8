//! What a server says, taken apart as far as it is needed: no more of the grammar than a look into a mailbox takes.

use crate::e2e::email::mailbox::is_junk;

/// A line and the literals in it; their announcements stay in the text.
#[derive(Debug, Default)]
pub(super) struct Line {
    pub(super) text: String,
    pub(super) literals: Vec<Vec<u8>>,
}

impl Line {
    pub(super) fn size(&self) -> usize {
        let literals = self.literals.iter().map(Vec::len);
        self.text.len() + literals.sum::<usize>()
    }

    /// What stands behind the star and this keyword.
    pub(super) fn untagged(&self, keyword: &str) -> Option<&str> {
        let text = self.text.strip_prefix("* ")?;
        let (first, rest) = text.split_once(' ').unwrap_or((text, ""));
        first.eq_ignore_ascii_case(keyword).then_some(rest.trim())
    }

    /// Whether it lists a capability.
    pub(super) fn lists(&self, capability: &str) -> bool {
        let listed = self.untagged("CAPABILITY").unwrap_or_default();
        let mut words = listed.split_ascii_whitespace();
        words.any(|word| word.eq_ignore_ascii_case(capability))
    }
}

/// How the command of this tag ended, where the line says so: with the server's words where it did not go well.
pub(super) fn tagged(text: &str, tag: &str) -> Option<Result<(), String>> {
    let rest = text.strip_prefix(tag)?.strip_prefix(' ')?;
    let (status, words) = rest.split_once(' ').unwrap_or((rest, ""));
    Some(if status.eq_ignore_ascii_case("OK") {
        Ok(())
    } else {
        Err(words.trim().to_owned())
    })
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

/// The numbers that a search found.
pub(super) fn numbers(lines: &[Line]) -> Vec<u32> {
    let lists = lines.iter().filter_map(|line| line.untagged("SEARCH"));
    let words = lists.flat_map(str::split_ascii_whitespace);
    words.filter_map(|word| word.parse().ok()).collect()
}

/// The folder that a line of LIST names, as the server writes it, where that takes junk:
/// `* LIST (\HasNoChildren \Junk) "/" "Junk"`.
pub(super) fn junk_folder(line: &Line) -> Option<String> {
    let (flags, rest) = line.untagged("LIST")?.strip_prefix('(')?.split_once(')')?;
    let (_, name) = rest.trim_start().split_once(' ')?;
    let name = match line.literals.first() {
        Some(literal) => String::from_utf8_lossy(literal).into_owned(),
        None => unquoted(name.trim()),
    };
    let has = |flag: &str| {
        let mut flags = flags.split_ascii_whitespace();
        flags.any(|one| one.eq_ignore_ascii_case(flag))
    };
    let can_be_opened = !has("\\Noselect") && !has("\\NonExistent");
    (can_be_opened && (has("\\Junk") || is_junk(&name))).then_some(name)
}

fn unquoted(text: &str) -> String {
    let inside = text
        .strip_prefix('"')
        .and_then(|text| text.strip_suffix('"'));
    match inside {
        Some(inside) => inside.replace("\\\"", "\"").replace("\\\\", "\\"),
        None => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(text: &str) -> Line {
        Line {
            text: text.to_owned(),
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
        let folder = |text: &str| junk_folder(&line(text));
        let junk = |name: &str| Some(name.to_owned());
        assert_eq!(
            folder("* LIST (\\HasNoChildren \\Junk) \"/\" Werbung"),
            junk("Werbung")
        );
        assert_eq!(
            folder("* LIST () \".\" \"INBOX.Junk E-mail\""),
            junk("INBOX.Junk E-mail")
        );
        assert_eq!(folder("* LIST () NIL INBOX"), None);
        assert_eq!(
            folder("* list (\\junk) \"/\" \"a \\\"b\\\"\""),
            junk("a \"b\"")
        );
        assert_eq!(folder("* LIST (\\Noselect) \"/\" Spam"), None);
        assert_eq!(folder("* LIST"), None);
        assert_eq!(folder("* LI\u{e4}\u{e4}T () x"), None);
    }

    #[test]
    fn lists_of_capabilities_and_of_numbers() {
        let lines = [
            line("* CAPABILITY IMAP4rev1 starttls"),
            line("* OK [CAPABILITY UIDPLUS] hello"),
            line("* search 4 5 x"),
            line("* SEARCH"),
        ];
        assert!(lines[0].lists("STARTTLS") && !lines[1].lists("UIDPLUS"));
        assert_eq!(numbers(&lines), [4, 5]);
    }
}
