//! The person who runs a probe: asked on stderr, answers on standard input, a line at a time.

use std::io::{self, IsTerminal as _, Read, Write as _};
use std::sync::mpsc as threads;
use std::time::Duration;

use tokio::sync::mpsc;
use zeroize::Zeroizing;

use crate::files::MARK;
use crate::terminal::{self, Hidden, Lines, TypeAhead};

/// Longer lines, in bytes, are no answers: an `otpauth://` URI fits.
pub const LONGEST: usize = 4096;

/// How often a question is asked that only yes or no answers.
const TRIES: usize = 3;

/// Nobody types a line in so short a time; a terminal hands on the next one of a text that is pasted.
const AT_ONCE: Duration = Duration::from_millis(150);

/// Whether questions reach a person, or answers were written down before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Input {
    /// A person at a terminal.
    Terminal,
    /// A file or a pipe.
    Pipe,
}

/// Whether something is done without asking.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Consent {
    /// `--yes`.
    Given,
    /// The person is asked.
    ToBeAsked,
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
    input: Input,
    wanted: threads::Sender<()>,
    lines: mpsc::Receiver<Line>,
    /// A line was asked for that has not come.
    owed: bool,
}

impl Person {
    /// The one at standard input.
    pub fn at_stdin() -> Self {
        let input = if io::stdin().is_terminal() {
            Input::Terminal
        } else {
            Input::Pipe
        };
        match terminal::stdin() {
            Ok(stdin) => Self::at(stdin, input),
            // Whoever is asked then does not answer.
            Err(_) => Self::at(io::empty(), input),
        }
    }

    /// The one behind this input.
    pub fn at(source: impl Read + Send + 'static, input: Input) -> Self {
        let (wanted, wants) = threads::channel();
        let (sender, lines) = mpsc::channel(1);
        // A thread of its own, since a read cannot be called off: the probe may end while it waits.
        let thread = std::thread::Builder::new();
        let begun = thread.spawn(move || read(source, &wants, &sender));
        let person = Self {
            input,
            wanted,
            lines,
            owed: false,
        };
        // Whoever is asked then does not answer.
        if let Err(why) = begun {
            person.print(&format!(
                "this machine gives no thread to read answers with: {why}"
            ));
        }
        person
    }

    /// Where the answers come from.
    pub fn input(&self) -> Input {
        self.input
    }

    /// Says something, on stderr.
    pub fn print(&self, text: &str) {
        // Where stderr is gone, the answers may still come.
        let _ = anstream::stderr().write_all(format!("{text}\n").as_bytes());
    }

    /// Asks for what nobody else is to see: a terminal does not show it.
    ///
    /// # Errors
    /// When the input has ended or cannot be read.
    pub async fn ask_hidden(&mut self, question: &str) -> Result<Zeroizing<String>, Gone> {
        // Only a person's terminal is ours to change. It shows again when this is dropped, also by an interrupt.
        let hidden = (self.input == Input::Terminal).then(|| Hidden::begin(TypeAhead::Taken));
        let answer = self.ask(question).await;
        if hidden.is_some() && answer.is_ok() {
            // The key that ended the line was not shown either.
            self.print("");
        }
        answer
    }

    /// Asks for a yes or a no. What is neither is asked again, and at last taken for a no.
    ///
    /// # Errors
    /// When the input has ended or cannot be read.
    pub async fn confirm(&mut self, question: &str) -> Result<bool, Gone> {
        for _ in 0..TRIES {
            let answer = self.ask(&format!("{question} Type yes:")).await?;
            match answer.to_ascii_lowercase().as_str() {
                "yes" => return Ok(true),
                "no" => return Ok(false),
                _ => self.print("  Please type the whole word: yes, or no."),
            }
        }
        Ok(false)
    }

    /// Asks for a line.
    ///
    /// # Errors
    /// When the input has ended or cannot be read.
    pub async fn ask(&mut self, question: &str) -> Result<Zeroizing<String>, Gone> {
        if self.input == Input::Terminal {
            // What was typed after the last question had been given up answers nothing.
            while self.owed && self.lines.try_recv().is_ok() {
                self.owed = false;
            }
        }
        let mut err = anstream::stderr();
        let _ = write!(err, "{question} ").and_then(|()| err.flush());
        let line = self.line().await;
        if self.input == Input::Pipe || line.is_err() {
            self.print("");
        }
        line
    }

    /// Reads a line, and asks for nothing.
    ///
    /// # Errors
    /// When the input has ended or cannot be read.
    pub async fn line(&mut self) -> Result<Zeroizing<String>, Gone> {
        if !self.owed {
            self.wanted.send(()).map_err(|_| Gone::Ended)?;
            self.owed = true;
        }
        let line = self.lines.recv().await.unwrap_or(Err(Gone::Ended));
        self.owed = false;
        line
    }

    /// Reads what comes at once behind a line, as of a text that is pasted; nothing where answers were written down before.
    pub async fn read_pasted(&mut self) -> String {
        let mut text = String::new();
        while self.input == Input::Terminal
            && let Ok(Ok(line)) = tokio::time::timeout(AT_ONCE, self.line()).await
        {
            text += "\n";
            text += &line;
        }
        text
    }
}

/// Reads a line whenever one is wanted.
fn read(input: impl Read, wants: &threads::Receiver<()>, answers: &mpsc::Sender<Line>) {
    let mut lines = Lines::new(input, LONGEST + 1);
    while wants.recv().is_ok() {
        let line = match lines.line() {
            Ok(None) => Err(Gone::Ended),
            Ok(Some(bytes)) => Ok(answer(&bytes)),
            Err(why) => Err(Gone::Broken(why.to_string())),
        };
        let over = line.is_err();
        if answers.blocking_send(line).is_err() || over {
            return;
        }
    }
}

/// The line without what stands around it. What is no UTF-8 is no answer to anything.
fn answer(line: &[u8]) -> Zeroizing<String> {
    let text = std::str::from_utf8(line).unwrap_or("\u{fffd}");
    let text = text.trim_start_matches(MARK).trim();
    Zeroizing::new(text.to_owned())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    #[tokio::test]
    async fn answers_come_line_by_line_until_they_end() {
        let mut person = Person::at(&b"\xef\xbb\xbf 123 456 \r\nyes\n"[..], Input::Pipe);
        assert_eq!(person.ask("?").await.unwrap().as_str(), "123 456");
        assert_eq!(person.ask("?").await.unwrap().as_str(), "yes");
        assert!(matches!(person.ask("?").await, Err(Gone::Ended)));
        assert!(matches!(person.ask("?").await, Err(Gone::Ended)));
    }

    #[tokio::test]
    async fn only_the_whole_word_confirms_and_a_slip_is_asked_again() {
        for (typed, confirmed) in [
            ("y\nyes\n", true),
            ("YES\n", true),
            ("y\n\nno\n", false),
            ("y\ny\ny\nyes\n", false),
        ] {
            let mut person = Person::at(typed.as_bytes(), Input::Pipe);
            assert_eq!(person.confirm("?").await.unwrap(), confirmed, "{typed:?}");
        }
        let mut person = Person::at(&b"y\n"[..], Input::Pipe);
        assert!(matches!(person.confirm("?").await, Err(Gone::Ended)));
    }

    #[tokio::test]
    async fn what_is_pasted_is_read_to_its_end_and_what_was_written_before_line_by_line() {
        let text = &b"no mail\n\nsince Monday\n"[..];
        let mut person = Person::at(text, Input::Terminal);
        assert_eq!(person.line().await.unwrap().as_str(), "no mail");
        assert_eq!(person.read_pasted().await, "\n\nsince Monday");
        let mut person = Person::at(text, Input::Pipe);
        assert_eq!(person.line().await.unwrap().as_str(), "no mail");
        assert_eq!(person.read_pasted().await, "");
        assert_eq!(person.line().await.unwrap().as_str(), "");
    }

    #[tokio::test]
    async fn what_is_no_text_is_no_answer() {
        let mut person = Person::at(&b"\xff123456\n"[..], Input::Pipe);
        assert_eq!(person.ask("?").await.unwrap().as_str(), "\u{fffd}");
    }

    #[tokio::test]
    async fn a_line_without_end_is_cut() {
        let mut person = Person::at(io::repeat(b'1'), Input::Pipe);
        assert_eq!(person.ask("?").await.unwrap().len(), LONGEST + 1);
    }
}
