//! The report, version 1: its own types, so that what is inside may change. Fields may be added; none changes its meaning.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::time::Duration;

use checks::kit::realm::Platform;
use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::cause::Cause;
use super::finding::Finding;
use super::observed::{Asked, Chain, ClockBounds};
use super::site::Site;
use super::sketch::Sketch;
use super::text::Text;

/// The name and version of this format.
pub const SCHEMA: &str = "otpdoctor.report/1";

/// What a run found.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Report {
    /// The name and version of this format.
    #[schemars(extend("const" = SCHEMA))]
    pub schema: Text,
    /// The version of otpdoctor.
    pub version: Text,
    /// When the run began, by this host's clock.
    pub started_at: Timestamp,
    /// How long it took, in seconds.
    pub duration_s: f64,
    /// The moment that was judged.
    pub judged_at: Timestamp,
    /// The appliance's name, where the config gives one.
    pub appliance: Option<Text>,
    /// What the appliance runs on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub platform: Option<Platform>,
    /// The config, as the user named it.
    pub config: Text,
    /// The options of `otpdoctor check` that run it again, but for the config.
    #[serde(default, skip_serializing_if = "str::is_empty")]
    pub options: Text,
    /// The faults that a demo injected, as `CHECK/REASON`; only a demo's report has it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub demo: Option<Vec<Text>>,
    /// The arguments of `otpdoctor probe` that run it again, but for the config; only a probe's report has them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub probe: Option<Text>,
    /// The arguments of `otpdoctor try` that run it again; only its report has them, and no config.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tried: Option<Text>,
    /// What to know before all else, such as that otpdoctor's own engine answered and no appliance.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<Text>,
    /// What a person at the terminal of this run may type next.
    #[serde(skip)]
    pub next: Vec<Text>,
    /// How a realm offers two help desks, in steps, for those who miss one.
    #[serde(skip)]
    pub second_help_desk: &'static [&'static str],
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
    /// The multi-factor pages that users see, as the config has them; realms with the same page stand together.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub sketches: Vec<Sketch>,
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
    pub at: Timestamp,
    /// Whole days until then.
    pub days_left: i64,
    /// What.
    pub what: Text,
    /// The realms that it touches.
    pub realms: Vec<Text>,
}

/// What ends, as far as a run saw it.
#[derive(Debug, Default)]
pub struct Outlook {
    /// What is over already, the longest first.
    pub over: Vec<Expiry>,
    /// What ends within 90 days, soonest first.
    pub soon: Vec<Expiry>,
    /// What ends first after that.
    pub next: Option<Expiry>,
    /// Whose certificates nobody could see, and in which realms.
    pub unseen: Vec<(Text, Vec<Text>)>,
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

impl Report {
    /// A report by this version of what began then, judged as of that moment, in which nothing was found.
    pub fn begun(started_at: Timestamp) -> Self {
        Self {
            schema: SCHEMA.into(),
            version: env!("CARGO_PKG_VERSION").into(),
            started_at,
            judged_at: started_at,
            ..Self::default()
        }
    }

    /// The report with its summary counted anew.
    pub fn counted(mut self) -> Self {
        self.summary = Summary::default();
        for finding in &self.findings {
            *self.summary.count(finding.outcome()) += 1;
        }
        self
    }

    /// How many of the checks judged something: they have a finding that is neither skipped nor unknown.
    pub fn judged(&self) -> usize {
        let judged = self.findings.iter();
        let judged = judged.filter(|one| one.has_judged());
        let judged: HashSet<&Text> = judged.map(|one| &one.check).collect();
        let checks = self.checks.iter();
        checks.filter(|check| judged.contains(check)).count()
    }

    /// The same in each realm, since one that can be looked at does not stand for others; of a probe, whose steps are in
    /// several realms, as of one without a name.
    pub fn judged_by_realm(&self) -> Vec<(Text, usize)> {
        if self.probe.is_some() || self.realms.is_empty() {
            return vec![(Text::default(), self.judged())];
        }
        let mut judged: HashMap<&Text, HashSet<&Text>> = HashMap::new();
        for one in self.findings.iter().filter(|one| one.has_judged()) {
            for realm in &one.realms {
                judged.entry(realm).or_default().insert(&one.check);
            }
        }
        let count = |realm| judged.get(realm).map_or(0, HashSet::len);
        let realms = self.realms.iter();
        realms.map(|realm| (realm.clone(), count(realm))).collect()
    }

    /// Whether at least so many percent of the checks judged something.
    pub fn has_judged(&self, percent: usize) -> bool {
        self.judged() * 100 >= self.checks.len() * percent
    }
}

/// Seconds to the millisecond: more would be noise.
pub fn seconds(span: Duration) -> f64 {
    (span.as_secs_f64() * 1000.0).round() / 1000.0
}
