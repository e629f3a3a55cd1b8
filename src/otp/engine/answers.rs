//! What the `otp` commands answer to programs: one type, of which the JSON and its schema come; among it what is kept of
//! a user, as one realm sees it.
//!
//! A code or a seed in it is borrowed, so that no copy of it stays behind.

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::Serialize;

use super::cas_loop::Read;
use super::policy::Settings;
use crate::otp::core::{self, Account, Algorithm, Issued, Kind, Method, Policy, Sealed, Token};

/// What came of an `otp` command. Which fields there are depends on the command.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Otp")]
#[allow(missing_docs, reason = "the same in every command")]
pub struct OtpAnswer<'a> {
    /// The name and version of this format; fields may be added, none changes meaning.
    #[schemars(extend("const" = "otpdoctor.otp/1"))]
    pub schema: &'static str,
    pub realm: &'a str,
    pub user: &'a str,
    #[serde(flatten)]
    pub outcome: Outcome<'a>,
}

/// The fields of each command.
#[derive(Serialize, JsonSchema)]
#[serde(tag = "command", rename_all = "lowercase")]
pub enum Outcome<'a> {
    /// A passcode was issued, and is not delivered.
    Issue {
        /// How it would be delivered.
        method: Method,
        /// The passcode.
        code: &'a str,
        /// Until when it is taken.
        expires_at: Timestamp,
        /// How many attempts there are.
        attempts: u32,
    },
    /// A code was presented.
    Verify {
        /// The token that alone was asked.
        token: Option<&'a str>,
        /// What came of it.
        #[schemars(extend("enum" = ["verified", "rejected", "expired", "replayed", "locked"]))]
        verdict: &'static str,
        /// Why it was rejected, or what is replayed: `code-used` the last that was taken, `older-code` one before it.
        reason: Option<&'static str>,
        /// How many attempts are left.
        attempts_left: Option<u32>,
        /// When the lock ends; null where it ends by hand alone, or nothing is locked.
        locked_until: Option<Timestamp>,
        /// By what it was verified.
        method: Option<Method>,
        /// By how many steps the token was off.
        drift: Option<i64>,
        /// One sentence.
        summary: &'a str,
    },
    /// An app or a token was enrolled.
    Enroll {
        /// Its name.
        token: &'a str,
        /// Its kind.
        #[schemars(extend("enum" = ["totp", "hotp"]))]
        kind: &'static str,
        /// Its algorithm.
        #[schemars(with = "String")]
        algorithm: Algorithm,
        /// The digits of its codes.
        digits: u8,
        /// How long a code is shown, in seconds; null with HOTP.
        period: Option<u32>,
        /// The next counter; null with TOTP.
        counter: Option<u64>,
        /// The Unix time of step 0, in seconds; null with HOTP.
        #[serde(default)]
        epoch: Option<i64>,
        /// What an authenticator app takes, which holds the seed; absent where it went to a file or nowhere.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        uri: Option<&'a str>,
        /// The file with the QR code, where one was asked for.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        qr: Option<String>,
    },
    /// A token was brought in step.
    Resync {
        /// Its name.
        token: &'a str,
        /// By how many steps it was off.
        drift: i64,
    },
    /// What is known of a user.
    Status(&'a Status),
    /// A user may try again.
    Unlock {
        /// Whether the user was locked.
        was_locked: bool,
        /// How many failed attempts were forgotten.
        failures: u32,
    },
}

/// Why an `otp` command did nothing.
#[derive(Serialize, JsonSchema)]
pub struct OtpError<'a> {
    /// The name and version of this format.
    #[schemars(extend("const" = "otpdoctor.otp-error/1"))]
    pub schema: &'static str,
    /// The command: `issue`, `verify`, `enroll`, `resync`, `status`, `unlock`.
    pub command: &'static str,
    /// The realm, as it was named.
    pub realm: &'a str,
    /// The user.
    pub user: &'a str,
    /// What is the matter, in a word: `locked`, `method-off`, `not-enrolled`, `store-unavailable` and more.
    pub reason: &'static str,
    /// The exit code.
    pub exit_code: u8,
    /// When the lock ends; null where it ends by hand alone, or nothing is locked.
    pub locked_until: Option<Timestamp>,
    /// One sentence.
    pub summary: String,
}

/// What is kept of a user, as one realm sees it: no code, no seed in clear.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(inline)]
pub struct Status {
    /// Whether anything is.
    pub known: bool,
    /// The passcode that was issued last; null where none was.
    pub code: Option<CodeStatus>,
    /// The apps and tokens, of all realms.
    pub tokens: Vec<TokenStatus>,
    /// The failed attempts, by what they are counted in.
    pub attempts: Vec<Attempts>,
    /// Where the state is.
    pub store: String,
}

/// A passcode that was issued.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "Code")]
pub struct CodeStatus {
    /// How it is delivered.
    pub method: Method,
    /// What it is now.
    pub state: CodeState,
    /// When it was issued.
    pub issued_at: Timestamp,
    /// Until when it is taken.
    pub expires_at: Timestamp,
    /// How many attempts are left.
    pub attempts_left: u32,
    /// When it was taken.
    #[serde(skip)]
    pub taken_at: Option<Timestamp>,
}

/// What a passcode is now.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[allow(missing_docs, reason = "the words say it")]
pub enum CodeState {
    Active,
    Used,
    Expired,
    UsedUp,
}

/// An app or a token.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "Token")]
pub struct TokenStatus {
    /// Its name.
    pub name: String,
    /// The realm that enrolled it.
    pub realm: String,
    /// Its kind.
    #[schemars(extend("enum" = ["totp", "hotp"]))]
    pub kind: &'static str,
    /// Its algorithm.
    #[schemars(with = "String")]
    pub algorithm: Algorithm,
    /// The digits of its codes.
    pub digits: u8,
    /// The next counter; null with TOTP.
    pub next_counter: Option<u64>,
    /// How long a code is shown, in seconds; null with HOTP.
    pub period: Option<u32>,
    /// The Unix time of step 0, in seconds; null with HOTP.
    #[serde(default)]
    pub epoch: Option<i64>,
    /// By how many steps it was off when a code was last taken; null with HOTP.
    pub drift: Option<i64>,
    /// By what its seed is sealed: `advanced` to the license certificate, `standard` under the key file.
    pub sealing: &'static str,
    /// When it was enrolled.
    pub enrolled_at: Timestamp,
    /// Whether a code of it was taken, where time counts.
    #[serde(skip)]
    pub was_taken: bool,
}

/// Failed attempts.
#[derive(Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Attempts {
    /// What they are counted in: `realm:NAME`, `field:NAME`, `oath:NAME`.
    pub counted_in: String,
    /// How many failed.
    pub failed: u32,
    /// At how many the user is locked.
    pub limit: u32,
    /// Whether the user is.
    pub locked: bool,
    /// When the lock ends; null where it ends by hand alone, or nothing is locked.
    pub locked_until: Option<Timestamp>,
}

impl Status {
    pub(super) fn of(now: Timestamp, settings: &Settings, store: &str, read: &Read) -> Self {
        let account = &read.account;
        let policies = [&settings.delivered, &settings.tokens];
        let counted = policies.map(|policy| attempts(now, policy, account));
        let mut attempts: Vec<Attempts> = counted.into_iter().flatten().collect();
        attempts.dedup();
        let issued = account.codes.get(&settings.delivered.realm);
        Self {
            known: read.version.is_some(),
            code: issued.map(|issued| code(now, issued.clone())),
            tokens: account.tokens.iter().map(token).collect(),
            attempts,
            store: store.to_owned(),
        }
    }
}

fn code(now: Timestamp, mut issued: Issued) -> CodeStatus {
    issued.begins_by(now);
    CodeStatus {
        method: issued.method,
        state: match issued.taken_at {
            Some(_) => CodeState::Used,
            None if now >= issued.expires_at => CodeState::Expired,
            None if issued.attempts_left == 0 => CodeState::UsedUp,
            None => CodeState::Active,
        },
        issued_at: issued.issued_at,
        expires_at: issued.expires_at,
        attempts_left: issued.attempts_left,
        taken_at: issued.taken_at,
    }
}

fn token((name, token): (&String, &Token)) -> TokenStatus {
    let steps = token.kind.steps();
    let (drift, was_taken) = match token.kind {
        Kind::Hotp { .. } => (None, false),
        Kind::Totp { drift, last, .. } => (Some(drift), last.is_some()),
    };
    TokenStatus {
        name: name.clone(),
        realm: token.realm.clone(),
        kind: token.kind.name(),
        algorithm: token.algorithm,
        digits: token.digits,
        next_counter: token.kind.counter(),
        period: steps.map(|steps| steps.step),
        epoch: steps.map(|steps| steps.epoch),
        drift,
        sealing: match token.sealed {
            Sealed::Advanced(_) => "advanced",
            Sealed::Standard(_) => "standard",
        },
        enrolled_at: token.enrolled_at,
        was_taken,
    }
}

fn attempts(now: Timestamp, policy: &Policy, account: &Account) -> Option<Attempts> {
    let throttling = policy.throttling.as_ref()?;
    let lock = core::lock(now, policy, account);
    let failures = core::failures(now, policy, account);
    Some(Attempts {
        counted_in: throttling.scope.clone(),
        failed: lock.map_or(failures, |lock| lock.failures),
        limit: throttling.max_failed_attempts,
        locked: lock.is_some(),
        locked_until: lock.and_then(|lock| lock.until),
    })
}
