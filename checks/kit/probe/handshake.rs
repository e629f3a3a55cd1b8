//! How a TLS handshake went.

use serde::{Deserialize, Serialize};

use super::tcp::Ended;
use crate::kit::peer_text::{PeerText, Shown};

/// How a handshake went.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Handshake {
    /// It completed.
    Completed {
        /// `TLSv1.2` or `TLSv1.3`.
        version: String,
    },
    /// The peer broke off with an alert (RFC 8446 section 6), by its name in snake_case.
    Alert(String),
    /// The peer chose a version that is not offered any more, such as `TLSv1.0`.
    OldVersion(String),
    /// The peer and we share no cipher suite or other parameter.
    Incompatible(PeerText),
    /// The peer does not speak TLS here; the text is the beginning of what it said.
    NotTls(PeerText),
    /// The connection ended.
    Ended(Ended),
    /// Our own side could not, or would not: the client certificate is shown only to a peer whose own verifies.
    OurSide(PeerText),
}

impl Handshake {
    /// How it failed, in the words of a report, after the peer's name; `None` where it completed.
    pub fn failure(&self) -> Option<String> {
        Some(match self {
            Self::Completed { .. } => return None,
            Self::Alert(name) => format!("breaks off the TLS handshake: {}", Shown(name)),
            Self::OldVersion(version) => format!(
                "supports neither TLS 1.2 nor TLS 1.3: it chose {}",
                Shown(version)
            ),
            Self::Incompatible(why) | Self::OurSide(why) => {
                format!("fails in the TLS handshake: {why}")
            }
            Self::NotTls(said) => format!("does not speak TLS: it answers {said:?}"),
            Self::Ended(ended) => format!("{} in the TLS handshake", ended.describe()),
        })
    }
}
