//! The signatures of the Authentication API (SecureAuth Admin Guide, "Authentication API"; the vendor's public SDKs):
//! HMAC-SHA256 with the application key over lines without a final line feed, in base64.

use aws_lc_rs::hmac;
use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use checks::kit::realm::SecretRef;
use checks::kit::{Answered, ProbeError};
use secrecy::{ExposeSecret as _, SecretString};
use zeroize::Zeroizing;

use crate::probe::{Live, x509};

/// The length of a key in bytes.
const LENGTH: usize = 32;

/// An application key, ready to sign.
pub(super) struct Key(hmac::Key);

impl Key {
    /// Resolves the key, and has every form of it cut out of what peers say.
    pub(super) async fn resolve(live: &Live, secret: &SecretRef) -> Answered<Self> {
        let text = live.vault.resolve(secret).await?;
        let Some(bytes) = decode(text.expose_secret().trim()) else {
            let why = format!("{secret}: an application key has 64 hexadecimal digits");
            return Err(ProbeError::SecretUnavailable(why));
        };
        let lower = Zeroizing::new(x509::hex(&bytes));
        for form in [
            lower.to_string(),
            lower.to_ascii_uppercase(),
            BASE64_STANDARD.encode(&*bytes),
        ] {
            live.vault.remember(&form.into(), &secret.to_string());
        }
        Ok(Self(hmac::Key::new(hmac::HMAC_SHA256, &bytes)))
    }

    /// What follows `Basic` in the request's `Authorization` header.
    pub(super) fn credentials(
        &self,
        method: &str,
        date: &str,
        application_id: &str,
        path: &str,
    ) -> SecretString {
        let signed = format!("{method}\n{date}\n{application_id}\n{path}");
        let signature = BASE64_STANDARD.encode(hmac::sign(&self.0, signed.as_bytes()));
        BASE64_STANDARD
            .encode(format!("{application_id}:{signature}"))
            .into()
    }

    /// Whether a reply's signature holds, in constant time.
    pub(super) fn verifies(
        &self,
        date: &[u8],
        application_id: &str,
        body: &[u8],
        signature: &[u8],
    ) -> bool {
        let signed = [date, b"\n", application_id.as_bytes(), b"\n", body].concat();
        let signature = BASE64_STANDARD.decode(signature).unwrap_or_default();
        hmac::verify(&self.0, &signed, &signature).is_ok()
    }
}

/// The head of the signed request.
pub(super) fn head(
    path: &str,
    host: &str,
    user_agent: &str,
    date: &str,
    credentials: &SecretString,
) -> String {
    let credentials = credentials.expose_secret();
    format!(
        "GET {path} HTTP/1.1\r\nHost: {host}\r\nUser-Agent: {user_agent}\r\nAccept: application/json\r\n\
         X-SA-Ext-Date: {date}\r\nAuthorization: Basic {credentials}\r\nConnection: close\r\n\r\n"
    )
}

fn decode(text: &str) -> Option<Zeroizing<Vec<u8>>> {
    if text.len() != 2 * LENGTH {
        return None;
    }
    let digit = |byte: u8| char::from(byte).to_digit(16).map(|digit| digit as u8);
    let bytes = text
        .as_bytes()
        .chunks_exact(2)
        .map(|pair| Some(digit(pair[0])? << 4 | digit(pair[1])?));
    bytes.collect::<Option<Vec<u8>>>().map(Zeroizing::new)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    /// Computed with `openssl dgst -sha256 -mac HMAC -macopt hexkey:…` over the documented lines.
    const KEY: &str = "00112233445566778899AABBCCDDEEFF102132435465768798a9bacbdcedfe0f";

    fn key(text: &str) -> Key {
        Key(hmac::Key::new(hmac::HMAC_SHA256, &decode(text).unwrap()))
    }

    #[test]
    fn requests_are_signed_as_documented() {
        let credentials = key(KEY).credentials(
            "GET",
            "Tue, 03 Feb 2026 04:05:06.007 GMT",
            "app-7",
            "/SecureAuth7/api/v1/users/otpdoctor-probe/factors",
        );
        assert_eq!(
            credentials.expose_secret(),
            "YXBwLTc6d09MWUFLTmVZWDF3eTBEenp1ZFJ1bTNVYzIzNi9WVHgrT1d6RGNibzB3OD0="
        );
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
