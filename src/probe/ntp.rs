//! The time of an NTP server, asked four times over UDP.

pub mod clock;
mod exchange;

use std::net::{Ipv4Addr, Ipv6Addr, SocketAddr};
use std::time::{Duration, Instant};

use checks::kit::Answered;
use checks::kit::probe::ntp::{Answer, Failure, Query, Sample};
use tokio::net::UdpSocket;
use tokio::time::timeout_at;

pub use self::clock::Clock;
use super::live::Live;
use super::tcp::MOST_ADDRESSES;

const SAMPLES: usize = 4;

/// How long one exchange is waited for: an answer that takes longer is of no use for a clock.
const EXCHANGE: Duration = Duration::from_millis(1500);

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
        let asking = timeout_at(by.into(), exchange(live, address));
        match asking.await.unwrap_or(Err(Failure::TimedOut)) {
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
async fn exchange(live: &Live, server: SocketAddr) -> Result<Sample, Failure> {
    let any = match server {
        SocketAddr::V4(_) => SocketAddr::from((Ipv4Addr::UNSPECIFIED, 0)),
        SocketAddr::V6(_) => SocketAddr::from((Ipv6Addr::UNSPECIFIED, 0)),
    };
    let connected = async {
        let socket = UdpSocket::bind(any).await?;
        // Connected, so that the system reports a refusal and drops what others send.
        socket.connect(server).await?;
        Ok(socket)
    };
    let socket = connected
        .await
        .map_err(|error| exchange::classify(&error))?;
    exchange::exchange(socket, server, live).await
}
