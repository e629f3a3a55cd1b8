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

/// A connection that is reset at the first read. A server may accept and reset at once; connecting itself then fails with
/// that reset, which is no refusal: with this the conversation begins, and ends as if the reset had come a moment later.
pub fn reset() -> Wire {
    let error = || Err::<&[u8], _>(io::Error::from(io::ErrorKind::ConnectionReset));
    let reader = StreamReader::new(stream::repeat_with(error));
    Box::new(tokio::io::join(reader, tokio::io::sink()))
}
