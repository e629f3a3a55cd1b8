//! Mail servers with TLS: the password is said only to one that verifies.

use std::sync::Arc;

use checks::kit::peer_text::PeerText;
use checks::kit::probe::smtp::{Auth, Envelope, Login, Query, Reply, Stage, TlsMode};
use checks::kit::probe::tcp::Ended;
use checks::kit::probe::tls::Handshake;
use checks::kit::realm::{Endpoint, SecretRef, Trust};
use otpdoctor::probe::smtp::ask;
use otpdoctor::probe::{Live, Patience};
use rcgen::{CertificateParams, CertifiedIssuer, IsCa, KeyPair};
use rustls::ServerConfig;
use tokio::io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::net::TcpListener;
use tokio_rustls::TlsAcceptor;

use super::prompts;
use crate::peer::Step::{self, Hear, Hold};
use crate::peer::{PATIENT, Peer, SHORT, act, live_over, say};

const SECRET: &str = "s3cret-enough";

/// An authority, a server certificate of it for 127.0.0.1, and the bundle that trusts it.
struct Pki {
    bundle: tempfile::NamedTempFile,
    config: Arc<ServerConfig>,
}

fn pki() -> Pki {
    let mut authority = CertificateParams::new(Vec::new()).unwrap();
    authority.is_ca = IsCa::Ca(rcgen::BasicConstraints::Unconstrained);
    let authority = CertifiedIssuer::self_signed(authority, KeyPair::generate().unwrap()).unwrap();
    let key = KeyPair::generate().unwrap();
    let leaf = CertificateParams::new(vec!["127.0.0.1".to_owned()])
        .unwrap()
        .signed_by(&key, &authority)
        .unwrap();
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let config = ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(
            vec![leaf.der().clone()],
            key.serialize_der().try_into().unwrap(),
        )
        .unwrap();
    let bundle = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(bundle.path(), authority.pem()).unwrap();
    Pki {
        bundle,
        config: Arc::new(config),
    }
}

impl Pki {
    fn live(&self, patience: Patience) -> Live {
        let trust = Trust::File(self.bundle.path().to_owned());
        live_over(&trust, None, &[SECRET], patience)
    }

    /// A server that says `clear`, shakes hands, and says `inside`; what it heard inside.
    async fn serve(
        &self,
        clear: Vec<Step>,
        inside: Vec<Step>,
    ) -> (Endpoint, tokio::task::JoinHandle<Vec<String>>) {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let acceptor = TlsAcceptor::from(self.config.clone());
        let heard = tokio::spawn(async move {
            let (mut stream, _) = listener.accept().await.unwrap();
            for step in clear {
                match step {
                    Step::Say(bytes) => stream.write_all(&bytes).await.unwrap(),
                    // Line by line, without a buffer that would swallow the handshake.
                    _ => {
                        let mut line = BufReader::with_capacity(1, &mut stream);
                        line.read_line(&mut String::new()).await.unwrap();
                    }
                }
            }
            let mut heard = Vec::new();
            let mut stream = BufReader::new(acceptor.accept(stream).await.unwrap());
            for step in inside {
                if act(&mut stream, step, &mut heard).await.is_err() {
                    break;
                }
            }
            heard
        });
        (Endpoint::new("127.0.0.1", port), heard)
    }
}

fn query(server: Endpoint, tls: TlsMode) -> Query {
    Query {
        server,
        tls,
        login: Some(Login {
            user: "otp".into(),
            password: SecretRef::Literal(0),
        }),
        envelopes: vec![Envelope {
            sender: "otp@example.com".into(),
            recipient: "user@example.net".into(),
        }]
        .into(),
    }
}

fn before_tls() -> Vec<Step> {
    vec![
        say("220 mx\r\n"),
        Hear,
        say("250-mx\r\n250 STARTTLS\r\n"),
        Hear,
        say("220 go\r\n"),
    ]
}

/// A login that succeeds, and an envelope that is taken.
fn login_inside() -> Vec<Step> {
    let mut login = prompts();
    login.push(say("235 welcome\r\n"));
    inside(login)
}

fn inside(first: Vec<Step>) -> Vec<Step> {
    let mut steps = vec![Hear, say("250-mx\r\n250 AUTH LOGIN PLAIN\r\n"), Hear];
    steps.extend(first);
    steps.extend([
        Hear,
        say("250 ok\r\n"),
        Hear,
        say("250 ok\r\n"),
        Hear,
        say("250 ok\r\n"),
        Hear,
        say("221 bye\r\n"),
        Hold,
    ]);
    steps
}

fn reply(code: u16, line: &str) -> Reply {
    Reply {
        code,
        lines: vec![PeerText::without_secrets(line.to_owned())],
    }
}

#[tokio::test]
async fn the_password_is_said_inside_verified_starttls() {
    let pki = pki();
    let (server, heard) = pki.serve(before_tls(), login_inside()).await;
    let question = query(server, TlsMode::StartTls);
    let answer = ask(&pki.live(PATIENT), &question).await.unwrap();
    let tls = answer.tls.unwrap();
    assert!(tls.completed(), "{tls:?}");
    assert_eq!(tls.server_name, "127.0.0.1");
    assert_eq!(answer.starttls, Some(reply(220, "go")));
    let inner = answer.ehlo_inside.unwrap();
    assert_eq!(inner.lines, ["mx", "AUTH LOGIN PLAIN"]);
    assert_eq!(
        answer.auth,
        Some(Auth::Tried {
            reply: reply(235, "welcome"),
        })
    );
    assert_eq!(answer.envelopes[0].rcpt, Some(reply(250, "ok")));
    assert_eq!((answer.ended, answer.injected), (None, None));
    let stages: Vec<Stage> = answer.took.iter().map(|(stage, _)| *stage).collect();
    assert_eq!(
        stages,
        [
            Stage::Resolve,
            Stage::Connect,
            Stage::Banner,
            Stage::Ehlo,
            Stage::StartTls,
            Stage::Tls,
            Stage::EhloInside,
            Stage::Auth,
            Stage::Envelope,
            Stage::Quit,
        ]
    );
    let heard = heard.await.unwrap();
    assert_eq!(heard[1], "AUTH LOGIN", "{heard:?}");
    assert_eq!(heard.last().map(String::as_str), Some("QUIT"));
}

#[tokio::test]
async fn tls_at_once_comes_before_the_banner() {
    let pki = pki();
    let inside = [vec![say("220 mx\r\n")], login_inside()].concat();
    let (server, _heard) = pki.serve(Vec::new(), inside).await;
    let question = query(server, TlsMode::Implicit);
    let answer = ask(&pki.live(PATIENT), &question).await.unwrap();
    assert!(answer.tls.unwrap().completed());
    assert_eq!(answer.banner, Some(reply(220, "mx")));
    assert!(matches!(answer.auth, Some(Auth::Tried { .. })));
    assert_eq!(
        (answer.ehlo_inside, answer.starttls, answer.ended),
        (None, None, None)
    );
    assert_eq!(answer.took[2].0, Stage::Tls);
}

#[tokio::test]
async fn an_untrusted_server_never_hears_the_password() {
    let (pki, stranger) = (pki(), pki());
    let (server, heard) = stranger
        .serve(before_tls(), inside(vec![say("530 log in first\r\n")]))
        .await;
    let question = query(server, TlsMode::StartTls);
    let answer = ask(&pki.live(PATIENT), &question).await.unwrap();
    assert!(answer.tls.unwrap().completed());
    let why = "the server's certificate did not verify";
    assert_eq!(answer.auth, Some(Auth::Withheld(why.into())));
    assert_eq!(answer.envelopes[0].mail, reply(530, "log in first"));
    let heard = heard.await.unwrap();
    assert_eq!(heard[1..], ["MAIL FROM:<otp@example.com>", "RSET", "QUIT"]);
}

#[tokio::test]
async fn a_server_that_goes_on_in_clear_is_not_tls() {
    let steps = [
        before_tls(),
        vec![Step::HearAny, say("500 what is this?\r\n"), Hold],
    ]
    .concat();
    let peer = Peer::start(steps).await;
    let question = query(peer.endpoint(), TlsMode::StartTls);
    let answer = ask(&pki().live(PATIENT), &question).await.unwrap();
    let outcome = answer.tls.unwrap().outcome;
    assert!(matches!(outcome, Handshake::NotTls(_)), "{outcome:?}");
    assert_eq!((answer.auth, answer.ended), (None, None));
}

#[tokio::test]
async fn a_handshake_that_breaks_off_says_how() {
    for (last, patience, expected) in [
        (Step::Reset, PATIENT, Ended::Reset),
        (Step::HalfClose, PATIENT, Ended::Closed),
        (Hold, SHORT, Ended::TimedOut),
    ] {
        let peer = Peer::start([before_tls(), vec![last]].concat()).await;
        let question = query(peer.endpoint(), TlsMode::StartTls);
        let answer = ask(&pki().live(patience), &question).await.unwrap();
        assert_eq!(answer.tls.unwrap().outcome, Handshake::Ended(expected));
    }
}

#[tokio::test]
async fn a_bundle_that_cannot_be_read_leaves_what_is_known() {
    let peer = Peer::start([before_tls(), vec![Hold]].concat()).await;
    let trust = Trust::File("/nonexistent/roots.pem".into());
    let live = live_over(&trust, None, &[SECRET], PATIENT);
    let question = query(peer.endpoint(), TlsMode::StartTls);
    let answer = ask(&live, &question).await.unwrap();
    assert_eq!(answer.banner, Some(reply(220, "mx")));
    let outcome = answer.tls.unwrap().outcome;
    assert!(matches!(outcome, Handshake::OurSide(_)), "{outcome:?}");
    assert_eq!(answer.auth, None);
}
