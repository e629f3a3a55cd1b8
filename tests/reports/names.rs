//! What name servers said: records as a zone file has them, and replies that are none.

use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpListener, UdpSocket};
use std::path::Path;
use std::sync::Arc;

use hickory_resolver::proto::op::{Message, ResponseCode};
use hickory_resolver::proto::rr::rdata::{CNAME, MX, TXT};
use hickory_resolver::proto::rr::{Name, RData, Record, RecordType};
use serde::Deserialize;

use super::report::Input;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Names {
    #[serde(default = "relay")]
    relay: String,
    #[serde(default = "sender")]
    sender: String,
    /// Each name server has lines: `NAME TYPE DATA`, a text in one or several quoted strings; `NAME [TYPE] SERVFAIL`,
    /// `REFUSED`, `NODATA` or `DROPPED`; `*` is any name. A name without a line does not exist.
    servers: Vec<Vec<String>>,
}

fn relay() -> String {
    "mail.example.test".into()
}

fn sender() -> String {
    "otp@example.test".into()
}

impl Input for Names {
    const ONLY: &str = "sender-domain";

    fn stage(&self, _: &Path) -> String {
        let servers = self
            .servers
            .iter()
            .map(|lines| format!("\"{}\"", serve(lines)));
        let servers = servers.collect::<Vec<_>>().join(", ");
        let Self { relay, sender, .. } = self;
        // A mail server and a name that is asked for besides, as every realm has.
        format!(
            "schema: 1
appliance: {{name: idp-01, platform: windows, dns: {{servers: [{servers}]}}}}
realms:
  R:
    overview:
      smtp: {{server_address: {relay}, port: 25, use_ssl: false}}
      email: {{sender_address: \"{sender}\"}}
    multi_factor: {{email: {{field_1: html}}}}
"
        )
    }
}

/// A name server with these lines, over UDP and TCP.
pub(crate) fn serve(lines: &[String]) -> SocketAddr {
    let lines: Arc<[String]> = lines.into();
    let (udp, tcp) = loop {
        let udp = UdpSocket::bind("127.0.0.1:0").unwrap();
        // The same port of the other protocol may be taken.
        if let Ok(tcp) = TcpListener::bind(udp.local_addr().unwrap()) {
            break (udp, tcp);
        }
    };
    let address = udp.local_addr().unwrap();
    let known = lines.clone();
    std::thread::spawn(move || {
        let mut query = [0; 4096];
        while let Ok((length, from)) = udp.recv_from(&mut query) {
            if let Some(reply) = reply(&query[..length], &known) {
                let _ = udp.send_to(&reply, from);
            }
        }
    });
    std::thread::spawn(move || {
        for stream in tcp.incoming() {
            let mut stream = stream.unwrap();
            let mut length = [0; 2];
            while stream.read_exact(&mut length).is_ok() {
                let mut query = vec![0; u16::from_be_bytes(length).into()];
                stream.read_exact(&mut query).unwrap();
                let Some(reply) = reply(&query, &lines) else {
                    break;
                };
                let length = u16::try_from(reply.len()).unwrap().to_be_bytes();
                let _ = stream.write_all(&[&length[..], &reply].concat());
            }
        }
    });
    address
}

fn reply(query: &[u8], lines: &[String]) -> Option<Vec<u8>> {
    let query = Message::from_vec(query).unwrap();
    let question = &query.queries[0];
    let mut reply = Message::response(query.metadata.id, query.metadata.op_code);
    reply.metadata.recursion_available = true;
    reply.metadata.response_code = ResponseCode::NXDomain;
    reply.add_query(question.clone());
    let mut next = Some(question.name().to_lowercase());
    while let Some(owner) = next.take() {
        let name = owner.to_ascii();
        let name = name.trim_end_matches('.');
        for line in lines {
            let (of, rest) = line.split_once(' ').unwrap();
            let wild = of.strip_prefix('*').is_some_and(|end| name.ends_with(end));
            if of != name && !wild {
                continue;
            }
            let (kind, data) = match rest.split_once(' ') {
                Some((kind, data)) => (Some(kind.parse::<RecordType>().unwrap()), data),
                None => (None, rest),
            };
            if reply.metadata.response_code == ResponseCode::NXDomain {
                reply.metadata.response_code = ResponseCode::NoError;
            }
            let fits = |kind| [RecordType::CNAME, question.query_type()].contains(&kind);
            if kind.is_some_and(|kind| !fits(kind)) {
                continue;
            }
            match data {
                "DROPPED" => return None,
                "SERVFAIL" => reply.metadata.response_code = ResponseCode::ServFail,
                "REFUSED" => reply.metadata.response_code = ResponseCode::Refused,
                "NODATA" => {}
                data => {
                    let data = record(kind.unwrap(), data);
                    if let RData::CNAME(CNAME(target)) = &data {
                        next = Some(target.clone());
                    }
                    reply.add_answer(Record::from_rdata(owner.clone(), 60, data));
                }
            }
        }
    }
    Some(reply.to_vec().unwrap())
}

fn record(kind: RecordType, data: &str) -> RData {
    let host = |name: &str| Name::from_ascii(format!("{}.", name.trim_end_matches('.'))).unwrap();
    match kind {
        RecordType::A => RData::A(data.parse().unwrap()),
        RecordType::AAAA => RData::AAAA(data.parse().unwrap()),
        RecordType::CNAME => RData::CNAME(CNAME(host(data))),
        RecordType::MX => {
            let (preference, name) = data.split_once(' ').unwrap();
            RData::MX(MX::new(preference.parse().unwrap(), host(name)))
        }
        // Every other piece between quotes is a string.
        _ => {
            let strings = data.split('"').skip(1).step_by(2).map(str::to_owned);
            RData::TXT(TXT::new(strings.collect()))
        }
    }
}
