//! TLS peers that are wrong in every way: the facts keep what they showed.

use std::time::Instant;

use checks::kit::chain::End;
use checks::kit::chain_fault::ChainFault;
use checks::kit::probe::tcp::Ended;
use checks::kit::probe::tls::Handshake;
use checks::kit::realm::Endpoint;
use jiff::Timestamp;
use otpdoctor::probe::Patience;
use otpdoctor::probe::tls::{Attempted, handshake};
use rcgen::{CertificateParams, date_time_ymd};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

use crate::peer::{PATIENT, SHORT};
use crate::web::{
    Authority, authority, below, leaf, leaf_with, named, serve, stay, tls_replies, world,
};

const HOST: &str = "127.0.0.1";

async fn shake(server: &Endpoint, trusted: &Authority, patience: Patience) -> Attempted {
    let world = world(trusted, &["c4nary-secret"], patience);
    let stream = TcpStream::connect((server.host.as_str(), server.port))
        .await
        .unwrap();
    let until = Instant::now() + patience.total;
    handshake(&world.live, Box::new(stream), HOST, None, until)
        .await
        .unwrap()
}

/// What becomes of a handshake with a peer that hears something and answers these bytes.
async fn answered_by(bytes: &'static [u8]) -> Handshake {
    let server = serve(move |_, mut stream| async move {
        let _ = stream.read_u8().await;
        let _ = stream.write_all(bytes).await;
        stay(&mut stream).await;
    });
    shake(&server.await, &authority("root"), PATIENT)
        .await
        .facts
        .outcome
}

fn completed(shaken: &Attempted) -> bool {
    shaken.facts.outcome
        == Handshake::Completed {
            version: "TLSv1.3".into(),
        }
}

#[tokio::test]
async fn a_good_server_verifies_up_to_the_root_that_it_did_not_show() {
    let root = authority("root");
    let middle = below("middle", &root);
    let server = tls_replies(leaf(HOST, &middle).server(&[&middle]), "").await;
    let shaken = shake(&server, &root, PATIENT).await;
    assert!(completed(&shaken) && shaken.verified && shaken.stream.is_some());
    let chain = &shaken.facts.chain;
    assert_eq!((chain.certificates.len(), chain.end), (3, End::Trusted));
    assert!(
        chain
            .certificates
            .iter()
            .rev()
            .skip(1)
            .all(|one| one.signature_holds == Some(true))
    );
    assert_eq!(chain.faults(Timestamp::now(), Some(HOST)), []);
    assert!(!shaken.facts.asked_for_certificate);
}

#[tokio::test]
async fn a_bad_certificate_is_shown_whole_and_not_verified() {
    let root = authority("root");
    let mut late = CertificateParams::new(vec![HOST.to_owned()]).unwrap();
    late.not_before = date_time_ymd(2020, 1, 1);
    late.not_after = date_time_ymd(2020, 2, 1);
    let other = authority("other");
    for (leaf, above, fault) in [
        (leaf_with(late, &root), vec![], ChainFault::Expired(0)),
        (leaf("192.0.2.1", &root), vec![], ChainFault::WrongName),
        (leaf(HOST, &other), vec![&other], ChainFault::UntrustedRoot),
        (leaf(HOST, &other), vec![], ChainFault::IssuerMissing),
    ] {
        let server = tls_replies(leaf.server(&above), "").await;
        let shaken = shake(&server, &root, PATIENT).await;
        assert!(completed(&shaken) && !shaken.verified, "{fault:?}");
        let faults = shaken.facts.chain.faults(Timestamp::now(), Some(HOST));
        assert_eq!(faults, [fault]);
    }
}

#[tokio::test]
async fn a_cross_signed_authority_leads_to_the_trusted_root() {
    let (root, stranger) = (authority("root"), authority("stranger"));
    let middle = below("middle", &root);
    // The same name and key under a root that nobody knows, and a namesake with another key.
    let crossed = named("middle").signed_by(middle.key(), &stranger).unwrap();
    let namesake = below("middle", &stranger);
    let leaf = leaf(HOST, &middle);
    let shown = [
        leaf.certificate.clone(),
        namesake.der().clone(),
        crossed.der().clone(),
        stranger.der().clone(),
        middle.der().clone(),
    ];
    let chain = otpdoctor::probe::x509::chain(
        &shown,
        &[root.der().clone()],
        &crate::peer::live(PATIENT).vault,
    )
    .unwrap();
    let names: Vec<_> = chain
        .certificates
        .iter()
        .map(|one| one.subject.raw())
        .collect();
    assert_eq!(
        (names[1..].to_vec(), chain.end),
        (vec!["CN=middle", "CN=root"], End::Trusted)
    );
    assert!(
        chain
            .certificates
            .iter()
            .rev()
            .skip(1)
            .all(|one| one.signature_holds == Some(true))
    );
}

#[tokio::test]
async fn a_hundred_certificates_are_looked_through_in_bounded_work() {
    let root = authority("root");
    let mut tower = vec![below("floor 0", &root)];
    for floor in 1..99 {
        let next = below(&format!("floor {floor}"), &tower[floor - 1]);
        tower.push(next);
    }
    let top = leaf(HOST, &tower[98]);
    let above: Vec<&Authority> = tower.iter().rev().collect();
    let server = tls_replies(top.server(&above), "").await;
    let shaken = shake(&server, &root, PATIENT).await;
    assert!(completed(&shaken) && !shaken.verified);
    let chain = &shaken.facts.chain;
    assert_eq!(
        (chain.certificates.len(), chain.end),
        (16, End::IssuerMissing)
    );

    let namesakes: Vec<Authority> = (0..99).map(|_| below("middle", &root)).collect();
    let server = tls_replies(
        leaf(HOST, &namesakes[50]).server(&namesakes.iter().collect::<Vec<_>>()),
        "",
    )
    .await;
    let chain = shake(&server, &root, PATIENT).await.facts.chain;
    assert_eq!((chain.certificates.len(), chain.end), (3, End::Trusted));
}

#[tokio::test]
async fn old_versions_are_named() {
    // A ServerHello: version, random, no session, TLS_RSA_WITH_AES_128_CBC_SHA, no compression.
    const fn hello(minor: u8) -> [u8; 47] {
        let mut hello = [7; 47];
        let (head, tail) = ([22, 3, minor, 0, 42, 2, 0, 0, 38, 3, minor], [0, 0, 47, 0]);
        let mut at = 0;
        while at < head.len() {
            hello[at] = head[at];
            at += 1;
        }
        at = 0;
        while at < tail.len() {
            hello[43 + at] = tail[at];
            at += 1;
        }
        hello
    }
    static HELLOS: [[u8; 47]; 3] = [hello(0), hello(1), hello(2)];
    for (hello, version) in HELLOS.iter().zip(["SSLv3", "TLSv1.0", "TLSv1.1"]) {
        assert_eq!(
            answered_by(hello).await,
            Handshake::OldVersion(version.into())
        );
    }
}

#[tokio::test]
async fn an_alert_is_named() {
    for (code, name) in [
        (40, "handshake_failure"),
        (70, "protocol_version"),
        (112, "unrecognized_name"),
        (200, "alert_200"),
    ] {
        let alert: &'static [u8] = Box::leak(Box::new([21, 3, 3, 0, 2, 2, code]));
        assert_eq!(answered_by(alert).await, Handshake::Alert(name.into()));
    }
}

#[tokio::test]
async fn what_is_no_tls_is_quoted_without_secrets() {
    for (said, shown) in [
        (
            "220 mail.example.net ESMTP\r\n",
            "220 mail.example.net ESMTP",
        ),
        (
            "HTTP/1.1 400 Bad Request\r\n\r\n",
            "HTTP/1.1 400 Bad Request",
        ),
        ("hi", "hi"),
        (
            "you said c4nary-secret",
            "you said [plain text 1 of the config]",
        ),
        ("\u{1b}]0;title\u{7}x", "]0;titlex"),
    ] {
        let Handshake::NotTls(answer) = answered_by(said.as_bytes()).await else {
            panic!("{said:?} is not TLS");
        };
        assert_eq!(answer.to_string(), shown);
    }
}

#[tokio::test]
async fn tls_that_breaks_the_rules_is_no_crash() {
    for broken in [
        &[22, 3, 3, 0, 4, 2, 0, 0, 0][..],
        &[22, 3, 3, 255, 255, 0][..],
        &[23, 3, 3, 0, 1, 0][..],
        &[20, 3, 3, 0, 1, 9][..],
    ] {
        let outcome = answered_by(broken).await;
        assert!(
            matches!(outcome, Handshake::Incompatible(_)),
            "{broken:?}: {outcome:?}"
        );
    }
}

#[tokio::test]
async fn silence_reset_and_close_are_told_apart_at_each_stage() {
    for beginning in [&b""[..], &[22, 3, 3, 0, 80, 2, 0]] {
        let outcome = |ending: fn(TcpStream), patience| async move {
            let server = serve(move |_, mut stream| async move {
                let mut hello = [0; 5];
                stream.read_exact(&mut hello).await.unwrap();
                let mut rest = vec![0; usize::from(u16::from_be_bytes([hello[3], hello[4]]))];
                stream.read_exact(&mut rest).await.unwrap();
                stream.write_all(beginning).await.unwrap();
                ending(stream);
            });
            shake(&server.await, &authority("root"), patience)
                .await
                .facts
                .outcome
        };
        let held = |stream| {
            tokio::spawn(async move { stay(&mut { stream }).await });
        };
        assert_eq!(
            outcome(held, SHORT).await,
            Handshake::Ended(Ended::TimedOut)
        );
        assert_eq!(
            outcome(drop, PATIENT).await,
            Handshake::Ended(Ended::Closed)
        );
        let half_closed = |mut stream: TcpStream| {
            tokio::spawn(async move {
                stream.shutdown().await.unwrap();
                stay(&mut stream).await;
            });
        };
        assert_eq!(
            outcome(half_closed, PATIENT).await,
            Handshake::Ended(Ended::Closed)
        );
        let reset = |stream: TcpStream| stream.set_zero_linger().unwrap();
        assert_eq!(
            outcome(reset, PATIENT).await,
            Handshake::Ended(Ended::Reset)
        );
    }
}
