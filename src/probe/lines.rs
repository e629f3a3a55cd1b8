//! Lines over a connection, with a limit to everything a peer may send.

use std::time::Instant;

use checks::kit::probe::tcp::Ended;
use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _};
use tokio::time::timeout_at;

use super::facts::ended;

/// A connection that is read line by line. Dropping a read half way loses nothing: what came is kept.
pub struct Lines<S> {
    stream: S,
    pending: Vec<u8>,
}

impl<S: AsyncRead + AsyncWrite + Unpin> Lines<S> {
    /// Reads and writes this connection.
    pub fn new(stream: S) -> Self {
        Self {
            stream,
            pending: Vec::new(),
        }
    }

    /// The next line, without its line feed and carriage return.
    ///
    /// # Errors
    /// How the conversation ended when no line of at most `limit` bytes came before `until`.
    pub async fn line(&mut self, limit: usize, until: Instant) -> Result<Vec<u8>, Ended> {
        let mut searched = 0;
        loop {
            let fresh = &self.pending[searched..];
            if let Some(found) = fresh.iter().position(|byte| *byte == b'\n') {
                let end = searched + found;
                if end > limit {
                    return Err(Ended::TooLong(limit as u64));
                }
                let mut line: Vec<u8> = self.pending.drain(..=end).collect();
                line.pop();
                line.pop_if(|byte| *byte == b'\r');
                return Ok(line);
            }
            searched = self.pending.len();
            if searched > limit {
                return Err(Ended::TooLong(limit as u64));
            }
            self.fill(until).await?;
        }
    }

    /// The next bytes, as many as are asked for: the caller bounds them.
    ///
    /// # Errors
    /// How the conversation ended when fewer came before `until`.
    pub async fn exactly(&mut self, count: usize, until: Instant) -> Result<Vec<u8>, Ended> {
        while self.pending.len() < count {
            self.fill(until).await?;
        }
        Ok(self.pending.drain(..count).collect())
    }

    /// Writes all of it.
    ///
    /// # Errors
    /// How the conversation ended when the peer did not take it before `until`.
    pub async fn write(&mut self, bytes: &[u8], until: Instant) -> Result<(), Ended> {
        let write = async {
            self.stream.write_all(bytes).await?;
            self.stream.flush().await
        };
        match timeout_at(until.into(), write).await {
            Ok(written) => written.map_err(|error| ended(&error)),
            Err(_) => Err(Ended::TimedOut),
        }
    }

    /// What came after the last line.
    pub fn pending(&self) -> &[u8] {
        &self.pending
    }

    /// What came after the last line, with what has arrived by now and was not read yet.
    pub async fn arrived(&mut self) -> &[u8] {
        // A deadline that has passed still lets the read try once.
        let _ = self.fill(Instant::now()).await;
        &self.pending
    }

    /// The connection; what is pending is dropped.
    pub fn into_inner(self) -> S {
        self.stream
    }

    async fn fill(&mut self, until: Instant) -> Result<(), Ended> {
        let mut chunk = [0; 2048];
        match timeout_at(until.into(), self.stream.read(&mut chunk)).await {
            Ok(Ok(0)) => Err(Ended::Closed),
            Ok(Ok(length)) => {
                self.pending.extend_from_slice(&chunk[..length]);
                Ok(())
            }
            Ok(Err(error)) => Err(ended(&error)),
            Err(_) => Err(Ended::TimedOut),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    fn soon() -> Instant {
        Instant::now() + Duration::from_secs(5)
    }

    #[tokio::test]
    async fn takes_both_line_ends_and_keeps_the_rest() {
        let (mut peer, ours) = tokio::io::duplex(64);
        peer.write_all(b"one\r\ntwo\nth")
            .await
            .expect("there is room");
        let mut lines = Lines::new(ours);
        assert_eq!(lines.line(8, soon()).await, Ok(b"one".to_vec()));
        assert_eq!(lines.line(8, soon()).await, Ok(b"two".to_vec()));
        assert_eq!(lines.pending(), b"th");
        drop(peer);
        assert_eq!(lines.line(8, soon()).await, Err(Ended::Closed));
        assert_eq!(lines.pending(), b"th");
    }

    #[tokio::test]
    async fn a_line_may_be_as_long_as_the_limit_and_no_longer() {
        let (mut peer, ours) = tokio::io::duplex(64);
        peer.write_all(b"12345678\n123456789\n")
            .await
            .expect("there is room");
        let mut lines = Lines::new(ours);
        assert_eq!(lines.line(8, soon()).await, Ok(b"12345678".to_vec()));
        assert_eq!(lines.line(8, soon()).await, Err(Ended::TooLong(8)));
    }
}
