//! HOTP (RFC 4226) and TOTP (RFC 6238): a seed makes codes.

use std::ops::{Range, RangeInclusive};

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use subtle::{Choice, ConditionallySelectable, ConstantTimeEq};

use super::code::Code;
use super::keyed::{Keyed, Sha1, Sha256, Sha512};

/// The hash of the HMAC (RFC 6238 section 1.2).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
#[allow(missing_docs, reason = "the names of FIPS 180-4")]
pub enum Algorithm {
    #[default]
    Sha1,
    Sha256,
    Sha512,
}

/// A seed that is ready to make codes: the key is set up once, and wiped when this is dropped.
pub struct Generator {
    key: Key,
    digits: u8,
}

/// Why there is no generator.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NoGenerator {
    /// Too few or too many digits.
    #[error("codes of {0} digits: they have 6 to 10")]
    Digits(u8),
    /// A seed of no bytes: everyone knows its codes.
    #[error("the seed is empty")]
    EmptySeed,
}

enum Key {
    Sha1(Keyed<Sha1>),
    Sha256(Keyed<Sha256>),
    Sha512(Keyed<Sha512>),
}

impl Generator {
    /// How many digits a token's code may have.
    pub const DIGITS: RangeInclusive<u8> = 6..=10;

    /// The generator of a seed, for codes of 6 to 10 digits.
    ///
    /// RFC 4226 cuts a code from a number of 31 bits, below 2,147,483,648: the first of 10 digits is 0, 1 or 2.
    ///
    /// # Errors
    /// When the seed is empty, or the codes would have fewer or more digits.
    pub fn new(algorithm: Algorithm, seed: &[u8], digits: u8) -> Result<Self, NoGenerator> {
        if !Self::DIGITS.contains(&digits) {
            return Err(NoGenerator::Digits(digits));
        }
        if seed.is_empty() {
            return Err(NoGenerator::EmptySeed);
        }
        let key = match algorithm {
            Algorithm::Sha1 => Key::Sha1(Keyed::new(seed)),
            Algorithm::Sha256 => Key::Sha256(Keyed::new(seed)),
            Algorithm::Sha512 => Key::Sha512(Keyed::new(seed)),
        };
        Ok(Self { key, digits })
    }

    /// The code at a counter or step.
    pub fn code(&self, counter: u64) -> Code {
        Code::of(self.number(counter).into(), self.digits.into())
    }

    /// The first of these counters or steps whose code this is.
    ///
    /// The codes of all of them are made and compared whatever is found, so that the time says nothing of it.
    pub fn find(&self, code: &Code, among: Range<u64>) -> Option<u64> {
        if code.digits() != self.digits {
            return None;
        }
        let typed = code.number();
        let mut found = Found::default();
        for counter in among {
            found.note(counter, self.number(counter).ct_eq(&typed));
        }
        found.counter()
    }

    /// The first of these counters or steps whose code the first is, the second being that of the next.
    pub(super) fn find_pair(&self, codes: [&Code; 2], among: Range<u64>) -> Option<u64> {
        if codes.iter().any(|code| code.digits() != self.digits) {
            return None;
        }
        let typed = codes.map(Code::number);
        let mut found = Found::default();
        let mut number = self.number(among.start);
        for counter in among {
            let next = self.number(counter.wrapping_add(1));
            found.note(counter, number.ct_eq(&typed[0]) & next.ct_eq(&typed[1]));
            number = next;
        }
        found.counter()
    }

    fn number(&self, counter: u64) -> u64 {
        let truncated = match &self.key {
            Key::Sha1(keyed) => keyed.truncated(counter),
            Key::Sha256(keyed) => keyed.truncated(counter),
            Key::Sha512(keyed) => keyed.truncated(counter),
        };
        // Constant divisors, so that no division takes longer for some codes than for others.
        let number = match self.digits {
            6 => truncated % 1_000_000,
            7 => truncated % 10_000_000,
            8 => truncated % 100_000_000,
            9 => truncated % 1_000_000_000,
            _ => truncated,
        };
        number.into()
    }
}

/// The first counter that was found, noted without a branch.
#[derive(Default)]
struct Found {
    counter: u64,
    any: u8,
}

impl Found {
    fn note(&mut self, counter: u64, here: Choice) {
        let first = here & !Choice::from(self.any);
        self.counter.conditional_assign(&counter, first);
        self.any |= here.unwrap_u8();
    }

    fn counter(&self) -> Option<u64> {
        (self.any == 1).then_some(self.counter)
    }
}

/// How time is cut into steps (RFC 6238 section 4.1).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Steps {
    /// Seconds of a step (X); not 0.
    pub step: u32,
    /// The Unix time of step 0, in seconds (T0).
    pub epoch: i64,
}

impl Steps {
    /// The step at a moment; `None` before the epoch, and where a step has no length.
    pub fn at(self, moment: Timestamp) -> Option<u64> {
        // Seconds are cut off toward 1970: half a second before a step of earlier years is not in it yet.
        let cut = i64::from(moment.subsec_nanosecond() < 0);
        let second = moment.as_second().checked_sub(cut)?;
        let since = i128::from(second) - i128::from(self.epoch);
        let since = u64::try_from(since).ok()?;
        since.checked_div(self.step.into())
    }
}
