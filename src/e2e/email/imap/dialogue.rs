//! Commands and responses, each bounded: lines, literals, and all of a reply together.

use std::sync::Arc;
use std::time::Instant;

use checks::kit::Reason;
use checks::kit::probe::tcp::Ended;
use checks::steps::email_arrival::MAILBOX_REFUSED;
use zeroize::Zeroizing;

use super::reply::{Line, announced, tagged};
use crate::e2e::email::mailbox::{LARGEST, MailboxError};
use crate::probe::http::Wire;
use crate::probe::lines::Lines;
use crate::probe::peer_filter::PeerFilter;
use crate::secret::Vault;

/// The longest line.
const LINE: usize = 64 << 10;
/// The most lines of a reply: a mailbox has folders, and a busy one has news.
const LINES: usize = 10_000;
/// The most bytes of a reply.
const BYTES: usize = 4 << 20;

/// A conversation with a server: never more than one command is under way.
pub(super) struct Dialogue {
    /// Listens to the server.
    pub(super) filter: PeerFilter,
    lines: Lines<Wire>,
    number: u32,
}

/// What the server said to a command.
struct Reply {
    /// The untagged lines.
    lines: Vec<Line>,
    /// How the command ended, with the server's words; `None` where the server waits for the rest of it.
    end: Option<Result<(), String>>,
}

impl Dialogue {
    pub(super) fn new(vault: &Arc<Vault>, stream: Wire) -> Self {
        Self {
            filter: PeerFilter::new(vault),
            lines: Lines::new(stream),
            number: 0,
        }
    }

    /// Says a command that has no arguments of strangers.
    pub(super) async fn command(
        &mut self,
        command: &str,
        until: Instant,
    ) -> Result<Vec<Line>, MailboxError> {
        self.ask(command, &[], MAILBOX_REFUSED, until).await
    }

    /// Says a command and its arguments, each quoted, or as a literal where it does not fit in quotes; gives the untagged
    /// lines of the reply, or `refused` with the server's words.
    pub(super) async fn ask(
        &mut self,
        command: &str,
        arguments: &[&str],
        refused: Reason,
        until: Instant,
    ) -> Result<Vec<Line>, MailboxError> {
        let tag = self.next_tag();
        let mut line = Zeroizing::new(format!("{tag} {command}"));
        for argument in arguments {
            if fits_in_quotes(argument) {
                line.push(' ');
                line.push_str(&quoted(argument));
                continue;
            }
            line.push_str(&format!(" {{{}}}\r\n", argument.len()));
            self.lines.write(line.as_bytes(), until).await?;
            let reply = self.read(&tag, until).await?;
            if reply.end.is_some() {
                return self.accepted(reply, refused);
            }
            line = Zeroizing::new((*argument).to_owned());
        }
        line.push_str("\r\n");
        self.lines.write(line.as_bytes(), until).await?;
        let reply = self.read(&tag, until).await?;
        self.accepted(reply, refused)
    }

    /// The untagged lines, unless the server refused the command.
    fn accepted(&self, reply: Reply, refused: Reason) -> Result<Vec<Line>, MailboxError> {
        match reply.end {
            Some(Ok(())) => Ok(reply.lines),
            Some(Err(words)) => {
                let words = self.filter.peer(words).raw().to_owned();
                Err(MailboxError::Seen(refused, words))
            }
            None => Err(Ended::Garbage("+".into()).into()),
        }
    }

    /// What the server sent beyond its last reply.
    pub(super) async fn arrived(&mut self) -> &[u8] {
        self.lines.arrived().await
    }

    pub(super) fn into_inner(self) -> Wire {
        self.lines.into_inner()
    }

    /// Reads up to the line that ends the command of this tag, or that asks for the rest of it.
    async fn read(&mut self, tag: &str, until: Instant) -> Result<Reply, Ended> {
        let (mut lines, mut taken) = (Vec::new(), 0);
        loop {
            let line = self.line(until).await?;
            let end = tagged(&line.text, tag);
            if end.is_some() || line.text.starts_with('+') {
                return Ok(Reply { lines, end });
            }
            if !line.text.starts_with("* ") {
                return Err(self.garbage(line.text));
            }
            taken += line.size();
            if taken > BYTES || lines.len() == LINES {
                return Err(Ended::TooLong(BYTES as u64));
            }
            lines.push(line);
        }
    }

    /// A line with its literals. One that says BYE ends the conversation.
    pub(super) async fn line(&mut self, until: Instant) -> Result<Line, Ended> {
        let mut line = Line::default();
        loop {
            let text = self.lines.line(LINE, until).await?;
            line.text.push_str(&String::from_utf8_lossy(&text));
            match announced(&text) {
                None => break,
                Some(count) if count > LARGEST || line.size() > LARGEST => {
                    return Err(Ended::TooLong(LARGEST as u64));
                }
                Some(count) => line.literals.push(self.lines.exactly(count, until).await?),
            }
        }
        match line.untagged("BYE") {
            Some(words) => Err(self.garbage(format!("BYE {words}"))),
            None => Ok(line),
        }
    }

    /// What a server said that ends the conversation.
    fn garbage(&self, said: String) -> Ended {
        Ended::Garbage(self.filter.peer(said).begin(1000))
    }

    fn next_tag(&mut self) -> String {
        self.number += 1;
        format!("o{}", self.number)
    }
}

fn fits_in_quotes(text: &str) -> bool {
    text.len() < 500 && text.bytes().all(|byte| (b' '..=b'~').contains(&byte))
}

fn quoted(text: &str) -> Zeroizing<String> {
    let escaped = Zeroizing::new(text.replace('\\', "\\\\"));
    let escaped = Zeroizing::new(escaped.replace('"', "\\\""));
    Zeroizing::new(format!("\"{}\"", escaped.as_str()))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use std::time::Duration;

    use checks::steps::email_arrival::MAILBOX_LOGIN_REJECTED;
    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};

    use super::*;
    use crate::secret::{Commands, Resolve};

    fn soon() -> Instant {
        Instant::now() + Duration::from_secs(5)
    }

    #[tokio::test]
    async fn what_does_not_fit_in_quotes_goes_as_a_literal() {
        let (mut peer, ours) = tokio::io::duplex(1024);
        let server = tokio::spawn(async move {
            let mut said = vec![0; 100];
            let first = peer.read(&mut said).await.unwrap();
            assert_eq!(&said[..first], b"o1 LOGIN \"a\\\"b\\\\\" {7}\r\n");
            peer.write_all(b"+ go on\r\n").await.unwrap();
            let second = peer.read(&mut said).await.unwrap();
            assert_eq!(&said[..second], "pässwd\r\n".as_bytes());
            peer.write_all(b"* CAPABILITY IMAP4rev1\r\no1 NO [AUTHENTICATIONFAILED] wrong\r\n")
                .await
                .unwrap();
        });
        let vault = Vault::new(Vec::new(), Vec::new(), Commands::Refused, Resolve::No);
        let mut dialogue = Dialogue::new(&Arc::new(vault), Box::new(ours));
        let words = ["a\"b\\", "pässwd"];
        let reply = dialogue.ask("LOGIN", &words, MAILBOX_LOGIN_REJECTED, soon());
        let Err(MailboxError::Seen(MAILBOX_LOGIN_REJECTED, said)) = reply.await else {
            panic!("it was not refused");
        };
        assert_eq!(said, "[AUTHENTICATIONFAILED] wrong");
        server.await.unwrap();
    }
}
