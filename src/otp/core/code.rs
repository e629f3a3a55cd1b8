//! A passcode, and the keyed hash that is kept in its place.

use data_encoding::HEXLOWER;
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use subtle::{Choice, ConstantTimeEq};
use zeroize::Zeroizing;

use super::user::User;

/// The most digits that a passcode has.
pub(super) const MOST_DIGITS: usize = 20;

/// The digits of a passcode: wiped when dropped, never shown by `Debug`.
#[derive(Clone)]
pub struct Code {
    digits: Zeroizing<[u8; MOST_DIGITS]>,
    len: u8,
}

/// Why a text is no passcode.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotACode {
    /// No digit is in it.
    #[error("a passcode is 1 to 20 digits, and this has none")]
    Empty,
    /// More than 20 digits.
    #[error("a passcode is 1 to 20 digits, and this has more")]
    TooLong,
    /// Digits that are not those of ASCII.
    #[error("a passcode is 1 to 20 digits from 0 to 9, and these are digits of another script")]
    OtherScript,
    /// Anything else.
    #[error("a passcode is 1 to 20 digits, and this holds something else")]
    NotDigits,
}

impl Code {
    /// Reads the code that a person typed: white space and hyphens are let go.
    ///
    /// # Errors
    /// When anything else than the digits of ASCII is left, or none, or more than 20.
    pub fn parse(text: &str) -> Result<Self, NotACode> {
        let mut code = Self::empty();
        for typed in text.chars() {
            match typed {
                '0'..='9' => code.push(typed as u8)?,
                '-' => {}
                _ if typed.is_whitespace() => {}
                _ if typed.is_numeric() => return Err(NotACode::OtherScript),
                _ => return Err(NotACode::NotDigits),
            }
        }
        if code.len == 0 {
            return Err(NotACode::Empty);
        }
        Ok(code)
    }

    /// A random code of 1 to 20 digits; every one is equally likely.
    ///
    /// Each 16 of the bytes are a number; one that is not below the greatest multiple of 10^`digits` that fits is
    /// passed over, so that the remainder is not biased. Already the first is taken with a probability over 1 − 2^-61;
    /// should all three be passed over (below 2^-183 for good random bytes), the last is taken as it is.
    pub fn random(digits: u8, bytes: &[u8; 48]) -> Self {
        let digits = usize::from(digits).clamp(1, MOST_DIGITS);
        let span = (0..digits).fold(1_u128, |span, _| span * 10);
        let fair = u128::MAX - u128::MAX % span;
        let (numbers, _) = bytes.as_chunks::<16>();
        let number = numbers
            .iter()
            .map(|number| u128::from_be_bytes(*number))
            .reduce(|taken, next| if taken < fair { taken } else { next })
            .unwrap_or_default();
        Self::of(number % span, digits)
    }

    /// The code with these digits, zeros in front.
    pub(super) fn of(mut number: u128, digits: usize) -> Self {
        let mut code = Self::empty();
        for digit in code.digits[..digits].iter_mut().rev() {
            *digit = b'0' + u8::try_from(number % 10).expect("a digit is below 10");
            number /= 10;
        }
        code.len = u8::try_from(digits).expect("a code has at most 20 digits");
        code
    }

    /// The digits, for the one who delivers them.
    pub fn expose(&self) -> &str {
        std::str::from_utf8(self.bytes()).expect("a code holds digits")
    }

    /// How many digits it has.
    pub fn digits(&self) -> u8 {
        self.len
    }

    /// The digits as a number; only up to 19 of them fit.
    pub(super) fn number(&self) -> u64 {
        self.bytes().iter().fold(0, |number: u64, digit| {
            number
                .wrapping_mul(10)
                .wrapping_add(u64::from(digit - b'0'))
        })
    }

    fn bytes(&self) -> &[u8] {
        &self.digits[..usize::from(self.len)]
    }

    fn empty() -> Self {
        Self {
            digits: Zeroizing::new([0; MOST_DIGITS]),
            len: 0,
        }
    }

    fn push(&mut self, digit: u8) -> Result<(), NotACode> {
        let place = self.digits.get_mut(usize::from(self.len));
        *place.ok_or(NotACode::TooLong)? = digit;
        self.len += 1;
        Ok(())
    }
}

impl std::fmt::Debug for Code {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Code({} digits)", self.len)
    }
}

/// A key of the hashes that are kept of codes and seeds; wiped when dropped.
pub struct HashKey(Zeroizing<[u8; 32]>);

impl HashKey {
    /// The key of these bytes.
    pub fn new(bytes: [u8; 32]) -> Self {
        Self(Zeroizing::new(bytes))
    }

    /// What distinguishes this key from others without giving any of it away: the first 8 bytes, in hex, of HMAC-SHA256 under
    /// it over a fixed label.
    pub fn name(&self) -> String {
        let tag = self.hmac().chain_update(b"otpdoctor key name 1").finalize();
        HEXLOWER.encode(&tag.into_bytes()[..8])
    }

    /// HMAC-SHA256 over fields, each of them its length in bytes as 8 bytes, the highest first, and then its bytes: the
    /// lengths keep `("ab", "c")` and `("a", "bc")` apart.
    pub fn tag(&self, fields: &[&[u8]]) -> [u8; 32] {
        let mac = fields.iter().fold(self.hmac(), |mac, field| {
            mac.chain_update((field.len() as u64).to_be_bytes())
                .chain_update(field)
        });
        mac.finalize().into_bytes().into()
    }

    /// The hash that is kept of a code, in hex: the tag of five fields: a fixed label, the realm's name, the user's name
    /// (lower case), the salt as it is kept (hex), and the digits. A hash that is copied to another user, realm or code
    /// fits nothing there.
    pub(super) fn hash(&self, realm: &str, user: &User, salt: &str, code: &Code) -> String {
        HEXLOWER.encode(&self.code_tag(realm, user, salt, code))
    }

    /// Whether a kept hash is that of a code; takes equally long wherever the two differ.
    pub(super) fn fits(
        &self,
        hash: &str,
        realm: &str,
        user: &User,
        salt: &str,
        code: &Code,
    ) -> Choice {
        let kept = HEXLOWER.decode(hash.as_bytes()).unwrap_or_default();
        self.code_tag(realm, user, salt, code).ct_eq(&kept)
    }

    fn code_tag(&self, realm: &str, user: &User, salt: &str, code: &Code) -> [u8; 32] {
        self.tag(&[
            b"otpdoctor delivered code 1",
            realm.as_bytes(),
            user.as_str().as_bytes(),
            salt.as_bytes(),
            code.bytes(),
        ])
    }

    fn hmac(&self) -> Hmac<Sha256> {
        Hmac::new_from_slice(&*self.0).expect("HMAC takes keys of any length")
    }
}
