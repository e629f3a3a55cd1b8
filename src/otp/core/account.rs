//! What is kept of one user: never a code, never a seed in clear.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::generator::Algorithm;
use super::policy::Method;

/// A user's name; directories do not tell its cases apart (RFC 4518 section 2.4), and neither does this.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct User(String);

/// Why a text is no user's name.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a user's name has 1 to 256 characters and no control characters")]
pub struct InvalidUser;

impl User {
    /// The user of this name.
    ///
    /// # Errors
    /// When the name is empty, longer than 256 characters, or holds control characters.
    pub fn new(name: &str) -> Result<Self, InvalidUser> {
        let name = name.trim();
        let sound =
            (1..=256).contains(&name.chars().count()) && !name.chars().any(char::is_control);
        sound.then(|| Self(name.to_lowercase())).ok_or(InvalidUser)
    }

    /// The name in lower case.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for User {
    type Error = InvalidUser;

    fn try_from(name: String) -> Result<Self, InvalidUser> {
        Self::new(&name)
    }
}

impl From<User> for String {
    fn from(user: User) -> Self {
        user.0
    }
}

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
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub spent: Vec<Spent>,
}

impl Account {
    /// Whether something is kept that only the key file opens or compares.
    pub fn needs_key(&self) -> bool {
        let by_key = |token: &Token| {
            token.fingerprint.is_some() || matches!(token.sealed, Sealed::Standard(_))
        };
        !self.codes.is_empty() || !self.spent.is_empty() || self.tokens.values().any(by_key)
    }
}

/// A delivered code, as a keyed hash. It is kept after its end, so that a replay can be told from a wrong code.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Issued {
    /// How it was delivered.
    pub method: Method,
    /// What makes equal codes hash differently, in hex.
    pub salt: String,
    /// The keyed hash, in hex.
    pub hash: String,
    /// The name of the key that the hash was made under; older records lack it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub key: Option<String>,
    /// When it was issued.
    pub issued_at: Timestamp,
    /// From when on it is not taken.
    pub expires_at: Timestamp,
    /// Attempts left.
    pub attempts_left: u32,
    /// When it was taken: never again.
    pub taken_at: Option<Timestamp>,
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
    /// What tells the seed from others; older records lack it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fingerprint: Option<Fingerprint>,
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
#[serde(default, deny_unknown_fields)]
pub struct Throttle {
    /// When attempts failed, by the realm in which they did.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub failed: BTreeMap<String, Vec<Timestamp>>,
    /// The lock that one of them set.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub lock: Option<Locked>,
    /// How many an older version counted, whatever the realm.
    #[serde(skip_serializing_if = "is_zero")]
    pub failures: u32,
    /// When the first of those was.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub since: Option<Timestamp>,
    /// When those locked.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub locked_at: Option<Timestamp>,
}

/// A lock, as the realm said whose limit was full.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Locked {
    /// From when on no attempt is taken.
    pub at: Timestamp,
    /// When it ends by itself; `None`: when someone unlocks.
    pub until: Option<Timestamp>,
    /// How many failed attempts led to it.
    pub failures: u32,
}

fn is_zero(number: &u32) -> bool {
    *number == 0
}
