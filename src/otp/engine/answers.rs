//! What the `otp` commands answer to programs: one type, of which the JSON and its schema come.
//!
//! A code or a seed in it is borrowed, so that no copy of it stays behind.

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::Serialize;

use super::status::Status;
use crate::otp::core::{Algorithm, Method};

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
        #[schemars(with = "String", extend("format" = "date-time"))]
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
        #[schemars(with = "Option<String>", extend("format" = "date-time"))]
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
    #[schemars(with = "Option<String>", extend("format" = "date-time"))]
    pub locked_until: Option<Timestamp>,
    /// One sentence.
    pub summary: String,
}
