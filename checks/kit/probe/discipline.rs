//! What keeps the host's clock.

use jiff::SignedDuration;
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
    /// Whether the time service, or the system for it, says that the clock is synchronized; absent: neither says.
    pub synchronised: Option<bool>,
    /// What the time service says its source is, such as `Local CMOS Clock`.
    pub source: Option<PeerText>,
    /// How Windows' own time service is set up.
    pub w32time: Option<W32Time>,
}

/// What the registry, the service manager and `w32tm` say of W32Time; absent: they do not.
#[serde_with::skip_serializing_none]
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct W32Time {
    /// Whether the service runs.
    pub runs: Option<bool>,
    /// Whether it is disabled.
    pub disabled: Option<bool>,
    /// Whom it follows: `NTP`, `NT5DS` (the domain), `AllSync`, `NoSync`.
    pub kind: Option<PeerText>,
    /// Its servers with their flags, as written: `ntp1.example.net,0x9 10.30.0.3,8`.
    pub servers: Option<PeerText>,
    /// Whether its NTP client is on.
    pub client: Option<bool>,
    /// Whether the hypervisor's provider of time is on (VMICTimeProvider).
    pub hypervisor: Option<bool>,
    /// Whether the machine has joined a domain.
    pub joined: Option<bool>,
    /// How long ago it last synchronized.
    pub last_good_sync: Option<SignedDuration>,
    /// Whether it refuses to show its state to this account.
    pub refused: Option<bool>,
}
