//! NTP servers that lie, stay silent, or answer something else.

use std::net::{IpAddr, SocketAddr};
use std::time::{Duration, Instant};

use checks::kit::ProbeError;
use checks::kit::probe::ntp::{Answer, Failure, Query, Sample};
use checks::kit::realm::Endpoint;
use jiff::{SignedDuration, Timestamp};
use otpdoctor::probe::Patience;
use otpdoctor::probe::ntp::{Clock, ask};
use tokio::net::UdpSocket;

use crate::peer::{PATIENT, SHORT, closed_datagrams, datagrams, live};

/// A correct reply: stratum 2 behind 192.0.2.7, at the time of this host.
fn reply(request: &[u8]) -> Vec<u8> {
    let now = Timestamp::now();
    let seconds = (now.as_second() + 2_208_988_800) as u32;
    let fraction = ((now.subsec_nanosecond() as u64) << 32) / 1_000_000_000;
    let time = [seconds.to_be_bytes(), (fraction as u32).to_be_bytes()].concat();
    let mut packet = vec![0; 48];
    packet[0] = (4 << 3) | 4;
    packet[1] = 2;
    packet[12..16].copy_from_slice(&[192, 0, 2, 7]);
    packet[24..32].copy_from_slice(&request[40..48]);
    packet[32..40].copy_from_slice(&time);
    packet[40..48].copy_from_slice(&time);
    packet
}

/// A correct reply with something changed.
fn changed(
    change: impl Fn(&mut Vec<u8>) + Send + 'static,
) -> impl Fn(usize, &[u8]) -> Option<Vec<u8>> {
    move |_, request| {
        let mut packet = reply(request);
        change(&mut packet);
        Some(packet)
    }
}

fn at(server: SocketAddr) -> Query {
    Query {
        server: Endpoint::new(server.ip().to_string(), server.port()),
    }
}

/// Offset and delay of a host that asks itself: next to nothing.
fn is_next_to_nothing(sample: &Sample) -> bool {
    let bound = PATIENT.total.try_into().unwrap();
    sample.offset.abs() < bound && sample.round_trip < bound && !sample.round_trip.is_negative()
}

async fn malformed(change: impl Fn(&mut Vec<u8>) + Send + 'static) -> String {
    malformed_within(PATIENT, change).await
}

/// What is no reply to the request is waited past, for something better.
async fn stray(change: impl Fn(&mut Vec<u8>) + Send + 'static) -> String {
    let patience = Patience {
        connect: Duration::from_millis(700),
        ..PATIENT
    };
    malformed_within(patience, change).await
}

async fn malformed_within(
    patience: Patience,
    change: impl Fn(&mut Vec<u8>) + Send + 'static,
) -> String {
    let server = datagrams("127.0.0.1:0", changed(change)).await;
    let answer = ask(&live(patience), &at(server)).await.unwrap();
    assert_eq!(answer.samples, []);
    assert_eq!(answer.failures.len(), 4);
    let mut malformed = answer.failures.iter().filter_map(|failure| match failure {
        Failure::Malformed(why) => Some(why.clone()),
        _ => None,
    });
    malformed.next().unwrap()
}

#[tokio::test]
async fn a_server_answers_four_times() {
    let server = datagrams("127.0.0.1:0", changed(|_| {})).await;
    let answer = ask(&live(PATIENT), &at(server)).await.unwrap();
    assert_eq!(answer.address, Some(server));
    assert_eq!(answer.samples.len(), 4);
    assert_eq!(answer.failures, []);
    let sample = &answer.samples[0];
    assert!(is_next_to_nothing(sample), "{sample:?}");
    assert_eq!(
        (sample.stratum, sample.leap, sample.reference.raw()),
        (2, 0, "192.0.2.7")
    );
}

#[tokio::test]
async fn ipv6_is_asked_too() {
    let server = datagrams("[::1]:0", changed(|_| {})).await;
    let answer = ask(&live(PATIENT), &at(server)).await.unwrap();
    assert_eq!((answer.address, answer.samples.len()), (Some(server), 4));
}

#[tokio::test]
async fn a_shifted_clock_is_off_by_its_shift() {
    let server = datagrams("127.0.0.1:0", changed(|_| {})).await;
    let mut live = live(PATIENT);
    for shift in [-312, 90, 40 * 365 * 86_400] {
        let shift = SignedDuration::from_secs(shift);
        live.clock = Clock::shifted(shift);
        let answer = ask(&live, &at(server)).await.unwrap();
        let off = answer.samples[0].offset - shift;
        assert!(off.abs() < SignedDuration::from_secs(2), "{off}");
    }
}

#[tokio::test]
async fn a_clock_that_is_set_meanwhile_convicts_no_server() {
    let server = datagrams("127.0.0.1:0", changed(|_| {})).await;
    let mut live = live(PATIENT);
    let day = SignedDuration::from_hours(24);
    for set in [day, -day] {
        live.clock = Clock::that_showed(Timestamp::now() - set, Instant::now());
        let error = ask(&live, &at(server)).await.unwrap_err();
        let ProbeError::ClockSet(by) = error else {
            panic!("{error}");
        };
        assert!((by - set).abs() < SignedDuration::from_secs(2), "{by}");
    }
    // A time service that corrects what drifts.
    let a_little = SignedDuration::from_millis(500);
    live.clock = Clock::that_showed(Timestamp::now() - a_little, Instant::now());
    assert_eq!(ask(&live, &at(server)).await.unwrap().samples.len(), 4);
}

#[tokio::test]
async fn replies_to_something_else_are_malformed() {
    assert_eq!(
        malformed(|p| p[0] = (4 << 3) | 3).await,
        "mode 3 instead of 4"
    );
    assert_eq!(malformed(|p| p[0] = (7 << 3) | 4).await, "version 7");
    assert_eq!(malformed(|p| p[0] = 4).await, "version 0");
    let strays = tokio::join!(
        stray(|p| p[30] ^= 1),
        stray(|p| p.truncate(47)),
        stray(Vec::clear)
    );
    assert_eq!(strays.0, "it belongs to another request");
    assert_eq!(strays.1, "47 bytes instead of 48");
    assert_eq!(strays.2, "0 bytes instead of 48");
    assert_eq!(malformed(|p| p[40..].fill(0)).await, "it contains no time");
}

/// What comes before the reply is not the reply: a late answer to somebody else, a forged one, a piece (RFC 5905 9.2).
#[tokio::test]
async fn a_stray_datagram_before_the_reply_does_no_harm() {
    let strays: [fn(&mut Vec<u8>); 3] = [|p| p[24] ^= 0x80, |p| p.truncate(10), Vec::clear];
    for stray in strays {
        let socket = UdpSocket::bind("127.0.0.1:0").await.unwrap();
        let server = socket.local_addr().unwrap();
        tokio::spawn(async move {
            let mut request = [0; 1024];
            while let Ok((length, client)) = socket.recv_from(&mut request).await {
                let right = reply(&request[..length]);
                let mut wrong = right.clone();
                stray(&mut wrong);
                for packet in [&wrong, &right, &right] {
                    socket.send_to(packet, client).await.unwrap();
                }
            }
        });
        let answer = ask(&live(PATIENT), &at(server)).await.unwrap();
        assert_eq!((answer.samples.len(), answer.failures), (4, vec![]));
    }
}

#[tokio::test]
async fn extensions_behind_the_packet_do_no_harm() {
    let server = datagrams("127.0.0.1:0", changed(|p| p.resize(1200, 0xff))).await;
    let answer = ask(&live(PATIENT), &at(server)).await.unwrap();
    assert_eq!(answer.samples.len(), 4);
}

#[tokio::test]
async fn a_kiss_code_is_read_and_ends_the_asking() {
    let kiss = changed(|p| {
        p[0] |= 3 << 6;
        p[1] = 0;
        p[12..16].copy_from_slice(b"RATE");
        p[32..].fill(0);
    });
    let server = datagrams("127.0.0.1:0", kiss).await;
    let answer = ask(&live(PATIENT), &at(server)).await.unwrap();
    let sample = Sample {
        offset: SignedDuration::ZERO,
        round_trip: SignedDuration::ZERO,
        stratum: 0,
        leap: 3,
        reference: "RATE".into(),
        root_dispersion: SignedDuration::ZERO,
        address: None,
    };
    assert_eq!((answer.samples, answer.failures), (vec![sample], vec![]));
}

#[tokio::test]
async fn an_alarm_and_stratum_16_are_facts() {
    let alarm = changed(|p| {
        p[0] |= 3 << 6;
        p[1] = 16;
        p[12..16].copy_from_slice(b"INIT");
    });
    let server = datagrams("127.0.0.1:0", alarm).await;
    let answer = ask(&live(PATIENT), &at(server)).await.unwrap();
    assert_eq!(answer.samples.len(), 4);
    let sample = &answer.samples[0];
    assert_eq!(
        (sample.stratum, sample.leap, sample.reference.raw()),
        (16, 3, "INIT")
    );
    assert!(is_next_to_nothing(sample), "{sample:?}");
}

#[tokio::test]
async fn a_far_root_and_a_reference_of_tomorrow_hide_no_time() {
    let far = changed(|p| {
        p[4..12].fill(0x7f);
        p[16..24].copy_from_slice(&u64::MAX.to_be_bytes());
    });
    let server = datagrams("127.0.0.1:0", far).await;
    let answer = ask(&live(PATIENT), &at(server)).await.unwrap();
    assert_eq!((answer.samples.len(), answer.failures.len()), (4, 0));
    assert!(answer.samples.iter().all(is_next_to_nothing));
}

#[tokio::test]
async fn reference_and_dispersion_are_facts() {
    let local = changed(|p| {
        p[8..12].copy_from_slice(&[0, 10, 0x80, 0]);
        p[12..16].copy_from_slice(b"LOCL");
    });
    let server = datagrams("127.0.0.1:0", local).await;
    let answer = ask(&live(PATIENT), &at(server)).await.unwrap();
    let sample = &answer.samples[0];
    assert_eq!(sample.root_dispersion, SignedDuration::from_millis(10_500));
    assert_eq!((sample.reference.raw(), sample.address), ("LOCL", None));
    assert!(answer.free_running().is_some() && answer.vote().is_none());
}

#[tokio::test]
async fn every_address_of_a_name_is_asked() {
    // `localhost` is ::1 and 127.0.0.1; on the latter the time is 400 s ahead.
    let right = datagrams("[::1]:0", changed(|_| {})).await;
    let ahead = |_, request: &[u8]| {
        let mut packet = reply(request);
        for at in [32, 40] {
            let seconds = u32::from_be_bytes(packet[at..at + 4].try_into().unwrap());
            packet[at..at + 4].copy_from_slice(&(seconds + 400).to_be_bytes());
        }
        Some(packet)
    };
    datagrams(&format!("127.0.0.1:{}", right.port()), ahead).await;
    let dns = checks::kit::realm::Dns {
        servers: vec!["127.0.0.1:9".into()],
    };
    let trust = checks::kit::realm::Trust::System;
    let live = crate::peer::live_over(&trust, Some(&dns), &[], PATIENT);
    let server = Endpoint::new("localhost", right.port());
    let answer = ask(&live, &Query { server }).await.unwrap();
    assert_eq!((answer.address, answer.samples.len()), (Some(right), 8));
    let [behind, level] = answer.disagreeing().unwrap();
    let loopback = Some(IpAddr::from([127, 0, 0, 1]));
    assert_eq!(
        (behind.address, level.address),
        (loopback, Some(right.ip()))
    );
}

#[tokio::test]
async fn a_server_may_answer_only_the_third_request() {
    let third = |number, request: &[u8]| (number == 2).then(|| reply(request));
    let server = datagrams("127.0.0.1:0", third).await;
    let live = live(otpdoctor::probe::Patience {
        total: PATIENT.total,
        reply: PATIENT.total,
        ..SHORT
    });
    let answer = ask(&live, &at(server)).await.unwrap();
    assert_eq!(answer.samples.len(), 1);
    assert_eq!(answer.failures, vec![Failure::TimedOut; 3]);
}

#[tokio::test]
async fn a_late_reply_is_not_taken_for_that_to_the_next_request() {
    // It answers every request with the reply to the one before.
    let before = std::sync::Mutex::new(None::<Vec<u8>>);
    let late = move |_, request: &[u8]| before.lock().unwrap().replace(reply(request));
    let server = datagrams("127.0.0.1:0", late).await;
    let live = live(otpdoctor::probe::Patience {
        total: PATIENT.total,
        reply: PATIENT.total,
        ..SHORT
    });
    let answer = ask(&live, &at(server)).await.unwrap();
    assert_eq!(answer.samples, []);
    assert_eq!(answer.failures[0], Failure::TimedOut);
    assert!(matches!(answer.failures[1], Failure::Malformed(_)));
}

#[tokio::test]
async fn silence_ends_within_the_patience() {
    let server = datagrams("127.0.0.1:0", |_, _| None).await;
    let answer = ask(&live(SHORT), &at(server)).await.unwrap();
    assert_eq!(answer.samples, []);
    assert!(answer.failures.len() <= 4);
    assert!(
        answer
            .failures
            .iter()
            .all(|failure| *failure == Failure::TimedOut)
    );
}

#[tokio::test]
async fn a_closed_port_is_refused_and_not_asked_again() {
    let (_held, closed) = closed_datagrams().await;
    let answer = ask(&live(PATIENT), &at(closed)).await.unwrap();
    assert_eq!(
        answer,
        Answer {
            resolution: checks::kit::probe::tcp::Resolution {
                addresses: vec![IpAddr::from([127, 0, 0, 1])],
                failure: None,
            },
            address: Some(closed),
            samples: vec![],
            failures: vec![Failure::Refused],
        }
    );
}
