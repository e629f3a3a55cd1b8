//! Peers on loopback that answer a whole probe with mutated bytes, in clear or inside TLS. An input is what a peer says,
//! in turns with what it hears: `%%` on a line of its own stands between two turns.

use std::net::{Ipv4Addr, SocketAddr};
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant, SystemTime};

use checks::kit::{Probe, Prober as _};
use otpdoctor::e2e::email::imap;
use otpdoctor::probe::{Live, Patience};
use rustls::ServerConfig;
use rustls_pki_types::pem::PemObject as _;
use rustls_pki_types::{CertificateDer, PrivateKeyDer};
use serde_json::{Value, json};
use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _};
use tokio::net::{TcpListener, UdpSocket};
use tokio::runtime::Runtime;
use tokio::time::timeout;
use tokio_rustls::TlsAcceptor;

use crate::files::{live, runtime, shape};
use crate::harness::fuzz;

/// How long a probe may take, and how long it may be seen to take on a machine that does other things as well.
const DEADLINE: Duration = Duration::from_secs(2);
const GUARD: Duration = Duration::from_secs(60);
/// How long a peer listens before it says what is next.
const TURN: Duration = Duration::from_millis(5);

const PATIENCE: Patience = Patience {
    connect: Duration::from_millis(60),
    total: DEADLINE,
    reply: DEADLINE,
};

/// What comes of a question while a peer answers: it ends by its deadline.
async fn asked(live: &Live, question: Value, peer: impl Future<Output = ()>) -> String {
    let probe: Probe = serde_json::from_value(question).unwrap();
    let begun = Instant::now();
    let answer = tokio::select! {
        biased;
        answer = live.ask(&probe) => answer,
        () = peer => unreachable!("a peer serves for ever"),
    };
    assert!(begun.elapsed() < DEADLINE + GUARD, "{:?}", begun.elapsed());
    shape(&serde_json::to_value(answer.unwrap()).unwrap())
}

/// Who begins.
#[derive(Clone, Copy, PartialEq)]
enum First {
    Peer,
    We,
}

/// Plays an input to each connection.
async fn peer(listener: &TcpListener, input: &[u8], first: First) {
    loop {
        let (stream, _) = listener.accept().await.unwrap();
        play(stream, input, first).await;
    }
}

/// Says the turns, and hangs up.
async fn play(mut stream: impl AsyncRead + AsyncWrite + Unpin, input: &[u8], first: First) {
    let (mut hears, mut heard) = (first == First::We, Vec::new());
    for turn in turns(input) {
        if hears && !hear(&mut stream, &mut heard).await {
            break;
        }
        hears = true;
        let said = stream.write_all(&tagged(turn, &heard)).await;
        if said.is_err() || stream.flush().await.is_err() {
            break;
        }
    }
    // What is left unread would reset the connection under what was said last.
    let _ = stream.shutdown().await;
    while hear(&mut stream, &mut heard).await {}
}

/// Whether the other side is still there after a turn of its own.
pub(crate) async fn hear(stream: &mut (impl AsyncRead + Unpin), heard: &mut Vec<u8>) -> bool {
    heard.resize(4096, 0);
    let read = timeout(TURN, stream.read(heard)).await;
    heard.truncate(match &read {
        Ok(Ok(length)) => *length,
        _ => 0,
    });
    !matches!(read, Ok(Ok(0) | Err(_)))
}

/// The turn, with the tag of the command that was heard (RFC 3501 section 2.2.1) where `TAG` stands.
fn tagged(turn: &[u8], heard: &[u8]) -> Vec<u8> {
    let tag = heard.split(|byte| *byte == b' ').next().unwrap_or_default();
    let mut said = Vec::new();
    for line in turn.split_inclusive(|byte| *byte == b'\n') {
        match line.strip_prefix(b"TAG ") {
            Some(rest) => said.extend([tag, b" ", rest].concat()),
            None => said.extend_from_slice(line),
        }
    }
    said
}

pub(crate) fn turns(input: &[u8]) -> impl Iterator<Item = &[u8]> {
    const BETWEEN: &[u8] = b"\n%%\n";
    let mut rest = Some(input);
    std::iter::from_fn(move || {
        let all = rest?;
        let found = all
            .windows(BETWEEN.len())
            .position(|window| window == BETWEEN);
        rest = found.map(|at| &all[at + BETWEEN.len()..]);
        Some(&all[..found.unwrap_or(all.len())])
    })
}

/// A dialogue over TCP: `question` is asked of the peer's port.
fn over_tcp(target: &str, first: First, question: impl Fn(u16) -> Value) {
    let (runtime, listener) = listening();
    let port = listener.local_addr().unwrap().port();
    fuzz(target, |_, input| {
        // A login that was refused once is not tried again: each input has a world of its own.
        let live = live(None, PATIENCE);
        runtime.block_on(asked(&live, question(port), peer(&listener, input, first)))
    });
}

/// The same inside TLS that verifies, where we begin, after these turns in clear.
fn inside_tls(target: &str, clear: &[&[u8]], question: impl Fn(u16) -> Value) {
    let (runtime, listener) = listening();
    let port = listener.local_addr().unwrap().port();
    let acceptor = acceptor();
    let shaken = async |input: &[u8]| {
        let (mut stream, _) = listener.accept().await.unwrap();
        for turn in clear {
            let _ = stream.write_all(turn).await;
            // Hears nothing of what is TLS.
            if !turn.starts_with(b"220 go") && !hear(&mut stream, &mut Vec::new()).await {
                return;
            }
        }
        if let Ok(stream) = acceptor.accept(stream).await {
            play(stream, input, First::We).await;
        }
    };
    fuzz(target, |_, input| {
        let live = live(None, PATIENCE);
        let peer = async {
            loop {
                shaken(input).await;
            }
        };
        runtime.block_on(asked(&live, question(port), peer))
    });
}

fn listening() -> (Runtime, TcpListener) {
    let runtime = runtime();
    let listener = runtime.block_on(TcpListener::bind((Ipv4Addr::LOCALHOST, 0)));
    (runtime, listener.unwrap())
}

/// A server of 127.0.0.1, which `live` trusts.
fn acceptor() -> TlsAcceptor {
    let pem = include_bytes!("server.pem");
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let config = ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth();
    let chain = CertificateDer::pem_slice_iter(pem).take(2);
    let chain = chain.collect::<Result<_, _>>().unwrap();
    let key = PrivateKeyDer::from_pem_slice(pem).unwrap();
    let config = config.with_single_cert(chain, key).unwrap();
    TlsAcceptor::from(Arc::new(config))
}

#[test]
fn smtp() {
    over_tcp("smtp", First::Peer, |port| mail(port, "never"));
}

fn mail(port: u16, tls: &str) -> Value {
    let envelope = json!({"sender": "otp@example.net", "recipient": "ada@example.net"});
    let login = json!({"user": "svc", "password": {"redacted": 0}});
    let server = format!("127.0.0.1:{port}");
    json!({"smtp": {"server": server, "tls": tls, "login": login, "envelopes": [envelope]}})
}

#[test]
fn smtp_inside_tls() {
    let clear: &[&[u8]] = &[
        b"220 mail.example.net ESMTP\r\n",
        b"250-mail.example.net\r\n250 STARTTLS\r\n",
        b"220 go ahead\r\n",
    ];
    inside_tls("smtp_inside", clear, |port| mail(port, "start-tls"));
}

#[test]
fn smtp_starttls() {
    over_tcp(
        "smtp/starttls",
        First::Peer,
        |port| json!({"smtp": {"server": format!("127.0.0.1:{port}"), "tls": "start-tls"}}),
    );
}

#[test]
fn http() {
    over_tcp(
        "http",
        First::We,
        |port| json!({"https": {"url": format!("http://127.0.0.1:{port}/")}}),
    );
}

#[test]
fn http_inside_tls() {
    inside_tls(
        "http/tls",
        &[],
        |port| json!({"https": {"url": format!("https://127.0.0.1:{port}/")}}),
    );
}

#[test]
fn tls() {
    over_tcp(
        "tls",
        First::We,
        |port| json!({"https": {"url": format!("https://127.0.0.1:{port}/")}}),
    );
}

#[test]
fn connect_inside_tls() {
    inside_tls("connect/tls", &[], |port| proxy("https", port));
}

fn proxy(scheme: &str, port: u16) -> Value {
    let url = format!("{scheme}://127.0.0.1:{port}");
    let proxy = json!({"url": url, "username": "svc", "password": {"redacted": 0}});
    json!({"https": {"url": "https://cloud.example.net/", "via": proxy}})
}

#[test]
fn connect() {
    over_tcp("connect", First::We, |port| proxy("http", port));
}

#[test]
fn socks() {
    over_tcp("socks", First::We, |port| proxy("socks5", port));
}

fn factors(scheme: &str, port: u16) -> Value {
    let url = format!("{scheme}://127.0.0.1:{port}/SecureAuth1");
    json!({"api": {"url": url, "application_id": "app", "key": {"redacted": 1}}})
}

#[test]
fn api() {
    over_tcp("api", First::We, |port| factors("http", port));
}

#[test]
fn api_inside_tls() {
    inside_tls("api/tls", &[], |port| factors("https", port));
}

#[test]
fn mailbox() {
    let (runtime, listener) = listening();
    let address = listener.local_addr().unwrap();
    let mailbox = json!({
        "address": "ada@example.net", "imap": address.to_string(), "tls": "none",
        "username": "ada", "password": {"redacted": 0}
    });
    let mailbox = serde_json::from_value(mailbox).unwrap();
    fuzz("imap", |_, input| {
        let live = live(None, PATIENCE);
        let begun = Instant::now();
        let until = begun + DEADLINE;
        let looked = runtime.block_on(async {
            let look = async {
                let mut inbox = imap::open(&live, &mailbox, until).await?;
                let found = inbox.look("token", until).await;
                inbox.leave().await;
                found
            };
            tokio::select! {
                biased;
                looked = look => looked,
                () = peer(&listener, input, First::Peer) => unreachable!("a peer serves for ever"),
            }
        });
        assert!(begun.elapsed() < DEADLINE + GUARD, "{:?}", begun.elapsed());
        looked.map_or_else(|_| "broken".into(), |found| found.len().to_string())
    });
}

/// Answers each datagram with what is made of it and of the input.
async fn datagrams(socket: &UdpSocket, reply: impl Fn(&[u8]) -> Vec<u8>) {
    let mut heard = [0; 4096];
    loop {
        let (length, from) = socket.recv_from(&mut heard).await.unwrap();
        let _ = socket.send_to(&reply(&heard[..length]), from).await;
    }
}

fn over_udp(
    target: &str,
    question: impl Fn(SocketAddr) -> (Option<String>, Value),
    reply: impl Fn(&[u8], &[u8]) -> Vec<u8>,
) {
    let runtime = runtime();
    let socket = runtime
        .block_on(UdpSocket::bind((Ipv4Addr::LOCALHOST, 0)))
        .unwrap();
    let address = socket.local_addr().unwrap();
    fuzz(target, |_: &Path, input| {
        let (dns, question) = question(address);
        let live = live(dns.as_deref(), PATIENCE);
        let peer = datagrams(&socket, |heard| reply(heard, input));
        runtime.block_on(asked(&live, question, peer))
    });
}

#[test]
fn ntp() {
    let question = |server: SocketAddr| (None, json!({"ntp": {"server": server.to_string()}}));
    over_udp("ntp", question, |heard, input| {
        let mut reply = input[..input.len().min(1400)].to_vec();
        let now = SystemTime::now()
            .duration_since(SystemTime::UNIX_EPOCH)
            .unwrap();
        let seconds = u32::try_from(now.as_secs() + 2_208_988_800).unwrap();
        let fraction = (u64::from(now.subsec_nanos()) << 32) / 1_000_000_000;
        let now = u64::from(seconds) << 32 | fraction;
        // Where nothing else stands, what a sound server puts there.
        for (at, sound) in [
            (24, heard.get(40..48).unwrap_or_default().to_vec()),
            (32, now.to_be_bytes().to_vec()),
            (40, now.to_be_bytes().to_vec()),
        ] {
            match reply.get_mut(at..at + 8) {
                Some(field) if field == [0; 8] => field.copy_from_slice(&sound),
                _ => {}
            }
        }
        reply
    });
}

fn dns_of(target: &str, kind: &'static str) {
    let question = |server: SocketAddr| {
        let query = json!({"name": "mail.example.net", "kind": kind});
        (Some(server.to_string()), json!({ "dns": query }))
    };
    over_udp(target, question, |heard, input| {
        let mut reply = input[..input.len().min(4000)].to_vec();
        match reply.get_mut(..2) {
            Some(id) if id == [0; 2] => id.copy_from_slice(&heard[..2]),
            _ => {}
        }
        reply
    });
}

#[test]
fn dns_addresses() {
    dns_of("dns", "address");
}

#[test]
fn dns_exchangers() {
    dns_of("dns/mx", "mx");
}

#[test]
fn dns_texts() {
    dns_of("dns/txt", "txt");
}
