//! A connection that the server accepted, even where it broke it at once.

use std::io;
use std::net::SocketAddr;
use std::pin::Pin;
use std::task::{Context, Poll};

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;

/// A connection that the server accepted.
#[derive(Debug)]
pub enum Connection {
    /// It stood when it was made.
    Open(TcpStream),
    /// The server accepted, and reset it before we looked: the system then tells the reset as that of connecting.
    /// Whoever reads or writes learns of it, as if it had come a moment later.
    Reset,
}

impl Connection {
    /// Our end of it, while it stands.
    pub fn local_addr(&self) -> Option<SocketAddr> {
        match self {
            Self::Open(stream) => stream.local_addr().ok(),
            Self::Reset => None,
        }
    }
}

fn reset<T>() -> Poll<io::Result<T>> {
    Poll::Ready(Err(io::ErrorKind::ConnectionReset.into()))
}

impl AsyncRead for Connection {
    fn poll_read(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        into: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        match self.get_mut() {
            Self::Open(stream) => Pin::new(stream).poll_read(cx, into),
            Self::Reset => reset(),
        }
    }
}

impl AsyncWrite for Connection {
    fn poll_write(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        match self.get_mut() {
            Self::Open(stream) => Pin::new(stream).poll_write(cx, bytes),
            Self::Reset => reset(),
        }
    }

    fn poll_flush(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        match self.get_mut() {
            Self::Open(stream) => Pin::new(stream).poll_flush(cx),
            Self::Reset => reset(),
        }
    }

    fn poll_shutdown(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        match self.get_mut() {
            Self::Open(stream) => Pin::new(stream).poll_shutdown(cx),
            Self::Reset => reset(),
        }
    }
}
