//! PEM (RFC 7468) as people have it: saved by Windows' editors, joined by hand, with labels of old.

use cms::cert::CertificateChoices;
use cms::content_info::ContentInfo;
use cms::signed_data::SignedData;
use der::{Decode as _, Encode as _};
use rustls_pki_types::CertificateDer;
use rustls_pki_types::pem::{self, PemObject as _};
use x509_parser::prelude::{FromDer as _, X509Certificate};
use zeroize::Zeroizing;

/// How many certificates of a file are read.
const MOST: usize = 256;

/// The labels of a certificate that are not RFC 7468's; the first is followed by what OpenSSL trusts it for.
const OLD_LABELS: [&str; 2] = ["TRUSTED CERTIFICATE-----", "X509 CERTIFICATE-----"];

/// The same as PEM that every reader takes, where it is PEM: UTF-8 without byte order marks, each armor on a line of its
/// own. Anything else stays as it is.
pub fn tidied(bytes: Zeroizing<Vec<u8>>) -> Zeroizing<Vec<u8>> {
    let text = decoded(&bytes);
    if !text.contains("-----BEGIN ") {
        return bytes;
    }
    let mut tidy = Zeroizing::new(text.replace('\u{feff}', ""));
    for (found, instead) in [
        ("\r\n", "\n"),
        ("\r", "\n"),
        ("-----BEGIN ", "\n-----BEGIN "),
        ("-----END ", "\n-----END "),
        (OLD_LABELS[0], "CERTIFICATE-----"),
        (OLD_LABELS[1], "CERTIFICATE-----"),
    ] {
        tidy = Zeroizing::new(tidy.replace(found, instead));
    }
    let lines = tidy.lines().map(str::trim);
    Zeroizing::new(lines.collect::<Vec<_>>().join("\n").into_bytes())
}

/// UTF-16 is known by its mark, or by the hyphens that it begins with.
fn decoded(bytes: &[u8]) -> Zeroizing<String> {
    let unit: fn([u8; 2]) -> u16 = match bytes {
        [0xff, 0xfe, ..] | [b'-', 0, b'-', 0, ..] => u16::from_le_bytes,
        [0xfe, 0xff, ..] | [0, b'-', 0, b'-', ..] => u16::from_be_bytes,
        _ => return Zeroizing::new(String::from_utf8_lossy(bytes).into_owned()),
    };
    let units = bytes.chunks_exact(2).map(|pair| unit([pair[0], pair[1]]));
    let text = char::decode_utf16(units).map(|c| c.unwrap_or(char::REPLACEMENT_CHARACTER));
    Zeroizing::new(text.collect())
}

/// The certificates of PEM that is tidied, those of PKCS #7 in it last.
///
/// # Errors
/// When it is damaged.
pub fn certificates(tidy: &[u8]) -> Result<Vec<CertificateDer<'static>>, pem::Error> {
    let mut found = Vec::new();
    for der in CertificateDer::pem_slice_iter(tidy).take(MOST) {
        found.push(alone(der?));
    }
    for der in bundles(tidy) {
        found.extend(of_pkcs7(&der).unwrap_or_default());
    }
    found.truncate(MOST);
    Ok(found)
}

/// The certificates of a PKCS #7 file (RFC 5652 section 5.1), as Windows exports a chain; `None` where it is none.
pub fn of_pkcs7(der: &[u8]) -> Option<Vec<CertificateDer<'static>>> {
    let content = ContentInfo::from_der(der).ok()?.content;
    let signed: SignedData = content.decode_as().ok()?;
    let certificates = signed.certificates?.0;
    let der = certificates.iter().filter_map(|one| match one {
        CertificateChoices::Certificate(certificate) => certificate.to_der().ok(),
        CertificateChoices::Other(_) => None,
    });
    Some(der.map(CertificateDer::from).collect())
}

/// The contents of what is labelled PKCS #7.
fn bundles(tidy: &[u8]) -> Vec<Vec<u8>> {
    let text = String::from_utf8_lossy(tidy);
    let labels = ["PKCS7", "CMS"];
    let sections = labels.into_iter().flat_map(|label| {
        let begin = format!("-----BEGIN {label}-----\n");
        let sections: Vec<&str> = text.split(&begin).skip(1).collect();
        sections.into_iter().filter_map(|section| {
            let (body, _) = section.split_once("-----END ")?;
            let body: String = body.split_ascii_whitespace().collect();
            data_encoding::BASE64.decode(body.as_bytes()).ok()
        })
    });
    sections.collect()
}

/// Without what stands behind it.
fn alone(der: CertificateDer<'static>) -> CertificateDer<'static> {
    match X509Certificate::from_der(&der) {
        Ok((rest, _)) if !rest.is_empty() => {
            let length = der.len() - rest.len();
            CertificateDer::from(der[..length].to_vec())
        }
        _ => der,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_editors_and_hands_do_to_pem_is_undone() {
        let sound = "-----BEGIN CERTIFICATE-----\nAAEC\n-----END CERTIFICATE-----\n";
        let utf16 = |mark: &[u8], bytes: fn(u16) -> [u8; 2]| {
            let text = sound.encode_utf16().flat_map(bytes);
            mark.iter().copied().chain(text).collect::<Vec<u8>>()
        };
        for (bytes, certificates) in [
            (sound.as_bytes().to_vec(), 1),
            (format!("\u{feff}{sound}").into_bytes(), 1),
            (format!("{sound}\u{feff}{sound}").into_bytes(), 2),
            (sound.replace('\n', "\r\n").into_bytes(), 1),
            (sound.replace('\n', "\r").into_bytes(), 1),
            (utf16(&[0xff, 0xfe], u16::to_le_bytes), 1),
            (utf16(&[0xfe, 0xff], u16::to_be_bytes), 1),
            (utf16(&[], u16::to_le_bytes), 1),
            (sound.trim_end().repeat(3).into_bytes(), 3),
            (sound.replace("CERT", "TRUSTED CERT").into_bytes(), 1),
            (sound.replace("CERT", "X509 CERT").into_bytes(), 1),
            (
                format!("subject=CN = a\n{sound}issued by hand\n  {sound}").into_bytes(),
                2,
            ),
            (b"no certificate at all".to_vec(), 0),
        ] {
            let tidy = tidied(Zeroizing::new(bytes.clone()));
            let found = super::certificates(&tidy).expect("it is sound");
            assert_eq!(
                found,
                vec![CertificateDer::from(vec![0, 1, 2]); certificates]
            );
        }
    }

    #[test]
    fn what_is_no_pem_stays_as_it_is() {
        let der = Zeroizing::new(vec![0x30, 0x82, 0, 13, 10, 0xef, 0xbb, 0xbf]);
        assert_eq!(tidied(der.clone()), der);
    }
}
