//! What a peer writes may hold the passcode: before it is shown, the passcode is cut out of it.

use checks::kit::text::quote;

use crate::otp::core::Code;
use crate::secret::Vault;

/// The shortest passcode that can be found in what peers write.
const FINDABLE: u8 = 4;

/// What is shown of a peer's text where the passcode is too short to be found in it.
const NOTHING: &str = "…";

/// Cuts the passcode and other secrets out of what peers write.
pub struct PasscodeRedactor<'a> {
    vault: &'a Vault,
    findable: bool,
}

impl<'a> PasscodeRedactor<'a> {
    /// Of all secrets that the vault knows; this passcode must be among them.
    pub fn new(vault: &'a Vault, code: &Code) -> Self {
        Self {
            vault,
            findable: code.digits() >= FINDABLE,
        }
    }

    /// Whether the passcode can be found: else no text of a peer may be shown.
    pub fn finds(&self) -> bool {
        self.findable
    }

    /// Text of a peer in one line of at most `limit` characters, without the passcode and other secrets.
    pub fn quote(&self, text: &str, limit: usize) -> String {
        match self.findable {
            // Shortened last: half a secret would not be recognized.
            true => quote(&self.vault.redact(text), limit),
            false => NOTHING.into(),
        }
    }
}
