//! Name servers that say no, say nothing, or say something else.

mod names;
mod order;

use std::collections::HashSet;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use std::time::Instant;

use checks::kit::probe::dns::{Answer, Exchanger, Kind, Query, Said};
use checks::kit::probe::tcp::Unresolved;
use checks::kit::realm::{Dns, Trust};
use futures_util::future::join_all;
use hickory_resolver::proto::op::{Message, ResponseCode};
use hickory_resolver::proto::rr::rdata::{A, AAAA, CNAME, MX, TXT};
use hickory_resolver::proto::rr::{Name, RData, Record, RecordType};
use jiff::SignedDuration;
use otpdoctor::probe::dns::ask;
use otpdoctor::probe::{Live, Patience};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, UdpSocket};
use tokio::sync::Notify;

use crate::peer::{PATIENT, SHORT, closed_datagrams, datagrams, live_over};

/// What a name server does with a question.
enum Does {
    Says(ResponseCode, Vec<(&'static str, RData)>),
    /// It says that the answer does not fit.
    Truncates,
    Nothing,
}

const FAILS: Does = Does::Says(ResponseCode::ServFail, Vec::new());
const REFUSES: Does = Does::Says(ResponseCode::Refused, Vec::new());
const UNKNOWN: Does = Does::Says(ResponseCode::NXDomain, Vec::new());
const EMPTY: Does = Does::Says(ResponseCode::NoError, Vec::new());

fn has(records: impl Into<Vec<(&'static str, RData)>>) -> Does {
    Does::Says(ResponseCode::NoError, records.into())
}

fn v4(last: u8) -> RData {
    RData::A(A::new(192, 0, 2, last))
}

fn v6() -> RData {
    RData::AAAA(AAAA::new(0x2001, 0xdb8, 0, 0, 0, 0, 0, 1))
}

fn alias(name: &str) -> RData {
    RData::CNAME(CNAME(Name::from_utf8(name).unwrap()))
}

/// An address of IPv4 for this name, and nothing else.
fn only_v4(name: &'static str, kind: RecordType) -> Does {
    match kind {
        RecordType::A => has([(name, v4(1))]),
        _ => EMPTY,
    }
}

/// The reply to a query.
fn reply(query: &[u8], does: &Does) -> Option<Message> {
    let query = Message::from_vec(query).unwrap();
    let mut reply = Message::response(query.metadata.id, query.metadata.op_code);
    reply.metadata.recursion_available = true;
    reply.add_queries(query.queries.clone());
    match does {
        Does::Nothing => return None,
        Does::Truncates => reply.metadata.truncation = true,
        Does::Says(code, records) => {
            reply.metadata.response_code = *code;
            for (name, data) in records {
                let name = Name::from_ascii(name).unwrap();
                reply.add_answer(Record::from_rdata(name, 60, data.clone()));
            }
        }
    }
    Some(reply)
}

/// The name and the type that are asked for.
fn question(query: &[u8]) -> (String, RecordType) {
    let query = Message::from_vec(query).unwrap().queries.remove(0);
    (query.name().to_ascii(), query.query_type())
}

/// A name server that does this with questions about a name, by their type.
async fn server(mut does: impl FnMut(&str, RecordType) -> Does + Send + 'static) -> SocketAddr {
    datagrams("127.0.0.1:0", move |_, query| {
        let (name, kind) = question(query);
        Some(reply(query, &does(&name, kind))?.to_vec().unwrap())
    })
    .await
}

/// A name server that must not be asked.
async fn unasked() -> SocketAddr {
    server(|name, kind| panic!("it was asked for {kind} of {name}")).await
}

fn live(servers: &[SocketAddr], patience: Patience) -> Live {
    let dns = Dns {
        servers: servers.iter().map(ToString::to_string).collect(),
    };
    live_over(&Trust::System, Some(&dns), &[], patience)
}

async fn look_up(live: &Live, kind: Kind, name: &str) -> Answer {
    let query = Query {
        name: name.into(),
        kind,
    };
    ask(live, &query).await.unwrap()
}

/// The answer without what depends on time and port.
async fn asked(server: SocketAddr, patience: Patience, kind: Kind, name: &str) -> Answer {
    Answer {
        took: SignedDuration::ZERO,
        asked: Vec::new(),
        ..look_up(&live(&[server], patience), kind, name).await
    }
}

/// What a server said, in the order in which it was asked.
fn said_by(answer: &Answer, server: SocketAddr) -> Vec<Said> {
    let asked = answer.asked.iter().filter(|asked| asked.server == server);
    asked.map(|asked| asked.said.clone()).collect()
}

fn fails(code: &str) -> Said {
    Said::Fails(code.into())
}

fn no_answer(server: SocketAddr, does: &str) -> Option<Unresolved> {
    Some(Unresolved::NoAnswer(format!(
        "the name server {server} {does}"
    )))
}

async fn says(code: ResponseCode, kind: Kind) -> (SocketAddr, Option<Unresolved>) {
    let server = server(move |_, _| Does::Says(code, Vec::new())).await;
    let answer = asked(server, PATIENT, kind, "mail.example.net").await;
    let failure = answer.failure.clone();
    let nothing_else = Answer {
        failure: failure.clone(),
        ..Answer::default()
    };
    assert_eq!(answer, nothing_else);
    (server, failure)
}

#[tokio::test]
async fn addresses_of_both_families_come_ipv6_first() {
    let server = server(|_, kind| {
        let data = if kind == RecordType::A { v4(1) } else { v6() };
        has([
            ("mail.example.net.", alias("mx.example.net.")),
            ("mx.example.net.", data),
        ])
    })
    .await;
    let answer = asked(server, PATIENT, Kind::Address, "mail.example.net").await;
    let addresses = ["2001:db8::1", "192.0.2.1"].map(|address| address.parse().unwrap());
    assert_eq!(
        answer,
        Answer {
            addresses: addresses.to_vec(),
            aliases: vec!["mx.example.net".into()],
            ..Answer::default()
        }
    );
}

#[tokio::test]
async fn exchangers_come_best_first_and_the_null_one_is_empty() {
    let server = server(|_, _| {
        let mx = |preference, host| RData::MX(MX::new(preference, Name::from_utf8(host).unwrap()));
        has([
            ("example.net.", mx(20, "b.example.net.")),
            ("example.net.", mx(0, ".")),
            ("example.net.", mx(10, "a.example.net.")),
        ])
    })
    .await;
    let answer = asked(server, PATIENT, Kind::Mx, "example.net").await;
    let exchanger = |preference, host: &'static str| Exchanger {
        preference,
        host: host.into(),
    };
    assert_eq!(
        answer,
        Answer {
            exchangers: vec![
                exchanger(0, ""),
                exchanger(10, "a.example.net"),
                exchanger(20, "b.example.net"),
            ],
            ..Answer::default()
        }
    );
}

#[tokio::test]
async fn the_pieces_of_a_text_are_joined() {
    let server = server(|_, _| {
        let pieces = vec!["v=spf1 include:_spf.exam".into(), "ple.net -all".into()];
        has([("example.net.", RData::TXT(TXT::new(pieces)))])
    })
    .await;
    let answer = asked(server, PATIENT, Kind::Txt, "example.net").await;
    assert_eq!(answer.texts, ["v=spf1 include:_spf.example.net -all"]);
    assert_eq!(answer.failure, None);
}

#[tokio::test]
async fn what_a_server_says_is_told_apart() {
    for kind in [Kind::Address, Kind::Mx, Kind::Txt, Kind::Ptr] {
        let failure = async |code| says(code, kind).await.1;
        assert_eq!(
            failure(ResponseCode::NXDomain).await,
            Some(Unresolved::NoSuchName)
        );
        assert_eq!(
            failure(ResponseCode::NoError).await,
            Some(Unresolved::NoAddress)
        );
        let (server, failure) = says(ResponseCode::ServFail, kind).await;
        assert_eq!(failure, no_answer(server, "answers SERVFAIL"));
        let (server, failure) = says(ResponseCode::Refused, kind).await;
        assert_eq!(failure, no_answer(server, "answers REFUSED"));
    }
}

#[tokio::test]
async fn silence_and_garbage_are_no_answer() {
    let silent = server(|_, _| Does::Nothing).await;
    let answer = asked(silent, SHORT, Kind::Address, "mail.example.net").await;
    assert_eq!(answer.failure, no_answer(silent, "does not answer"));
    // Of another question, so that it is waited for the right one.
    let stray = datagrams("127.0.0.1:0", |_, _| Some(vec![0xff; 300])).await;
    let answer = asked(stray, SHORT, Kind::Mx, "example.net").await;
    assert_eq!(answer.failure, no_answer(stray, "does not answer"));
    let garbage = datagrams("127.0.0.1:0", |_, query| {
        Some([&query[..2], &[0xff; 300]].concat())
    });
    let garbage = garbage.await;
    let answer = asked(garbage, PATIENT, Kind::Mx, "example.net").await;
    let does = "answers with something that is not DNS";
    assert_eq!(answer.failure, no_answer(garbage, does));
}

#[tokio::test]
async fn a_closed_port_is_no_answer() {
    let (_held, closed) = closed_datagrams().await;
    let answer = asked(closed, SHORT, Kind::Txt, "example.net").await;
    assert!(
        matches!(answer.failure, Some(Unresolved::NoAnswer(_))),
        "{answer:?}"
    );
}

/// A server whose answers do not fit into a datagram, and a listener of TCP on the same port.
async fn truncating() -> (SocketAddr, TcpListener) {
    // Whoever gets the first looks whether the second is free.
    let (listener, server) = loop {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        if UdpSocket::bind(address).await.is_ok() {
            break (listener, address);
        }
    };
    datagrams(&server.to_string(), |_, query| {
        Some(reply(query, &Does::Truncates)?.to_vec().unwrap())
    })
    .await;
    (server, listener)
}

#[tokio::test]
async fn a_truncated_reply_is_asked_for_again_over_tcp() {
    let (server, listener) = truncating().await;
    tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.unwrap();
        let length = stream.read_u16().await.unwrap();
        let mut query = vec![0; length.into()];
        stream.read_exact(&mut query).await.unwrap();
        let does = has([("example.net.", RData::TXT(TXT::new(vec!["long".into()])))]);
        let reply = reply(&query, &does).unwrap().to_vec().unwrap();
        stream.write_u16(reply.len() as u16).await.unwrap();
        stream.write_all(&reply).await.unwrap();
        // Open until the other side has gone.
        let _ = stream.read_u8().await;
    });
    let answer = asked(server, PATIENT, Kind::Txt, "example.net").await;
    assert_eq!((answer.texts, answer.failure), (vec!["long".into()], None));
}

#[tokio::test]
async fn a_truncated_reply_without_tcp_is_a_failure_of_this_server() {
    let (first, listener) = truncating().await;
    drop(listener);
    let second = server(|_, _| has([("example.net.", RData::TXT(TXT::new(vec!["short".into()])))]));
    let second = second.await;
    let live = live(&[first, second], PATIENT);
    let answer = look_up(&live, Kind::Txt, "example.net").await;
    assert_eq!(answer.texts, ["short"]);
    let said = said_by(&answer, first);
    let [Said::Unreachable(why)] = said.as_slice() else {
        panic!("{answer:?}");
    };
    assert!(why.starts_with("over TCP: "), "{why}");
}

#[tokio::test]
async fn the_system_knows_itself() {
    let live = crate::peer::live(PATIENT);
    let answer = look_up(&live, Kind::Address, "localhost").await;
    assert_eq!(answer.failure, None);
    assert!(!answer.addresses.is_empty());
    let strays = answer
        .addresses
        .iter()
        .filter(|address| !address.is_loopback());
    assert_eq!(strays.count(), 0, "{answer:?}");
}

/// What was heard, for a server to note and a test to read.
#[derive(Clone, Default)]
struct Heard(Arc<Mutex<Vec<String>>>);

impl Heard {
    fn note(&self, name: &str) {
        self.0.lock().unwrap().push(name.to_owned());
    }

    /// Each name once, in the order in which they came.
    fn names(&self) -> Vec<String> {
        let mut names = self.0.lock().unwrap().clone();
        names.dedup();
        names
    }
}
