//! Web servers that misbehave, and client certificates that are refused.

use std::path::Path;
use std::time::{Duration, Instant};

use checks::kit::ProbeError;
use checks::kit::probe::https::{Answer, Query, Stage};
use checks::kit::probe::tcp::{Connect, Ended};
use checks::kit::probe::tls::Handshake;
use checks::kit::realm::{CertificateSource, Endpoint};
use otpdoctor::probe::https::ask;
use otpdoctor::probe::{Live, Patience};
use rcgen::CertificateParams;
use rustls::server::WebPkiClientVerifier;
use rustls::{RootCertStore, ServerConfig, SupportedProtocolVersion};
use std::sync::Arc;
use tokio::io::AsyncWriteExt as _;

use crate::peer::{PATIENT, SHORT, deaf, live, live_with};
use crate::web::{
    Authority, Leaf, authority, flood, hear, leaf, leaf_with, provider, replies, serve, stay,
    tls_replies, world,
};

fn query(scheme: &str, server: &Endpoint) -> Query {
    Query {
        url: format!("{scheme}://{server}/otp/service.svc?wsdl#top")
            .parse()
            .unwrap(),
        via: None,
        client_certificate: None,
    }
}

async fn get(live: &Live, server: &Endpoint) -> Answer {
    ask(live, &query("http", server)).await.unwrap()
}

/// What a GET comes to when the server hears it and answers this, then stays.
async fn answered_by(reply: &str, patience: Patience) -> Answer {
    let (server, _) = replies(&[reply]).await;
    get(&live_with(&["c4nary-secret"], patience), &server).await
}

async fn ended_by(reply: &str, patience: Patience) -> Option<Ended> {
    let answer = answered_by(reply, patience).await;
    assert_eq!(answer.response, None, "{reply}");
    answer.ended
}

#[tokio::test]
async fn a_get_is_plain_and_the_answer_kept_in_part() {
    let reply = "HTTP/1.1 405 Method Not Allowed\r\nServer: IIS\r\nSet-Cookie: id=1\r\nDATE: now\r\nContent-Length: 5\r\n\r\nhello more";
    let (server, heard) = replies(&[reply]).await;
    let answer = get(&live(PATIENT), &server).await;
    let version = env!("CARGO_PKG_VERSION");
    let request = format!(
        "GET /otp/service.svc?wsdl HTTP/1.1\r\nHost: {server}\r\nUser-Agent: otpdoctor/{version}\r\nAccept: */*\r\nConnection: close\r\n\r\n"
    );
    assert_eq!(*heard.lock().unwrap(), [request]);
    let response = answer.response.unwrap();
    assert_eq!(response.status_line(), "405 Method Not Allowed");
    let headers = [("server", "IIS"), ("date", "now")].map(|(k, v)| (k.to_owned(), v.into()));
    assert_eq!(response.headers, headers);
    assert_eq!(response.body, "hello");
    assert_eq!(answer.attempts[0].outcome, Connect::Accepted);
    assert_eq!(
        (answer.tls, answer.tunnel, answer.ended),
        (None, None, None)
    );
}

#[tokio::test]
async fn a_silence_that_the_end_of_the_run_cuts_short_says_nothing_of_the_server() {
    let (server, _) = replies(&[""]).await;
    let mut cut = live(PATIENT);
    // Much less than the patience with a reply.
    cut.ends_at = Some(Instant::now() + Duration::from_millis(1500));
    let answer = ask(&cut, &query("http", &server)).await;
    assert!(
        matches!(answer, Err(ProbeError::CutShort(Stage::Response, _))),
        "{answer:?}"
    );
    // Where no run ends, the silence is the server's.
    assert_eq!(ended_by("", SHORT).await, Some(Ended::TimedOut));
}

#[tokio::test]
async fn a_body_is_read_in_chunks_and_secrets_are_cut_out() {
    let reply = "HTTP/1.1 200 OK\r\nVia: c4nary-secret\r\nTransfer-Encoding: chunked\r\n\r\n7\r\nc4nary-\r\n6\r\nsecret\r\n0\r\n\r\n";
    let response = answered_by(reply, PATIENT).await.response.unwrap();
    assert_eq!(response.body, "[plain text 1 of the config]");
    assert_eq!(
        response.header("via").collect::<Vec<_>>(),
        ["[plain text 1 of the config]"]
    );
}

#[tokio::test]
async fn a_secret_at_the_cut_is_cut_out_whole() {
    let filler = "x".repeat(1995);
    let reply = format!(
        "HTTP/1.1 200 OK\r\nContent-Length: 3000\r\n\r\n{filler}c4nary-secret{}",
        "y".repeat(992)
    );
    let response = answered_by(&reply, PATIENT).await.response.unwrap();
    assert_eq!(response.body, format!("{filler}[plai"));
}

#[tokio::test]
async fn interim_responses_are_passed_over_as_far_as_a_head_goes() {
    let interim = "HTTP/1.1 100 Continue\r\n\r\n";
    let reply = format!("{}HTTP/1.1 204 No Content\r\n\r\n", interim.repeat(1000));
    let answer = answered_by(&reply, PATIENT).await;
    assert_eq!(answer.response.unwrap().status, 204);
    assert_eq!(
        ended_by(&interim.repeat(10_000), PATIENT).await,
        Some(Ended::TooLong(65536))
    );
}

#[tokio::test]
async fn what_is_no_http_is_quoted() {
    for (reply, shown) in [
        ("<html>old</html>", "<html>old</html>"),
        ("HTTP/1.1 \r\n\r\n", "HTTP/1.1 \r\n\r\n"),
        ("HTTP/1.1 abc\r\n\r\n", "HTTP/1.1 abc\r\n\r\n"),
        ("HTTP/9 200 OK\r\n\r\n", "HTTP/9 200 OK\r\n\r\n"),
        (
            "220 c4nary-secret\r\n",
            "220 [plain text 1 of the config]\r\n",
        ),
    ] {
        assert_eq!(
            ended_by(reply, PATIENT).await,
            Some(Ended::Garbage(shown.into()))
        );
    }
}

#[tokio::test]
async fn silence_and_a_beginning_are_not_waited_for_forever() {
    assert_eq!(ended_by("", SHORT).await, Some(Ended::TimedOut));
    assert_eq!(
        ended_by("HTTP/1.1 200 OK\r\nServer: x", SHORT).await,
        Some(Ended::TimedOut)
    );
}

#[tokio::test]
async fn endless_heads_and_bodies_are_cut() {
    for head in ["HTTP/1.1 200 OK\r\nX: ", "HTTP/1.1 200 OK\r\nX: y\r\n"] {
        let unit = if head.ends_with('\n') {
            "A: b\r\n"
        } else {
            "a"
        };
        let server = serve(move |_, mut stream| async move {
            hear(&mut stream).await;
            let _ = stream.write_all(head.as_bytes()).await;
            flood(&mut stream, unit.repeat(10_000).as_bytes()).await;
        });
        let answer = get(&live(PATIENT), &server.await).await;
        assert_eq!(answer.ended, Some(Ended::TooLong(65536)), "{head}");
    }
    for framing in [
        "",
        "Content-Length: 104857600\r\n",
        "Transfer-Encoding: chunked\r\n",
    ] {
        let server = serve(move |_, mut stream| async move {
            hear(&mut stream).await;
            let head = format!("HTTP/1.1 200 OK\r\n{framing}\r\n");
            let _ = stream.write_all(head.as_bytes()).await;
            flood(&mut stream, "3e8\r\n".repeat(1000).as_bytes()).await;
        });
        let response = get(&live(PATIENT), &server.await).await.response.unwrap();
        assert_eq!(response.body.raw().chars().count(), 2000, "{framing}");
    }
}

#[tokio::test]
async fn a_head_may_come_byte_by_byte() {
    let server = serve(|_, mut stream| async move {
        hear(&mut stream).await;
        stream.set_nodelay(true).unwrap();
        for byte in b"HTTP/1.1 200 Fine\r\nServer: slow\r\n\r\n" {
            stream.write_all(&[*byte]).await.unwrap();
            tokio::task::yield_now().await;
        }
    });
    let response = get(&live(PATIENT), &server.await).await.response.unwrap();
    assert_eq!(response.status_line(), "200 Fine");
}

#[tokio::test]
async fn a_server_that_breaks_off_is_told_by_how() {
    for beginning in ["", "HTTP/1.1 200 OK\r\nServer: x\r\n"] {
        let server = serve(move |_, mut stream| async move {
            hear(&mut stream).await;
            stream.write_all(beginning.as_bytes()).await.unwrap();
        });
        assert_eq!(
            get(&live(PATIENT), &server.await).await.ended,
            Some(Ended::Closed)
        );
        let server = serve(move |_, mut stream| async move {
            hear(&mut stream).await;
            stream.write_all(beginning.as_bytes()).await.unwrap();
            stream.shutdown().await.unwrap();
            stay(&mut stream).await;
        });
        assert_eq!(
            get(&live(PATIENT), &server.await).await.ended,
            Some(Ended::Closed)
        );
        let server = serve(|_, mut stream| async move {
            hear(&mut stream).await;
            stream.set_zero_linger().unwrap();
        });
        assert_eq!(
            get(&live(PATIENT), &server.await).await.ended,
            Some(Ended::Reset)
        );
    }
}

#[tokio::test]
async fn a_closed_port_is_an_attempt_that_was_refused() {
    let deaf = deaf("127.0.0.1:0");
    let port = deaf.local_addr().unwrap().port();
    let answer = get(&live(PATIENT), &Endpoint::new("127.0.0.1", port)).await;
    assert_eq!(answer.attempts[0].outcome, Connect::Refused);
    assert_eq!((answer.response, answer.ended), (None, None));
}

#[tokio::test]
async fn a_server_that_does_not_verify_is_still_asked() {
    let server = tls_replies(
        leaf("192.0.2.9", &authority("other")).server(&[]),
        "HTTP/1.1 403 No\r\n\r\n",
    )
    .await;
    let world = world(&authority("root"), &[], PATIENT);
    let answer = ask(&world.live, &query("https", &server)).await.unwrap();
    assert_eq!(answer.response.unwrap().status, 403);
    let chain = answer.tls.unwrap().chain;
    assert_eq!(chain.leaf().unwrap().names, ["192.0.2.9"]);
}

/// A server that wants client certificates of this authority.
async fn wants_certificates(
    of: &Authority,
    server: &Leaf,
    version: &'static SupportedProtocolVersion,
) -> Endpoint {
    let mut roots = RootCertStore::empty();
    roots.add(of.der().clone()).unwrap();
    let verifier = WebPkiClientVerifier::builder_with_provider(Arc::new(roots), provider())
        .build()
        .unwrap();
    let config = ServerConfig::builder_with_provider(provider())
        .with_protocol_versions(&[version])
        .unwrap()
        .with_client_cert_verifier(verifier)
        .with_single_cert(vec![server.certificate.clone()], server.key_der())
        .unwrap();
    tls_replies(
        Arc::new(config),
        "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n",
    )
    .await
}

/// The files of a client certificate in this folder.
fn files(folder: &Path, name: &str, certificate: &Leaf, key: &Leaf) -> CertificateSource {
    let path = folder.join(name);
    std::fs::write(&path, &certificate.certificate).unwrap();
    let key_path = folder.join(format!("{name}.key"));
    std::fs::write(&key_path, key.key.serialize_pem()).unwrap();
    CertificateSource::Files {
        certificate: path,
        key: Some(key_path),
        password: None,
    }
}

#[tokio::test]
async fn client_certificates_are_asked_for_refused_and_accepted() {
    let root = authority("root");
    let folder = tempfile::tempdir().unwrap();
    let host = leaf("127.0.0.1", &root);
    let (right, wrong) = (leaf("client", &root), leaf("client", &authority("other")));
    let mut late = CertificateParams::new(vec!["client".to_owned()]).unwrap();
    late.not_after = rcgen::date_time_ymd(2020, 1, 1);
    let late = leaf_with(late, &root);
    let world = world(&root, &[], PATIENT);
    for version in [&rustls::version::TLS13, &rustls::version::TLS12] {
        let server = wants_certificates(&root, &host, version).await;
        for (source, alert) in [
            (Some(files(folder.path(), "right", &right, &right)), None),
            (
                Some(files(folder.path(), "wrong", &wrong, &wrong)),
                Some("unknown_ca"),
            ),
            (
                Some(files(folder.path(), "late", &late, &late)),
                Some("certificate_expired"),
            ),
            (None, Some("certificate_required")),
        ] {
            let query = Query {
                client_certificate: source.clone(),
                ..query("https", &server)
            };
            let answer = ask(&world.live, &query).await.unwrap();
            let tls = answer.tls.unwrap();
            assert!(tls.asked_for_certificate);
            let refusal = match &tls.outcome {
                Handshake::Completed { .. } => answer.late_alert,
                // TLS 1.2 refuses within the handshake, and has no alert of its own for a missing certificate.
                Handshake::Alert(alert) if alert == "handshake_failure" => {
                    Some("certificate_required".into())
                }
                Handshake::Alert(alert) => Some(alert.clone()),
                other => panic!("{other:?}"),
            };
            assert_eq!(refusal.as_deref(), alert, "{version:?} {source:?}");
            assert_eq!(answer.response.is_some(), alert.is_none());
            assert_eq!(answer.client_certificate_unusable, None);
        }
    }
}

#[tokio::test]
async fn a_client_certificate_that_cannot_be_presented_says_why() {
    let root = authority("root");
    let folder = tempfile::tempdir().unwrap();
    let (one, other) = (leaf("client", &root), leaf("client", &root));
    let absent = CertificateSource::Files {
        certificate: folder.path().join("absent.pem"),
        key: None,
        password: None,
    };
    let host = leaf("127.0.0.1", &root);
    let server = wants_certificates(&root, &host, &rustls::version::TLS13).await;
    let world = world(&root, &[], PATIENT);
    for (source, why) in [
        (
            files(folder.path(), "mixed", &one, &other),
            "the private key belongs to another certificate",
        ),
        (
            absent,
            "the certificate cannot be used: the file does not exist",
        ),
    ] {
        let query = Query {
            client_certificate: Some(source),
            ..query("https", &server)
        };
        let answer = ask(&world.live, &query).await.unwrap();
        assert_eq!(answer.client_certificate_unusable.as_deref(), Some(why));
        assert_eq!(answer.late_alert.as_deref(), Some("certificate_required"));
    }
}
