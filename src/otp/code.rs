//! A passcode, and the keyed hash that is kept in its place.

use zeroize::Zeroizing;

/// The digits of a passcode: wiped when dropped, never shown by `Debug`.
#[derive(Clone)]
pub struct Code(Zeroizing<String>);

/// Why a text is no passcode.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a passcode is 1 to 20 digits")]
pub struct NotACode;

impl Code {
    /// Reads the code that a person typed: spaces and hyphens between the digits are let go.
    ///
    /// # Errors
    /// When anything else than digits is left, or none, or more than 20.
    pub fn parse(text: &str) -> Result<Self, NotACode> {
        let _ = text;
        unimplemented!()
    }

    /// The digits, for the one who delivers them.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Debug for Code {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Code({} digits)", self.0.len())
    }
}

/// The key of the hashes that are kept of delivered codes; wiped when dropped.
pub struct HashKey(Zeroizing<[u8; 32]>);

impl HashKey {
    /// The key of these bytes.
    pub fn new(bytes: [u8; 32]) -> Self {
        Self(Zeroizing::new(bytes))
    }
}
