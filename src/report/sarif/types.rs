//! The parts of SARIF 2.1.0 of which a report has many, as the standard names them.

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::Value;

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
    pub subject: &'a str,
    pub realms: &'a [Text],
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub evidence: BTreeMap<&'a str, String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub because: Option<String>,
}

/// A place in a file.
#[derive(PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Location {
    physical_location: PhysicalLocation,
}

#[derive(PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
struct PhysicalLocation {
    artifact_location: ArtifactLocation,
    region: Region,
}

#[derive(PartialEq, Serialize)]
struct ArtifactLocation {
    uri: String,
}

#[derive(PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
struct Region {
    start_line: u32,
    start_column: u32,
}

impl Location {
    /// A place in the file of this URI, from line and column 1 on.
    pub fn new(uri: String, line: u32, column: u32) -> Self {
        Self {
            physical_location: PhysicalLocation {
                artifact_location: ArtifactLocation { uri },
                region: Region {
                    start_line: line.max(1),
                    start_column: column.max(1),
                },
            },
        }
    }
}
