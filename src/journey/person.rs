//! The person who runs a probe: asked on stderr, answers on standard input, a line at a time.

use std::io::{self, BufRead, IsTerminal as _, Read as _, Write as _};
use std::sync::mpsc as threads;

use tokio::sync::mpsc;
use zeroize::Zeroizing;

use super::said::Said;
use crate::probe::file::MARK;

/// Longer lines are no answers.
const LONGEST: u64 = 1000;

/// Whether questions reach a person, or answers were written down before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Seat {
    /// A person at a terminal.
    Terminal,
    /// A file or a pipe.
    Pipe,
}

/// Why there is no answer.
#[derive(Debug, thiserror::Error)]
pub enum Gone {
    /// The input has ended.
    #[error("the input ended")]
    Ended,
    /// The input cannot be read.
    #[error("the input cannot be read: {0}")]
    Broken(String),
}

type Line = Result<Zeroizing<String>, Gone>;

/// The person who runs a probe. Nothing that is answered is written anywhere.
pub struct Person {
    seat: Seat,
    wanted: threads::Sender<()>,
    lines: mpsc::Receiver<Line>,
    /// A line was asked for that has not come.
    owed: bool,
}

impl Person {
    /// The one at standard input.
    pub fn at_stdin() -> Self {
        let seat = match io::stdin().is_terminal() {
            true => Seat::Terminal,
            false => Seat::Pipe,
        };
        Self::at(io::BufReader::new(io::stdin()), seat)
    }

    /// The one behind this input.
    pub fn at(input: impl BufRead + Send + 'static, seat: Seat) -> Self {
        let (wanted, wants) = threads::channel();
        let (sender, lines) = mpsc::channel(1);
        // A thread of its own, since a read cannot be called off: the probe may end while it waits.
        std::thread::spawn(move || read(input, &wants, &sender));
        Self {
            seat,
            wanted,
            lines,
            owed: false,
        }
    }

    /// Where the answers come from.
    pub fn seat(&self) -> Seat {
        self.seat
    }

    /// Says something, on stderr.
    pub fn tell(&self, text: &str) {
        // Where stderr is gone, the answers may still come.
        let _ = anstream::stderr().write_all(format!("{text}\n").as_bytes());
    }

    /// Asks for a line.
    ///
    /// # Errors
    /// When the input has ended or cannot be read.
    pub async fn ask(&mut self, question: &str) -> Result<Zeroizing<String>, Gone> {
        if self.seat == Seat::Terminal {
            // What was typed after the last question had been given up answers nothing.
            while self.owed && self.lines.try_recv().is_ok() {
                self.owed = false;
            }
        }
        let mut err = anstream::stderr();
        let _ = write!(err, "{question} ").and_then(|()| err.flush());
        if !self.owed {
            self.wanted.send(()).map_err(|_| Gone::Ended)?;
            self.owed = true;
        }
        let line = self.lines.recv().await.unwrap_or(Err(Gone::Ended));
        self.owed = false;
        if self.seat == Seat::Pipe || line.is_err() {
            self.tell("");
        }
        line
    }
}

/// A person who does not answer cannot be judged.
impl From<Gone> for Said {
    fn from(gone: Gone) -> Self {
        Self::unknown("no-answer", format!("nobody answered: {gone}"))
    }
}

/// Reads a line whenever one is wanted.
fn read(mut input: impl BufRead, wants: &threads::Receiver<()>, lines: &mpsc::Sender<Line>) {
    while wants.recv().is_ok() {
        let mut bytes = Zeroizing::new(Vec::new());
        let line = match input.by_ref().take(LONGEST).read_until(b'\n', &mut bytes) {
            Ok(0) => Err(Gone::Ended),
            Ok(_) => {
                let text = String::from_utf8_lossy(&bytes);
                let text = text.trim_start_matches(MARK).trim();
                Ok(Zeroizing::new(text.to_owned()))
            }
            Err(why) => Err(Gone::Broken(why.to_string())),
        };
        let over = line.is_err();
        if lines.blocking_send(line).is_err() || over {
            return;
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    #[tokio::test]
    async fn answers_come_line_by_line_until_they_end() {
        let mut person = Person::at(&b"\xef\xbb\xbf 123 456 \r\nyes\n"[..], Seat::Pipe);
        assert_eq!(person.ask("?").await.unwrap().as_str(), "123 456");
        assert_eq!(person.ask("?").await.unwrap().as_str(), "yes");
        assert!(matches!(person.ask("?").await, Err(Gone::Ended)));
        assert!(matches!(person.ask("?").await, Err(Gone::Ended)));
    }

    #[tokio::test]
    async fn a_line_without_end_is_cut() {
        let mut person = Person::at(io::BufReader::new(io::repeat(b'1')), Seat::Pipe);
        assert_eq!(person.ask("?").await.unwrap().len(), 1000);
    }
}
