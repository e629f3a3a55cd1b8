//! Servers that take none of our cipher suites: some take another, and some take nobody.

use checks::kit::probe::https::Query;
use checks::kit::probe::tls::{Handshake, Tls};
use otpdoctor::probe::https::ask;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

use crate::peer::PATIENT;
use crate::web::{authority, serve, stay, world};

const FAILURE: [u8; 7] = [21, 3, 3, 0, 2, 2, 40];

/// The suites that a ClientHello offers.
async fn offered(stream: &mut TcpStream) -> Vec<u16> {
    let mut header = [0; 5];
    stream.read_exact(&mut header).await.unwrap();
    let mut hello = vec![0; usize::from(u16::from_be_bytes([header[3], header[4]]))];
    stream.read_exact(&mut hello).await.unwrap();
    let after_session = 39 + usize::from(hello[38]);
    let (length, suites) = hello[after_session..].split_first_chunk().unwrap();
    let length = usize::from(u16::from_be_bytes(*length));
    let suites = suites[..length].chunks_exact(2);
    suites
        .map(|two| u16::from_be_bytes([two[0], two[1]]))
        .collect()
}

/// A ServerHello that chooses this suite in this version.
fn hello(suite: u16, minor: u8) -> Vec<u8> {
    let [high, low] = suite.to_be_bytes();
    let body = [&[3, minor][..], &[7; 32], &[0, high, low, 0]].concat();
    [&[22, 3, minor, 0, 42, 2, 0, 0, 38][..], &body].concat()
}

/// What is seen of a server that chooses this suite where it is offered, and else does this.
async fn seen(suite: u16, minor: u8, refusal: &'static [u8]) -> Tls {
    let server = serve(move |_, mut stream| async move {
        match offered(&mut stream).await.contains(&suite) {
            true => stream.write_all(&hello(suite, minor)).await.unwrap(),
            false if refusal.is_empty() => return,
            false => stream.write_all(refusal).await.unwrap(),
        }
        stay(&mut stream).await;
    });
    let query = Query {
        url: format!("https://{}/", server.await).parse().unwrap(),
        via: None,
        client_certificate: None,
    };
    let world = world(&authority("root"), &[], PATIENT);
    if refusal.is_empty() {
        // It may be that only this one connection is dropped.
        let first = ask(&world.live, &query).await.unwrap().tls.unwrap();
        assert_eq!(first.foreign_suite, None);
    }
    ask(&world.live, &query).await.unwrap().tls.unwrap()
}

#[tokio::test]
async fn a_suite_that_windows_has_is_named() {
    for (suite, name) in [
        (0xc028, "TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA384"),
        (0xc024, "TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA384"),
        (0x009d, "TLS_RSA_WITH_AES_256_GCM_SHA384"),
        (0x002f, "TLS_RSA_WITH_AES_128_CBC_SHA"),
        (0x009f, "TLS_DHE_RSA_WITH_AES_256_GCM_SHA384"),
        (0x000a, "TLS_RSA_WITH_3DES_EDE_CBC_SHA"),
    ] {
        // Windows does not say why it ends the connection.
        for refusal in [&FAILURE[..], &[]] {
            let tls = seen(suite, 3, refusal).await;
            assert_eq!(tls.foreign_suite.as_deref(), Some(name));
        }
    }
}

#[tokio::test]
async fn a_server_that_takes_nobody_stays_refused() {
    for (suite, minor) in [
        // Nobody offers it.
        (0x0000, 3),
        // Only in a version that is too old.
        (0x002f, 2),
    ] {
        let tls = seen(suite, minor, &FAILURE).await;
        assert_eq!(tls.outcome, Handshake::Alert("handshake_failure".into()));
        assert_eq!(tls.foreign_suite, None);
    }
}
