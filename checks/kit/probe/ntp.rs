//! The time of an NTP server beside the host's (RFC 5905).

use std::net::{IpAddr, SocketAddr};

use jiff::SignedDuration;
use serde::{Deserialize, Serialize};

use super::tcp::Resolution;
use crate::kit::peer_text::PeerText;
use crate::kit::realm::Endpoint;

/// Asks each address of a server four times.
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
    /// The first address that answered, else the last one.
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
    /// How far the server's clock may be off, by its own account (root dispersion).
    #[serde(default)]
    pub root_dispersion: SignedDuration,
    /// Which of the server's addresses gave it; `None` where it has one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub address: Option<IpAddr>,
}

/// How far clocks may differ and still agree, beside what each may be off.
const TOLERANCE: SignedDuration = SignedDuration::from_secs(1);

/// No timestamp of NTP leads farther than 136 years; a recording may say anything.
const FARTHEST: SignedDuration = SignedDuration::from_hours(200 * 366 * 24);

/// Near the root of the tree of servers, one that may be off by as much as Windows reckons for a clock of its own
/// (LocalClockDispersion of W32Time) has lost its source, or follows one that has. A synchronized Windows server says
/// 7.8 s (https://www.check-ntp.net/windows-time-troubleshooting.html). Farther down errors add up.
const OWN_CLOCK_OF_WINDOWS: SignedDuration = SignedDuration::from_secs(10);
const NEAR_ROOT: std::ops::RangeInclusive<u8> = 1..=5;

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
        self.usable().min_by_key(|sample| sample.round_trip)
    }

    /// The sample by which the server may speak of the true time: not where it has that from its own clock alone, nor
    /// where it gives several times.
    pub fn vote(&self) -> Option<&Sample> {
        let votes = self.free_running().is_none() && self.disagreeing().is_none();
        self.best()
            .filter(|best| votes && best.rollovers().is_none())
    }

    /// The sample by which nobody gives the server, or one of its addresses, the time.
    pub fn free_running(&self) -> Option<&Sample> {
        self.usable().find(|sample| sample.free_running())
    }

    /// Two samples that cannot both be right: of two addresses, or of one whose clock jumps.
    pub fn disagreeing(&self) -> Option<[&Sample; 2]> {
        let lowest = self.usable().min_by_key(|one| one.offset() + one.bound())?;
        let highest = self.usable().max_by_key(|one| one.offset() - one.bound())?;
        let apart = highest.offset() - highest.bound() > lowest.offset() + lowest.bound();
        apart.then_some([lowest, highest])
    }

    fn usable(&self) -> impl Iterator<Item = &Sample> {
        self.samples.iter().filter(|sample| sample.usable())
    }
}

impl Sample {
    /// Whether the server claims to be synchronised.
    pub fn usable(&self) -> bool {
        (1..=15).contains(&self.stratum) && self.leap != 3
    }

    /// Host's clock minus the server's, within what NTP can say.
    pub fn offset(&self) -> SignedDuration {
        self.offset.clamp(-FARTHEST, FARTHEST)
    }

    /// How far the offset may be off for the way that the packets took, and by the tolerance.
    pub fn reach(&self) -> SignedDuration {
        let round_trip = self.round_trip.clamp(SignedDuration::ZERO, FARTHEST);
        round_trip / 2 + TOLERANCE
    }

    /// The same, with what the server's own clock may be off.
    fn bound(&self) -> SignedDuration {
        self.reach() + self.root_dispersion.clamp(SignedDuration::ZERO, FARTHEST)
    }

    /// Whether the server's reference is its own clock, which nothing corrects: `LOCL` of Windows, `LCL` of xntpd, the
    /// first clock driver of ntpd and chrony, and ntpd's orphan mode.
    pub fn follows_itself(&self) -> bool {
        let reference = self.reference.raw();
        ["LOCL", "LCL", "127.0.0.1"].contains(&reference) || reference.starts_with("127.127.1.")
    }

    /// How often the week number of GPS began anew behind the server's back: of ten bits, it does every 1,024 weeks
    /// (IS-GPS-200, section 20.3.3.3.1.1), and a receiver that does not know so gives a time that is behind by so much.
    pub fn rollovers(&self) -> Option<i64> {
        const WEEKS: SignedDuration = SignedDuration::from_hours(1024 * 7 * 24);
        const DAY: SignedDuration = SignedDuration::from_hours(24);
        let behind = self.offset() + DAY;
        let times = behind.as_secs() / WEEKS.as_secs();
        let beside = behind.as_secs() % WEEKS.as_secs();
        (times >= 1 && (0..=2 * DAY.as_secs()).contains(&beside)).then_some(times)
    }

    fn free_running(&self) -> bool {
        let lost = self.root_dispersion >= OWN_CLOCK_OF_WINDOWS;
        self.follows_itself() || lost && NEAR_ROOT.contains(&self.stratum)
    }
}
