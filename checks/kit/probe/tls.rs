//! What a TLS handshake showed, finished or not.

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use super::tcp::Ended;
use crate::kit::chain::Chain;
use crate::kit::chain_fault::{ChainFault, Refusal};
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
    /// What the TLS library refused about them, where it did.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub refusal: Option<Refusal>,
    /// The cipher suite that the peer chose from a wider offer, where it took none of those that otpdoctor has.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub foreign_suite: Option<String>,
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
    /// Our own side could not, or would not: the client certificate is shown only to a peer whose own verifies.
    OurSide(PeerText),
}

impl Tls {
    /// Whether the handshake completed.
    pub fn completed(&self) -> bool {
        matches!(self.outcome, Handshake::Completed { .. })
    }

    /// Everything wrong at this moment with the certificates that the peer showed, gravest first. Where there is
    /// anything, nothing secret is sent; a handshake that ended before the peer showed any has no faults.
    pub fn faults(&self, at: Timestamp, host: &str) -> Vec<ChainFault> {
        match self.completed() || self.refusal.is_some() || self.chain.leaf().is_some() {
            true => (self.chain).server_faults(self.refusal.as_ref(), at, host),
            false => Vec::new(),
        }
    }
}
