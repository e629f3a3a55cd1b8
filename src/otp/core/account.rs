//! What is kept of one user: never a code, never a seed in clear.

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use super::generator::{Algorithm, Steps};
use super::policy::Method;

/// What is kept of one user.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Account {
    /// The delivered code of each realm: at most one is active.
    pub codes: BTreeMap<String, Issued>,
    /// The enrolled tokens by name.
    pub tokens: BTreeMap<String, Token>,
    /// The failed attempts by the place that counts them.
    pub throttles: BTreeMap<String, Throttle>,
    /// Seeds that were replaced, so that none of their codes is taken again should they come back; the newest last.
    pub spent: Vec<Spent>,
}

impl Account {
    /// Whether something is kept that only the key file opens or compares.
    pub fn needs_key(&self) -> bool {
        !self.codes.is_empty() || !self.spent.is_empty() || !self.tokens.is_empty()
    }

    /// What is kept once somebody has looked at it at this moment: no code outlives its lifetime from then on.
    #[must_use]
    pub fn seen_at(mut self, now: Timestamp) -> Self {
        let codes = self.codes.values_mut();
        codes.for_each(|issued| issued.begins_by(now));
        self
    }
}

/// A delivered code, as a keyed hash. It is kept after its end, so that a replay can be distinguished from a wrong code.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Issued {
    /// How it was delivered.
    pub method: Method,
    /// What makes equal codes hash differently, in hex.
    pub salt: String,
    /// The keyed hash, in hex.
    pub hash: String,
    /// The name of the key that the hash was made under.
    pub key: String,
    /// When it was issued.
    pub issued_at: Timestamp,
    /// From when on it is not taken.
    pub expires_at: Timestamp,
    /// Attempts left.
    pub attempts_left: u32,
    /// When it was taken: never again.
    pub taken_at: Option<Timestamp>,
}

impl Issued {
    /// Where it seems to be issued after this moment, the clock was ahead then: its lifetime begins now, and not when the
    /// clock gets there again.
    pub fn begins_by(&mut self, now: Timestamp) {
        if now < self.issued_at {
            let lifetime = self.expires_at.duration_since(self.issued_at);
            self.expires_at = self.expires_at.min(later(now, lifetime));
            self.issued_at = now;
        }
    }
}

/// An enrolled app or token.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Token {
    /// The realm that enrolled it.
    pub realm: String,
    /// The hash of its HMAC.
    pub algorithm: Algorithm,
    /// Digits of its codes.
    pub digits: u8,
    /// What its codes depend on.
    pub kind: Kind,
    /// The seed, sealed.
    pub sealed: Sealed,
    /// What distinguishes the seed from others.
    pub fingerprint: Fingerprint,
    /// When it was enrolled.
    pub enrolled_at: Timestamp,
}

/// A keyed hash of a user's seed: without the key it says nothing, not even whether two users have the same.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Fingerprint {
    /// The name of the key that the hash was made under.
    pub key: String,
    /// The hash, in hex.
    pub tag: String,
}

impl Fingerprint {
    /// Whether two are of the same seed; `None` where they were made under different keys.
    pub(super) fn same(&self, other: &Self) -> Option<bool> {
        (self.key == other.key).then(|| self.tag == other.tag)
    }
}

/// A seed that a token no longer has.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Spent {
    /// Which seed it was.
    pub fingerprint: Fingerprint,
    /// The highest counter or step of it that was taken.
    pub taken: u64,
}

/// What a token's codes depend on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase", deny_unknown_fields)]
pub enum Kind {
    /// A counter (RFC 4226).
    Hotp {
        /// The lowest counter that is still taken.
        next: u64,
    },
    /// Time (RFC 6238).
    Totp {
        /// Seconds of a step.
        step: u32,
        /// The Unix time of step 0, in seconds (T0).
        epoch: i64,
        /// The last step that was taken: no step up to it is taken again.
        last: Option<u64>,
        /// Steps that the token was ahead of this clock when it was last taken.
        drift: i64,
    },
}

impl Kind {
    /// `hotp` or `totp`.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Hotp { .. } => "hotp",
            Self::Totp { .. } => "totp",
        }
    }

    /// The lowest counter that is still taken, where one counts.
    pub fn counter(&self) -> Option<u64> {
        match *self {
            Self::Hotp { next } => Some(next),
            Self::Totp { .. } => None,
        }
    }

    /// How time is cut into steps, where it counts.
    pub fn steps(&self) -> Option<Steps> {
        match *self {
            Self::Hotp { .. } => None,
            Self::Totp { step, epoch, .. } => Some(Steps { step, epoch }),
        }
    }

    /// The step at a moment, where time counts; `None` before the epoch.
    pub(super) fn step_at(&self, moment: Timestamp) -> Option<u64> {
        self.steps()?.at(moment)
    }
}

/// A sealed seed, in base64.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase", deny_unknown_fields)]
pub enum Sealed {
    /// Standard encryption: AES-256-GCM under a key file (nonce, ciphertext, tag).
    Standard(String),
    /// Advanced encryption: CMS EnvelopedData to a license certificate.
    Advanced(String),
}

/// Failed attempts at the place that counts them.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Throttle {
    /// When attempts failed, by the realm in which they did.
    pub failed: BTreeMap<String, Vec<Timestamp>>,
    /// The lock that one of them set.
    pub lock: Option<Lock>,
}

/// A lock, as the realm said whose limit was full.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Lock {
    /// When it ends by itself; `None`: when someone unlocks.
    pub until: Option<Timestamp>,
    /// How many failed attempts led to it.
    pub failures: u32,
}

/// A moment later, the last one there is where none is that late.
pub(super) fn later(moment: Timestamp, by: SignedDuration) -> Timestamp {
    moment.checked_add(by).unwrap_or(Timestamp::MAX)
}
