//! Connecting: every address is tried in order, and each outcome is kept.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::time::Instant;

use checks::kit::probe::tcp::{Connect, Query, Unresolved, in_vain};
use checks::kit::realm::Endpoint;
use otpdoctor::probe::Live;
use otpdoctor::probe::tcp::{ask, reach};
use tokio::io::AsyncReadExt as _;
use tokio::net::{TcpListener, TcpStream};

use crate::peer::{PATIENT, deaf, live};

fn soon() -> Instant {
    Instant::now() + PATIENT.total
}

/// The world of a machine whose hosts file is empty.
fn without_hosts() -> Live {
    let dns = checks::kit::realm::Dns {
        servers: vec!["127.0.0.1:9".into()],
    };
    let trust = checks::kit::realm::Trust::System;
    crate::peer::live_over(&trust, Some(&dns), &[], PATIENT)
}

#[tokio::test]
async fn a_closed_port_refuses() {
    let deaf = deaf("127.0.0.1:0");
    let address = deaf.local_addr().unwrap();
    let reached = reach(
        &live(PATIENT),
        &Endpoint::new("127.0.0.1", address.port()),
        soon(),
    )
    .await
    .unwrap();
    assert_eq!(reached.resolution.addresses, [address.ip()]);
    assert_eq!(reached.attempts.len(), 1);
    assert_eq!(reached.attempts[0].outcome, Connect::Refused);
    assert!(reached.stream.is_none());
}

#[tokio::test]
async fn the_second_address_is_tried_when_the_first_refuses() {
    // `localhost` is ::1 and 127.0.0.1, and only the latter listens.
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let _deaf = deaf(&format!("[::1]:{port}"));
    let reached = reach(&without_hosts(), &Endpoint::new("localhost", port), soon())
        .await
        .unwrap();
    let (v6, v4) = (
        IpAddr::V6(Ipv6Addr::LOCALHOST),
        IpAddr::V4(Ipv4Addr::LOCALHOST),
    );
    assert_eq!(reached.resolution.addresses, [v6, v4]);
    let outcomes: Vec<_> = reached
        .attempts
        .into_iter()
        .map(|attempt| (attempt.address, attempt.outcome))
        .collect();
    assert_eq!(
        outcomes,
        [
            (SocketAddr::new(v6, port), Connect::Refused),
            (SocketAddr::new(v4, port), Connect::Accepted),
        ]
    );
    assert!(reached.stream.is_some());
}

#[tokio::test]
async fn ipv6_is_reached() {
    let listener = TcpListener::bind("[::1]:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let reached = reach(&live(PATIENT), &Endpoint::new("::1", port), soon())
        .await
        .unwrap();
    assert_eq!(reached.attempts[0].outcome, Connect::Accepted);
    assert!(reached.stream.is_some());
}

#[tokio::test]
async fn an_address_without_a_route_says_so() {
    // The broadcast address takes no connection on any system.
    let reached = reach(
        &live(PATIENT),
        &Endpoint::new("255.255.255.255", 25),
        soon(),
    )
    .await
    .unwrap();
    let Connect::Unreachable(why) = &reached.attempts[0].outcome else {
        panic!("{:?}", reached.attempts);
    };
    assert!(!why.is_empty() && !why.contains("os error"), "{why}");
}

/// Only Linux drops what does not fit into the queue; others refuse.
#[cfg(target_os = "linux")]
#[tokio::test]
async fn a_listener_that_does_not_accept_times_out() {
    let socket = tokio::net::TcpSocket::new_v4().unwrap();
    socket.bind("127.0.0.1:0".parse().unwrap()).unwrap();
    let listener = socket.listen(1).unwrap();
    let address = listener.local_addr().unwrap();
    let mut waiting = Vec::new();
    while let Ok(stream) = tokio::time::timeout(
        std::time::Duration::from_millis(100),
        TcpStream::connect(address),
    )
    .await
    {
        waiting.push(stream.unwrap());
        assert!(waiting.len() < 64, "the queue never fills");
    }
    let server = Endpoint::new("127.0.0.1", address.port());
    let reached = reach(&live(crate::peer::SHORT), &server, soon())
        .await
        .unwrap();
    assert_eq!(reached.attempts.len(), 1);
    assert_eq!(reached.attempts[0].outcome, Connect::TimedOut);
    assert!(reached.stream.is_none());
}

/// The system tells a reset that it has seen before we look as an error of connecting.
#[tokio::test]
async fn who_resets_at_once_has_accepted() {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    let (live, server) = (live(PATIENT), Endpoint::new("127.0.0.1", port));
    let mut reaching = std::pin::pin!(reach(&live, &server, soon()));
    // It has asked for the connection, and will not look before it is polled again.
    assert!(futures_util::poll!(&mut reaching).is_pending());
    let (accepted, _) = listener.accept().unwrap();
    accepted.set_nonblocking(true).unwrap();
    let accepted = TcpStream::from_std(accepted).unwrap();
    accepted.set_zero_linger().unwrap();
    drop(accepted);
    let reached = reaching.await.unwrap();
    assert_eq!(reached.attempts.len(), 1);
    assert_eq!(reached.attempts[0].outcome, Connect::Accepted);
    let mut stream = reached.stream.unwrap();
    assert_eq!(reached.local, None);
    let error = stream.read_u8().await.unwrap_err();
    assert_eq!(error.kind(), std::io::ErrorKind::ConnectionReset);
}

#[tokio::test]
async fn nothing_is_tried_after_the_deadline() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let server = Endpoint::new("127.0.0.1", listener.local_addr().unwrap().port());
    let reached = reach(&live(PATIENT), &server, Instant::now())
        .await
        .unwrap();
    assert!(reached.attempts.is_empty() && reached.stream.is_none());
    assert_eq!(reached.resolution.failure, None::<Unresolved>);
}

#[tokio::test]
async fn all_addresses_of_a_name_are_tried_and_told_apart() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let _deaf = deaf(&format!("[::1]:{port}"));
    let query = Query {
        server: Endpoint::new("localhost", port),
    };
    let answer = ask(&without_hosts(), &query).await.unwrap();
    let outcomes: Vec<_> = answer.attempts.iter().map(|one| &one.outcome).collect();
    assert_eq!(outcomes, [&Connect::Refused, &Connect::Accepted]);
    assert_eq!(in_vain(&answer.attempts), None);
}
