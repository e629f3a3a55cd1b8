//! The report, version 1: its own types, so that what is inside may change. Fields may be added; none changes its meaning.

use std::collections::BTreeMap;
use std::time::Duration;

use checks::kit::realm::Platform;
use checks::kit::{EvidenceKind, Shell, Status};
use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::cause::Cause;
use super::observed::{Asked, Chain, ClockBounds};
use super::text::{Text, Value};
use super::waivers::Grounds;

/// The name and version of this format.
pub const SCHEMA: &str = "otpdoctor.report/1";

/// What a run found.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Report {
    /// The name and version of this format.
    #[schemars(extend("const" = SCHEMA))]
    pub schema: Text,
    /// The version of otpdoctor.
    pub version: Text,
    /// When the run began, by this host's clock.
    #[schemars(with = "String", extend("format" = "date-time"))]
    pub started_at: Timestamp,
    /// How long it took, in seconds.
    pub duration_s: f64,
    /// The moment that was judged.
    #[schemars(with = "String", extend("format" = "date-time"))]
    pub judged_at: Timestamp,
    /// The appliance's name, where the config gives one.
    pub appliance: Option<Text>,
    /// What the appliance runs on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub platform: Option<Platform>,
    /// The config, as the user named it.
    pub config: Text,
    /// The faults that a demo injected, as `CHECK/REASON`; only a demo's report has it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub demo: Option<Vec<Text>>,
    /// The realms that were checked.
    pub realms: Vec<Text>,
    /// Where the config defines each realm.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub realm_sites: BTreeMap<Text, Site>,
    /// The ids of the checks that ran, in registry order.
    pub checks: Vec<Text>,
    /// How many findings have which status.
    pub summary: Summary,
    /// The findings, in registry order.
    pub findings: Vec<Finding>,
    /// The causes, the one that explains most first; empty in a healthy run.
    pub diagnosis: Vec<Cause>,
    /// What ends within 90 days of the moment that was judged, soonest first.
    pub forecast: Vec<Expiry>,
    /// The certificate chains that were seen, the one that ends soonest first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub chains: Vec<Chain>,
    /// The questions that were asked, in order; a replay asks none.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub asked: Vec<Asked>,
    /// How far the clock may be off, where there are servers to compare it with.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub clock_bounds: Option<ClockBounds>,
}

/// Something that will end.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Expiry {
    /// When.
    #[schemars(with = "String", extend("format" = "date-time"))]
    pub at: Timestamp,
    /// Whole days until then.
    pub days_left: i64,
    /// What.
    pub what: Text,
    /// The realms that it touches.
    pub realms: Vec<Text>,
}

/// How many findings have which status.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[allow(missing_docs, reason = "the statuses")]
pub struct Summary {
    pub pass: usize,
    pub skip: usize,
    pub unknown: usize,
    pub warn: usize,
    pub fail: usize,
    pub waived: usize,
}

/// One statement about one subject, of one or several realms.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Finding {
    /// The check's id: like every reason and area a name of lowercase letters, digits and single hyphens.
    pub check: Text,
    /// The area of the check; empty where it is not known.
    pub area: Text,
    /// The outcome.
    pub status: Status,
    /// The stable reason; `ok` with pass.
    pub reason: Text,
    /// The realms that it holds for.
    pub realms: Vec<Text>,
    /// What it is about.
    pub subject: Text,
    /// One sentence.
    pub summary: Text,
    /// What was measured or read.
    pub evidence: Vec<Evidence>,
    /// What to do.
    pub remedy: Remedy,
    /// The first setting that caused it.
    pub site: Option<Site>,
    /// Every setting that caused it.
    pub sites: Vec<Site>,
    /// How long the check took, in seconds.
    pub duration_s: f64,
    /// The waiver that covers it: it is shown and counted apart, and does not fail the run.
    pub waived: Option<Grounds>,
}

impl Finding {
    /// Every setting that caused it, also where only the first is given.
    pub fn all_sites(&self) -> &[Site] {
        match self.sites.is_empty() {
            true => self.site.as_slice(),
            false => &self.sites,
        }
    }
}

/// A measured or read value.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Evidence {
    /// What it is: stable, lowercase letters, digits and single hyphens; empty where it is not known.
    #[serde(default)]
    pub id: Text,
    /// Which of several it is: a server, an address, a file; left out where there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub of: Option<Text>,
    /// What its value tells.
    #[serde(default)]
    pub kind: EvidenceKind,
    /// What it is, in English.
    pub name: Text,
    /// A number, or text.
    pub value: Value,
    /// The unit of a number.
    pub unit: Option<Text>,
}

/// The place of a setting in the config files.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Site {
    /// The file, as the user named it.
    pub file: Text,
    /// Line, from 1.
    pub line: u32,
    /// Column in characters, from 1.
    pub column: u32,
}

impl From<&checks::kit::Site> for Site {
    fn from(site: &checks::kit::Site) -> Self {
        Self {
            file: (*site.file).into(),
            line: site.line,
            column: site.column,
        }
    }
}

impl std::fmt::Display for Site {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}:{}:{}", self.file, self.line, self.column)
    }
}

/// What to do.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
pub struct Remedy {
    /// Steps in order.
    pub steps: Vec<Text>,
    /// Commands that are ready to run.
    pub commands: Vec<Command>,
}

/// A command that is ready to run.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
pub struct Command {
    /// Where it runs.
    pub platform: Shell,
    /// The command line.
    pub run: Text,
}

impl Report {
    /// The report with its summary counted anew.
    pub fn counted(mut self) -> Self {
        let mut summary = Summary::default();
        self.findings
            .iter()
            .for_each(|one| summary.count(one.outcome()));
        self.summary = summary;
        self
    }
}

/// Seconds to the millisecond: more would be noise.
pub fn seconds(span: Duration) -> f64 {
    (span.as_secs_f64() * 1000.0).round() / 1000.0
}
