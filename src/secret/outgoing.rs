//! Texts that are sent to a peer, beside the same texts as they may be redacted: with names in the place of secrets.

use zeroize::Zeroizing;

/// What is known of a secret that is sent to a peer: what is redacted in its place, and whether a text may hold it by chance.
#[derive(Clone, Debug)]
pub struct Redaction {
    pub(super) placeholder: String,
    /// Whether it is an ordinary word.
    pub ordinary: bool,
}

/// A text that is sent to a peer.
#[derive(Default)]
pub struct Outgoing {
    text: Zeroizing<String>,
    redacted: String,
    has_ordinary_word: bool,
}

impl Outgoing {
    /// A text without a secret, which is redacted as it is.
    pub fn ours(text: &str) -> Self {
        Self::default().and(text)
    }

    /// Appends a text without a secret.
    pub fn and(mut self, text: &str) -> Self {
        self.text.push_str(text);
        self.redacted.push_str(text);
        self
    }

    /// Appends a secret in some form, such as base64.
    pub fn and_secret(mut self, form: &str, redaction: &Redaction) -> Self {
        self.text.push_str(form);
        self.redacted.push_str(&redaction.placeholder);
        self.has_ordinary_word |= redaction.ordinary;
        self
    }

    /// Appends another one.
    pub fn join(mut self, other: &Self) -> Self {
        self.text.push_str(&other.text);
        self.redacted.push_str(&other.redacted);
        self.has_ordinary_word |= other.has_ordinary_word;
        self
    }

    /// Appends what is too long to be redacted.
    pub fn and_hidden(mut self, text: &str) -> Self {
        self.text.push_str(text);
        self.redacted += &format!("[{} bytes]", text.len());
        self
    }

    /// What is sent, with its secrets.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The same with each secret's name in its place.
    pub fn redacted(&self) -> &str {
        &self.redacted
    }

    /// Whether it contains a secret that is an ordinary word: what the peer says from then on may repeat it, and what is cut
    /// out of that would show the word to whoever reads the rest.
    pub fn has_ordinary_word(&self) -> bool {
        self.has_ordinary_word
    }
}
