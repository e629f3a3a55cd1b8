//! Commands and replies (RFC 5321 section 4.2), each bounded.

use std::time::{Duration, Instant};

use checks::kit::probe::smtp::Reply;
use checks::kit::probe::tcp::Ended;
use jiff::SignedDuration;
use zeroize::Zeroizing;

use crate::probe::facts::timed;
use crate::probe::lines::Lines;
use crate::probe::live::Live;
use crate::probe::peer_filter::PeerFilter;
use crate::probe::trace;
use crate::probe::wire::Wire;
use crate::secret::Outgoing;

/// The longest line of a reply: eight times what RFC 5321 section 4.5.3.1.5 allows.
const LINE: usize = 4096;
/// The most lines of a reply that are kept, and bytes that are read: .NET's client takes any number.
const LINES: usize = 1000;
const BYTES: u64 = 1 << 20;
/// The most characters that are kept of what is no reply.
const GARBAGE: usize = 200;

/// One side of a conversation: never more than one command is under way.
pub(super) struct Dialogue {
    filter: PeerFilter,
    lines: Lines<Wire>,
    /// When it must be over.
    pub(super) until: Instant,
    /// How long a reply may take.
    patience: Duration,
    /// How long the one that took longest took.
    pub(super) waited: SignedDuration,
}

impl Dialogue {
    pub(super) fn new(live: &Live, stream: Wire, until: Instant) -> Self {
        Self {
            filter: PeerFilter::new(&live.vault),
            lines: Lines::new(stream),
            until,
            patience: live.patience.reply,
            waited: SignedDuration::ZERO,
        }
    }

    /// Writes a command and reads its reply.
    pub(super) async fn command(&mut self, command: &str) -> Result<Reply, Ended> {
        self.send(Outgoing::ours(command)).await
    }

    /// Writes a line that may contain a secret and reads the reply to it.
    pub(super) async fn send(&mut self, line: Outgoing) -> Result<Reply, Ended> {
        let line = line.and("\r\n");
        self.filter.sent(&line);
        self.send_all(line.text().as_bytes()).await
    }

    /// Writes a message and reads its reply.
    pub(super) async fn send_message(&mut self, message: &[u8]) -> Result<Reply, Ended> {
        let message = stuffed(message);
        trace::sent(&String::from_utf8_lossy(&message));
        self.send_all(&message).await
    }

    /// Writes whole lines and reads the reply.
    async fn send_all(&mut self, lines: &[u8]) -> Result<Reply, Ended> {
        let written = self.lines.write(lines, self.until).await;
        match (written, self.reply().await) {
            // A server may have said why before it closed.
            (_, Ok(reply)) => Ok(reply),
            (Err(ended), Err(_)) | (Ok(()), Err(ended)) => Err(ended),
        }
    }

    /// Reads a reply of one line or several.
    pub(super) async fn reply(&mut self) -> Result<Reply, Ended> {
        let until = self.until.min(Instant::now() + self.patience);
        let (reply, waited) = timed(self.reply_before(until)).await;
        self.waited = self.waited.max(waited);
        if let Err(ended) = &reply {
            trace::happened(ended.describe());
        }
        reply
    }

    async fn reply_before(&mut self, until: Instant) -> Result<Reply, Ended> {
        let mut lines = Vec::new();
        let mut code = None;
        let mut taken = 0;
        loop {
            let line = match self.lines.line(LINE, until).await {
                Ok(line) => line,
                Err(ended) => return Err(self.what_ended(ended)),
            };
            self.filter.received(&line);
            taken += line.len() as u64;
            let (digits, text, more) = parse(&line).ok_or_else(|| self.garbage(&line))?;
            if code.is_some_and(|code| code != digits) {
                return Err(self.garbage(&line));
            }
            code = Some(digits);
            // The last line says most.
            lines.truncate(LINES - 1);
            lines.push(text);
            if !more {
                let lines = self.filter.lines(&lines);
                return Ok(Reply {
                    code: digits,
                    lines,
                });
            }
            if taken > BYTES {
                return Err(Ended::TooLong(taken));
            }
        }
    }

    /// What the server sent beyond its last reply.
    pub(super) async fn arrived(&mut self) -> &[u8] {
        self.lines.arrived().await
    }

    /// The connection; nothing more can be said here.
    pub(super) fn take_stream(&mut self) -> Wire {
        let closed = Lines::new(Box::new(tokio::io::empty()) as Wire);
        std::mem::replace(&mut self.lines, closed).into_inner()
    }

    fn garbage(&self, said: &[u8]) -> Ended {
        let said = self.filter.peer(String::from_utf8_lossy(said));
        Ended::Garbage(said.begin(GARBAGE))
    }

    /// A server that said something else before it fell silent speaks another protocol.
    fn what_ended(&self, ended: Ended) -> Ended {
        let said = self.lines.pending();
        let code = said.len().min(3);
        if said[..code].iter().all(u8::is_ascii_digit) {
            ended
        } else {
            self.garbage(said)
        }
    }
}

/// Code and text of a line, and whether the reply goes on after it.
fn parse(line: &[u8]) -> Option<(u16, String, bool)> {
    let (digits, rest) = line.split_first_chunk::<3>()?;
    if !matches!(digits, [b'2'..=b'5', b'0'..=b'9', b'0'..=b'9']) {
        return None;
    }
    let code = digits
        .iter()
        .fold(0, |code, digit| code * 10 + u16::from(digit - b'0'));
    let (text, more) = match rest {
        [] => (rest, false),
        [b' ', text @ ..] => (text, false),
        [b'-', text @ ..] => (text, true),
        _ => return None,
    };
    Some((code, String::from_utf8_lossy(text).into_owned(), more))
}

/// Whether the reply to EHLO offers an extension.
pub(super) fn offers(ehlo: &Reply, extension: &str) -> bool {
    ehlo.positive() && ehlo.extension(extension).is_some()
}

/// The message with its dots doubled where they begin a line, and the dot that ends it (RFC 5321 section 4.5.2).
fn stuffed(message: &[u8]) -> Zeroizing<Vec<u8>> {
    let mut stuffed = Zeroizing::new(Vec::with_capacity(message.len() + 64));
    for line in message.split_inclusive(|byte| *byte == b'\n') {
        if line.first() == Some(&b'.') {
            stuffed.push(b'.');
        }
        stuffed.extend_from_slice(line);
    }
    if !stuffed.ends_with(b"\r\n") {
        stuffed.extend_from_slice(b"\r\n");
    }
    stuffed.extend_from_slice(b".\r\n");
    stuffed
}

#[cfg(test)]
mod tests {
    use super::stuffed;

    #[test]
    fn a_dot_that_begins_a_line_ends_nothing() {
        assert_eq!(*stuffed(b"a\r\n.\r\n..b\r\n"), b"a\r\n..\r\n...b\r\n.\r\n");
        assert_eq!(*stuffed(b"no end"), b"no end\r\n.\r\n");
    }
}
