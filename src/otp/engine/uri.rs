//! `otpauth://` URIs, as authenticator apps read them from QR codes.
//!
//! The form is the one that Google Authenticator's key URI page describes: type, label (issuer and account), and
//! `secret` in Base32, `issuer`, `algorithm`, `digits`, `period` and `counter`. What is left out there means SHA-1,
//! 6 digits, 30 seconds. A parameter that is not known is passed over, since apps add their own.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use zeroize::Zeroizing;

use crate::otp::core::{Algorithm, Generator};
use crate::seed::Seed;

/// The longest URI that is read, in bytes.
const LONGEST: usize = 4096;

/// Seconds of a step where a URI does not say.
const PERIOD: u32 = 30;

/// What an authenticator app is told. The seed is wiped when it is dropped.
#[derive(Clone, PartialEq, Eq)]
pub struct KeyUri {
    /// Who runs the service.
    pub issuer: Option<String>,
    /// The user's name there.
    pub account: String,
    /// The seed.
    pub seed: Seed,
    /// The hash of the HMAC.
    pub algorithm: Algorithm,
    /// Digits of a code.
    pub digits: u8,
    /// What the codes depend on.
    pub moving: Moving,
}

/// What the codes of a token depend on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Moving {
    /// Time, in steps of these seconds; left out: in a URI 30, else those of the realm.
    Totp(Option<u32>),
    /// A counter that begins here.
    Hotp(u64),
}

impl Default for Moving {
    fn default() -> Self {
        Self::Totp(None)
    }
}

/// Why a text is no key URI. Nothing of the text is in it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotAKeyUri {
    /// It begins otherwise.
    #[error("it does not begin with otpauth://totp/ or otpauth://hotp/")]
    OtherScheme,
    /// It is longer than any app takes.
    #[error("it is longer than {LONGEST} bytes")]
    TooLong,
    /// Percent signs without two hexadecimal digits, or bytes that are not text.
    #[error("its percent-encoding is damaged")]
    Encoding,
    /// A parameter stands twice.
    #[error("{0} stands twice in it")]
    Twice(&'static str),
    /// A parameter that must be there.
    #[error("{0} is missing in it")]
    Missing(&'static str),
    /// A parameter with a value that cannot be used.
    #[error("its {0} is none: expected {1}")]
    Unfit(&'static str, &'static str),
}

impl KeyUri {
    /// Reads a URI.
    ///
    /// # Errors
    /// When it is none, or cannot be used; the text is never in the error.
    pub fn parse(text: &str) -> Result<Self, NotAKeyUri> {
        let text = text.trim();
        if text.len() > LONGEST {
            return Err(NotAKeyUri::TooLong);
        }
        let rest = strip(text, "otpauth://").ok_or(NotAKeyUri::OtherScheme)?;
        let (timed, rest) = match (strip(rest, "totp/"), strip(rest, "hotp/")) {
            (Some(rest), _) => (true, rest),
            (_, Some(rest)) => (false, rest),
            _ => return Err(NotAKeyUri::OtherScheme),
        };
        let rest = rest.split('#').next().unwrap_or_default();
        let (label, query) = rest.split_once('?').unwrap_or((rest, ""));
        let given = parameters(query)?;
        let text = |name: &'static str| given.get(name).map(|value| value.as_str());
        let needed = |name| text(name).ok_or(NotAKeyUri::Missing(name));
        let (labeled, account) = read_label(label)?;
        // Where the two differ, apps go by the parameter.
        let issuer = text("issuer").map(str::to_owned).or(labeled);
        let seed = from_base32(needed("secret")?);
        Ok(Self {
            issuer: issuer.filter(|issuer| !issuer.is_empty()),
            account,
            seed: seed.ok_or(NotAKeyUri::Unfit("secret", "Base32"))?,
            algorithm: read_algorithm(text("algorithm"))?,
            digits: read_digits(text("digits"))?,
            moving: match timed {
                true => Moving::Totp(Some(read_period(text("period"))?)),
                false => Moving::Hotp(read_counter(needed("counter")?)?),
            },
        })
    }

    /// The URI. It is the secret: it goes nowhere but where the user asked for it.
    pub fn write(&self) -> Zeroizing<String> {
        // Room for all of it: a text that grows would leave copies of the secret behind.
        let mut text = Zeroizing::new(String::with_capacity(LONGEST));
        text.push_str(match self.moving {
            Moving::Totp(_) => "otpauth://totp/",
            Moving::Hotp(_) => "otpauth://hotp/",
        });
        if let Some(issuer) = &self.issuer {
            encode(&mut text, issuer);
            text.push(':');
        }
        encode(&mut text, &self.account);
        text.push_str("?secret=");
        text.push_str(&to_base32(&self.seed));
        if let Some(issuer) = &self.issuer {
            text.push_str("&issuer=");
            encode(&mut text, issuer);
        }
        let (algorithm, digits) = (name(self.algorithm), self.digits);
        // Writing to a text never fails.
        let _ = write!(text, "&algorithm={algorithm}&digits={digits}");
        let _ = match self.moving {
            Moving::Totp(period) => write!(text, "&period={}", period.unwrap_or(PERIOD)),
            Moving::Hotp(counter) => write!(text, "&counter={counter}"),
        };
        text
    }
}

/// A seed in Base32: capital letters, no padding.
pub fn to_base32(seed: &[u8]) -> Zeroizing<String> {
    Zeroizing::new(data_encoding::BASE32_NOPAD.encode(seed))
}

/// A seed from Base32 as people write it: any case, with or without padding, spaces and hyphens; `None` where it is
/// none, or is empty.
pub fn from_base32(text: &str) -> Option<Seed> {
    let mut plain = Zeroizing::new(Vec::with_capacity(text.len()));
    let letters = text.bytes().filter(|byte| !matches!(byte, b' ' | b'-'));
    plain.extend(letters.map(|byte| byte.to_ascii_uppercase()));
    while plain.last() == Some(&b'=') {
        plain.pop();
    }
    let seed = Zeroizing::new(loose_base32().decode(&plain).ok()?);
    (!seed.is_empty()).then_some(seed)
}

/// Base32 whose last bits need not be zero: generators of secrets draw letters, and apps take them.
fn loose_base32() -> &'static data_encoding::Encoding {
    static LOOSE: std::sync::LazyLock<data_encoding::Encoding> = std::sync::LazyLock::new(|| {
        let mut form = data_encoding::BASE32_NOPAD.specification();
        form.check_trailing_bits = false;
        form.encoding().expect("it is that of Base32")
    });
    &LOOSE
}

/// The hash's name in a URI.
pub fn name(algorithm: Algorithm) -> &'static str {
    match algorithm {
        Algorithm::Sha1 => "SHA1",
        Algorithm::Sha256 => "SHA256",
        Algorithm::Sha512 => "SHA512",
    }
}

/// The parameters that are known.
const KNOWN: [&str; 6] = [
    "secret",
    "issuer",
    "algorithm",
    "digits",
    "period",
    "counter",
];

/// The known parameters of a query, decoded.
fn parameters(query: &str) -> Result<BTreeMap<&'static str, Zeroizing<String>>, NotAKeyUri> {
    let mut given = BTreeMap::new();
    for pair in query.split('&').filter(|pair| !pair.is_empty()) {
        let (key, value) = pair.split_once('=').unwrap_or((pair, ""));
        let value = decode(value, Plus::Space)?;
        let known = KNOWN.iter().find(|known| known.eq_ignore_ascii_case(key));
        if let Some(known) = known
            && given.insert(*known, value).is_some()
        {
            return Err(NotAKeyUri::Twice(known));
        }
    }
    Ok(given)
}

/// Issuer and account of a label: the colon between them may be percent-encoded, and spaces may follow it.
fn read_label(label: &str) -> Result<(Option<String>, String), NotAKeyUri> {
    let label = decode(label, Plus::Itself)?;
    if label.chars().any(char::is_control) {
        return Err(NotAKeyUri::Unfit("label", "no control characters"));
    }
    let (issuer, account) = match label.split_once(':') {
        Some((issuer, account)) => (Some(issuer.trim().to_owned()), account),
        None => (None, label.as_str()),
    };
    Ok((issuer, account.trim().to_owned()))
}

fn read_algorithm(text: Option<&str>) -> Result<Algorithm, NotAKeyUri> {
    match text.map(str::to_ascii_uppercase).as_deref() {
        None | Some("SHA1" | "SHA-1" | "HMACSHA1") => Ok(Algorithm::Sha1),
        Some("SHA256" | "SHA-256" | "HMACSHA256") => Ok(Algorithm::Sha256),
        Some("SHA512" | "SHA-512" | "HMACSHA512") => Ok(Algorithm::Sha512),
        Some(_) => Err(NotAKeyUri::Unfit("algorithm", "SHA1, SHA256 or SHA512")),
    }
}

fn read_digits(text: Option<&str>) -> Result<u8, NotAKeyUri> {
    let digits = text.map_or(Some(6), |text| number(text)?.try_into().ok());
    digits
        .filter(|digits| Generator::DIGITS.contains(digits))
        .ok_or(NotAKeyUri::Unfit("digits", "6 to 10"))
}

fn read_period(text: Option<&str>) -> Result<u32, NotAKeyUri> {
    let period = text.map_or(Some(PERIOD), |text| number(text)?.try_into().ok());
    period
        .filter(|period| (1..=3600).contains(period))
        .ok_or(NotAKeyUri::Unfit("period", "1 to 3600 seconds"))
}

fn read_counter(text: &str) -> Result<u64, NotAKeyUri> {
    number(text).ok_or(NotAKeyUri::Unfit("counter", "a whole number"))
}

/// Digits alone: no sign, as `parse` takes one.
fn number(text: &str) -> Option<u64> {
    let digits = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    digits.then(|| text.parse().ok())?
}

fn strip<'a>(text: &'a str, prefix: &str) -> Option<&'a str> {
    let (head, rest) = text.split_at_checked(prefix.len())?;
    head.eq_ignore_ascii_case(prefix).then_some(rest)
}

/// All but the unreserved characters of RFC 3986 section 2.3.
const RESERVED: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~');

fn encode(to: &mut String, text: &str) {
    to.extend(utf8_percent_encode(text, RESERVED));
}

/// What a plus sign stands for: in the parameters, as forms write them, a space.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Plus {
    Itself,
    Space,
}

/// The text may be a secret: what it is decoded to is wiped, and nothing else holds it.
fn decode(text: &str, plus: Plus) -> Result<Zeroizing<String>, NotAKeyUri> {
    let mut bytes = Zeroizing::new(Vec::with_capacity(text.len()));
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        bytes.push(match byte {
            b'%' => {
                let digit = |byte: Option<u8>| char::from(byte?).to_digit(16);
                let (high, low) = (digit(rest.next()), digit(rest.next()));
                let byte = high.zip(low).map(|(high, low)| high << 4 | low);
                let byte = byte.and_then(|byte| u8::try_from(byte).ok());
                byte.ok_or(NotAKeyUri::Encoding)?
            }
            b'+' if plus == Plus::Space => b' ',
            _ => byte,
        });
    }
    std::str::from_utf8(&bytes).map_err(|_| NotAKeyUri::Encoding)?;
    // The bytes themselves become the text.
    let text = String::from_utf8(std::mem::take(&mut *bytes));
    Ok(Zeroizing::new(text.expect("it was looked at")))
}

#[cfg(test)]
mod tests;
