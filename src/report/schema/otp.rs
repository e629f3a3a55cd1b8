//! What `otp … -o json` writes, as its readers see it: the commands write it by hand, and the tests hold each of them
//! against this.

use jiff::Timestamp;
use schemars::JsonSchema;

/// What came of an `otp` command. Which fields there are depends on the command.
#[derive(JsonSchema)]
#[allow(missing_docs, reason = "the same in every command")]
pub struct Otp {
    /// The name and version of this format.
    #[schemars(extend("const" = "otpdoctor.otp/1"))]
    pub schema: String,
    pub realm: String,
    pub user: String,
    #[serde(flatten)]
    pub outcome: Outcome,
}

/// The fields of each command.
#[derive(JsonSchema)]
#[serde(tag = "command", rename_all = "lowercase")]
pub enum Outcome {
    /// A passcode was issued, and is not delivered.
    Issue {
        /// How it would be delivered.
        method: Method,
        /// The passcode.
        code: String,
        /// Until when it is taken.
        #[schemars(with = "String", extend("format" = "date-time"))]
        expires_at: Timestamp,
        /// How many attempts there are.
        attempts: u32,
    },
    /// A code was presented.
    Verify {
        /// The token that alone was asked.
        token: Option<String>,
        /// What came of it.
        verdict: Verdict,
        /// Why it was rejected, or what is replayed: `code-used` the last that was taken, `older-code` one before it.
        reason: Option<String>,
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
        summary: String,
    },
    /// An app or a token was enrolled.
    Enroll {
        /// Its name.
        token: String,
        /// Its kind.
        kind: Kind,
        /// Its algorithm.
        algorithm: String,
        /// The digits of its codes.
        digits: u8,
        /// How long a code is shown, in seconds; null with HOTP.
        period: Option<u64>,
        /// The next counter; null with TOTP.
        counter: Option<u64>,
        /// The Unix time of step 0, in seconds; null with HOTP.
        #[serde(default)]
        epoch: Option<i64>,
        /// What an authenticator app takes, which holds the seed; absent where it went to a file or nowhere.
        #[serde(default)]
        uri: Option<String>,
        /// The file with the QR code, where one was asked for.
        #[serde(default)]
        qr: Option<String>,
    },
    /// A token was brought in step.
    Resync {
        /// Its name.
        token: String,
        /// By how many steps it was off.
        drift: i64,
    },
    /// What is known of a user.
    Status {
        /// Whether anything is.
        known: bool,
        /// The passcode that was issued last; null where none was.
        code: Option<Code>,
        /// The apps and tokens.
        tokens: Vec<Token>,
        /// The failed attempts, by what they are counted in.
        attempts: Vec<Attempts>,
        /// Where the state is.
        store: String,
    },
    /// A user may try again.
    Unlock {
        /// Whether the user was locked.
        was_locked: bool,
        /// How many failed attempts were forgotten.
        failures: u32,
    },
}

/// How a passcode is delivered.
#[derive(JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[allow(missing_docs, reason = "the methods of the command line")]
pub enum Method {
    Sms,
    Voice,
    Email,
    #[serde(rename = "help-desk-1")]
    HelpDesk1,
    #[serde(rename = "help-desk-2")]
    HelpDesk2,
    Oath,
}

/// What comes of a code.
#[derive(JsonSchema)]
#[serde(rename_all = "lowercase")]
#[allow(missing_docs, reason = "the exit codes tell the same")]
pub enum Verdict {
    Verified,
    Rejected,
    Expired,
    Replayed,
    Locked,
}

/// What a code is made of.
#[derive(JsonSchema)]
#[serde(rename_all = "lowercase")]
#[allow(missing_docs, reason = "the two kinds of RFC 4226 and RFC 6238")]
pub enum Kind {
    Totp,
    Hotp,
}

/// A passcode that was issued.
#[derive(JsonSchema)]
pub struct Code {
    /// How it is delivered.
    pub method: Method,
    /// What it is now.
    pub state: CodeState,
    /// When it was issued.
    #[schemars(with = "String", extend("format" = "date-time"))]
    pub issued_at: Timestamp,
    /// Until when it is taken.
    #[schemars(with = "String", extend("format" = "date-time"))]
    pub expires_at: Timestamp,
    /// How many attempts are left.
    pub attempts_left: u32,
}

/// What a passcode is now.
#[derive(JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[allow(missing_docs, reason = "the words say it")]
pub enum CodeState {
    Active,
    Used,
    Expired,
    UsedUp,
}

/// An app or a token.
#[derive(JsonSchema)]
pub struct Token {
    /// Its name.
    pub name: String,
    /// The realm that enrolled it.
    pub realm: String,
    /// Its kind.
    pub kind: Kind,
    /// Its algorithm.
    pub algorithm: String,
    /// The digits of its codes.
    pub digits: u8,
    /// The next counter; null with TOTP.
    pub next_counter: Option<u64>,
    /// How long a code is shown, in seconds; null with HOTP.
    pub period: Option<u64>,
    /// The Unix time of step 0, in seconds; null with HOTP.
    #[serde(default)]
    pub epoch: Option<i64>,
    /// By how many steps it was off when a code was last taken; null with HOTP.
    pub drift: Option<i64>,
    /// By what its seed is sealed: `advanced` to the license certificate, `standard` under the key file.
    pub sealing: String,
    /// When it was enrolled.
    #[schemars(with = "String", extend("format" = "date-time"))]
    pub enrolled_at: Timestamp,
}

/// Failed attempts.
#[derive(JsonSchema)]
pub struct Attempts {
    /// What they are counted in.
    pub counted_in: String,
    /// How many failed.
    pub failed: u32,
    /// At how many the user is locked.
    pub limit: u32,
    /// Whether the user is.
    pub locked: bool,
    /// When the lock ends; null where it ends by hand alone, or nothing is locked.
    #[schemars(with = "Option<String>", extend("format" = "date-time"))]
    pub locked_until: Option<Timestamp>,
}
