//! Commands and responses, each bounded: lines, literals, and all of a reply together.

use std::sync::Arc;
use std::time::Instant;

use checks::kit::probe::tcp::Ended;
use tokio::io::{AsyncRead, AsyncWrite};
use zeroize::Zeroizing;

use super::reply::{Line, Reply, announced, is_bye, tagged};
use crate::e2e::email::mailbox::LARGEST;
use crate::probe::lines::Lines;
use crate::secret::Vault;

/// The longest line.
const LINE: usize = 64 << 10;
/// The most lines of a reply: a mailbox has folders, and a busy one has news.
const LINES: usize = 10_000;
/// The most bytes of a reply.
const BYTES: usize = 4 << 20;

/// One side of a conversation: never more than one command is under way.
pub(super) struct Dialogue<S> {
    vault: Arc<Vault>,
    lines: Lines<S>,
    number: u32,
}

impl<S: AsyncRead + AsyncWrite + Unpin> Dialogue<S> {
    pub(super) fn new(vault: &Arc<Vault>, stream: S) -> Self {
        Self {
            vault: vault.clone(),
            lines: Lines::new(stream),
            number: 0,
        }
    }

    /// The first line, before anything is said.
    pub(super) async fn greeting(&mut self, until: Instant) -> Result<Line, Ended> {
        self.line(until).await
    }

    /// Says a command and reads its reply.
    pub(super) async fn say(&mut self, command: &str, until: Instant) -> Result<Reply, Ended> {
        let tag = self.begin(command, until).await?;
        self.reply(&tag, until).await
    }

    /// Says a command of words and what stands behind each: quoted, or as a literal where it does not fit in quotes.
    pub(super) async fn say_with(
        &mut self,
        words: &[(&str, &str)],
        until: Instant,
    ) -> Result<Reply, Ended> {
        let tag = self.next_tag();
        let mut line = Zeroizing::new(tag.clone());
        for (word, argument) in words {
            for part in [" ", *word, if word.is_empty() { "" } else { " " }] {
                line.push_str(part);
            }
            if fits_in_quotes(argument) {
                line.push_str(&quoted(argument));
                continue;
            }
            line.push_str(&format!("{{{}}}\r\n", argument.len()));
            self.lines.write(line.as_bytes(), until).await?;
            if let Some(reply) = self.continuation(&tag, until).await? {
                return Ok(reply);
            }
            line = Zeroizing::new((*argument).to_owned());
        }
        line.push_str("\r\n");
        self.lines.write(line.as_bytes(), until).await?;
        self.reply(&tag, until).await
    }

    /// Says a command; its reply is read later.
    pub(super) async fn begin(&mut self, command: &str, until: Instant) -> Result<String, Ended> {
        let tag = self.next_tag();
        let line = format!("{tag} {command}\r\n");
        self.lines.write(line.as_bytes(), until).await?;
        Ok(tag)
    }

    /// Waits for leave to go on: `None`; or the reply to the command, where the server ends it.
    pub(super) async fn continuation(
        &mut self,
        tag: &str,
        until: Instant,
    ) -> Result<Option<Reply>, Ended> {
        for _ in 0..LINES {
            let line = self.line(until).await?;
            if line.text.starts_with(b"+") {
                return Ok(None);
            }
            if let Some((status, words)) = tagged(&line, tag) {
                let lines = Vec::new();
                return Ok(Some(Reply {
                    status,
                    words,
                    lines,
                }));
            }
        }
        Err(Ended::TooLong(LINES as u64))
    }

    /// Waits for a line that tells of a new message, at the longest until then.
    pub(super) async fn news(&mut self, until: Instant) -> Result<(), Ended> {
        for _ in 0..LINES {
            match self.line(until).await {
                Ok(line) if line.text.to_ascii_uppercase().ends_with(b"EXISTS") => return Ok(()),
                Ok(_) => {}
                Err(Ended::TimedOut) => return Ok(()),
                Err(ended) => return Err(ended),
            }
        }
        Err(Ended::TooLong(LINES as u64))
    }

    /// Ends IDLE and reads its reply.
    pub(super) async fn end_idle(&mut self, tag: &str, until: Instant) -> Result<Reply, Ended> {
        self.lines.write(b"DONE\r\n", until).await?;
        self.reply(tag, until).await
    }

    /// What the server sent beyond its last reply.
    pub(super) async fn arrived(&mut self) -> &[u8] {
        self.lines.arrived().await
    }

    pub(super) fn into_inner(self) -> S {
        self.lines.into_inner()
    }

    async fn reply(&mut self, tag: &str, until: Instant) -> Result<Reply, Ended> {
        let mut lines = Vec::new();
        let mut taken = 0;
        loop {
            let line = self.line(until).await?;
            if let Some((status, words)) = tagged(&line, tag) {
                return Ok(Reply {
                    status,
                    words,
                    lines,
                });
            }
            if !line.text.starts_with(b"* ") {
                return Err(self.garbage(&line.text));
            }
            taken += line.size();
            if taken > BYTES || lines.len() == LINES {
                return Err(Ended::TooLong(BYTES as u64));
            }
            lines.push(line);
        }
    }

    /// A line with its literals. One that says BYE ends the conversation, unless we asked for it.
    async fn line(&mut self, until: Instant) -> Result<Line, Ended> {
        let mut line = Line::default();
        loop {
            let text = self.lines.line(LINE, until).await?;
            let literal = announced(&text);
            line.text.extend_from_slice(&text);
            match literal {
                None => break,
                Some(count) if count > LARGEST || line.size() > LARGEST => {
                    return Err(Ended::TooLong(LARGEST as u64));
                }
                Some(count) => line.literals.push(self.lines.exactly(count, until).await?),
            }
        }
        match is_bye(&line) {
            Some(words) => Err(self.garbage(format!("BYE {words}").as_bytes())),
            None => Ok(line),
        }
    }

    /// What a server said that ends the conversation.
    fn garbage(&self, said: &[u8]) -> Ended {
        let said = String::from_utf8_lossy(&said[..said.len().min(1000)]);
        Ended::Garbage(self.vault.peer(said))
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

    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};

    use super::*;
    use crate::e2e::email::imap::reply::Status;
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
        let mut dialogue = Dialogue::new(&Arc::new(vault), ours);
        let words = [("LOGIN", "a\"b\\"), ("", "pässwd")];
        let reply = dialogue.say_with(&words, soon()).await.unwrap();
        assert_eq!(reply.status, Status::No);
        assert_eq!(reply.words, "[AUTHENTICATIONFAILED] wrong");
        assert_eq!(reply.lines.len(), 1);
        server.await.unwrap();
    }
}
