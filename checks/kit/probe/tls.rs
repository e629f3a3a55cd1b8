//! What a TLS handshake showed, finished or not.

use jiff::SignedDuration;
use serde::{Deserialize, Serialize};

use super::tcp::Ended;
use crate::kit::chain::Chain;
use crate::kit::peer_text::PeerText;

/// A handshake.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Tls {
    /// How it went.
    pub outcome: Handshake,
    /// The certificates that the peer showed, even when the handshake failed after them.
    #[serde(default)]
    pub chain: Chain,
    /// Whether the peer asked for a client certificate.
    #[serde(default)]
    pub asked_for_certificate: bool,
    /// Whether the name was sent and is the one to verify.
    #[serde(default)]
    pub server_name: String,
    /// How long it took.
    #[serde(default)]
    pub took: SignedDuration,
}

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
    /// Our own side could not: the client certificate or its key cannot be used.
    OurSide(PeerText),
}

impl Tls {
    /// Whether the handshake completed.
    pub fn completed(&self) -> bool {
        matches!(self.outcome, Handshake::Completed { .. })
    }
}
