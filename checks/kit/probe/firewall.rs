//! The outbound rules of the host firewall that bear on a port; as a question, from an export.

use std::collections::BTreeMap;
use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use super::certificate::Problem;
use crate::kit::peer_text::PeerText;

/// Reads a rule list: `Get-NetFirewallRule`-style JSON, or the English text of `netsh advfirewall`.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Query {
    /// The exported file.
    pub export: PathBuf,
    /// The rule to look for.
    pub rule: String,
    /// The port that mail leaves by: blocking rules for it are gathered too.
    pub port: u16,
}

/// The rules that bear on the question.
#[serde_with::skip_serializing_none]
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Answer {
    /// The rules of that name, and enabled outbound rules that are for TCP to the port; not those that
    /// are for another program than the realms' worker process, or for a service.
    pub rules: Vec<Rule>,
    /// How many rules there are.
    pub total: usize,
    /// What each profile does with outbound traffic that no rule is for, where the export says so.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub profiles: BTreeMap<Profile, Outbound>,
    /// Why the file could not be read.
    pub problem: Option<Problem>,
}

/// A rule.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rule {
    /// Its name.
    pub name: PeerText,
    /// Whether it is in force.
    pub enabled: bool,
    /// Whether it allows or blocks.
    pub action: Action,
    /// Which way.
    #[serde(default)]
    pub direction: Direction,
    /// `TCP`, `UDP`, or a protocol number, as written; `Any` for all.
    #[serde(default = "any")]
    pub protocol: PeerText,
    /// Remote addresses as written: addresses, networks (`10.0.0.0/8` or `10.0.0.0/255.0.0.0`), ranges,
    /// `LocalSubnet`; `Any` for all.
    #[serde(default)]
    pub remote_addresses: Vec<PeerText>,
    /// Remote ports as written: numbers, ranges; `Any` for all.
    #[serde(default)]
    pub remote_ports: Vec<PeerText>,
    /// The profiles of the network that it is for; empty: all.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub profiles: Vec<Profile>,
    /// A condition besides, by which it may or may not concern the realms' mail: a user, an interface, a local address or
    /// port, a program that the export does not name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub condition: Option<PeerText>,
}

fn any() -> PeerText {
    "Any".into()
}

/// Whether a rule allows or blocks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[allow(missing_docs, reason = "plain words")]
pub enum Action {
    Allow,
    Block,
}

/// What the network that the machine is in was taken for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[allow(missing_docs, reason = "plain words")]
pub enum Profile {
    Domain,
    Private,
    Public,
}

impl Profile {
    /// Every profile, in the order of their bits.
    pub const ALL: [Self; 3] = [Self::Domain, Self::Private, Self::Public];
}

/// What a profile does with outbound traffic that no rule is for, the strictest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[allow(missing_docs, reason = "plain words")]
pub enum Outbound {
    Blocks,
    Allows,
    /// Its firewall is off: rules that block are none either.
    Off,
}

/// Which way a rule looks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[allow(missing_docs, reason = "plain words")]
pub enum Direction {
    #[default]
    Out,
    In,
}
