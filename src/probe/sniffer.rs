//! A stream that keeps the beginning of what the peer said.

use std::io;
use std::pin::Pin;
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll};

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};

use super::wire::Wire;

/// How much is kept: more than is shown, so that a secret in it is whole and can be cut out.
const KEPT: usize = 1024;

/// A stream that keeps the beginning of what the peer said.
pub struct Sniffer {
    stream: Wire,
    sniffed: Sniffed,
}

/// The beginning of what the peer said, also after the stream is gone.
#[derive(Clone, Default)]
pub struct Sniffed(Arc<Mutex<Vec<u8>>>);

impl Sniffer {
    /// Keeps what comes over this stream from now on.
    pub fn new(stream: Wire) -> (Self, Sniffed) {
        let sniffed = Sniffed::default();
        let shared = sniffed.clone();
        (Self { stream, sniffed }, shared)
    }
}

impl Sniffed {
    /// What was kept.
    pub fn bytes(&self) -> Vec<u8> {
        self.0.lock().expect("no holder panics").clone()
    }

    fn add(&self, bytes: &[u8]) {
        let mut kept = self.0.lock().expect("no holder panics");
        let room = KEPT.saturating_sub(kept.len()).min(bytes.len());
        kept.extend_from_slice(&bytes[..room]);
    }
}

impl AsyncRead for Sniffer {
    fn poll_read(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        into: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let this = self.get_mut();
        let before = into.filled().len();
        let polled = Pin::new(&mut this.stream).poll_read(cx, into);
        this.sniffed.add(&into.filled()[before..]);
        polled
    }
}

impl AsyncWrite for Sniffer {
    fn poll_write(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.get_mut().stream).poll_write(cx, bytes)
    }

    fn poll_flush(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.get_mut().stream).poll_flush(cx)
    }

    fn poll_shutdown(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.get_mut().stream).poll_shutdown(cx)
    }
}
