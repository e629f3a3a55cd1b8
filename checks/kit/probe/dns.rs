//! A name in the DNS.

use std::net::{IpAddr, SocketAddr};

use jiff::SignedDuration;
use serde::{Deserialize, Serialize};

use super::tcp::Unresolved;
use crate::kit::peer_text::{PeerText, Shown};

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
    /// The names of an address, asked for under `in-addr.arpa` or `ip6.arpa`.
    Ptr,
}

impl Kind {
    /// The record types, for people.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Address => "A/AAAA",
            Self::Mx => "MX",
            Self::Txt => "TXT",
            Self::Ptr => "PTR",
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
    /// Names of an address.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub names: Vec<PeerText>,
    /// The aliases (CNAME) that the name leads to, one after the other.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub aliases: Vec<PeerText>,
    /// Why there is nothing; for MX, TXT and PTR, `no-address` says that the name has no such record.
    pub failure: Option<Unresolved>,
    /// How long it took.
    pub took: SignedDuration,
    /// What the name servers were asked for this, in that order, and what each said; nothing where none was needed.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub asked: Vec<Asked>,
}

impl Answer {
    /// Why no name server answered; `None` where one did, whatever it said.
    pub fn silence(&self) -> Option<&str> {
        match &self.failure {
            Some(Unresolved::NoAnswer(why)) => Some(why),
            _ => None,
        }
    }
}

/// One question to one name server, and what became of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Asked {
    /// The name server.
    pub server: SocketAddr,
    /// The type of record: A, AAAA, MX, TXT or PTR.
    pub record: String,
    /// What it said.
    pub said: Said,
    /// How long that took.
    pub took: SignedDuration,
}

impl Asked {
    /// The name server's address; its port shows where it is not the usual one.
    pub fn address(&self) -> String {
        match self.server.port() {
            53 => self.server.ip().to_string(),
            _ => self.server.to_string(),
        }
    }

    /// What the name server said, as a clause.
    pub fn describe(&self) -> String {
        format!(
            "the name server {} {}",
            self.address(),
            self.said.describe()
        )
    }
}

/// What a name server says to a question.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Said {
    /// Here they are.
    Records,
    /// The name exists, and has no such record.
    NoRecords,
    /// The name does not exist (NXDOMAIN).
    NoSuchName,
    /// It cannot or will not answer: the response code, such as SERVFAIL or REFUSED.
    Fails(String),
    /// Nothing, for as long as it was waited for.
    Nothing,
    /// It could not be asked: nothing listens there, or there is no route; what the system says.
    Unreachable(String),
    /// What it says is not DNS.
    Garbage,
}

impl Said {
    /// Whether the question is answered by this, so that no other server is asked.
    pub fn is_an_answer(&self) -> bool {
        matches!(self, Self::Records | Self::NoRecords | Self::NoSuchName)
    }

    /// Whether nothing came from there at all.
    pub fn is_silence(&self) -> bool {
        matches!(self, Self::Nothing | Self::Unreachable(_))
    }

    /// In the words of a report, after the name server.
    pub fn describe(&self) -> String {
        match self {
            Self::Records => "has the records".into(),
            Self::NoRecords => "says that there is no such record".into(),
            Self::NoSuchName => "says that the name does not exist (NXDOMAIN)".into(),
            Self::Fails(code) => format!("answers {}", Shown(code)),
            Self::Nothing => "does not answer".into(),
            Self::Unreachable(why) => format!("cannot be reached: {}", Shown(why)),
            Self::Garbage => "answers with something that is not DNS".into(),
        }
    }
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
