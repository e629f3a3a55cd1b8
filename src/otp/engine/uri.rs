//! `otpauth://` URIs, as authenticator apps read them from QR codes.
//!
//! The form is the one that Google Authenticator's key URI page describes: type, label (issuer and account), and
//! `secret` in Base32, `issuer`, `algorithm`, `digits`, `period` and `counter`. What is left out there means SHA-1,
//! 6 digits, 30 seconds. A parameter that is not known is passed over, since apps add their own; so are label and issuer
//! of a URI that is read, since the token gets a name of its own here.

use std::borrow::Cow;
use std::fmt::Write as _;
use std::ops::RangeInclusive;

use checks::kit::text::steers;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use url::form_urlencoded;
use zeroize::Zeroizing;

use crate::otp::core::{Algorithm, Generator};
use crate::seed::Seed;

/// The longest URI that is read, in bytes.
const LONGEST: usize = 4096;

/// Digits of a code where a URI does not say.
const DIGITS: u8 = 6;

/// Seconds of a step where a URI does not say.
const PERIOD: u32 = 30;

/// What an authenticator app is given. The seed is wiped when it is dropped.
pub struct KeyUri<'a> {
    /// Who runs the service.
    pub issuer: &'a str,
    /// The user's name there.
    pub account: &'a str,
    /// What its codes are made of.
    pub secret: Secret,
}

/// What an app's codes are made of. The seed is wiped when it is dropped.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret {
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
    /// A parameter stands twice.
    #[error("it has {0} twice")]
    Twice(&'static str),
    /// A parameter that must be there.
    #[error("it has no {0}")]
    Missing(&'static str),
    /// A parameter with a value that cannot be used.
    #[error("its {0} is not valid: expected {1}")]
    Unfit(&'static str, &'static str),
}

impl Secret {
    /// Reads it from a URI.
    ///
    /// # Errors
    /// When it is none, or cannot be used; the text is never in the error.
    pub fn parse(uri: &str) -> Result<Self, NotAKeyUri> {
        let uri = uri.trim();
        if uri.len() > LONGEST {
            return Err(NotAKeyUri::TooLong);
        }
        let (kind, query) = uri.split_once('?').unwrap_or((uri, ""));
        let begins = |with: &str| {
            kind.get(..with.len())
                .is_some_and(|begin| begin.eq_ignore_ascii_case(with))
        };
        let is_timed = begins("otpauth://totp/");
        if !is_timed && !begins("otpauth://hotp/") {
            return Err(NotAKeyUri::OtherScheme);
        }
        let query = query.split('#').next().unwrap_or_default();
        let given = |name| parameter(query, name);
        let secret = given("secret")?.ok_or(NotAKeyUri::Missing("secret"))?;
        let (digits, period, counter) = (given("digits")?, given("period")?, given("counter")?);
        let digits = digits.as_deref().unwrap_or("6");
        let period = period.as_deref().unwrap_or("30");
        Ok(Self {
            seed: from_base32(&secret).ok_or(NotAKeyUri::Unfit("secret", "Base32"))?,
            algorithm: algorithm(given("algorithm")?.as_deref().unwrap_or("SHA1"))?,
            digits: number(digits, Generator::DIGITS, "digits", "6 to 10")?,
            moving: match (is_timed, counter) {
                (true, _) => {
                    let fit = 1..=3600;
                    Moving::Totp(Some(number(period, fit, "period", "1 to 3600 seconds")?))
                }
                (false, Some(counter)) => {
                    let fit = 0..=u64::MAX;
                    Moving::Hotp(number(&counter, fit, "counter", "a whole number")?)
                }
                (false, None) => return Err(NotAKeyUri::Missing("counter")),
            },
        })
    }
}

impl KeyUri<'_> {
    /// The URI. It is the secret: it goes nowhere but where the user asked for it.
    pub fn write(&self) -> Zeroizing<String> {
        // Room for all of it: a text that grows would leave copies of the secret behind.
        let mut text = Zeroizing::new(String::with_capacity(LONGEST));
        let secret = &self.secret;
        let (kind, rest) = match secret.moving {
            Moving::Totp(None | Some(PERIOD)) => ("totp", String::new()),
            Moving::Totp(Some(period)) => ("totp", format!("&period={period}")),
            Moving::Hotp(counter) => ("hotp", format!("&counter={counter}")),
        };
        let encoded = |text| utf8_percent_encode(text, RESERVED);
        let (issuer, account) = (encoded(self.issuer), encoded(self.account));
        // What is usual is left out: the QR code is smaller without, and fits the screen.
        let algorithm = match secret.algorithm {
            Algorithm::Sha1 => String::new(),
            other => format!("&algorithm={}", other.name()),
        };
        let digits = match secret.digits {
            DIGITS => String::new(),
            other => format!("&digits={other}"),
        };
        let seed = to_base32(&secret.seed);
        let written = write!(
            text,
            "otpauth://{kind}/{issuer}:{account}?secret={}&issuer={issuer}{algorithm}{digits}{rest}",
            *seed
        );
        written.expect("a text takes everything");
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
    let apart = |c: &char| *c == '-' || c.is_whitespace() || steers(*c);
    let letters = text.chars().filter(|c| !apart(c));
    // What is no ASCII is none of its letters.
    plain.extend(letters.map(|c| u8::try_from(c).unwrap_or(0).to_ascii_uppercase()));
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

/// A parameter of a query, in any letter case, without a copy where it is written plainly, as Base32 is.
fn parameter<'a>(query: &'a str, name: &'static str) -> Result<Option<Cow<'a, str>>, NotAKeyUri> {
    let pairs = form_urlencoded::parse(query.as_bytes());
    let mut values = pairs
        .filter(|(key, _)| key.eq_ignore_ascii_case(name))
        .map(|(_, value)| value);
    match (values.next(), values.next()) {
        (_, Some(_)) => Err(NotAKeyUri::Twice(name)),
        (value, None) => Ok(value),
    }
}

/// `SHA256` as key URIs write it, `SHA-256` or `HMACSHA256` as some apps do.
fn algorithm(text: &str) -> Result<Algorithm, NotAKeyUri> {
    let name = text.to_ascii_uppercase().replacen('-', "", 1);
    let name = name.strip_prefix("HMAC").unwrap_or(&name);
    let algorithm = name.parse();
    algorithm.map_err(|_| NotAKeyUri::Unfit("algorithm", "SHA1, SHA256 or SHA512"))
}

/// Digits alone: no sign, as `parse` takes one.
fn number<T: std::str::FromStr + PartialOrd>(
    text: &str,
    fit: RangeInclusive<T>,
    name: &'static str,
    expected: &'static str,
) -> Result<T, NotAKeyUri> {
    let digits = Some(text).filter(|text| text.bytes().all(|byte| byte.is_ascii_digit()));
    let number = digits.and_then(|digits| digits.parse().ok());
    number
        .filter(|number| fit.contains(number))
        .ok_or(NotAKeyUri::Unfit(name, expected))
}

/// All but the unreserved characters of RFC 3986 section 2.3.
const RESERVED: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~');

#[cfg(test)]
mod tests;
