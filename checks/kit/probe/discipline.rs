//! What keeps the host's clock.

use serde::{Deserialize, Serialize};

use crate::kit::peer_text::PeerText;

/// Looks for a time service and asks it.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Query {}

/// What keeps it.
#[serde_with::skip_serializing_none]
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Answer {
    /// The running time services that were found, such as `chronyd` or `w32time`.
    pub services: Vec<PeerText>,
    /// Whether the time service, or the system for it, says that the clock is synchronized; absent: neither tells.
    pub synchronised: Option<bool>,
    /// What the time service says its source is, such as `Local CMOS Clock`.
    pub source: Option<PeerText>,
}
