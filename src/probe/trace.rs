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
            let shown = |said: &str| harmless(&vault.redact(said));
            text += &format!("{}\n", shown(whom));
            for line in &*lines {
                let said: String = shown(&line.said).chars().take(LONGEST).collect();
                text += &format!("{:8.3} {} {said}\n", line.at.as_secs_f64(), line.way);
            }
        }
        text
    }
}

/// What goes out, in lines.
pub fn sent(bytes: &[u8]) {
    note("->", bytes);
}

/// What comes in, in lines.
pub fn heard(bytes: &[u8]) {
    note("<-", bytes);
}

/// What happened beside what was said.
pub fn happened(what: impl std::fmt::Display) {
    note("--", what.to_string().as_bytes());
}

fn note(way: &'static str, bytes: &[u8]) {
    // Where nobody follows there is nothing to do.
    let _ = FOLLOWED.try_with(|dialogue| {
        let at = dialogue.begun.elapsed();
        let mut lines = dialogue.lines.lock().expect("no holder panics");
        for line in String::from_utf8_lossy(bytes).lines() {
            if lines.len() < LINES {
                let said = line.to_owned();
                lines.push(Line { at, way, said });
            }
        }
    });
}
