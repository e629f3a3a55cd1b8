//! The settings of the Windows firewall, as the registry has them.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::kit::peer_text::PeerText;

/// Reads them.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Query {}

/// What was found.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Answer {
    /// The keys that exist, of those in `kit::firewall::registry::KEYS`, without what is about incoming traffic.
    pub keys: BTreeMap<String, Key>,
    /// The values that cannot be read, by their keys and names.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub unreadable: Vec<PeerText>,
}

/// The values of a key, by their names.
pub type Key = BTreeMap<PeerText, Value>;

/// A value.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
#[allow(missing_docs, reason = "plain words")]
pub enum Value {
    Number(u32),
    Text(PeerText),
}
