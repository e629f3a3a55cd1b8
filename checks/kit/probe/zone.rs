//! The host's time zone beside the configured one.

use jiff::SignedDuration;
use serde::{Deserialize, Serialize};

use crate::kit::peer_text::PeerText;

/// Reads the host's zone, and the rules of both.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Query {
    /// The configured IANA name.
    pub expected: String,
}

/// The two zones.
#[serde_with::skip_serializing_none]
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Answer {
    /// The host's zone, where it has a name.
    pub host: Option<PeerText>,
    /// The host's offset from UTC now.
    pub host_offset: SignedDuration,
    /// The configured zone's offset from UTC now; absent when the zone database has no such name.
    pub expected_offset: Option<SignedDuration>,
    /// Whether the two agree throughout the year that starts now.
    pub same_rules: bool,
    /// A name in the zone database that is close to an unknown one.
    pub nearest: Option<String>,
}
