//! The signature of a request to the vendor's APIs: HMAC-SHA256 over method, date, application and path.

use aws_lc_rs::hmac;
use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use jiff::Timestamp;
use secrecy::{ExposeSecret, SecretString};
use zeroize::Zeroizing;

/// How a version of the API takes the date of a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Dated {
    /// To the second.
    Seconds,
    /// To the millisecond, which the vendor recommends where the version knows it.
    Milliseconds,
}

impl Dated {
    /// The header that carries the date.
    pub(super) const fn header(self) -> &'static str {
        match self {
            Self::Seconds => "X-SA-Date",
            Self::Milliseconds => "X-SA-Ext-Date",
        }
    }

    /// The date as that header has it.
    pub(super) fn text(self, now: Timestamp) -> String {
        let form = match self {
            Self::Seconds => "%a, %d %b %Y %H:%M:%S GMT",
            Self::Milliseconds => "%a, %d %b %Y %H:%M:%S.%3f GMT",
        };
        now.strftime(form).to_string()
    }
}

/// An application key, from the 64 hexadecimal digits that the realm's API tab shows.
pub(super) struct Key(hmac::Key);

impl Key {
    /// `None` when it is something else.
    pub(super) fn parse(text: &SecretString) -> Option<Self> {
        let digits = text.expose_secret().trim();
        if digits.len() != 64 || !digits.bytes().all(|digit| digit.is_ascii_hexdigit()) {
            return None;
        }
        let mut bytes = Zeroizing::new([0; 32]);
        for (byte, at) in bytes.iter_mut().zip((0..64).step_by(2)) {
            *byte = u8::from_str_radix(&digits[at..at + 2], 16).ok()?;
        }
        Some(Self(hmac::Key::new(hmac::HMAC_SHA256, bytes.as_slice())))
    }

    /// The `Authorization` header of a GET without a body.
    pub(super) fn authorize(&self, application: &str, date: &str, path: &str) -> String {
        let signed = format!("GET\n{date}\n{application}\n{path}");
        let tag = BASE64_STANDARD.encode(hmac::sign(&self.0, signed.as_bytes()));
        let credentials = BASE64_STANDARD.encode(format!("{application}:{tag}"));
        format!("Basic {credentials}")
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    /// Reckoned with `openssl dgst -sha256 -mac HMAC -macopt hexkey:…` over the documented lines.
    #[test]
    fn a_request_is_signed_as_documented() {
        let key = Key::parse(&"0f".repeat(32).into()).unwrap();
        let at: Timestamp = "2026-11-22T06:07:08.009Z".parse().unwrap();
        let date = Dated::Milliseconds.text(at);
        assert_eq!(date, "Sun, 22 Nov 2026 06:07:08.009 GMT");
        assert_eq!(Dated::Seconds.text(at), "Sun, 22 Nov 2026 06:07:08 GMT");
        let header = key.authorize("app-1", &date, "/api/v2/realms/26");
        let expected = BASE64_STANDARD.encode("app-1:r61kJROkOgwKBtWhSFX0c8kU8aIajQqRajAR/PAK7Fw=");
        assert_eq!(header, format!("Basic {expected}"));
    }

    #[test]
    fn a_key_is_64_hexadecimal_digits() {
        assert!(Key::parse(&"0F".repeat(32).into()).is_some());
        for wrong in ["", "0f", &"0g".repeat(32), &"é".repeat(32)] {
            assert!(Key::parse(&wrong.to_owned().into()).is_none(), "{wrong}");
        }
    }
}
