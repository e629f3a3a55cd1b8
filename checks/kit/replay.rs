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
    /// The folder that the config's relative paths started from, as it was named: questions hold such paths.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub config_folder: Option<String>,
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
pub struct Line<Q = Value> {
    /// The question; fields that are left out match anything.
    pub probe: Q,
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
    lines: Vec<Line>,
    /// By the fields that questions give values for: each question, and the first line that has it.
    first: HashMap<Value, HashMap<Value, usize>>,
}

impl Replayed {
    /// A prober that answers from these lines; the first that matches counts.
    pub fn new(lines: Vec<Line>) -> Self {
        let mut first: HashMap<Value, HashMap<Value, usize>> = HashMap::new();
        for (index, Line { probe, .. }) in lines.iter().enumerate() {
            let alike = first.entry(fields(probe)).or_default();
            alike.entry(probe.clone()).or_insert(index);
        }
        Self { lines, first }
    }
}

impl Prober for Replayed {
    fn ask<'a>(&'a self, probe: &'a Probe) -> BoxFuture<'a, Answered<Observed>> {
        let asked = serde_json::to_value(probe).expect("a probe is plain data");
        let exact = self.first.get(&fields(&asked));
        let exact = exact.and_then(|alike| alike.get(&asked));
        let covering = || {
            let parts = self.first.iter();
            parts
                .filter_map(|(fields, alike)| alike.get(&part(fields, &asked)?))
                .min()
        };
        let found = exact.or_else(covering).map(|index| &self.lines[*index]);
        let outcome = found.map_or(Err(ProbeError::Unscripted), Line::outcome);
        Box::pin(std::future::ready(outcome))
    }
}

/// The fields of a question: null in place of every value.
fn fields(question: &Value) -> Value {
    match question {
        Value::Object(all) => {
            let all = all
                .iter()
                .map(|(name, value)| (name.clone(), fields(value)));
            Value::Object(all.collect())
        }
        _ => Value::Null,
    }
}

/// The part of a question that is in these fields; `None` where it has not all of them.
fn part(fields: &Value, question: &Value) -> Option<Value> {
    match (fields, question) {
        (Value::Object(fields), Value::Object(question)) => {
            let parts = fields.iter().map(|(name, fields)| {
                let part = part(fields, question.get(name)?)?;
                Some((name.clone(), part))
            });
            parts.collect::<Option<_>>().map(Value::Object)
        }
        (Value::Object(_), _) => None,
        _ => Some(question.clone()),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use futures_util::FutureExt as _;
    use serde_json::json;

    use super::*;

    /// Which of the lines answers; the nth failed with `n`.
    fn answering(patterns: &[Value], asked: &Value) -> Option<usize> {
        let lines = patterns.iter().enumerate().map(|(n, probe)| Line {
            probe: probe.clone(),
            observed: None,
            failed: Some(ProbeError::Unsupported(n.to_string())),
        });
        let replayed = Replayed::new(lines.collect());
        let probe: Probe = serde_json::from_value(asked.clone()).unwrap();
        match replayed.ask(&probe).now_or_never().unwrap() {
            Err(ProbeError::Unsupported(n)) => n.parse().ok(),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn the_first_line_that_says_nothing_else_answers() {
        let envelope = json!({"sender": "a@example.net", "recipient": "b@example.net"});
        let asked = json!({"smtp": {"server": "mail:25", "tls": "never", "login": null, "envelopes": [envelope]}});
        let other = json!({"smtp": {"server": "other:25"}});
        let server = json!({"smtp": {"server": "mail:25"}});
        let tls = json!({"smtp": {"tls": "never"}});
        let any = json!({"smtp": {}});
        let turned = json!({"smtp": {"envelopes": [{"recipient": "b@example.net", "sender": "a@example.net"}]}});
        let first = |lines: &[&Value]| {
            let lines: Vec<Value> = lines.iter().map(|line| (*line).clone()).collect();
            answering(&lines, &asked)
        };
        assert_eq!(first(&[&other, &server, &tls]), Some(1));
        assert_eq!(first(&[&other, &tls, &server]), Some(1));
        assert_eq!(first(&[&any, &server]), Some(0));
        assert_eq!(first(&[&turned, &any]), Some(0), "in whatever order");
        assert_eq!(first(&[&any, &asked]), Some(1), "the question itself");
        assert_eq!(first(&[&server, &server]), Some(0));
    }
}
