//! HOTP (RFC 4226) and TOTP (RFC 6238): a seed makes codes.

use std::ops::{Range, RangeInclusive};

use hmac::KeyInit as _;
use hmac::block_api::HmacCore;
use hmac::digest::Output;
use hmac::digest::block_api::{Buffer, EagerHash, FixedOutputCore as _};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use sha1::Sha1;
use sha2::{Sha256, Sha512};
use subtle::{Choice, ConstantTimeEq};

use super::code::Code;

/// The hash of the HMAC (RFC 6238 section 1.2).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
#[derive(strum::IntoStaticStr, strum::EnumString)]
#[strum(serialize_all = "UPPERCASE", ascii_case_insensitive)]
#[allow(missing_docs, reason = "the names of FIPS 180-4")]
pub enum Algorithm {
    #[default]
    Sha1,
    Sha256,
    Sha512,
}

impl Algorithm {
    /// Its name in a key URI.
    pub fn name(self) -> &'static str {
        self.into()
    }
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
    #[error("a code cannot have {0} digits: 6 to 10 are allowed")]
    Digits(u8),
    /// A seed of no bytes: everyone knows its codes.
    #[error("the seed is empty")]
    EmptySeed,
}

enum Key {
    Sha1(HmacCore<Sha1>),
    Sha256(HmacCore<Sha256>),
    Sha512(HmacCore<Sha512>),
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
            Algorithm::Sha1 => Key::Sha1(keyed(seed)),
            Algorithm::Sha256 => Key::Sha256(keyed(seed)),
            Algorithm::Sha512 => Key::Sha512(keyed(seed)),
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
        let mut before = Choice::from(0);
        for next in among.start..among.end.saturating_add(1) {
            let number = self.number(next);
            found.note(next.wrapping_sub(1), before & number.ct_eq(&typed[1]));
            before = number.ct_eq(&typed[0]);
        }
        found.counter()
    }

    /// The code at a counter or step, as a number.
    #[inline]
    fn number(&self, counter: u64) -> u64 {
        let number = match &self.key {
            Key::Sha1(key) => truncated(key, counter),
            Key::Sha256(key) => truncated(key, counter),
            Key::Sha512(key) => truncated(key, counter),
        };
        // Constant divisors, so that no division takes longer for some codes than for others.
        u64::from(match self.digits {
            6 => number % 1_000_000,
            7 => number % 10_000_000,
            8 => number % 100_000_000,
            9 => number % 1_000_000_000,
            _ => number,
        })
    }
}

/// HMAC (RFC 2104) with its key set up.
fn keyed<H: EagerHash>(seed: &[u8]) -> HmacCore<H> {
    HmacCore::new_from_slice(seed).expect("HMAC takes keys of any length")
}

/// The 31 bits that a code is cut from (RFC 4226 section 5.3).
///
/// The HMAC's core works on one block without the buffer that its usual interface carries along, which
/// totp-rs uses: `benches/README.md` has a million codes of both.
#[inline]
fn truncated<H: EagerHash>(key: &HmacCore<H>, counter: u64) -> u32 {
    let mut tag = Output::<HmacCore<H>>::default();
    let mut message = Buffer::<HmacCore<H>>::new(&counter.to_be_bytes());
    key.clone().finalize_fixed_core(&mut message, &mut tag);
    let offset = usize::from(tag[tag.len() - 1] & 0xf);
    let bytes = tag[offset..].first_chunk();
    u32::from_be_bytes(*bytes.expect("a tag has 20 bytes or more")) & 0x7fff_ffff
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
