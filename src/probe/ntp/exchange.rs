//! One request to an NTP server and its reply (RFC 5905 sections 7.3 and 8). sntpc builds the request, checks that the
//! reply belongs to it, and computes offset and delay.
//!
//! sntpc refuses a server that has no time to give: kiss codes, leap alarms, stratum 16, a far or odd reference. Those
//! fields are facts that a check judges, so the socket here keeps the reply, and hands sntpc one without them.

use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Mutex;
use std::time::Instant;

use checks::kit::Answered;
use checks::kit::probe::ntp::{Failure, Sample};
use jiff::{SignedDuration, Timestamp};
use sntpc::{Error, NtpContext, NtpResult, NtpTimestampGenerator, NtpUdpSocket};
use tokio::net::UdpSocket;
use tokio::time::timeout_at;

use super::clock::Clock;
use crate::probe::facts::{os_text, our_limit};
use crate::probe::live::Live;

const LENGTH: usize = 48;
/// How many datagrams that are no reply to the request are read through: a flood of them ends the asking.
const STRAYS: usize = 64;
/// Where the fields of a packet stand.
const STRATUM: usize = 1;
const DISPERSION: std::ops::Range<usize> = 8..12;
const REFERENCE: std::ops::Range<usize> = 12..16;
const ORIGIN: std::ops::Range<usize> = 24..32;
const RECEIVED: std::ops::Range<usize> = 32..40;
const TRANSMITTED: std::ops::Range<usize> = 40..48;

/// Asks over a connected socket, until a moment: the sample, or what the system says, or what is wrong with the reply.
///
/// # Errors
/// When this machine itself could not ask.
pub(super) async fn exchange(
    socket: UdpSocket,
    server: SocketAddr,
    live: &Live,
    by: Instant,
) -> Answered<Result<Sample, Failure>> {
    let socket = RecordingSocket {
        socket,
        server,
        by,
        origin: Mutex::default(),
        kept: Mutex::default(),
    };
    let context = NtpContext::new(Moment {
        clock: live.clock,
        at: live.clock.now(),
    });
    let begun = Instant::now();
    let outcome = sntpc::get_time(server, &socket, context).await;
    let waited = begun.elapsed().as_micros();
    match socket.kept.into_inner().expect("no holder panics") {
        None => Ok(Err(Failure::TimedOut)),
        Some(Err(error)) => classify(&error, server).map(Err),
        Some(Ok(reply)) => Ok(sample(&reply, outcome, waited, live)),
    }
}

/// What a reply says; `outcome` is what sntpc made of it.
fn sample(
    reply: &[u8],
    outcome: sntpc::Result<NtpResult>,
    waited: u128,
    live: &Live,
) -> Result<Sample, Failure> {
    let Some(packet) = reply.first_chunk::<LENGTH>() else {
        let why = format!("{} bytes instead of {LENGTH}", reply.len());
        return Err(Failure::Malformed(why));
    };
    let (leap, version, mode) = (packet[0] >> 6, packet[0] >> 3 & 7, packet[0] & 7);
    let stratum = packet[STRATUM];
    let (offset, round_trip) = match outcome {
        // A server that claims to have answered before it was asked is not to outweigh others by a wide margin.
        Ok(told) => (-told.offset, u128::from(told.roundtrip).min(waited)),
        // A kiss code or an alarm needs no time.
        Err(Error::InvalidTimestamp) if stratum == 0 || leap == 3 => (0, 0),
        Err(error) => {
            return Err(Failure::Malformed(match error {
                Error::IncorrectMode => format!("mode {mode} instead of 4"),
                Error::IncorrectResponseVersion => format!("version {version}"),
                Error::IncorrectOriginTimestamp => "it belongs to another request".into(),
                Error::InvalidTimestamp => "it contains no time".into(),
                other => format!("{other:?}"),
            }));
        }
    };
    let field = |at: std::ops::Range<usize>| packet[at].try_into().unwrap_or_default();
    Ok(Sample {
        offset: SignedDuration::from_micros(offset),
        round_trip: SignedDuration::from_micros(i64::try_from(round_trip).unwrap_or(i64::MAX)),
        stratum,
        leap,
        reference: live.vault.peer(reference(stratum, field(REFERENCE))),
        // Seconds in units of 1/65536.
        root_dispersion: SignedDuration::from_micros(
            i64::from(u32::from_be_bytes(field(DISPERSION))) * 1_000_000 / 65_536,
        ),
        address: None,
    })
}

/// A socket that keeps what came over it.
struct RecordingSocket {
    socket: UdpSocket,
    server: SocketAddr,
    by: Instant,
    /// When the request says that it was sent, which its reply repeats.
    origin: Mutex<Option<[u8; 8]>>,
    /// The reply, or what the system said.
    kept: Mutex<Option<io::Result<Vec<u8>>>>,
}

impl RecordingSocket {
    fn keep<T>(&self, outcome: io::Result<T>) -> sntpc::Result<T> {
        outcome.map_err(|error| {
            *self.kept.lock().expect("no holder panics") = Some(Err(error));
            Error::Network
        })
    }

    /// The reply to the request; anything else, a late reply to another client's or a forged one, is dropped and waiting
    /// goes on (RFC 5905 section 9.2), unless nothing better comes.
    async fn reply(&self) -> io::Result<Vec<u8>> {
        let mut stray = None;
        for _ in 0..STRAYS {
            // Larger than any reply: Windows makes an error of a datagram that does not fit.
            let mut whole = vec![0; 2048];
            let length = match timeout_at(self.by.into(), self.socket.recv(&mut whole)).await {
                Ok(received) => received?,
                Err(_) => break,
            };
            whole.truncate(length);
            let origin = *self.origin.lock().expect("no holder panics");
            if whole.len() >= LENGTH && whole.get(ORIGIN) == origin.as_ref().map(|sent| &sent[..]) {
                return Ok(whole);
            }
            stray = Some(whole);
        }
        stray.ok_or_else(|| io::ErrorKind::TimedOut.into())
    }
}

impl NtpUdpSocket for RecordingSocket {
    async fn send_to(&self, request: &[u8], _server: SocketAddr) -> sntpc::Result<usize> {
        *self.origin.lock().expect("no holder panics") = request
            .get(TRANSMITTED)
            .and_then(|sent| sent.try_into().ok());
        self.keep(self.socket.send(request).await)
    }

    async fn recv_from(&self, reply: &mut [u8]) -> sntpc::Result<(usize, SocketAddr)> {
        let whole = self.keep(self.reply().await)?;
        let length = whole.len().min(reply.len());
        reply[..length].copy_from_slice(&whole[..length]);
        *self.kept.lock().expect("no holder panics") = Some(Ok(whole));
        if let Some(packet) = reply[..length].first_chunk_mut::<LENGTH>() {
            without_judgement(packet);
        }
        // The socket is connected: nobody else's datagram arrives.
        Ok((length, self.server))
    }
}

/// Takes out of a reply what sntpc would refuse it for and a check is to judge.
fn without_judgement(packet: &mut [u8; LENGTH]) {
    // No leap second, stratum 1, and no root delay, dispersion, reference id and reference time.
    packet[0] &= 0b0011_1111;
    packet[STRATUM] = 1;
    packet[4..24].fill(0);
    if packet[RECEIVED] == [0; 8] {
        packet[TRANSMITTED].fill(0);
    }
}

/// A clock, read once for each timestamp.
#[derive(Clone, Copy)]
struct Moment {
    clock: Clock,
    at: Timestamp,
}

impl NtpTimestampGenerator for Moment {
    fn init(&mut self) {
        self.at = self.clock.now();
    }

    /// Modulo 2^64 before 1970, as the timestamps of NTP are modulo their era.
    fn timestamp_sec(&self) -> u64 {
        self.since_epoch().0.cast_unsigned()
    }

    fn timestamp_subsec_micros(&self) -> u32 {
        self.since_epoch().1
    }
}

impl Moment {
    fn since_epoch(&self) -> (i64, u32) {
        let micros = self.at.as_microsecond();
        let part = u32::try_from(micros.rem_euclid(1_000_000));
        (micros.div_euclid(1_000_000), part.unwrap_or_default())
    }
}

/// What the system says of the server.
///
/// # Errors
/// When it says that of this machine.
pub(super) fn classify(error: &io::Error, server: SocketAddr) -> Answered<Failure> {
    if let Some(limit) = our_limit(error, server) {
        return Err(limit);
    }
    Ok(match error.kind() {
        // Windows reports a refused datagram as a reset.
        io::ErrorKind::ConnectionRefused | io::ErrorKind::ConnectionReset => Failure::Refused,
        io::ErrorKind::TimedOut => Failure::TimedOut,
        _ => Failure::Unreachable(os_text(error)),
    })
}

fn reference(stratum: u8, id: [u8; 4]) -> String {
    let text = String::from_utf8_lossy(&id);
    let text = text.trim_end_matches('\0');
    let readable = text.chars().all(|c| c.is_ascii_graphic());
    match stratum {
        0 | 1 | 16.. if readable => text.to_owned(),
        // Where an address belongs, this one still is the word.
        _ if text == "LOCL" => text.to_owned(),
        _ => Ipv4Addr::from(id).to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_read_as_what_they_are() {
        assert_eq!(reference(0, *b"RATE"), "RATE");
        assert_eq!(reference(1, *b"GPS\0"), "GPS");
        assert_eq!(reference(2, [192, 0, 2, 7]), "192.0.2.7");
        assert_eq!(reference(16, [0; 4]), "");
        assert_eq!(reference(3, *b"LOCL"), "LOCL");
        assert_eq!(reference(1, [127, 127, 1, 0]), "127.127.1.0");
    }

    #[test]
    fn a_moment_before_1970_has_a_positive_part() {
        let at = "1969-12-31T23:59:58.75Z".parse().expect("a time");
        let clock = Clock::system();
        assert_eq!(Moment { clock, at }.since_epoch(), (-2, 750_000));
    }
}
