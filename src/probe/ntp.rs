//! The time of an NTP server, asked four times over UDP (RFC 5905 sections 7.3 and 8).
//!
//! The 48 bytes are read here: client libraries (sntpc among them) turn kiss codes, leap alarms and stratum 16
//! into errors without the other fields, and those fields are what tells why a clock is not kept.

mod packet;

use std::io;
use std::net::{Ipv4Addr, Ipv6Addr, SocketAddr};
use std::time::{Duration, Instant};

use checks::kit::Answered;
use checks::kit::probe::ntp::{Answer, Failure, Query, Sample};
use jiff::{SignedDuration, Timestamp};
use tokio::net::UdpSocket;
use tokio::time::timeout_at;

use super::Live;
use super::tcp::{MOST_ADDRESSES, os_text};

const SAMPLES: usize = 4;

/// How long one exchange is waited for: an answer that takes longer is of no use for a clock.
const EXCHANGE: Duration = Duration::from_millis(1500);

/// The host's clock, or one that is off by a known amount: a demonstration needs a wrong clock, not a wrong host.
#[derive(Clone, Copy, Debug)]
pub struct Clock {
    shift: SignedDuration,
}

impl Clock {
    /// The host's clock.
    pub const fn system() -> Self {
        Self::shifted(SignedDuration::ZERO)
    }

    /// A clock that is ahead of the host's by this much; behind, when it is negative.
    pub const fn shifted(shift: SignedDuration) -> Self {
        Self { shift }
    }

    fn now(self) -> Timestamp {
        let now = Timestamp::now();
        now.checked_add(self.shift).unwrap_or(now)
    }
}

/// Asks the server's addresses in order until one answers.
///
/// # Errors
/// None: whatever the server does, down to silence, is part of the answer.
pub async fn ask(live: &Live, query: &Query) -> Answered<Answer> {
    let until = Instant::now() + live.patience.total;
    let mut answer = Answer {
        resolution: live.resolver.resolve(&query.server.host, until).await,
        ..Answer::default()
    };
    let addresses = answer.resolution.addresses.clone();
    for address in addresses.into_iter().take(MOST_ADDRESSES) {
        let address = SocketAddr::new(address, query.server.port);
        answer.address = Some(address);
        sample(live, address, until, &mut answer).await;
        if !answer.samples.is_empty() {
            break;
        }
    }
    Ok(answer)
}

async fn sample(live: &Live, address: SocketAddr, until: Instant, answer: &mut Answer) {
    for _ in 0..SAMPLES {
        let patience = EXCHANGE.min(live.patience.connect);
        let by = until.min(Instant::now() + patience);
        match exchange(live.clock, address, by).await {
            Ok(sample) => {
                // A server that sends a kiss code wants to be left alone (RFC 5905 section 7.4).
                let kiss = sample.stratum == 0;
                answer.samples.push(sample);
                if kiss {
                    return;
                }
            }
            Err(failure) => {
                // What the system knows for certain is not asked again.
                let certain = matches!(failure, Failure::Refused | Failure::Unreachable(_));
                answer.failures.push(failure);
                if certain || Instant::now() >= until {
                    return;
                }
            }
        }
    }
}

/// One request and its reply, each over a socket of its own: a late reply to an earlier request does not arrive here.
async fn exchange(clock: Clock, server: SocketAddr, by: Instant) -> Result<Sample, Failure> {
    let any = match server {
        SocketAddr::V4(_) => SocketAddr::from((Ipv4Addr::UNSPECIFIED, 0)),
        SocketAddr::V6(_) => SocketAddr::from((Ipv6Addr::UNSPECIFIED, 0)),
    };
    // Larger than any reply: Windows makes an error of a datagram that does not fit.
    let mut reply = [0; 2048];
    let talk = async {
        let socket = UdpSocket::bind(any).await?;
        // Connected, so that the system reports a refusal and drops what others send.
        socket.connect(server).await?;
        let sent = clock.now();
        socket.send(&packet::request(sent)).await?;
        let length = socket.recv(&mut reply).await?;
        Ok((sent, clock.now(), length))
    };
    let (sent, arrived, length) = match timeout_at(by.into(), talk).await {
        Ok(talked) => talked.map_err(|error: io::Error| classify(&error))?,
        Err(_) => return Err(Failure::TimedOut),
    };
    packet::read(&reply[..length], sent, arrived).map_err(Failure::Malformed)
}

fn classify(error: &io::Error) -> Failure {
    match error.kind() {
        // Windows reports a refused datagram as a reset.
        io::ErrorKind::ConnectionRefused | io::ErrorKind::ConnectionReset => Failure::Refused,
        io::ErrorKind::TimedOut => Failure::TimedOut,
        _ => Failure::Unreachable(os_text(error)),
    }
}
