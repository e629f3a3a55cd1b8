//! A connection inside Windows' own TLS. A server may begin another handshake at any time, as IIS does for a client
//! certificate.

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};

use crate::probe::wire::Wire;
use crate::windows::tls::{Code, Fed, Session};

pub(super) struct SchannelStream {
    wire: Wire,
    session: Session,
    incoming: Vec<u8>,
    plain: Vec<u8>,
    outgoing: Vec<u8>,
    is_shaking: bool,
    is_over: bool,
}

impl SchannelStream {
    /// Goes on with a session over this connection, of which these bytes came already.
    pub(super) fn new(wire: Wire, session: Session, incoming: Vec<u8>) -> Self {
        Self {
            wire,
            session,
            incoming,
            plain: Vec::new(),
            outgoing: Vec::new(),
            is_shaking: false,
            is_over: false,
        }
    }

    fn take(&mut self) -> Result<Fed, Code> {
        if self.is_shaking {
            return self.session.shake(&mut self.incoming, &mut self.outgoing);
        }
        if self.incoming.is_empty() {
            Ok(Fed::More)
        } else {
            self.session.decrypt(&mut self.incoming, &mut self.plain)
        }
    }

    fn poll_send(&mut self, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        while !self.outgoing.is_empty() {
            let written = ready!(Pin::new(&mut self.wire).poll_write(cx, &self.outgoing))?;
            if written == 0 {
                return Poll::Ready(Err(io::ErrorKind::WriteZero.into()));
            }
            self.outgoing.drain(..written);
        }
        Pin::new(&mut self.wire).poll_flush(cx)
    }

    fn poll_receive(&mut self, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        let mut chunk = [0; 8192];
        let mut read = ReadBuf::new(&mut chunk);
        ready!(Pin::new(&mut self.wire).poll_read(cx, &mut read))?;
        self.is_over = read.filled().is_empty();
        self.incoming.extend_from_slice(read.filled());
        Poll::Ready(Ok(()))
    }
}

impl AsyncRead for SchannelStream {
    fn poll_read(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let this = self.get_mut();
        while this.plain.is_empty() && !this.is_over {
            ready!(this.poll_send(cx))?;
            match this.take().map_err(error)? {
                Fed::More => ready!(this.poll_receive(cx))?,
                Fed::Taken => {}
                Fed::Turned => this.is_shaking = !this.is_shaking,
                Fed::Closed => this.is_over = true,
            }
        }
        let length = this.plain.len().min(buf.remaining());
        buf.put_slice(&this.plain[..length]);
        this.plain.drain(..length);
        Poll::Ready(Ok(()))
    }
}

impl AsyncWrite for SchannelStream {
    fn poll_write(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &[u8],
    ) -> Poll<io::Result<usize>> {
        let this = self.get_mut();
        ready!(this.poll_send(cx))?;
        let encrypted = this.session.encrypt(buf, &mut this.outgoing);
        Poll::Ready(encrypted.map_err(error))
    }

    fn poll_flush(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.get_mut().poll_send(cx)
    }

    fn poll_shutdown(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        let this = self.get_mut();
        ready!(this.poll_send(cx))?;
        Pin::new(&mut this.wire).poll_shutdown(cx)
    }
}

fn error(code: Code) -> io::Error {
    io::Error::from_raw_os_error(code.cast_signed())
}
