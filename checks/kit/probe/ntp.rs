//! The time of an NTP server beside the host's (RFC 5905).

use std::net::SocketAddr;

use jiff::SignedDuration;
use serde::{Deserialize, Serialize};

use super::tcp::Resolution;
use crate::kit::peer_text::PeerText;
use crate::kit::realm::Endpoint;

/// Asks a server four times.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Query {
    /// The server.
    pub server: Endpoint,
}

/// What the server said.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Answer {
    /// What the name resolved to.
    pub resolution: Resolution,
    /// The address that was asked: the first that answered, else the last.
    pub address: Option<SocketAddr>,
    /// The exchanges that succeeded, in order.
    pub samples: Vec<Sample>,
    /// The exchanges that failed, in order.
    pub failures: Vec<Failure>,
}

/// One exchange.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Sample {
    /// Host's clock minus the server's: negative when the host is behind.
    pub offset: SignedDuration,
    /// Round-trip delay.
    pub round_trip: SignedDuration,
    /// Distance from a reference clock: 1 to 15; 0 is a kiss code, 16 unsynchronised (RFC 5905 section 7.3).
    #[serde(default = "two")]
    pub stratum: u8,
    /// Leap indicator: 3 is an alarm, the clock is not synchronised.
    #[serde(default)]
    pub leap: u8,
    /// The reference id: a kiss code such as `RATE` at stratum 0, else an address or a clock's name.
    #[serde(default)]
    pub reference: PeerText,
}

fn two() -> u8 {
    2
}

/// Why an exchange failed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Failure {
    /// No reply in time.
    TimedOut,
    /// The host answered that nothing listens there.
    Refused,
    /// No route, or the system refused to send.
    Unreachable(String),
    /// A reply that is no answer to the request: wrong mode, origin, length or version.
    Malformed(String),
}

impl Answer {
    /// The sample with the least delay: the one to trust (RFC 5905 section 10).
    pub fn best(&self) -> Option<&Sample> {
        self.samples
            .iter()
            .filter(|sample| sample.usable())
            .min_by_key(|sample| sample.round_trip)
    }
}

impl Sample {
    /// Whether the server claims to be synchronised.
    pub fn usable(&self) -> bool {
        (1..=15).contains(&self.stratum) && self.leap != 3
    }
}
