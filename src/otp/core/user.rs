//! A user's name.

/// A user's name; directories do not distinguish its case (RFC 4518 section 2.4), and neither does this.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
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
