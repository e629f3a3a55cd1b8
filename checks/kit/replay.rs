//! Answers from a recording instead of the world: a customer's bundle, a fixture world, a story of a check.

use std::collections::HashMap;

use futures_util::future::BoxFuture;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::ctx::Host;
use super::probe::{Answered, Observed, Probe, ProbeError, Prober};

/// The first line of a recording.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Header {
    /// `otpdoctor.recording/1`.
    pub schema: String,
    /// The version of otpdoctor that wrote it.
    pub version: String,
    /// The host's clock when the run began.
    pub now: Timestamp,
    /// The machine that it ran on.
    pub host: Host,
    /// Whether it was taken for the appliance whatever its name (`--here`).
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub here: bool,
    /// Whether nothing was contacted (`--offline`).
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub offline: bool,
    /// SHA-256 of the config files, in name order, in lowercase hexadecimal digits.
    pub config_sha256: String,
    /// What it was to look at.
    #[serde(default, skip_serializing_if = "Chosen::is_everything")]
    pub chosen: Chosen,
}

/// Which realms and checks a run was to look at, in the words of its command line; empty: all.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Chosen {
    /// Realms, by name or glob.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub realm: Vec<String>,
    /// Only these checks and areas.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub only: Vec<String>,
    /// All but these checks and areas.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub skip: Vec<String>,
}

impl Chosen {
    fn is_everything(&self) -> bool {
        *self == Self::default()
    }
}

/// Every further line of a recording: a question and what became of it.
#[serde_with::skip_serializing_none]
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Line {
    /// The question; fields that are left out match anything.
    pub probe: Value,
    /// The answer.
    pub observed: Option<Observed>,
    /// Why there is no answer.
    pub failed: Option<ProbeError>,
}

impl Line {
    fn outcome(&self) -> Answered<Observed> {
        match (&self.observed, &self.failed) {
            (Some(observed), _) => Ok(observed.clone()),
            (None, Some(error)) => Err(error.clone()),
            (None, None) => Err(ProbeError::Unscripted),
        }
    }
}

/// Answers from recorded lines. The same question gets the same answer, whoever asks.
///
/// A line whose question lacks a field that the asker has matches all the same: stories write down only what matters.
#[derive(Debug, Default)]
pub struct Replayed {
    exact: HashMap<String, usize>,
    lines: Vec<Line>,
}

impl Replayed {
    /// A prober that answers from these lines; the first that matches counts.
    pub fn new(lines: Vec<Line>) -> Self {
        let mut exact = HashMap::new();
        for (index, line) in lines.iter().enumerate() {
            exact.entry(line.probe.to_string()).or_insert(index);
        }
        Self { exact, lines }
    }
}

impl Prober for Replayed {
    fn ask<'a>(&'a self, probe: &'a Probe) -> BoxFuture<'a, Answered<Observed>> {
        let asked = serde_json::to_value(probe).expect("a probe is plain data");
        let found = self
            .exact
            .get(&asked.to_string())
            .map(|index| &self.lines[*index])
            .or_else(|| self.lines.iter().find(|line| covers(&line.probe, &asked)));
        let outcome = found.map_or(Err(ProbeError::Unscripted), Line::outcome);
        Box::pin(std::future::ready(outcome))
    }
}

/// Whether everything that `pattern` says is true of `value`.
fn covers(pattern: &Value, value: &Value) -> bool {
    match (pattern, value) {
        (Value::Object(pattern), Value::Object(value)) => pattern
            .iter()
            .all(|(key, wanted)| value.get(key).is_some_and(|found| covers(wanted, found))),
        _ => pattern == value,
    }
}
