//! How the lab's servers listen: on TCP ports that are open, closed, filtered or silent, bounded in number and in time;
//! on UDP with a reply to each packet.

use std::io;
use std::net::{Ipv4Addr, Ipv6Addr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use serde::Deserialize;
use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpSocket, TcpStream, UdpSocket};
use tokio::sync::Semaphore;
use tokio::task::JoinSet;

/// No conversation of the lab lasts longer; what is silent by design outlasts every asker's patience.
const LONGEST: Duration = Duration::from_secs(20);
/// Conversations at once, for each server.
const AT_ONCE: usize = 64;

/// What a TCP port does with a connection before its server says anything of its protocol.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum PortState {
    /// Its server converses.
    #[default]
    Open,
    /// The same over IPv6 alone.
    OpenOverIpv6,
    /// The same over IPv6 too.
    OpenOverBoth,
    /// Nothing listens: the connection is refused.
    Closed,
    /// Connections are dropped, as by a firewall: the queue is full, and the system drops further ones.
    Filtered,
    /// It accepts, then resets.
    Resets,
    /// It accepts, then says nothing.
    Silent,
    /// It accepts, says something else, and hangs up.
    Says(String),
}

/// Opens a server on a free port of the loopback and serves until `tasks` ends; `converse` has a connection with a
/// client, and what the server knows.
pub(super) async fn open<S, T, F>(
    tasks: &mut JoinSet<()>,
    state: PortState,
    server: S,
    converse: T,
) -> io::Result<u16>
where
    S: Send + Sync + 'static,
    T: Fn(TcpStream, Arc<S>) -> F + Send + Sync + 'static,
    F: Future<Output = io::Result<()>> + Send + 'static,
{
    let socket = match state {
        PortState::OpenOverIpv6 => over_ipv6(0)?,
        _ => {
            let socket = TcpSocket::new_v4()?;
            socket.bind(SocketAddr::from((Ipv4Addr::LOCALHOST, 0)))?;
            socket
        }
    };
    let address = socket.local_addr()?;
    match state {
        // Bound and not listening: the port stays ours, and whoever comes is refused.
        PortState::Closed => hold(tasks, socket),
        PortState::Filtered => {
            let listener = socket.listen(0)?;
            hold(tasks, (listener, fill(address).await));
        }
        _ => {
            let listener = socket.listen(128)?;
            let server = Arc::new(server);
            let converse = Arc::new(move |stream| converse(stream, Arc::clone(&server)));
            if state == PortState::OpenOverBoth {
                let listener = over_ipv6(address.port())?.listen(128)?;
                tasks.spawn(accept(listener, state.clone(), Arc::clone(&converse)));
            }
            tasks.spawn(accept(listener, state, converse));
        }
    }
    Ok(address.port())
}

fn over_ipv6(port: u16) -> io::Result<TcpSocket> {
    let socket = TcpSocket::new_v6()?;
    socket.bind(SocketAddr::from((Ipv6Addr::LOCALHOST, port)))?;
    Ok(socket)
}

fn hold(tasks: &mut JoinSet<()>, held: impl Send + 'static) {
    tasks.spawn(async move {
        let _held = held;
        std::future::pending().await
    });
}

/// Serves packets until `tasks` ends; no reply is sent where there is none.
pub(super) fn open_udp<T>(tasks: &mut JoinSet<()>, socket: UdpSocket, reply: T)
where
    T: Fn(&[u8]) -> Option<Vec<u8>> + Send + 'static,
{
    tasks.spawn(async move {
        let mut packet = [0; 1232];
        loop {
            let Ok((length, from)) = socket.recv_from(&mut packet).await else {
                continue;
            };
            if let Some(reply) = reply(&packet[..length]) {
                let _ = socket.send_to(&reply, from).await;
            }
        }
    });
}

/// Connects until the queue takes no more.
async fn fill(address: SocketAddr) -> Vec<TcpStream> {
    let mut queue = Vec::new();
    while let Ok(Ok(stream)) =
        tokio::time::timeout(Duration::from_millis(150), TcpStream::connect(address)).await
    {
        queue.push(stream);
        if queue.len() == AT_ONCE {
            break;
        }
    }
    queue
}

async fn accept<T, F>(listener: TcpListener, state: PortState, converse: Arc<T>)
where
    T: Fn(TcpStream) -> F + Send + Sync + 'static,
    F: Future<Output = io::Result<()>> + Send + 'static,
{
    let seats = Arc::new(Semaphore::new(AT_ONCE));
    // Ends its conversations when the server is dropped.
    let mut conversations = JoinSet::new();
    loop {
        while conversations.try_join_next().is_some() {}
        let Ok(seat) = Arc::clone(&seats).acquire_owned().await else {
            return;
        };
        let Ok((stream, _)) = listener.accept().await else {
            continue;
        };
        let (state, converse) = (state.clone(), Arc::clone(&converse));
        conversations.spawn(async move {
            let talk = async move {
                match state {
                    PortState::Resets => reset(stream).await,
                    PortState::Silent => stay_silent(stream).await,
                    PortState::Says(text) => say_and_leave(stream, &text).await,
                    _ => converse(stream).await,
                }
            };
            // What an asker does to a conversation is the asker's business.
            let _ = tokio::time::timeout(LONGEST, talk).await;
            drop(seat);
        });
    }
}

/// A reset that comes at once is seen as a refusal to connect by some systems, so the asker is given a moment.
async fn reset(stream: TcpStream) -> io::Result<()> {
    let mut received = [0; 512];
    let _ = tokio::time::timeout(Duration::from_millis(100), stream.peek(&mut received)).await;
    stream.set_zero_linger()
}

/// Reads and says nothing until the asker leaves.
async fn stay_silent(mut stream: TcpStream) -> io::Result<()> {
    let mut received = [0; 512];
    while stream.read(&mut received).await? > 0 {}
    Ok(())
}

async fn say_and_leave(mut stream: TcpStream, text: &str) -> io::Result<()> {
    stream.write_all(text.as_bytes()).await?;
    stream.shutdown().await?;
    stay_silent(stream).await
}

/// Reads up to and with `end`, byte by byte: what follows may belong to TLS or to a tunnel. `None` when the peer leaves
/// before it, or sends more than `longest` bytes.
pub(super) async fn read_until(
    stream: &mut (impl AsyncRead + Unpin),
    end: &[u8],
    longest: usize,
) -> io::Result<Option<String>> {
    let mut bytes = Vec::new();
    while !bytes.ends_with(end) {
        if bytes.len() == longest {
            return Ok(None);
        }
        match stream.read_u8().await {
            Ok(byte) => bytes.push(byte),
            Err(why) if why.kind() == io::ErrorKind::UnexpectedEof => return Ok(None),
            Err(why) => return Err(why),
        }
    }
    Ok(Some(String::from_utf8_lossy(&bytes).into_owned()))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    async fn connect(state: PortState) -> (JoinSet<()>, io::Result<String>) {
        let mut tasks = JoinSet::new();
        let greet = |mut stream: TcpStream, _| async move { stream.write_all(b"welcome").await };
        let port = open(&mut tasks, state, (), greet).await.unwrap();
        let talk = async {
            let mut stream = TcpStream::connect(("127.0.0.1", port)).await?;
            let mut received = String::new();
            stream.read_to_string(&mut received).await?;
            Ok(received)
        };
        let received = tokio::time::timeout(Duration::from_millis(400), talk).await;
        let received = received.unwrap_or_else(|_| Err(io::ErrorKind::TimedOut.into()));
        (tasks, received)
    }

    #[tokio::test]
    async fn each_port_does_what_its_state_says() {
        let kind = |received: io::Result<String>| received.map_err(|why| why.kind());
        assert_eq!(
            kind(connect(PortState::Open).await.1),
            Ok("welcome".to_owned())
        );
        assert_eq!(
            kind(connect(PortState::Says("SSH-2.0".into())).await.1),
            Ok("SSH-2.0".to_owned())
        );
        for (state, error) in [
            (PortState::Closed, io::ErrorKind::ConnectionRefused),
            (PortState::Resets, io::ErrorKind::ConnectionReset),
            (PortState::Silent, io::ErrorKind::TimedOut),
            (PortState::Filtered, io::ErrorKind::TimedOut),
        ] {
            assert_eq!(
                kind(connect(state.clone()).await.1),
                Err(error),
                "{state:?}"
            );
        }
    }
}
