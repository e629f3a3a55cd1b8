//! One question to one name server (RFC 1035): over UDP, and over TCP where the answer does not fit. Without EDNS, as
//! the resolvers of the systems ask.

use std::io;
use std::net::SocketAddr;
use std::time::Duration;

use checks::kit::Answered;
use checks::kit::probe::dns::Said;
use hickory_resolver::proto::op::{Message, MessageType, Query, ResponseCode};
use hickory_resolver::proto::rr::{Name, RData, Record, RecordType};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpStream, UdpSocket};
use tokio::time::timeout;

use crate::probe::facts::{os_text, our_limit};
use crate::probe::wire;

/// No chain of aliases that anybody means is longer.
const LONGEST_CHAIN: usize = 16;
/// Without EDNS a datagram has at most 512 bytes (RFC 1035 section 4.2.1); what comes beyond this is cut off, and not read.
const LONGEST_REPLY: usize = 4096;

/// Asks, and once more when half of `patience` is over: a datagram may be lost.
///
/// # Errors
/// When this machine itself could not ask.
pub(super) async fn ask(
    server: SocketAddr,
    name: &Name,
    kind: RecordType,
    patience: Duration,
) -> Answered<(Said, Vec<RData>)> {
    let mut question = Message::query();
    question.metadata.recursion_desired = true;
    question.add_query(Query::query(name.clone(), kind));
    let reply = match timeout(patience, exchange(server, &question, patience / 2)).await {
        Ok(Ok(Some(reply))) => reply,
        Ok(Ok(None)) => return Ok((Said::Garbage, Vec::new())),
        Ok(Err(error)) => match our_limit(&error, server) {
            Some(limit) => return Err(limit),
            None => return Ok((Said::Unreachable(os_text(&error)), Vec::new())),
        },
        Err(_) => return Ok((Said::Nothing, Vec::new())),
    };
    let records = records(&reply, name, kind);
    let is_there = records.iter().any(|record| record.record_type() == kind);
    let said = match reply.metadata.response_code {
        ResponseCode::NoError if is_there => Said::Records,
        ResponseCode::NoError if knows_nothing(&reply) => Said::Fails("no recursion".into()),
        ResponseCode::NoError => Said::NoRecords,
        ResponseCode::NXDomain => Said::NoSuchName,
        ResponseCode::ServFail => Said::Fails("SERVFAIL".into()),
        ResponseCode::Refused => Said::Fails("REFUSED".into()),
        ResponseCode::NotImp => Said::Fails("NOTIMP".into()),
        other => Said::Fails(other.to_str().into()),
    };
    Ok((said, records))
}

/// The reply; `None` where what came is no DNS message.
async fn exchange(
    server: SocketAddr,
    question: &Message,
    again_after: Duration,
) -> io::Result<Option<Message>> {
    let bytes = question.to_vec().map_err(io::Error::other)?;
    let socket = wire::datagrams(server).await?;
    socket.send(&bytes).await?;
    let first = timeout(again_after, receive(&socket, question)).await;
    let reply = match first {
        Ok(reply) => reply?,
        Err(_) => {
            socket.send(&bytes).await?;
            receive(&socket, question).await?
        }
    };
    if !reply
        .as_ref()
        .is_some_and(|reply| reply.metadata.truncation)
    {
        return Ok(reply);
    }
    let over_tcp = |error: io::Error| match our_limit(&error, server) {
        Some(_) => error,
        None => io::Error::new(error.kind(), format!("over TCP: {}", os_text(&error))),
    };
    let reply = exchange_over_tcp(server, &bytes).await.map_err(over_tcp)?;
    Ok(read(&reply, question).unwrap_or_default())
}

async fn receive(socket: &UdpSocket, question: &Message) -> io::Result<Option<Message>> {
    let mut buffer = vec![0; LONGEST_REPLY];
    loop {
        let length = socket.recv(&mut buffer).await?;
        if let Some(reply) = read(&buffer[..length], question) {
            return Ok(reply);
        }
    }
}

async fn exchange_over_tcp(server: SocketAddr, question: &[u8]) -> io::Result<Vec<u8>> {
    let mut stream = TcpStream::connect(server).await?;
    let length = u16::try_from(question.len()).map_err(io::Error::other)?;
    stream
        .write_all(&[&length.to_be_bytes(), question].concat())
        .await?;
    let mut reply = vec![0; stream.read_u16().await?.into()];
    stream.read_exact(&mut reply).await?;
    Ok(reply)
}

/// The reply to this question: nothing where it belongs to another one, `Some(None)` where it cannot be read.
fn read(reply: &[u8], question: &Message) -> Option<Option<Message>> {
    if reply.get(..2) != Some(&question.metadata.id.to_be_bytes()) {
        return None;
    }
    let Ok(reply) = Message::from_vec(reply) else {
        return Some(None);
    };
    let fails = reply.metadata.response_code != ResponseCode::NoError;
    // Who fails may leave the question out.
    let belongs = reply.queries == question.queries || fails && reply.queries.is_empty();
    let is_reply = reply.metadata.message_type == MessageType::Response;
    (is_reply && belongs).then_some(Some(reply))
}

/// A server that asks nobody else, about a name that it does not have (a lame delegation): the system asks the next one.
fn knows_nothing(reply: &Message) -> bool {
    let says = &reply.metadata;
    !says.authoritative
        && !says.recursion_available
        && reply.answers.is_empty()
        && reply.additionals.is_empty()
}

/// The name's chain of aliases, and the records of this kind at the end of it.
fn records(reply: &Message, name: &Name, kind: RecordType) -> Vec<RData> {
    let mut owner = name;
    let mut found = Vec::new();
    for _ in 0..LONGEST_CHAIN {
        let alias = reply.answers.iter().find_map(|record| match &record.data {
            RData::CNAME(alias) if record.name == *owner => Some(alias),
            _ => None,
        });
        let Some(alias) = alias else { break };
        found.push(RData::CNAME(alias.clone()));
        owner = &alias.0;
    }
    let of_owner = |record: &&Record| record.name == *owner && record.record_type() == kind;
    let records = reply.answers.iter().filter(of_owner);
    found.extend(records.map(|record| record.data.clone()));
    found
}
