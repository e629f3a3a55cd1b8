//! PEM (RFC 7468, and RFC 1421 for encrypted keys of old) as people have it: saved by Windows' editors, joined by hand.

use data_encoding::BASE64_NOPAD;
use zeroize::Zeroizing;

use super::text;

/// What a file holds.
pub enum Form {
    /// The sections of PEM, in their order.
    Pem(Vec<Section>),
    /// Anything else: its bytes, or those that it has in base64.
    Binary(Zeroizing<Vec<u8>>),
}

/// A section of PEM.
pub struct Section {
    /// What it is labelled.
    pub label: String,
    /// The algorithm and the initialization vector of an encrypted key, as they are written.
    pub dek_info: Option<String>,
    /// What it holds; `None` where it is damaged.
    pub content: Option<Zeroizing<Vec<u8>>>,
}

/// Reads a file in any encoding of text, with anything before, between and behind the sections.
pub fn read(bytes: Vec<u8>) -> Form {
    let bytes = Zeroizing::new(bytes);
    let text = Zeroizing::new(text::decode(&bytes));
    let sections = text.split("-----BEGIN ").skip(1).filter_map(section);
    let sections: Vec<Section> = sections.collect();
    match base64(&text) {
        _ if !sections.is_empty() => Form::Pem(sections),
        // A sequence in DER, as certutil takes it too.
        Some(binary) if binary.starts_with(&[0x30]) => Form::Binary(binary),
        _ => Form::Binary(bytes),
    }
}

/// A section from its label on.
fn section(text: &str) -> Option<Section> {
    let (label, rest) = text.split_once("-----")?;
    let body = rest.split_once("-----END ").map(|(body, _)| body);
    let lines = body.unwrap_or_default().split(['\r', '\n']);
    let (headers, data): (Vec<&str>, Vec<&str>) = lines.partition(|line| line.contains(':'));
    let dek_info = headers
        .iter()
        .find_map(|header| header.trim().strip_prefix("DEK-Info:"));
    Some(Section {
        label: label.to_owned(),
        dek_info: dek_info.map(|info| info.trim().to_owned()),
        content: body.and_then(|_| base64(&Zeroizing::new(data.concat()))),
    })
}

fn base64(text: &str) -> Option<Zeroizing<Vec<u8>>> {
    let invisible = |c: char| c.is_whitespace() || matches!(c, '\u{feff}' | '\u{200b}');
    let dense = Zeroizing::new(text.replace(invisible, ""));
    let decoded = BASE64_NOPAD.decode(dense.trim_end_matches('=').as_bytes());
    decoded.ok().map(Zeroizing::new)
}

#[cfg(test)]
mod tests {
    use super::*;

    const SOUND: &str = "-----BEGIN CERTIFICATE-----\nAAEC\n-----END CERTIFICATE-----\n";

    fn contents(bytes: impl Into<Vec<u8>>) -> Vec<Option<Vec<u8>>> {
        match read(bytes.into()) {
            Form::Pem(sections) => {
                let contents = sections.into_iter().map(|one| one.content);
                contents.map(|one| one.map(|one| one.to_vec())).collect()
            }
            Form::Binary(_) => Vec::new(),
        }
    }

    #[test]
    fn what_editors_and_hands_do_to_pem_is_undone() {
        let utf16 = |mark: &[u8], bytes: fn(u16) -> [u8; 2]| {
            let text = SOUND.encode_utf16().flat_map(bytes);
            mark.iter().copied().chain(text).collect::<Vec<u8>>()
        };
        for (bytes, sections) in [
            (SOUND.into(), 1),
            (format!("\u{feff}{SOUND}").into(), 1),
            (format!("{SOUND}\u{feff}{SOUND}").into(), 2),
            (SOUND.replace('\n', "\r\n").into(), 1),
            (SOUND.replace('\n', "\r").into(), 1),
            (SOUND.replace('\n', "\n\n").into(), 1),
            (SOUND.replace('\n', " ").into(), 1),
            (SOUND.replace("AAEC", "  A\u{a0}A\u{200b}E\n\tC").into(), 1),
            (utf16(&[0xff, 0xfe], u16::to_le_bytes), 1),
            (utf16(&[0xfe, 0xff], u16::to_be_bytes), 1),
            (utf16(&[], u16::to_le_bytes), 1),
            (utf16(&[], u16::to_be_bytes), 1),
            (SOUND.trim_end().repeat(3).into(), 3),
            (SOUND.replace("CERT", "TRUSTED CERT").into(), 1),
            (
                format!("subject=CN = a\n{SOUND}issued: by hand\n  {SOUND}").into(),
                2,
            ),
            ([b"Soci\xe9t\xe9\n", SOUND.as_bytes()].concat(), 1),
            (b"no certificate at all".to_vec(), 0),
        ] {
            assert_eq!(contents(bytes), vec![Some(vec![0, 1, 2]); sections]);
        }
    }

    #[test]
    fn damage_shows_where_it_is() {
        let cut = &SOUND[..SOUND.len() - 20];
        let other = SOUND.replace("AAEC", "AA-EC");
        for damaged in [cut, other.as_str()] {
            assert_eq!(
                contents(format!("{SOUND}{damaged}")),
                [Some(vec![0, 1, 2]), None]
            );
        }
    }

    #[test]
    fn headers_are_no_content() {
        let text = "-----BEGIN RSA PRIVATE KEY-----\r\nProc-Type: 4,ENCRYPTED\r\nDEK-Info: AES-128-CBC,00ff\r\n\r\nAAEC\r\n-----END RSA PRIVATE KEY-----";
        let Form::Pem(sections) = read(text.into()) else {
            panic!("it is PEM")
        };
        assert_eq!(sections[0].dek_info.as_deref(), Some("AES-128-CBC,00ff"));
        assert_eq!(sections[0].content.as_deref(), Some(&vec![0, 1, 2]));
    }

    #[test]
    fn what_is_no_pem_stays_as_it_is_but_for_base64() {
        let binary = |bytes: &[u8]| match read(bytes.to_vec()) {
            Form::Binary(bytes) => bytes.to_vec(),
            Form::Pem(_) => panic!("it is no PEM"),
        };
        for same in [&[0x30, 0x82, 0, 13, 10, 0xef, 0xbb, 0xbf][..], b"", b"AAEC"] {
            assert_eq!(binary(same), same);
        }
        assert_eq!(binary(b"MAMC\r\nAQM=\r\n"), [0x30, 3, 2, 1, 3]);
    }
}
