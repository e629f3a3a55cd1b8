//! What is said to servers and what they say, line by line as it was, for `--trace`.
//!
//! Whoever speaks a protocol notes its lines here, and need not know whether anybody follows, or which question it is for.

use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use checks::kit::text::harmless;

use crate::secret::Vault;

/// The most lines that are kept of one dialogue; none of ours has as many.
const LINES: usize = 400;
/// The longest line that is shown, in characters.
const LONGEST: usize = 500;

tokio::task_local! {
    static FOLLOWED: Dialogue;
}

/// The dialogues of a run, in the order in which they began.
#[derive(Default)]
pub struct Trace(Mutex<Vec<(String, Lines)>>);

type Lines = Arc<Mutex<Vec<Line>>>;

/// A dialogue that is followed.
struct Dialogue {
    begun: Instant,
    lines: Lines,
}

/// A line, and when it passed.
struct Line {
    at: Duration,
    way: &'static str,
    said: String,
}

impl Trace {
    /// Follows what is said while this runs.
    pub fn follow<T>(
        &self,
        whom: String,
        talk: impl Future<Output = T>,
    ) -> impl Future<Output = T> {
        let lines = Lines::default();
        let begun = (whom, lines.clone());
        self.0.lock().expect("no holder panics").push(begun);
        let begun = Instant::now();
        FOLLOWED.scope(Dialogue { begun, lines }, talk)
    }

    /// What was said, without the secrets of the run.
    pub fn text(&self, vault: &Vault) -> String {
        let mut text = String::new();
        for (whom, lines) in &*self.0.lock().expect("no holder panics") {
            let lines = lines.lock().expect("no holder panics");
            // A file that was read is no dialogue.
            if lines.is_empty() {
                continue;
            }
            text += &format!("{}\n", harmless(&vault.redact(whom)));
            for turn in lines.chunk_by(|one, next| one.way == next.way) {
                // A peer may spread what it repeats over the lines of one reply.
                let (codes, said): (Vec<&str>, Vec<&str>) =
                    turn.iter().map(|line| reply_code(&line.said)).unzip();
                let said = vault.redact(&said.join("\n"));
                for (said, (code, line)) in said.split('\n').zip(codes.iter().zip(turn)) {
                    let said: String = harmless(said).chars().take(LONGEST).collect();
                    let at = line.at.as_secs_f64();
                    text += &format!("{at:8.3} {} {code}{said}\n", line.way);
                }
            }
        }
        text
    }
}

/// The code that begins a line of a mail server's reply, and the rest of the line.
pub(super) fn reply_code(line: &str) -> (&str, &str) {
    let (digits, mark) = (line.get(..3), line.get(3..4));
    let is_code = digits.is_some_and(|code| code.bytes().all(|byte| byte.is_ascii_digit()));
    if is_code && matches!(mark, Some("-" | " ")) {
        line.split_at(4)
    } else {
        ("", line)
    }
}

/// What goes out, in lines, without its secrets.
pub fn sent(text: &str) {
    note("->", text);
}

/// What comes in, in lines.
pub fn received(text: &str) {
    note("<-", text);
}

/// What happened beside what was said.
pub fn happened(what: impl std::fmt::Display) {
    note("--", &what.to_string());
}

fn note(way: &'static str, text: &str) {
    // Where nobody follows there is nothing to do.
    let _ = FOLLOWED.try_with(|dialogue| {
        let at = dialogue.begun.elapsed();
        let mut lines = dialogue.lines.lock().expect("no holder panics");
        for line in text.lines() {
            if lines.len() < LINES {
                let said = line.to_owned();
                lines.push(Line { at, way, said });
            }
        }
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn what_is_spread_over_the_lines_of_a_reply_is_cut_out() {
        let vault = Vault::default();
        vault.remember(&"c4nary-w0rd!pass".to_owned().into(), "password");
        let trace = Trace::default();
        let talk = async {
            sent("AUTH LOGIN\r\n");
            received("535-you said c4nary-w0\r\n");
            received("535-rd!pass, and no\r\n");
            received("535 bye\r\n");
            received("12 c4nary-b1rd?else\r\n");
        };
        trace.follow("SMTP".to_owned(), talk).await;
        let text = trace.text(&vault);
        let lines: Vec<&str> = text
            .lines()
            .map(|line| line.trim_start_matches([' ', '0', '.']))
            .collect();
        assert_eq!(
            lines,
            [
                "SMTP",
                "-> AUTH LOGIN",
                "<- 535-you said [password], and no",
                "<- 535-bye",
                "<- 535 12 c4nary-b1rd?else",
            ]
        );
    }
}
