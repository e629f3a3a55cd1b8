//! What `otp … -o json` writes where nothing came of a command.

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::Serialize;

/// Why an `otp` command did nothing.
#[derive(Serialize, JsonSchema)]
pub struct OtpError {
    /// The name and version of this format.
    #[schemars(extend("const" = "otpdoctor.otp-error/1"))]
    pub schema: String,
    /// The command: `issue`, `verify`, `enroll`, `resync`, `status`, `unlock`.
    pub command: String,
    /// The realm, as it was named.
    pub realm: String,
    /// The user.
    pub user: String,
    /// What is the matter, in a word: `locked`, `method-off`, `not-enrolled`, `store-unavailable` and more.
    pub reason: String,
    /// The exit code.
    pub exit_code: u8,
    /// When the lock ends; null where it ends by hand alone, or nothing is locked.
    #[schemars(with = "Option<String>", extend("format" = "date-time"))]
    pub locked_until: Option<Timestamp>,
    /// One sentence.
    pub summary: String,
}
