//! HOTP (RFC 4226) and TOTP (RFC 6238): a seed makes codes.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::code::Code;

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

/// A seed that is ready to make codes.
pub struct Generator {
    digits: u8,
}

impl Generator {
    /// The generator of a seed, for codes of 6 to 10 digits.
    pub fn new(algorithm: Algorithm, seed: &[u8], digits: u8) -> Self {
        let _ = (algorithm, seed);
        Self { digits }
    }

    /// The code at a counter or step.
    pub fn code(&self, counter: u64) -> Code {
        let _ = (counter, self.digits);
        unimplemented!()
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
    /// The step at a moment; `None` before the epoch.
    pub fn at(self, moment: Timestamp) -> Option<u64> {
        let since = moment.as_second().checked_sub(self.epoch)?;
        u64::try_from(since)
            .ok()
            .map(|since| since / u64::from(self.step.max(1)))
    }
}
