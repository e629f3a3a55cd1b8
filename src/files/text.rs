//! Text as Windows and its editors write it.

use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};

/// The text of a file, in whatever encoding it has: that of its byte order mark, UTF-16 where every second byte is zero, what
/// an XML declaration names, UTF-8, and else Windows-1252.
pub fn decode(bytes: &[u8]) -> String {
    let encoding = match bytes {
        [1..=255, 0, 1..=255, 0, ..] => UTF_16LE,
        [0, 1..=255, 0, 1..=255, ..] => UTF_16BE,
        _ => declared(bytes)
            .or_else(|| std::str::from_utf8(bytes).is_ok().then_some(UTF_8))
            .unwrap_or(WINDOWS_1252),
    };
    // A mark counts more than all else, and is left out.
    encoding.decode(bytes).0.into_owned()
}

/// What an XML declaration names. That it names Unicode says nothing: .NET writes it into texts of any encoding.
fn declared(bytes: &[u8]) -> Option<&'static Encoding> {
    let declaration = bytes.strip_prefix(b"<?xml")?.split(|b| *b == b'>').next()?;
    let declaration = std::str::from_utf8(declaration).ok()?;
    let (_, rest) = declaration.split_once("encoding")?;
    let label = rest.split(['"', '\'']).nth(1)?;
    let named = Encoding::for_label_no_replacement(label.as_bytes())?;
    (![UTF_8, UTF_16LE, UTF_16BE].contains(&named)).then_some(named)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_read_as_windows_tools_write_it() {
        let declares = |encoding: &str, text: &[u8]| {
            [
                format!("<?xml version='1.0' encoding=\"{encoding}\"?>").as_bytes(),
                text,
            ]
            .concat()
        };
        for (bytes, text) in [
            (b"{}".to_vec(), "{}"),
            (b"".to_vec(), ""),
            (b"\xef\xbb\xbf{}".to_vec(), "{}"),
            (b"\xff\xfe{\0}\0".to_vec(), "{}"),
            (b"\xfe\xff\0{\0}".to_vec(), "{}"),
            (b"{\0}\0".to_vec(), "{}"),
            (b"\0{\0}".to_vec(), "{}"),
            (b"\xff\xfe{\0}".to_vec(), "{\u{fffd}"),
            ("{é}".as_bytes().to_vec(), "{é}"),
            (b"{\xe9\x80}".to_vec(), "{é€}"),
            (declares("windows-1252", b"\xe9"), "é"),
            (declares("ISO-8859-2", b"\xb3"), "ł"),
            (declares("utf-8", b"\xc3\xa9"), "é"),
            (declares("utf-8", b"\xe9"), "é"),
            (declares("utf-16", b"e"), "e"),
            (declares("of no kind", b"\xe9"), "é"),
        ] {
            let decoded = decode(&bytes);
            let body = decoded.rsplit('>').next();
            assert_eq!(body, Some(text), "{bytes:?}");
        }
    }
}
