//! One escape at the beginning of a text: what it stands for.

/// What an escape stands for, in UTF-8.
pub(super) struct Decoded {
    /// How many bytes the escape takes up.
    pub(super) length: usize,
    held: [u8; 4],
    many: usize,
}

/// The longest number in an escape, its leading zeros included.
const LONGEST: usize = 12;

impl Decoded {
    /// What it stands for.
    pub(super) fn bytes(&self) -> &[u8] {
        &self.held[..self.many]
    }

    fn nothing(length: usize) -> Self {
        Self {
            length,
            held: [0; 4],
            many: 0,
        }
    }

    fn byte(length: usize, byte: u8) -> Self {
        Self {
            length,
            held: [byte, 0, 0, 0],
            many: 1,
        }
    }

    fn char(length: usize, c: char) -> Self {
        let mut held = [0; 4];
        let many = c.encode_utf8(&mut held).len();
        Self { length, held, many }
    }
}

/// Any but those of quoted-printable, which `name=value` looks like.
pub(super) fn any(text: &[u8]) -> Option<Decoded> {
    percent(text)
        .or_else(|| backslash(text))
        .or_else(|| entity(text))
}

/// `%34` (RFC 3986 section 2.1).
pub(super) fn percent(text: &[u8]) -> Option<Decoded> {
    let digits = text.strip_prefix(b"%")?.get(..2)?;
    Some(Decoded::byte(3, number(digits, 16)? as u8))
}

/// `=34`, and a line that goes on (RFC 2045 section 6.7).
pub(super) fn quoted_printable(text: &[u8]) -> Option<Decoded> {
    let rest = text.strip_prefix(b"=")?;
    for end in [&b"\r\n"[..], b"\n"] {
        if rest.starts_with(end) {
            return Some(Decoded::nothing(1 + end.len()));
        }
    }
    Some(Decoded::byte(3, number(rest.get(..2)?, 16)? as u8))
}

/// Those of JSON and of programming languages; backslashes that were escaped themselves count as one before `u` and `x`.
pub(super) fn backslash(text: &[u8]) -> Option<Decoded> {
    let rest = text.strip_prefix(b"\\")?;
    match rest.first()? {
        b'u' | b'U' => {
            let (c, length) = unicode(text)?;
            Some(Decoded::char(length, c))
        }
        b'x' => {
            let digits = rest.get(1..3)?;
            Some(Decoded::byte(4, number(digits, 16)? as u8))
        }
        b'0'..=b'3' => {
            let digits = rest.get(..3)?;
            Some(Decoded::byte(4, u8::try_from(number(digits, 8)?).ok()?))
        }
        plain @ (b'"' | b'\'' | b'/' | b'\\') => Some(Decoded::byte(2, *plain)),
        b'n' => Some(Decoded::byte(2, b'\n')),
        b'r' => Some(Decoded::byte(2, b'\r')),
        b't' => Some(Decoded::byte(2, b'\t')),
        _ => None,
    }
}

/// `\u0034`, `\u{34}`, `\U00000034`, and two that are one character in UTF-16.
fn unicode(text: &[u8]) -> Option<(char, usize)> {
    if let Some(rest) = text.strip_prefix(b"\\u{") {
        let end = rest.iter().take(LONGEST).position(|byte| *byte == b'}')?;
        let c = char::from_u32(number(&rest[..end], 16)?)?;
        return Some((c, 3 + end + 1));
    }
    if let Some(rest) = text.strip_prefix(b"\\U") {
        let c = char::from_u32(number(rest.get(..8)?, 16)?)?;
        return Some((c, 10));
    }
    let unit = |text: &[u8]| {
        let digits = text.strip_prefix(b"\\u")?.get(..4)?;
        number(digits, 16)
    };
    let first = unit(text)?;
    if let Some(c) = char::from_u32(first) {
        return Some((c, 6));
    }
    let second = unit(&text[6..])?;
    let pair = [first as u16, second as u16];
    let c = char::decode_utf16(pair).next()?.ok()?;
    Some((c, 12))
}

/// `&#52;`, `&#x34;`, also without the semicolon, and the names that every escaper uses.
pub(super) fn entity(text: &[u8]) -> Option<Decoded> {
    const NAMED: [(&[u8], char); 6] = [
        (b"&amp;", '&'),
        (b"&lt;", '<'),
        (b"&gt;", '>'),
        (b"&quot;", '"'),
        (b"&apos;", '\''),
        (b"&nbsp;", '\u{a0}'),
    ];
    let named = NAMED.iter().find(|(name, _)| text.starts_with(name));
    if let Some((name, c)) = named {
        return Some(Decoded::char(name.len(), *c));
    }
    let rest = text.strip_prefix(b"&#")?;
    let (radix, begin) = match rest.first()? {
        b'x' | b'X' => (16, 3),
        _ => (10, 2),
    };
    let digits = text[begin..]
        .iter()
        .take(LONGEST)
        .take_while(|byte| char::from(**byte).is_digit(radix))
        .count();
    let end = begin + digits;
    let c = char::from_u32(number(&text[begin..end], radix)?)?;
    let closed = text.get(end) == Some(&b';');
    Some(Decoded::char(end + usize::from(closed), c))
}

fn number(digits: &[u8], radix: u32) -> Option<u32> {
    let digit = |byte: &u8| char::from(*byte).to_digit(radix);
    let mut digits = digits.iter().map(digit);
    let first = digits.next()??;
    digits.try_fold(first, |number, digit| {
        number.checked_mul(radix)?.checked_add(digit?)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Option<(String, usize)> {
        let text = text.as_bytes();
        let decoded = any(text).or_else(|| quoted_printable(text))?;
        let said = String::from_utf8_lossy(decoded.bytes()).into_owned();
        Some((said, decoded.length))
    }

    #[test]
    fn escapes_are_undone() {
        for (text, said, length) in [
            ("%34!", "4", 3),
            ("\\u0034!", "4", 6),
            ("\\u{34}!", "4", 6),
            ("\\U00000034", "4", 10),
            ("\\ud835\\udfd2!", "𝟒", 12),
            ("\\x34", "4", 4),
            ("\\064", "4", 4),
            ("\\\"", "\"", 2),
            ("&#52;!", "4", 5),
            ("&#0052!", "4", 6),
            ("&#x34;", "4", 6),
            ("&amp;#52;", "&", 5),
            ("=34", "4", 3),
            ("=\r\n4", "", 3),
        ] {
            assert_eq!(read(text), Some((said.to_owned(), length)), "{text}");
        }
    }

    #[test]
    fn what_is_no_escape_is_left() {
        for text in [
            "",
            "%",
            "%4",
            "%4g",
            "\\",
            "\\u",
            "\\u12",
            "\\ud835",
            "\\ud835\\u0034",
            "\\u{",
            "\\u{}",
            "\\x4",
            "\\777",
            "&",
            "&#",
            "&#;",
            "&#x;",
            "&#99999999999999;",
            "=",
            "=4",
        ] {
            assert_eq!(read(text), None, "{text}");
        }
    }
}
