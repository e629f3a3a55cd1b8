//! What a TLS handshake showed, finished or not.

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

pub use super::handshake::Handshake;
use super::schannel::{Schannel, named};
use crate::kit::chain::Chain;
use crate::kit::chain_fault::{ChainFault, Refusal};
use crate::kit::peer_text::Shown;

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
    /// Whether the peer took one of those only where curves and keys were offered that otpdoctor does not have.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub foreign_key: bool,
    /// What Windows did and found, where its own TLS shook hands: then its word counts.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub schannel: Option<Schannel>,
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

impl Tls {
    /// A handshake that went so, and showed nothing yet.
    pub fn of(outcome: Handshake, server_name: &str) -> Self {
        Self {
            outcome,
            chain: Chain::default(),
            refusal: None,
            foreign_suite: None,
            foreign_key: false,
            schannel: None,
            asked_for_certificate: false,
            server_name: server_name.to_owned(),
            took: SignedDuration::ZERO,
        }
    }

    /// Whether the handshake completed.
    pub fn completed(&self) -> bool {
        matches!(self.outcome, Handshake::Completed { .. })
    }

    /// Everything wrong at this moment with the certificates that the peer showed, gravest first. Where there is
    /// anything, nothing secret is sent; a handshake that ended before the peer showed any has no faults.
    pub fn faults(&self, at: Timestamp, host: &str) -> Vec<ChainFault> {
        match (&self.schannel, self.chain.leaf()) {
            (_, None) if !self.completed() && self.refusal.is_none() => Vec::new(),
            (Some(windows), _) => windows.faults(&self.chain, at, host),
            (None, _) => (self.chain).server_faults(self.refusal.as_ref(), at, host),
        }
    }

    /// Whether Windows and the peer have no version or cipher suite in common, and why.
    pub fn mismatch(&self) -> Option<String> {
        let windows = self.schannel.as_ref()?;
        let elsewhere = matches!(windows.library, Some(Handshake::Completed { .. }));
        let lacks = windows.lacks_tls_1_2().filter(|_| elsewhere);
        // Where the peer came to show a certificate, the version was not in the way.
        if let Some(why) = lacks.filter(|_| self.chain.leaf().is_none()) {
            return Some(why.into());
        }
        let code = windows.error.as_deref()?;
        match &self.outcome {
            Handshake::OldVersion(version) => {
                elsewhere.then(|| format!("it chose {}", Shown(version)))
            }
            Handshake::Alert(alert) if elsewhere => match alert.as_str() {
                "protocol_version" | "handshake_failure" | "insufficient_security" => {
                    Some(format!("TLS alert {}", Shown(alert)))
                }
                _ => None,
            },
            _ => (code == "0x80090331").then(|| named(code)),
        }
    }
}
