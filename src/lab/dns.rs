//! A name server for the lab's names alone (RFC 1035), over UDP and TCP.

use std::collections::BTreeMap;
use std::io;
use std::net::{IpAddr, Ipv4Addr};
use std::sync::Arc;

use hickory_resolver::proto::op::{Message, MessageType, ResponseCode};
use hickory_resolver::proto::rr::rdata::{CNAME, MX, TXT};
use hickory_resolver::proto::rr::{self, RData, RecordType};
use serde::Deserialize;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpStream, UdpSocket};
use tokio::task::JoinSet;

use super::serve::{self, PortState};

/// What is said about each name, in lower case; any other name does not exist (NXDOMAIN).
#[derive(Clone, Debug, Default, Deserialize)]
pub(super) struct Zone(pub(super) BTreeMap<String, Name>);

/// What is said about a name.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Name {
    /// It has these records; asked for another type, it has none.
    Has(Vec<Record>),
    /// The same, but questions for IPv6 addresses are dropped.
    DropsIpv6(Vec<Record>),
    /// The server fails (SERVFAIL).
    Fails,
}

/// A record.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Record {
    /// What the records behind it belong to.
    Alias(String),
    Address(IpAddr),
    Mx(u16, String),
    Txt(String),
}

/// Opens the server; UDP and TCP share a port.
pub(super) async fn open(tasks: &mut JoinSet<()>, zone: Zone) -> io::Result<u16> {
    let mut last = io::Error::from(io::ErrorKind::AddrInUse);
    // The system gives a port that is free for TCP, and another program may hold it for UDP.
    for _ in 0..16 {
        let port = serve::open(tasks, PortState::Open, zone.clone(), converse).await?;
        match UdpSocket::bind((Ipv4Addr::LOCALHOST, port)).await {
            Ok(socket) => {
                serve::open_udp(tasks, socket, move |query| reply(query, &zone));
                return Ok(port);
            }
            Err(error) => last = error,
        }
    }
    Err(last)
}

async fn converse(mut stream: TcpStream, zone: Arc<Zone>) -> io::Result<()> {
    loop {
        let mut query = vec![0; stream.read_u16().await?.into()];
        stream.read_exact(&mut query).await?;
        let Some(reply) = reply(&query, &zone) else {
            return Ok(());
        };
        stream.write_u16(reply.len() as u16).await?;
        stream.write_all(&reply).await?;
    }
}

/// The reply to a query with one question; nothing to anything else.
fn reply(query: &[u8], zone: &Zone) -> Option<Vec<u8>> {
    let query = Message::from_vec(query).ok()?;
    let [question] = query.queries.as_slice() else {
        return None;
    };
    if query.metadata.message_type != MessageType::Query {
        return None;
    }
    let name = question.name.to_lowercase().to_string();
    let (code, records) = match zone.0.get(name.trim_end_matches('.')) {
        None => (ResponseCode::NXDomain, &[][..]),
        Some(Name::Fails) => (ResponseCode::ServFail, &[][..]),
        Some(Name::DropsIpv6(_)) if question.query_type == RecordType::AAAA => return None,
        Some(Name::Has(records) | Name::DropsIpv6(records)) => {
            (ResponseCode::NoError, records.as_slice())
        }
    };
    let mut reply = Message::response(query.metadata.id, query.metadata.op_code);
    reply.metadata.authoritative = true;
    reply.metadata.recursion_desired = query.metadata.recursion_desired;
    reply.metadata.recursion_available = true;
    reply.metadata.response_code = code;
    reply.add_query(question.clone());
    let mut owner = question.name.clone();
    for data in records.iter().filter_map(data) {
        let alias = match &data {
            RData::CNAME(alias) => Some(alias.0.clone()),
            _ => None,
        };
        if alias.is_some() || data.record_type() == question.query_type {
            reply.add_answer(rr::Record::from_rdata(owner.clone(), 60, data));
        }
        owner = alias.unwrap_or(owner);
    }
    reply.to_vec().ok()
}

fn data(record: &Record) -> Option<RData> {
    Some(match record {
        Record::Address(IpAddr::V4(address)) => RData::A((*address).into()),
        Record::Address(IpAddr::V6(address)) => RData::AAAA((*address).into()),
        Record::Alias(host) => RData::CNAME(CNAME(format!("{host}.").parse().ok()?)),
        Record::Mx(preference, host) => {
            RData::MX(MX::new(*preference, format!("{host}.").parse().ok()?))
        }
        Record::Txt(text) => RData::TXT(TXT::from_bytes(text.as_bytes().chunks(255).collect())),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ask(zone: &Zone, name: &str, kind: RecordType) -> (u8, u16, Vec<u8>) {
        let mut query = vec![7, 7, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0];
        for label in name.split('.') {
            query.push(label.len() as u8);
            query.extend(label.as_bytes());
        }
        query.push(0);
        query.extend(u16::from(kind).to_be_bytes());
        query.extend([0, 1]);
        let reply = reply(&query, zone).expect("a question");
        assert_eq!(reply[..2], [7, 7]);
        let answers = u16::from_be_bytes([reply[6], reply[7]]);
        (reply[3] & 15, answers, reply[query.len()..].to_vec())
    }

    #[test]
    fn names_have_records_or_say_why_not() {
        let here = vec![
            Record::Address(Ipv4Addr::LOCALHOST.into()),
            Record::Mx(10, "a.b".into()),
        ];
        let names = [
            ("mail.test".to_owned(), Name::Has(here)),
            ("broken.test".to_owned(), Name::Fails),
        ];
        let zone = Zone(names.into());
        let (code, answers, data) = ask(&zone, "MAIL.test", RecordType::A);
        assert_eq!((code, answers), (0, 1));
        assert_eq!(data[data.len() - 4..], [127, 0, 0, 1]);
        assert!(
            ask(&zone, "mail.test", RecordType::MX)
                .2
                .ends_with(b"\x00\x0a\x01a\x01b\x00")
        );
        assert_eq!(ask(&zone, "mail.test", RecordType::AAAA).1, 0);
        assert_eq!(ask(&zone, "broken.test", RecordType::A).0, 2);
        assert_eq!(ask(&zone, "other.test", RecordType::A).0, 3);
    }

    #[test]
    fn nonsense_is_not_answered() {
        for query in [
            &b""[..],
            &[0; 12],
            b"\0\0\0\0\0\x01\0\0\0\0\0\0\xC0\x0C\0\x01\0\x01",
        ] {
            assert!(reply(query, &Zone::default()).is_none());
        }
    }
}
