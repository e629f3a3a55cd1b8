//! A name in the DNS.

use std::net::IpAddr;

use jiff::SignedDuration;
use serde::{Deserialize, Serialize};

use super::tcp::Unresolved;
use crate::kit::peer_text::PeerText;

/// Asks the configured or the system's resolver.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Query {
    /// The name.
    pub name: String,
    /// What is asked about it.
    pub kind: Kind,
}

/// What is asked about a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// A and AAAA, and the hosts file, as programs resolve it.
    Address,
    /// Mail exchangers (RFC 5321 section 5.1).
    Mx,
    /// Texts: SPF (RFC 7208), DMARC (RFC 7489).
    Txt,
}

impl Kind {
    /// The record types, for people.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Address => "A/AAAA",
            Self::Mx => "MX",
            Self::Txt => "TXT",
        }
    }
}

/// What the resolver said: the part that was asked for is filled.
#[serde_with::skip_serializing_none]
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Answer {
    /// Addresses.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub addresses: Vec<IpAddr>,
    /// Mail exchangers, best first. A null MX (RFC 7505) is one with an empty host.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub exchangers: Vec<Exchanger>,
    /// Texts, their pieces joined.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub texts: Vec<PeerText>,
    /// Why there is nothing; for MX and TXT, `no-address` says that the name has no such record.
    pub failure: Option<Unresolved>,
    /// How long it took.
    pub took: SignedDuration,
}

/// A mail exchanger.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Exchanger {
    /// Preference: lower is better.
    pub preference: u16,
    /// Host name without the final dot.
    pub host: PeerText,
}
