//! The signatures of the vendor's APIs (SecureAuth Admin Guide, "Authentication API"; the vendor's public SDKs):
//! HMAC-SHA256 with the application key over lines without a final line feed, in base64.

use aws_lc_rs::hmac;
use data_encoding::{BASE64, HEXLOWER, HEXLOWER_PERMISSIVE};
use jiff::Timestamp;
use secrecy::{ExposeSecret as _, SecretString};
use zeroize::Zeroizing;

/// The length of a key in bytes.
const LENGTH: usize = 32;

/// An application key, ready to sign.
pub(crate) struct Key {
    signer: hmac::Key,
    bytes: Zeroizing<Vec<u8>>,
}

impl Key {
    /// The key of 64 hexadecimal digits; `None` when it is something else.
    pub(crate) fn parse(text: &SecretString) -> Option<Self> {
        let bytes = decode(text.expose_secret().trim())?;
        Some(Self {
            signer: hmac::Key::new(hmac::HMAC_SHA256, &bytes),
            bytes,
        })
    }

    /// The forms in which a peer may say the key back.
    pub(crate) fn forms(&self) -> [SecretString; 3] {
        let lower = HEXLOWER.encode(&self.bytes);
        let upper = lower.to_ascii_uppercase();
        [
            lower.into(),
            upper.into(),
            BASE64.encode(&self.bytes).into(),
        ]
    }

    /// What follows `Basic` in the `Authorization` header of a request. A body is signed byte by byte as it is sent.
    pub(crate) fn credentials(
        &self,
        method: &str,
        date: &str,
        application_id: &str,
        path: &str,
        body: &str,
    ) -> SecretString {
        let mut signer = hmac::Context::with_key(&self.signer);
        signer.update(format!("{method}\n{date}\n{application_id}\n{path}").as_bytes());
        if !body.is_empty() {
            signer.update(b"\n");
            signer.update(body.as_bytes());
        }
        let signature = BASE64.encode(signer.sign().as_ref());
        BASE64
            .encode(format!("{application_id}:{signature}").as_bytes())
            .into()
    }

    /// Whether a reply's signature holds, in constant time.
    pub(crate) fn verifies(
        &self,
        date: &[u8],
        application_id: &str,
        body: &[u8],
        signature: &[u8],
    ) -> bool {
        let signed = [date, b"\n", application_id.as_bytes(), b"\n", body].concat();
        let signature = BASE64.decode(signature.as_ref()).unwrap_or_default();
        hmac::verify(&self.signer, &signed, &signature).is_ok()
    }
}

/// How a version of the API takes the date of a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Dated {
    /// To the second.
    Seconds,
    /// To the millisecond, which the vendor recommends where the version knows it.
    Milliseconds,
}

impl Dated {
    /// The header that carries the date.
    pub(crate) const fn header(self) -> &'static str {
        match self {
            Self::Seconds => "X-SA-Date",
            Self::Milliseconds => "X-SA-Ext-Date",
        }
    }

    /// The date as that header has it.
    pub(crate) fn text(self, now: Timestamp) -> String {
        let form = match self {
            Self::Seconds => "%a, %d %b %Y %H:%M:%S GMT",
            Self::Milliseconds => "%a, %d %b %Y %H:%M:%S.%3f GMT",
        };
        now.strftime(form).to_string()
    }
}

fn decode(text: &str) -> Option<Zeroizing<Vec<u8>>> {
    let bytes = HEXLOWER_PERMISSIVE.decode(text.as_bytes()).ok()?;
    Some(Zeroizing::new(bytes)).filter(|bytes| bytes.len() == LENGTH)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    /// Computed with `openssl dgst -sha256 -mac HMAC -macopt hexkey:…` over the documented lines.
    const KEY: &str = "00112233445566778899AABBCCDDEEFF102132435465768798a9bacbdcedfe0f";

    fn key(text: &str) -> Key {
        Key::parse(&text.to_owned().into()).unwrap()
    }

    #[test]
    fn requests_are_signed_as_documented() {
        let credentials = key(KEY).credentials(
            "GET",
            "Tue, 03 Feb 2026 04:05:06.007 GMT",
            "app-7",
            "/SecureAuth7/api/v1/users/otpdoctor-probe/factors",
            "",
        );
        assert_eq!(
            credentials.expose_secret(),
            "YXBwLTc6d09MWUFLTmVZWDF3eTBEenp1ZFJ1bTNVYzIzNi9WVHgrT1d6RGNibzB3OD0="
        );
    }

    /// Computed with `openssl dgst` as above.
    #[test]
    fn a_body_is_signed_as_it_is_sent() {
        let credentials = key(KEY).credentials(
            "POST",
            "Tue, 03 Feb 2026 04:05:06.007 GMT",
            "app-7",
            "/SecureAuth7/api/v1/auth",
            r#"{"user_id":"jdoe","type":"sms","token":"+19495550100"}"#,
        );
        let expected = BASE64.encode(b"app-7:09U7Iv2T/ot7O1oQiDPNhPdwk4LHNMDIB8EYkKAu3RI=");
        assert_eq!(credentials.expose_secret(), expected);
    }

    #[test]
    fn a_request_for_a_realm_is_signed_at_its_date() {
        let at: Timestamp = "2026-11-22T06:07:08.009Z".parse().unwrap();
        let date = Dated::Milliseconds.text(at);
        assert_eq!(date, "Sun, 22 Nov 2026 06:07:08.009 GMT");
        assert_eq!(Dated::Seconds.text(at), "Sun, 22 Nov 2026 06:07:08 GMT");
        let credentials =
            key(&"0f".repeat(32)).credentials("GET", &date, "app-1", "/api/v2/realms/26", "");
        let expected = BASE64.encode(b"app-1:r61kJROkOgwKBtWhSFX0c8kU8aIajQqRajAR/PAK7Fw=");
        assert_eq!(credentials.expose_secret(), expected);
    }

    #[test]
    fn replies_are_verified_as_documented() {
        let verifies = |date: &str, body: &str, signature: &str| {
            let (date, body, signature) = (date.as_bytes(), body.as_bytes(), signature.as_bytes());
            key(KEY).verifies(date, "app-7", body, signature)
        };
        let date = "Tue, 03 Feb 2026 04:05:07 GMT";
        let body = r#"{"status":"not_found","message":"User Id was not found."}"#;
        let signature = "6dHt88qfUokdsRA5jMczZstG8UDbg9eJJxnzL35CUcU=";
        assert!(verifies(date, body, signature));
        assert!(!verifies("Tue, 03 Feb 2026 04:05:08 GMT", body, signature));
        assert!(!verifies(date, &body.replace("not", "was"), signature));
        assert!(!verifies(date, body, ""));
        assert!(!verifies(date, body, "no base64"));
    }

    #[test]
    fn a_key_has_64_hexadecimal_digits() {
        assert!(decode(KEY).is_some());
        for wrong in ["", "00", &KEY[1..], &KEY.replace('0', "g"), &"é".repeat(32)] {
            assert!(decode(wrong).is_none(), "{wrong}");
        }
    }
}
