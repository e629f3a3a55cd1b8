//! From the bytes of a file to CMS EnvelopedData, or to what they are instead.

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use cms::content_info::ContentInfo;
use cms::enveloped_data::EnvelopedData;
use der::asn1::ObjectIdentifier as Oid;
use der::{Decode as _, Encode as _};

use super::algorithm::{AUTH_ENVELOPED, ENVELOPED};
use super::opening::{Envelope, NotOpened};

const DAMAGED: NotOpened = NotOpened::Corrupt("it is cut short, or damaged on the outside");
const NO_CMS: NotOpened = NotOpened::NotASeed("it is not a CMS file");

/// What EnvelopedData a file holds, else what it is instead; DER, or PEM with the label CMS or PKCS7.
pub(super) fn read(bytes: &[u8]) -> Result<EnvelopedData, (Envelope, NotOpened)> {
    match from_pem(bytes) {
        None => read_der(bytes),
        Some(Ok(der)) => read_der(&der),
        Some(Err(damaged)) => Err((Envelope::Cms, damaged)),
    }
}

fn read_der(der: &[u8]) -> Result<EnvelopedData, (Envelope, NotOpened)> {
    let unsupported = |what: &str| NotOpened::Unsupported(what.to_owned());
    if begins_with(der, AUTH_ENVELOPED) {
        return Err((
            Envelope::Unknown,
            unsupported("AuthEnvelopedData (AES-GCM)"),
        ));
    }
    if !begins_with(der, ENVELOPED) {
        let what = match der.starts_with(b"MIME-Version:") {
            true => unsupported("S/MIME: write it with -outform PEM"),
            false => NO_CMS,
        };
        return Err((Envelope::Unknown, what));
    }
    if der.get(1) == Some(&0x80) {
        let what = unsupported("BER of indefinite length: write it without -stream");
        return Err((Envelope::Cms, what));
    }
    ContentInfo::from_der(der)
        .and_then(|info| EnvelopedData::from_der(&info.content.to_der()?))
        .map_err(|_| (Envelope::Cms, DAMAGED))
}

/// Whether the bytes begin as a sequence whose first element is this OID, whatever comes after it.
fn begins_with(der: &[u8], oid: Oid) -> bool {
    let header = match der {
        [0x30, 0x80, ..] => 2,
        [0x30, length, ..] if *length < 0x80 => 2,
        [0x30, length, ..] if *length <= 0x84 => 2 + usize::from(*length - 0x80),
        _ => return false,
    };
    let oid = oid.to_der().unwrap_or_default();
    der.get(header..)
        .is_some_and(|rest| !oid.is_empty() && rest.starts_with(&oid))
}

/// The DER in a PEM file; `None` where it is none.
fn from_pem(bytes: &[u8]) -> Option<Result<Vec<u8>, NotOpened>> {
    let text = std::str::from_utf8(bytes).ok()?;
    let (label, rest) = ["CMS", "PKCS7"].into_iter().find_map(|label| {
        let (_, rest) = text.split_once(&format!("-----BEGIN {label}-----"))?;
        Some((label, rest))
    })?;
    let body = rest
        .split_once(&format!("-----END {label}-----"))
        .map(|(body, _)| body.split_ascii_whitespace().collect::<String>());
    let decoded = body.and_then(|body| BASE64_STANDARD.decode(body).ok());
    Some(decoded.ok_or(DAMAGED))
}
