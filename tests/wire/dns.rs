//! Name servers that say no, say nothing, or say something else.

use std::net::SocketAddr;

use checks::kit::probe::dns::{Answer, Exchanger, Kind, Query};
use checks::kit::probe::tcp::Unresolved;
use checks::kit::realm::{Dns, Trust};
use hickory_resolver::proto::op::{Message, ResponseCode};
use hickory_resolver::proto::rr::rdata::{A, AAAA, CNAME, MX, TXT};
use hickory_resolver::proto::rr::{Name, RData, Record, RecordType};
use jiff::SignedDuration;
use otpdoctor::probe::Patience;
use otpdoctor::probe::dns::ask;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, UdpSocket};

use crate::peer::{PATIENT, SHORT, closed_datagrams, datagrams, live_over};

/// The reply to a query with these records.
fn reply(query: &[u8], code: ResponseCode, records: &[(&str, RData)]) -> Message {
    let query = Message::from_vec(query).unwrap();
    let mut reply = Message::response(query.metadata.id, query.metadata.op_code);
    reply.metadata.response_code = code;
    reply.metadata.recursion_available = true;
    reply.add_queries(query.queries.clone());
    for (name, data) in records {
        let name = Name::from_utf8(name).unwrap();
        reply.add_answer(Record::from_rdata(name, 60, data.clone()));
    }
    reply
}

fn kind(query: &[u8]) -> RecordType {
    Message::from_vec(query).unwrap().queries[0].query_type()
}

async fn asked(server: SocketAddr, patience: Patience, kind: Kind, name: &str) -> Answer {
    let dns = Dns {
        servers: vec![server.to_string()],
    };
    let live = live_over(&Trust::System, Some(&dns), &[], patience);
    let query = Query {
        name: name.into(),
        kind,
    };
    let mut answer = ask(&live, &query).await.unwrap();
    answer.took = SignedDuration::ZERO;
    answer
}

async fn says(code: ResponseCode, kind: Kind) -> Option<Unresolved> {
    let says = move |_, query: &[u8]| Some(reply(query, code, &[]).to_vec().unwrap());
    let server = datagrams("127.0.0.1:0", says).await;
    let answer = asked(server, PATIENT, kind, "mail.example.net").await;
    let failure = answer.failure.clone();
    assert_eq!(
        answer,
        Answer {
            failure: failure.clone(),
            ..Answer::default()
        }
    );
    failure
}

fn no_answer(text: &str) -> Option<Unresolved> {
    Some(Unresolved::NoAnswer(text.into()))
}

#[tokio::test]
async fn addresses_of_both_families_come_ipv6_first() {
    let server = datagrams("127.0.0.1:0", |_, query| {
        let data = match kind(query) {
            RecordType::AAAA => RData::AAAA(AAAA::new(0x2001, 0xdb8, 0, 0, 0, 0, 0, 1)),
            _ => RData::A(A::new(192, 0, 2, 1)),
        };
        let alias = RData::CNAME(CNAME(Name::from_utf8("mx.example.net.").unwrap()));
        let records = [("mail.example.net.", alias), ("mx.example.net.", data)];
        Some(
            reply(query, ResponseCode::NoError, &records)
                .to_vec()
                .unwrap(),
        )
    })
    .await;
    let answer = asked(server, PATIENT, Kind::Address, "mail.example.net").await;
    let addresses = ["2001:db8::1", "192.0.2.1"].map(|address| address.parse().unwrap());
    assert_eq!(
        answer,
        Answer {
            addresses: addresses.to_vec(),
            ..Answer::default()
        }
    );
}

#[tokio::test]
async fn exchangers_come_best_first_and_the_null_one_is_empty() {
    let server = datagrams("127.0.0.1:0", |_, query| {
        let mx = |preference, host| RData::MX(MX::new(preference, Name::from_utf8(host).unwrap()));
        let records = [
            ("example.net.", mx(20, "b.example.net.")),
            ("example.net.", mx(0, ".")),
            ("example.net.", mx(10, "a.example.net.")),
        ];
        Some(
            reply(query, ResponseCode::NoError, &records)
                .to_vec()
                .unwrap(),
        )
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
    let server = datagrams("127.0.0.1:0", |_, query| {
        let pieces = vec!["v=spf1 include:_spf.exam".into(), "ple.net -all".into()];
        let records = [("example.net.", RData::TXT(TXT::new(pieces)))];
        Some(
            reply(query, ResponseCode::NoError, &records)
                .to_vec()
                .unwrap(),
        )
    })
    .await;
    let answer = asked(server, PATIENT, Kind::Txt, "example.net").await;
    assert_eq!(answer.texts, ["v=spf1 include:_spf.example.net -all"]);
    assert_eq!(answer.failure, None);
}

#[tokio::test]
async fn what_a_server_says_is_told_apart() {
    for kind in [Kind::Address, Kind::Mx, Kind::Txt] {
        assert_eq!(
            says(ResponseCode::NXDomain, kind).await,
            Some(Unresolved::NoSuchName)
        );
        assert_eq!(
            says(ResponseCode::NoError, kind).await,
            Some(Unresolved::NoAddress)
        );
        assert_eq!(
            says(ResponseCode::ServFail, kind).await,
            no_answer("the name server answered Server Failure")
        );
        assert_eq!(
            says(ResponseCode::Refused, kind).await,
            no_answer("the name server answered Query Refused")
        );
    }
}

#[tokio::test]
async fn silence_and_garbage_are_no_answer() {
    let silent = datagrams("127.0.0.1:0", |_, _| None).await;
    let answer = asked(silent, SHORT, Kind::Address, "mail.example.net").await;
    assert_eq!(answer.failure, no_answer("no answer in time"));
    let garbage = datagrams("127.0.0.1:0", |_, _| Some(vec![0xff; 300])).await;
    let answer = asked(garbage, SHORT, Kind::Mx, "example.net").await;
    assert!(
        matches!(answer.failure, Some(Unresolved::NoAnswer(_))),
        "{answer:?}"
    );
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

#[tokio::test]
async fn a_truncated_reply_is_asked_for_again_over_tcp() {
    // TCP and UDP on one port: whoever gets the first looks whether the second is free.
    let (listener, server) = loop {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        if UdpSocket::bind(address).await.is_ok() {
            break (listener, address);
        }
    };
    datagrams(&server.to_string(), |_, query| {
        let mut reply = reply(query, ResponseCode::NoError, &[]);
        reply.metadata.truncation = true;
        Some(reply.to_vec().unwrap())
    })
    .await;
    tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.unwrap();
        let length = stream.read_u16().await.unwrap();
        let mut query = vec![0; length.into()];
        stream.read_exact(&mut query).await.unwrap();
        let records = [("example.net.", RData::TXT(TXT::new(vec!["long".into()])))];
        let reply = reply(&query, ResponseCode::NoError, &records)
            .to_vec()
            .unwrap();
        stream.write_u16(reply.len() as u16).await.unwrap();
        stream.write_all(&reply).await.unwrap();
        // Open until the other side has gone.
        let _ = stream.read_u8().await;
    });
    let answer = asked(server, PATIENT, Kind::Txt, "example.net").await;
    assert_eq!((answer.texts, answer.failure), (vec!["long".into()], None));
}

#[tokio::test]
async fn one_family_without_an_answer_does_not_hide_the_other() {
    let server = datagrams("127.0.0.1:0", |_, query| {
        let (code, records) = match kind(query) {
            RecordType::AAAA => (ResponseCode::ServFail, vec![]),
            _ => (
                ResponseCode::NoError,
                vec![("mail.example.net.", RData::A(A::new(192, 0, 2, 1)))],
            ),
        };
        Some(reply(query, code, &records).to_vec().unwrap())
    })
    .await;
    let answer = asked(server, PATIENT, Kind::Address, "mail.example.net").await;
    assert_eq!(
        answer.addresses,
        ["192.0.2.1".parse::<std::net::IpAddr>().unwrap()]
    );
    assert_eq!(answer.failure, None);
}

#[tokio::test]
async fn a_text_that_is_no_name_is_never_asked() {
    let server = datagrams("127.0.0.1:0", |_, _| panic!("it was asked")).await;
    let name = "a".repeat(70) + ".example.net";
    let answer = asked(server, SHORT, Kind::Address, &name).await;
    assert_eq!(answer.failure, Some(Unresolved::NoSuchName));
}

#[tokio::test]
async fn the_system_knows_itself() {
    let live = crate::peer::live(PATIENT);
    let query = Query {
        name: "localhost".into(),
        kind: Kind::Address,
    };
    let answer = ask(&live, &query).await.unwrap();
    assert_eq!(answer.failure, None);
    assert!(!answer.addresses.is_empty());
    let strays = answer
        .addresses
        .iter()
        .filter(|address| !address.is_loopback());
    assert_eq!(strays.count(), 0, "{answer:?}");
}
