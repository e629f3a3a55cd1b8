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
        Ok(Self(hmac::Key::new(hmac::HMAC_SHA256, &*bytes)))
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
