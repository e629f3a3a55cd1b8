//! HOTP (RFC 4226) and TOTP (RFC 6238): a seed makes codes.

use std::ops::{Range, RangeInclusive};

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use subtle::{Choice, ConstantTimeEq};

use super::code::Code;
use super::keyed::{BATCH, Keyed, Sha1, Sha256, Sha512};

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
        let mut number = [0];
        self.numbers(counter, &mut number);
        Code::of(number[0].into(), self.digits.into())
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
        self.each(among, |counter, number| {
            found.note(counter, number.ct_eq(&typed));
        });
        found.counter()
    }

    /// The first of these counters or steps whose code the first is, the second being that of the next.
    pub(super) fn find_pair(&self, codes: [&Code; 2], among: Range<u64>) -> Option<u64> {
        if codes.iter().any(|code| code.digits() != self.digits) {
            return None;
        }
        let typed = codes.map(Code::number);
        let mut found = Found::default();
        let mut before = Choice::from(0);
        self.each(among.start..among.end.saturating_add(1), |next, number| {
            found.note(next.wrapping_sub(1), before & number.ct_eq(&typed[1]));
            before = number.ct_eq(&typed[0]);
        });
        found.counter()
    }

    #[inline]
    fn each(&self, among: Range<u64>, mut see: impl FnMut(u64, u64)) {
        let mut numbers = [0; BATCH];
        for first in among.clone().step_by(BATCH) {
            let count = (among.end - first).min(BATCH as u64) as usize;
            let numbers = &mut numbers[..count];
            self.numbers(first, numbers);
            for (counter, number) in (first..among.end).zip(numbers) {
                see(counter, u64::from(*number));
            }
        }
    }

    /// The codes of at most [`BATCH`] counters in a row, as numbers.
    #[inline]
    fn numbers(&self, first: u64, numbers: &mut [u32]) {
        match &self.key {
            Key::Sha1(keyed) => keyed.truncated(first, numbers),
            Key::Sha256(keyed) => keyed.truncated(first, numbers),
            Key::Sha512(keyed) => keyed.truncated(first, numbers),
        }
        for number in numbers {
            // Constant divisors, so that no division takes longer for some codes than for others.
            match self.digits {
                6 => *number %= 1_000_000,
                7 => *number %= 10_000_000,
                8 => *number %= 100_000_000,
                9 => *number %= 1_000_000_000,
                _ => {}
            }
        }
    }
}

/// The first counter that was found, noted without a branch.
#[derive(Default)]
struct Found {
    counter: u64,
    /// 0 or 1.
    any: u64,
}

impl Found {
    fn note(&mut self, counter: u64, here: Choice) {
        let here = u64::from(here.unwrap_u8());
        let first = here & !self.any;
        self.counter |= counter & first.wrapping_neg();
        self.any |= here;
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
