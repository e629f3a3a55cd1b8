//! What was asked and answered, line by line: a run that can be judged again, anywhere.

use std::io::Write;
use std::sync::{Arc, Mutex};

use checks::kit::replay::{Header, Line};
use checks::kit::{Answered, Observed, Probe, Prober};
use futures_util::future::BoxFuture;
use serde_json::Value;

use crate::secret::Vault;

/// The version of the recording's format.
pub const SCHEMA: &str = "otpdoctor.recording/1";

/// Keeps every question to `inner` and what became of it: no answer holds a secret, since a peer's words enter by way of
/// the vault.
pub struct Recorded<P> {
    inner: P,
    lines: Log,
}

/// The questions and what became of them, shared with whoever writes them down.
pub type Log = Arc<Mutex<Vec<(Probe, Answered<Observed>)>>>;

impl<P: Prober> Recorded<P> {
    /// A prober that notes everything in `lines`.
    pub fn new(inner: P, lines: Log) -> Self {
        Self { inner, lines }
    }
}

impl<P: Prober> Prober for Recorded<P> {
    fn ask<'a>(&'a self, probe: &'a Probe) -> BoxFuture<'a, Answered<Observed>> {
        Box::pin(async move {
            let answer = self.inner.ask(probe).await;
            self.lines
                .lock()
                .expect("no holder panics")
                .push((probe.clone(), answer.clone()));
            answer
        })
    }
}

/// Writes a recording: the header, then a line a question in a fixed order.
///
/// # Errors
/// When `out` cannot be written to.
pub fn write(
    out: &mut dyn Write,
    header: &Header,
    log: &Log,
    vault: &Vault,
) -> std::io::Result<()> {
    let mut lines: Vec<String> = Vec::new();
    for (probe, answer) in log.lock().expect("no holder panics").iter() {
        let line = Line {
            probe: redact(serde_json::to_value(probe)?, vault),
            observed: answer.as_ref().ok().cloned(),
            failed: answer.as_ref().err().cloned(),
        };
        lines.push(serde_json::to_string(&line)?);
    }
    // Answers arrive in any order; two recordings of the same world should not differ by it.
    lines.sort();
    writeln!(out, "{}", serde_json::to_string(header)?)?;
    lines.iter().try_for_each(|line| writeln!(out, "{line}"))
}

/// Every text of a question with the secrets cut out: before it is escaped, so that no escape hides one.
pub fn redact(value: Value, vault: &Vault) -> Value {
    match value {
        Value::String(text) => Value::String(vault.redact(&text)),
        Value::Array(items) => items.into_iter().map(|item| redact(item, vault)).collect(),
        Value::Object(map) => map
            .into_iter()
            .map(|(key, value)| (key, redact(value, vault)))
            .collect(),
        other => other,
    }
}
