//! A connection of any kind, in clear or inside TLS or a tunnel.

use std::io;
use std::net::{Ipv4Addr, Ipv6Addr, SocketAddr};

use futures_util::stream;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::UdpSocket;
use tokio_util::io::StreamReader;

/// What a connection can do.
pub trait Duplex: AsyncRead + AsyncWrite + Unpin + Send {}

impl<T: AsyncRead + AsyncWrite + Unpin + Send> Duplex for T {}

/// A connection of any kind.
pub type Wire = Box<dyn Duplex>;

/// A connection that is reset at the first read. A server may accept and reset at once; connecting itself then fails with
/// that reset, which is no refusal: with this the conversation begins, and ends as if the reset had come a moment later.
pub fn reset() -> Wire {
    let error = || Err::<&[u8], _>(io::Error::from(io::ErrorKind::ConnectionReset));
    let reader = StreamReader::new(stream::repeat_with(error));
    Box::new(tokio::io::join(reader, tokio::io::sink()))
}

/// A socket for datagrams to and from this server: connected, so that the system reports a refusal and drops what others
/// send.
///
/// # Errors
/// As of the system.
pub async fn datagrams(server: SocketAddr) -> io::Result<UdpSocket> {
    let any = match server {
        SocketAddr::V4(_) => SocketAddr::from((Ipv4Addr::UNSPECIFIED, 0)),
        SocketAddr::V6(_) => SocketAddr::from((Ipv6Addr::UNSPECIFIED, 0)),
    };
    let socket = UdpSocket::bind(any).await?;
    socket.connect(server).await?;
    Ok(socket)
}
