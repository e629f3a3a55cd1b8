//! The reply of an HTTP server, as far as it is kept.

use serde::{Deserialize, Serialize};

use crate::kit::peer_text::PeerText;

/// A response.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Response {
    /// The status code.
    pub status: u16,
    /// The reason phrase.
    #[serde(skip_serializing_if = "PeerText::is_empty")]
    pub reason: PeerText,
    /// Headers that help, names in lowercase: date, server, via, location, retry-after, www-authenticate,
    /// proxy-authenticate, content-type.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub headers: Vec<(String, PeerText)>,
    /// The beginning of the body as text, 2,000 characters at the most.
    #[serde(skip_serializing_if = "PeerText::is_empty")]
    pub body: PeerText,
}

impl Response {
    /// All values of a header, by its name in lowercase.
    pub fn header<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a PeerText> {
        self.headers
            .iter()
            .filter(move |(key, _)| key == name)
            .map(|(_, value)| value)
    }

    /// Status and reason phrase, as on the status line.
    pub fn status_line(&self) -> PeerText {
        PeerText::without_secrets(format!("{} {}", self.status, self.reason.raw()))
    }
}
