//! The report, version 1: its own types, so that what is inside may change. Fields may be added; none changes its meaning.

use std::collections::BTreeMap;
use std::time::Duration;

use checks::kit::realm::Platform;
use checks::kit::{EvidenceKind, Shell, Site, Status};
use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::cause::{Cause, causes};
use super::seen::{Asked, Chain, ClockBounds};
use crate::report::waivers::Grounds;
use crate::run::runner::Merged;
use crate::secret::Vault;

/// The name and version of this format.
pub const SCHEMA: &str = "otpdoctor.report/1";

/// What a run found.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Report {
    /// The name and version of this format.
    #[schemars(extend("const" = SCHEMA))]
    pub schema: String,
    /// The version of otpdoctor.
    pub version: String,
    /// When the run began, by this host's clock.
    #[schemars(with = "String", extend("format" = "date-time"))]
    pub started_at: Timestamp,
    /// How long it took, in seconds.
    pub duration_s: f64,
    /// The moment that was judged.
    #[schemars(with = "String", extend("format" = "date-time"))]
    pub judged_at: Timestamp,
    /// The appliance's name, where the config gives one.
    pub appliance: Option<String>,
    /// What the appliance runs on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub platform: Option<Platform>,
    /// The config, as the user named it.
    pub config: String,
    /// The faults that a demo injected, as `CHECK/REASON`; only a demo's report has it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub demo: Option<Vec<String>>,
    /// The realms that were checked.
    pub realms: Vec<String>,
    /// Where the config defines each realm.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub realm_sites: BTreeMap<String, Site>,
    /// The ids of the checks that ran, in registry order.
    pub checks: Vec<String>,
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
    pub what: String,
    /// The realms that it touches.
    pub realms: Vec<String>,
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

impl Summary {
    /// How many findings have this status.
    pub fn of(&self, status: Status) -> usize {
        match status {
            Status::Pass => self.pass,
            Status::Skip => self.skip,
            Status::Warn => self.warn,
            Status::Unknown => self.unknown,
            Status::Fail => self.fail,
        }
    }
}

/// One statement about one subject, of one or several realms.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Finding {
    /// The check's id: like every reason and area a name of lowercase letters, digits and single hyphens.
    pub check: String,
    /// The area of the check; empty where it is not known.
    pub area: String,
    /// The outcome.
    pub status: Status,
    /// The stable reason; `ok` with pass.
    pub reason: String,
    /// The realms that it holds for.
    pub realms: Vec<String>,
    /// What it is about.
    pub subject: String,
    /// One sentence.
    pub summary: String,
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

/// A measured or read value.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Evidence {
    /// What it is: stable, lowercase letters, digits and single hyphens; empty where it is not known.
    #[serde(default)]
    pub id: String,
    /// Which of several it is: a server, an address, a file; left out where there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub of: Option<String>,
    /// What its value tells.
    #[serde(default)]
    pub kind: EvidenceKind,
    /// What it is, in English.
    pub name: String,
    /// A number, or text.
    pub value: serde_json::Value,
    /// The unit of a number.
    pub unit: Option<String>,
}

/// What to do.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Remedy {
    /// Steps in order.
    pub steps: Vec<String>,
    /// Commands that are ready to run.
    pub commands: Vec<Command>,
}

/// A command that is ready to run.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Command {
    /// Where it runs.
    pub platform: Shell,
    /// The command line.
    pub run: String,
}

/// What a report says of the run itself.
pub struct Frame {
    /// When the run began.
    pub started_at: Timestamp,
    /// How long it took.
    pub took: Duration,
    /// The moment that was judged.
    pub judged_at: Timestamp,
    /// The appliance's name.
    pub appliance: Option<String>,
    /// What the appliance runs on.
    pub platform: Platform,
    /// The config, as the user named it.
    pub config: String,
    /// The realms that were checked.
    pub realms: Vec<String>,
    /// Where the config defines each realm.
    pub realm_sites: BTreeMap<String, Site>,
    /// The ids of the checks that ran.
    pub checks: Vec<String>,
    /// What ends soon.
    pub forecast: Vec<Expiry>,
    /// The chains that were seen.
    pub chains: Vec<Chain>,
    /// The questions that were asked.
    pub asked: Vec<Asked>,
    /// How far the clock may be off.
    pub clock_bounds: Option<ClockBounds>,
}

impl Report {
    /// The report of a run, with every secret that the vault knows cut out.
    pub fn new(frame: Frame, merged: &[Merged], vault: &Vault) -> Self {
        let areas: BTreeMap<&str, &str> = checks::ALL
            .iter()
            .map(|check| (check.about().id, check.about().area.name()))
            .collect();
        let findings: Vec<Finding> = merged
            .iter()
            .map(|one| finding(one.clone(), &areas, vault))
            .collect();
        let diagnosis = causes(merged, &findings);
        Self {
            schema: SCHEMA.into(),
            version: env!("CARGO_PKG_VERSION").into(),
            started_at: frame.started_at,
            duration_s: seconds(frame.took),
            judged_at: frame.judged_at,
            appliance: frame.appliance,
            platform: Some(frame.platform),
            config: frame.config,
            demo: None,
            realms: frame.realms,
            realm_sites: frame.realm_sites,
            checks: frame.checks,
            summary: Summary::default(),
            findings,
            diagnosis,
            forecast: frame.forecast,
            chains: frame.chains,
            asked: frame.asked,
            clock_bounds: frame.clock_bounds,
        }
        .counted()
    }

    /// The report with its summary counted anew.
    pub fn counted(mut self) -> Self {
        let mut summary = Summary::default();
        for finding in &self.findings {
            match (&finding.waived, finding.status) {
                (Some(_), _) => summary.waived += 1,
                (None, Status::Pass) => summary.pass += 1,
                (None, Status::Skip) => summary.skip += 1,
                (None, Status::Warn) => summary.warn += 1,
                (None, Status::Unknown) => summary.unknown += 1,
                (None, Status::Fail) => summary.fail += 1,
            }
        }
        self.summary = summary;
        self
    }
}

fn finding(merged: Merged, areas: &BTreeMap<&str, &str>, vault: &Vault) -> Finding {
    let Merged {
        finding,
        realms,
        sites,
        took,
    } = merged;
    let clean = |text: String| vault.redact(&text);
    Finding {
        check: finding.check.into(),
        area: areas.get(finding.check).copied().unwrap_or_default().into(),
        status: finding.status,
        reason: finding.reason.into(),
        realms,
        subject: clean(finding.subject),
        summary: clean(finding.summary),
        evidence: finding
            .evidence
            .into_iter()
            .map(|one| Evidence {
                id: one.id.to_owned(),
                of: one.of.map(clean),
                kind: one.kind,
                name: clean(one.name),
                value: crate::run::ask::record::redact(one.value, vault),
                unit: one.unit.map(str::to_owned),
            })
            .collect(),
        remedy: Remedy {
            steps: finding.remedy.steps.into_iter().map(clean).collect(),
            commands: finding
                .remedy
                .commands
                .into_iter()
                .map(|command| Command {
                    platform: command.platform,
                    run: clean(command.run),
                })
                .collect(),
        },
        site: sites.first().cloned(),
        sites,
        duration_s: seconds(took),
        waived: None,
    }
}

/// Seconds to the millisecond: more would be noise.
pub(super) fn seconds(span: Duration) -> f64 {
    (span.as_secs_f64() * 1000.0).round() / 1000.0
}
