//! A connection of any kind, in clear or inside TLS or a tunnel.

use std::io;

use futures_util::stream;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio_util::io::StreamReader;

/// What a connection can do.
pub trait Duplex: AsyncRead + AsyncWrite + Unpin + Send {}

impl<T: AsyncRead + AsyncWrite + Unpin + Send> Duplex for T {}

/// A connection of any kind.
pub type Wire = Box<dyn Duplex>;

/// The connection of a server that accepted, and reset it before we looked: the system then tells the reset as that of
/// connecting. Whoever reads learns of it, as if it had come a moment later.
pub fn reset() -> Wire {
    let error = || Err::<&[u8], _>(io::Error::from(io::ErrorKind::ConnectionReset));
    let reader = StreamReader::new(stream::repeat_with(error));
    Box::new(tokio::io::join(reader, tokio::io::sink()))
}
