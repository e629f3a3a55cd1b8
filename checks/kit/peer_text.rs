//! Words of a peer: of a server, a file, another program. They are shown safe, and matched as they came.

use std::fmt;

use serde::{Deserialize, Serialize};

pub use super::text::Shown;

/// What a peer said, without the secrets of the run. It shows as one line of bounded length, with nothing in it that
/// steers a terminal or the direction of writing. As a `String` it is as safe, and as long as evidence may be.
#[derive(Clone, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct PeerText(String);

impl PeerText {
    /// What is known to hold no secret; the vault cuts them out.
    pub fn without_secrets(text: String) -> Self {
        Self(text)
    }

    /// As it came, to look for something in it: never to be shown.
    pub fn raw(&self) -> &str {
        &self.0
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Its first characters.
    pub fn begin(&self, characters: usize) -> Self {
        Self(self.0.chars().take(characters).collect())
    }

    /// A part of it.
    pub fn part(&self, cut: impl FnOnce(&str) -> &str) -> Self {
        Self(cut(&self.0).to_owned())
    }
}

impl fmt::Display for PeerText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        Shown(&self.0).fmt(f)
    }
}

impl fmt::Debug for PeerText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&Shown(&self.0), f)
    }
}

/// Words of our own, where a peer's could stand.
impl From<&'static str> for PeerText {
    fn from(ours: &'static str) -> Self {
        Self(ours.to_owned())
    }
}

impl From<&PeerText> for String {
    fn from(said: &PeerText) -> Self {
        Shown(&said.0).into()
    }
}

impl From<PeerText> for String {
    fn from(said: PeerText) -> Self {
        (&said).into()
    }
}

impl PartialEq<str> for PeerText {
    fn eq(&self, other: &str) -> bool {
        self.0 == other
    }
}

impl PartialEq<String> for PeerText {
    fn eq(&self, other: &String) -> bool {
        self.0 == *other
    }
}

impl PartialEq<&str> for PeerText {
    fn eq(&self, other: &&str) -> bool {
        self.0 == *other
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_cannot_steer_a_terminal() {
        let said = PeerText::from("\n a\u{1b}[31mb\r\n c\u{202e}d\u{ad}e\u{200b} ");
        assert_eq!(said.to_string(), "a[31mb cde");
        assert_eq!(format!("{said:?}"), "\"a[31mb cde\"");
        assert_eq!(String::from(&said), "a[31mb cde");
        assert!(said.raw().contains('\u{1b}'));
    }

    #[test]
    fn it_is_bounded() {
        let said = PeerText::without_secrets(format!("ab {}", "c".repeat(1000)));
        assert_eq!(format!("{said:.4}"), "ab c…");
        assert_eq!(format!("{:.2}", Shown("ab")), "ab");
        assert_eq!(said.to_string().chars().count(), 121);
        assert_eq!(String::from(&said).chars().count(), 301);
    }
}
