//! A name server for the lab's names alone (RFC 1035), over UDP and TCP.

use std::collections::BTreeMap;
use std::io;
use std::net::{IpAddr, Ipv4Addr};
use std::sync::Arc;

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
    /// The server fails (SERVFAIL).
    Fails,
}

/// A record.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Record {
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

const A: u16 = 1;
const MX: u16 = 15;
const TXT: u16 = 16;
const AAAA: u16 = 28;

/// The reply to a query with one question; nothing to anything else.
fn reply(query: &[u8], zone: &Zone) -> Option<Vec<u8>> {
    if query.len() < 12 || query[2] & 0x80 != 0 || query[4..6] != [0, 1] {
        return None;
    }
    let (name, end) = read_name(query, 12)?;
    let kind = u16::from_be_bytes(query.get(end..end + 2)?.try_into().ok()?);
    let question = query.get(12..end + 4)?;
    let (code, answers) = match zone.0.get(&name) {
        None => (3, Vec::new()),
        Some(Name::Fails) => (2, Vec::new()),
        Some(Name::Has(records)) => (0, records.iter().filter_map(|r| data(r, kind)).collect()),
    };
    let mut reply = query[..2].to_vec();
    // QR and AA; RD as it was asked, RA, and the code.
    reply.extend([0x84 | query[2] & 1, 0x80 | code, 0, 1]);
    reply.extend((answers.len() as u16).to_be_bytes());
    reply.extend([0; 4]);
    reply.extend(question);
    for data in answers {
        reply.extend([0xC0, 12]);
        reply.extend(kind.to_be_bytes());
        reply.extend([0, 1, 0, 0, 0, 60]);
        reply.extend((data.len() as u16).to_be_bytes());
        reply.extend(data);
    }
    Some(reply)
}

/// The name at `at` in lower case, and where it ends. Questions are not compressed.
fn read_name(message: &[u8], mut at: usize) -> Option<(String, usize)> {
    let mut labels = Vec::new();
    loop {
        let length = usize::from(*message.get(at)?);
        at += 1;
        match length {
            0 => return Some((labels.join("."), at)),
            1..64 => {
                let label = message.get(at..at + length)?;
                labels.push(String::from_utf8_lossy(label).to_ascii_lowercase());
                at += length;
            }
            _ => return None,
        }
    }
}

/// The data of a record, where it is of this type.
fn data(record: &Record, kind: u16) -> Option<Vec<u8>> {
    match (record, kind) {
        (Record::Address(IpAddr::V4(address)), A) => Some(address.octets().to_vec()),
        (Record::Address(IpAddr::V6(address)), AAAA) => Some(address.octets().to_vec()),
        (Record::Mx(preference, host), MX) => {
            let mut data = preference.to_be_bytes().to_vec();
            for label in host.split('.') {
                data.push(label.len() as u8);
                data.extend(label.as_bytes());
            }
            data.push(0);
            Some(data)
        }
        (Record::Txt(text), TXT) => {
            let pieces = text.as_bytes().chunks(255);
            Some(
                pieces
                    .flat_map(|piece| [&[piece.len() as u8], piece].concat())
                    .collect(),
            )
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ask(zone: &Zone, name: &str, kind: u16) -> (u8, u16, Vec<u8>) {
        let mut query = vec![7, 7, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0];
        for label in name.split('.') {
            query.push(label.len() as u8);
            query.extend(label.as_bytes());
        }
        query.push(0);
        query.extend(kind.to_be_bytes());
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
        let (code, answers, data) = ask(&zone, "MAIL.test", A);
        assert_eq!((code, answers), (0, 1));
        assert_eq!(data[data.len() - 4..], [127, 0, 0, 1]);
        assert!(
            ask(&zone, "mail.test", MX)
                .2
                .ends_with(b"\x00\x0a\x01a\x01b\x00")
        );
        assert_eq!(ask(&zone, "mail.test", AAAA).1, 0);
        assert_eq!(ask(&zone, "broken.test", A).0, 2);
        assert_eq!(ask(&zone, "other.test", A).0, 3);
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
