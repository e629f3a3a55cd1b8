//! One escape at the beginning of a text: what it stands for.

/// How many bytes an escape takes up, and what it stands for in UTF-8.
pub(super) type Decoded = (usize, Vec<u8>);

/// The longest number in an escape, its leading zeros included.
const LONGEST: usize = 12;

/// Any but those of mail, which `name=value` and a number of a telephone look like.
pub(super) fn any(text: &[u8]) -> Option<Decoded> {
    percent(text)
        .or_else(|| backslash(text))
        .or_else(|| entity(text))
}

/// `%34` (RFC 3986 section 2.1), and `%u0034` as scripts write it (ECMA-262 section B.2.1.1).
fn percent(text: &[u8]) -> Option<Decoded> {
    if let Some(rest) = text.strip_prefix(b"%u") {
        let c = char::from_u32(number(rest.get(..4)?, 16)?)?;
        return Some((6, utf8(c)));
    }
    let digits = text.strip_prefix(b"%")?.get(..2)?;
    Some((3, vec![number(digits, 16)? as u8]))
}

/// `+34` (RFC 3461 section 4), `=34`, and a line that goes on (RFC 2045 section 6.7).
pub(super) fn of_mail(text: &[u8]) -> Option<Decoded> {
    let rest = text
        .strip_prefix(b"=")
        .or_else(|| text.strip_prefix(b"+"))?;
    for end in [&b"\r\n"[..], b"\n"] {
        if rest.starts_with(end) && text[0] == b'=' {
            return Some((1 + end.len(), Vec::new()));
        }
    }
    Some((3, vec![number(rest.get(..2)?, 16)? as u8]))
}

/// Those of JSON and of programming languages; backslashes that were escaped themselves count as one before `u` and `x`.
fn backslash(text: &[u8]) -> Option<Decoded> {
    let rest = text.strip_prefix(b"\\")?;
    let byte = match rest.first()? {
        b'u' | b'U' => {
            let (c, length) = unicode(text)?;
            return Some((length, utf8(c)));
        }
        b'x' => return Some((4, vec![number(rest.get(1..3)?, 16)? as u8])),
        b'0'..=b'3' => {
            let byte = number(rest.get(..3)?, 8)?;
            return Some((4, vec![u8::try_from(byte).ok()?]));
        }
        plain @ (b'"' | b'\'' | b'/' | b'\\') => *plain,
        b'n' => b'\n',
        b'r' => b'\r',
        b't' => b'\t',
        _ => return None,
    };
    Some((2, vec![byte]))
}

fn utf8(c: char) -> Vec<u8> {
    c.to_string().into_bytes()
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
fn entity(text: &[u8]) -> Option<Decoded> {
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
        return Some((name.len(), utf8(*c)));
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
    Some((end + usize::from(closed), utf8(c)))
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
        let (length, decoded) = any(text).or_else(|| of_mail(text))?;
        let said = String::from_utf8_lossy(&decoded).into_owned();
        Some((said, length))
    }

    #[test]
    fn escapes_are_undone() {
        for (text, said, length) in [
            ("%34!", "4", 3),
            ("%u0034!", "4", 6),
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
            ("+34", "4", 3),
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
            "+\n",
        ] {
            assert_eq!(read(text), None, "{text}");
        }
    }
}
