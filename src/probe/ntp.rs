//! The time of an NTP server, asked four times over UDP.

pub mod clock;
mod exchange;

use std::net::SocketAddr;
use std::time::{Duration, Instant};

use checks::kit::probe::ntp::{Answer, Failure, Query, Sample};
use checks::kit::text::offset;
use checks::kit::{Answered, ProbeError};
use futures_util::future::join_all;

pub use self::clock::Clock;
use super::live::Live;
use super::tcp::MOST_ADDRESSES;
use super::{trace, wire};

const SAMPLES: usize = 4;

/// How long one exchange is waited for: an answer that takes longer is of no use for a clock.
const EXCHANGE: Duration = Duration::from_millis(1500);

/// Asks all of the server's addresses at once: the clients of a name may meet any of them.
///
/// # Errors
/// When this machine itself could not ask, or its clock was set meanwhile: whatever the server does, down to silence, is part of the answer.
pub async fn ask(live: &Live, query: &Query) -> Answered<Answer> {
    let until = Instant::now() + live.patience.total;
    let resolution = live.resolver.resolve(&query.server.host, until).await?;
    let addresses = resolution.addresses.iter().take(MOST_ADDRESSES);
    let addresses = addresses.map(|address| SocketAddr::new(*address, query.server.port));
    let asked = join_all(addresses.map(|address| sample(live, address, until))).await;
    let mut ours = None;
    let asked = asked
        .into_iter()
        .filter_map(|one| one.map_err(|limit| ours = Some(limit)).ok());
    let asked: Vec<Answer> = asked.collect();
    if let (true, Some(limit)) = (asked.is_empty(), ours) {
        return Err(limit);
    }
    let is_one_of_several = asked.len() > 1;
    let first = asked.iter().find(|one| !one.samples.is_empty());
    let mut answer = Answer {
        address: first.or(asked.last()).and_then(|one| one.address),
        resolution,
        ..Answer::default()
    };
    for mut one in asked {
        let address = one.address.filter(|_| is_one_of_several);
        for sample in &mut one.samples {
            sample.address = address.map(|address| address.ip());
        }
        answer.samples.append(&mut one.samples);
        answer.failures.append(&mut one.failures);
    }
    match live.clock.was_set_by() {
        Some(by) => Err(ProbeError::ClockSet(by)),
        None => Ok(answer),
    }
}

async fn sample(live: &Live, address: SocketAddr, until: Instant) -> Answered<Answer> {
    let mut answer = Answer {
        address: Some(address),
        ..Answer::default()
    };
    for _ in 0..SAMPLES {
        let patience = EXCHANGE.min(live.patience.connect);
        let by = until.min(Instant::now() + patience);
        trace::sent(&format!("request of a client to {address}"));
        let outcome = match exchange(live, address, by).await {
            Ok(outcome) => outcome,
            // What came before counts.
            Err(_) if !answer.samples.is_empty() => return Ok(answer),
            Err(limit) => return Err(limit),
        };
        match &outcome {
            Ok(sample) => trace::received(&reply(sample)),
            Err(failure) => trace::happened(format!("no answer: {failure:?}")),
        }
        match outcome {
            Ok(sample) => {
                // A server that sends a kiss code wants to be left alone (RFC 5905 section 7.4).
                let kiss = sample.stratum == 0;
                answer.samples.push(sample);
                if kiss {
                    return Ok(answer);
                }
            }
            Err(failure) => {
                // What the system knows for certain is not asked again.
                let certain = matches!(failure, Failure::Refused | Failure::Unreachable(_));
                answer.failures.push(failure);
                if certain || Instant::now() >= until {
                    return Ok(answer);
                }
            }
        }
    }
    Ok(answer)
}

/// The fields of a reply that count.
fn reply(sample: &Sample) -> String {
    let round_trip = sample.round_trip.as_secs_f64();
    format!(
        "stratum {}, leap {}, reference {}, this clock beside it {}, round trip {round_trip:.3} s",
        sample.stratum,
        sample.leap,
        sample.reference,
        offset(sample.offset())
    )
}

/// One request and its reply, each over a socket of its own: a late reply to an earlier request does not arrive here.
async fn exchange(
    live: &Live,
    server: SocketAddr,
    by: Instant,
) -> Answered<Result<Sample, Failure>> {
    match wire::datagrams(server).await {
        Ok(socket) => exchange::exchange(socket, server, live, by).await,
        Err(error) => exchange::classify(&error, server).map(Err),
    }
}
