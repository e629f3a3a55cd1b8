//! What a peer says may hold the passcode: here it is made fit to be shown.

use checks::kit::text::quote;

use crate::otp::core::Code;
use crate::secret::Vault;

/// The shortest code that can be cut out of what peers say.
const FINDABLE: u8 = 4;

/// What is told of a peer's words where the code is too short to be found in them.
const NOTHING: &str = "…";

/// Makes words of peers fit to be shown.
pub struct Veil<'a> {
    vault: &'a Vault,
    findable: bool,
}

impl<'a> Veil<'a> {
    /// Cuts out every secret that the vault knows; this code must be among them.
    pub fn new(vault: &'a Vault, code: &Code) -> Self {
        Self {
            vault,
            findable: code.digits() >= FINDABLE,
        }
    }

    /// Words of a peer in one line of at most `limit` characters, without the code and other secrets.
    pub fn quote(&self, text: &str, limit: usize) -> String {
        match self.findable {
            // Shortened last: half a secret would not be recognized.
            true => quote(&self.vault.redact(text), limit),
            false => NOTHING.into(),
        }
    }
}
