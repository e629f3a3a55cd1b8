//! Reaching a server: the name, its addresses, and what each did to a connection.

use std::net::{IpAddr, SocketAddr};

use jiff::SignedDuration;
use serde::{Deserialize, Serialize};

use crate::kit::peer_text::{PeerText, Shown};
use crate::kit::realm::Endpoint;
use crate::kit::text::{duration, list};

/// Connects to each address of a server, and says nothing there.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Query {
    /// The server.
    pub server: Endpoint,
}

/// What each address did.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Answer {
    /// What the name resolved to.
    pub resolution: Resolution,
    /// What each address did.
    pub attempts: Vec<Attempt>,
}

/// What a host name resolved to, before anything was contacted.
#[serde_with::skip_serializing_none]
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Resolution {
    /// The addresses, in the order in which they are tried.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub addresses: Vec<IpAddr>,
    /// Why there are none.
    pub failure: Option<Unresolved>,
}

/// Why a name has no address.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Unresolved {
    /// The name does not exist (NXDOMAIN).
    NoSuchName,
    /// The name exists, without an address.
    NoAddress,
    /// The resolver did not answer, or answered with an error.
    NoAnswer(String),
}

/// One attempt to connect.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Attempt {
    /// The address.
    pub address: SocketAddr,
    /// What it did.
    pub outcome: Connect,
    /// How long that took.
    #[serde(default)]
    pub took: SignedDuration,
}

/// What an address did to a connection.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Connect {
    /// It accepted.
    Accepted,
    /// It refused: nothing listens there, or a firewall rejects.
    Refused,
    /// It stayed silent for the connect timeout: a firewall drops, or the host is gone.
    TimedOut,
    /// No route, or another error of the system.
    Unreachable(String),
}

/// How a conversation ended before its end.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Ended {
    /// The peer said nothing, or too little, in time.
    TimedOut,
    /// The peer reset the connection.
    Reset,
    /// The peer closed the connection.
    Closed,
    /// The peer said something that is not of the protocol; the text is its beginning.
    Garbage(PeerText),
    /// The peer sent more than is read; the number is that limit in bytes.
    TooLong(u64),
}

impl Connect {
    /// In the words of a report.
    pub fn describe(&self) -> String {
        match self {
            Self::Accepted => "accepted".into(),
            Self::Refused => "refused".into(),
            Self::TimedOut => "no answer".into(),
            Self::Unreachable(why) => format!("unreachable: {}", Shown(why)),
        }
    }
}

impl Unresolved {
    /// In the words of a report, after the name.
    pub fn describe(&self) -> String {
        match self {
            Self::NoSuchName => "does not exist in the DNS".into(),
            Self::NoAddress => "has no address in the DNS".into(),
            Self::NoAnswer(why) => format!("does not resolve: {why}"),
        }
    }
}

impl Ended {
    /// In the words of a report, after "the peer".
    pub fn describe(&self) -> String {
        match self {
            Self::TimedOut => "stayed silent".into(),
            Self::Reset => "reset the connection".into(),
            Self::Closed => "closed the connection".into(),
            Self::Garbage(text) => format!("answered {text:?}"),
            Self::TooLong(limit) => format!("sent more than {limit} bytes"),
        }
    }
}

/// What says most where no address accepted: silence before a refusal before no route at all, since a host
/// without IPv6 has no route to any IPv6 address.
pub fn telling(attempts: &[Attempt]) -> Option<&Connect> {
    let rank = |outcome: &Connect| match outcome {
        Connect::TimedOut => 2,
        Connect::Refused => 1,
        _ => 0,
    };
    let outcomes = attempts.iter().map(|attempt| &attempt.outcome);
    outcomes.max_by_key(|outcome| rank(outcome))
}

/// Whether any address accepted.
pub fn accepted(attempts: &[Attempt]) -> bool {
    attempts
        .iter()
        .any(|attempt| attempt.outcome == Connect::Accepted)
}

/// At which addresses of a server a client tries in vain, where another one accepts, and what that costs it; after
/// "the server answers,".
pub fn in_vain(attempts: &[Attempt]) -> Option<String> {
    let alive = |ipv6: bool| {
        let of_family = |attempt: &&Attempt| attempt.address.is_ipv6() == ipv6;
        let mut family = attempts.iter().filter(of_family);
        family.any(|attempt| attempt.outcome == Connect::Accepted)
    };
    let is_dead = |attempt: &&Attempt| match attempt.outcome {
        Connect::Accepted => false,
        Connect::TimedOut => true,
        // A service, or this machine, that has one family of addresses alone sends clients on at once.
        Connect::Refused | Connect::Unreachable(_) => {
            alive(attempt.address.is_ipv6()) || attempt.took > SignedDuration::from_secs(1)
        }
    };
    let dead: Vec<&Attempt> = attempts.iter().filter(is_dead).collect();
    let first = dead.first().filter(|_| accepted(attempts))?;
    let addresses: Vec<IpAddr> = dead.iter().map(|attempt| attempt.address.ip()).collect();
    let lost: SignedDuration = dead.iter().map(|attempt| attempt.took).sum();
    let late = if lost > SignedDuration::from_secs(1) {
        format!(", which delays clients by {}", duration(lost))
    } else {
        String::new()
    };
    let (addresses, does) = (list(&addresses), first.outcome.describe());
    Some(format!("but not at {addresses} ({does}){late}"))
}
