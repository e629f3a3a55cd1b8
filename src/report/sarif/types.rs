//! The parts of SARIF 2.1.0 of which a report has many, as the standard names them.

use std::collections::BTreeMap;

use serde::{Serialize, Serializer};
use serde_json::{Value, json};

use crate::report::model::Text;

/// The whole file.
#[derive(Serialize)]
pub struct Log<'a> {
    #[serde(rename = "$schema")]
    pub schema: &'static str,
    pub version: &'static str,
    pub runs: [Run<'a>; 1],
}

/// One run of a tool.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Run<'a> {
    pub tool: Value,
    /// What distinguishes this run from runs on other appliances.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub automation_details: Option<Value>,
    pub invocations: [Value; 1],
    pub column_kind: &'static str,
    pub results: Vec<SarifResult<'a>>,
}

/// A result.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub struct SarifResult<'a> {
    pub rule_id: &'a str,
    pub rule_index: usize,
    /// `fail`, `pass`, `notApplicable`.
    pub kind: &'static str,
    /// `error`, `warning`; `none` with every kind but `fail`.
    pub level: &'static str,
    pub message: Message,
    pub locations: Vec<Location>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub related_locations: Vec<Location>,
    pub partial_fingerprints: Fingerprints,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub suppressions: Vec<Value>,
    pub properties: Properties<'a>,
}

/// A plain text.
#[derive(Serialize)]
pub struct Message {
    pub text: String,
}

/// Our fingerprints by their name; what they are made of never changes under it.
#[derive(Serialize)]
pub struct Fingerprints {
    #[serde(rename = "otpdoctor/v1")]
    pub v1: String,
}

/// What else is told of a result.
#[derive(Serialize)]
pub struct Properties<'a> {
    pub reason: &'a str,
    #[serde(rename = "helpUri", skip_serializing_if = "Option::is_none")]
    pub help_uri: Option<String>,
    pub subject: &'a str,
    pub realms: &'a [Text],
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub evidence: BTreeMap<&'a str, String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub because: Option<String>,
}

/// A place in the file of this URI.
#[derive(PartialEq)]
pub struct Location {
    pub uri: String,
    pub line: u32,
    pub column: u32,
}

impl Serialize for Location {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        // Lines and columns begin with 1.
        let (line, column) = (self.line.max(1), self.column.max(1));
        json!({"physicalLocation": {
            "artifactLocation": {"uri": self.uri},
            "region": {"startLine": line, "startColumn": column},
        }})
        .serialize(to)
    }
}
