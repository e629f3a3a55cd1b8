//! Texts that are sent to a peer, beside the same texts as they may be shown: with names in the place of secrets.

use zeroize::Zeroizing;

/// What is known of a secret that is sent to a peer: what is shown in its place, and whether a text may hold it by chance.
#[derive(Clone, Debug)]
pub struct Mark {
    pub(super) cover: String,
    /// Whether it is an ordinary word.
    pub ordinary: bool,
}

/// A text that is sent to a peer.
#[derive(Default)]
pub struct Spoken {
    text: Zeroizing<String>,
    shown: String,
    tells_word: bool,
}

impl Spoken {
    /// A text without a secret, which is shown as it is.
    pub fn ours(text: &str) -> Self {
        Self::default().and(text)
    }

    /// Appends a text without a secret.
    pub fn and(mut self, text: &str) -> Self {
        self.text.push_str(text);
        self.shown.push_str(text);
        self
    }

    /// Appends a secret in some form, such as base64.
    pub fn and_secret(mut self, form: &str, mark: &Mark) -> Self {
        self.text.push_str(form);
        self.shown.push_str(&mark.cover);
        self.tells_word |= mark.ordinary;
        self
    }

    /// Appends another one.
    pub fn join(mut self, other: &Self) -> Self {
        self.text.push_str(&other.text);
        self.shown.push_str(&other.shown);
        self.tells_word |= other.tells_word;
        self
    }

    /// Appends what is too long to be shown.
    pub fn and_hidden(mut self, text: &str) -> Self {
        self.text.push_str(text);
        self.shown += &format!("[{} bytes]", text.len());
        self
    }

    /// What is sent, with its secrets.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The same with each secret's name in its place.
    pub fn shown(&self) -> &str {
        &self.shown
    }

    /// Whether it tells a secret that is an ordinary word: what the peer says from then on may repeat it, and what is cut
    /// out of that would tell the word to whoever reads the rest.
    pub fn tells_word(&self) -> bool {
        self.tells_word
    }
}
