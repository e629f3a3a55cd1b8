//! The packet of NTP (RFC 5905 section 7.3): our request, the server's reply, and what follows from both.

use std::net::Ipv4Addr;

use checks::kit::probe::ntp::Sample;
use jiff::{SignedDuration, Timestamp};

const LENGTH: usize = 48;
/// Version 4, mode 3 (client).
const CLIENT: u8 = (4 << 3) | 3;
const SERVER_MODE: u8 = 4;
/// From 1900, where NTP counts from, to 1970.
const EPOCH: i128 = 2_208_988_800;
const NANOS: i128 = 1_000_000_000;

/// A request that was sent at this moment.
pub(super) fn request(sent: Timestamp) -> [u8; LENGTH] {
    let mut packet = [0; LENGTH];
    packet[0] = CLIENT;
    packet[40..].copy_from_slice(&fixed(sent).to_be_bytes());
    packet
}

/// What a reply says.
///
/// # Errors
/// Says what is wrong when it is no reply to the request that was sent at that moment.
pub(super) fn read(reply: &[u8], sent: Timestamp, arrived: Timestamp) -> Result<Sample, String> {
    let Some((packet, _extensions)) = reply.split_first_chunk::<LENGTH>() else {
        return Err(format!("{} bytes instead of {LENGTH}", reply.len()));
    };
    let (leap, version, mode) = (packet[0] >> 6, packet[0] >> 3 & 7, packet[0] & 7);
    let stratum = packet[1];
    let [origin, received, transmitted] = [24, 32, 40].map(|at| time_at(packet, at));
    if mode != SERVER_MODE {
        return Err(format!("mode {mode} instead of {SERVER_MODE}"));
    }
    if !(1..=4).contains(&version) {
        return Err(format!("version {version}"));
    }
    if origin != fixed(sent) {
        return Err("it belongs to another request".into());
    }
    let has_time = received != 0 && transmitted != 0;
    let (offset, round_trip) = match has_time {
        true => compare(fixed(sent), received, transmitted, fixed(arrived)),
        // A kiss code or an alarm needs no time.
        false if stratum == 0 || leap == 3 => Default::default(),
        false => return Err("it holds no time".into()),
    };
    Ok(Sample {
        offset,
        round_trip,
        stratum,
        leap,
        reference: reference(stratum, [packet[12], packet[13], packet[14], packet[15]]),
    })
}

/// Host's clock minus the server's, and the round trip (RFC 5905 section 8, with the other sign).
fn compare(
    sent: u64,
    received: u64,
    transmitted: u64,
    arrived: u64,
) -> (SignedDuration, SignedDuration) {
    // Wrapping differences are right up to 68 years, also across the end of an era.
    let minus = |a: u64, b: u64| i128::from(a.wrapping_sub(b).cast_signed());
    let offset = (minus(sent, received) + minus(arrived, transmitted)) / 2;
    let waited = minus(arrived, sent);
    let round_trip = waited - minus(transmitted, received);
    // Longer than was waited only by a server that claims to have answered before it was asked: its word is not to
    // outweigh others by a wide margin. Below zero where a clock was set, or the server's counts too coarsely.
    (span(offset), span(round_trip.min(waited).max(0)))
}

fn reference(stratum: u8, id: [u8; 4]) -> String {
    let text = String::from_utf8_lossy(&id);
    let text = text.trim_end_matches('\0');
    let readable = text.chars().all(|c| c.is_ascii_graphic());
    match stratum {
        0 | 1 | 16.. if readable => text.to_owned(),
        _ => Ipv4Addr::from(id).to_string(),
    }
}

fn time_at(packet: &[u8; LENGTH], at: usize) -> u64 {
    let bytes = packet[at..at + 8].try_into();
    u64::from_be_bytes(bytes.expect("eight bytes are eight bytes"))
}

/// Seconds since 1900 in 32.32 fixed point, modulo the era of 136 years.
fn fixed(at: Timestamp) -> u64 {
    let nanos = at.as_nanosecond() + EPOCH * NANOS;
    let fixed = (nanos.div_euclid(NANOS) << 32) | ((nanos.rem_euclid(NANOS) << 32) / NANOS);
    fixed as u64
}

fn span(fixed: i128) -> SignedDuration {
    let nanos = (fixed * NANOS) >> 32;
    SignedDuration::from_nanos_i128(nanos)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn offset_is_host_minus_server_across_the_end_of_an_era() {
        // The era ends on 2036-02-07 at 06:28:16: the host has not got there, the server has.
        let host: Timestamp = "2036-02-07T06:28:10Z".parse().expect("a time");
        let server: Timestamp = "2036-02-07T06:28:20.5Z".parse().expect("a time");
        let later = host + SignedDuration::from_millis(40);
        let (offset, round_trip) = compare(fixed(host), fixed(server), fixed(server), fixed(later));
        assert_eq!(offset.as_millis(), -10_480);
        assert_eq!((round_trip.as_micros() + 5) / 10, 4_000);
    }

    #[test]
    fn a_round_trip_is_never_longer_than_was_waited() {
        let host: Timestamp = "2026-11-22T12:00:00Z".parse().expect("a time");
        let later = host + SignedDuration::from_millis(40);
        let early = host - SignedDuration::from_hours(1);
        let (_, round_trip) = compare(fixed(host), fixed(host), fixed(early), fixed(later));
        assert_eq!((round_trip.as_micros() + 5) / 10, 4_000);
    }

    #[test]
    fn references_read_as_what_they_are() {
        assert_eq!(reference(0, *b"RATE"), "RATE");
        assert_eq!(reference(1, *b"GPS\0"), "GPS");
        assert_eq!(reference(2, [192, 0, 2, 7]), "192.0.2.7");
        assert_eq!(reference(16, [0; 4]), "");
    }
}
