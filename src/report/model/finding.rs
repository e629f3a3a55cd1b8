//! A finding: what one check says of one subject, its evidence and its cure.

use checks::kit::{EvidenceKind, Shell, Status};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::site::Site;
use super::text::{Text, Value};
use super::waivers::Grounds;

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
    /// Whether its check could judge something.
    pub fn has_judged(&self) -> bool {
        !matches!(self.status, Status::Skip | Status::Unknown)
    }

    /// What is said of a run or its config, and by no check.
    pub fn of_run(check: &str, status: Status, reason: &str, subject: &str, summary: &str) -> Self {
        Self {
            check: check.into(),
            area: Text::default(),
            status,
            reason: reason.into(),
            realms: Vec::new(),
            subject: subject.into(),
            summary: summary.into(),
            evidence: Vec::new(),
            remedy: Remedy::default(),
            site: None,
            sites: Vec::new(),
            duration_s: 0.0,
            waived: None,
        }
    }

    /// Every setting that caused it, also where only the first is given.
    pub fn all_sites(&self) -> &[Site] {
        if self.sites.is_empty() {
            self.site.as_slice()
        } else {
            &self.sites
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
    /// What its value is.
    #[serde(default)]
    pub kind: EvidenceKind,
    /// What it is, in English.
    pub name: Text,
    /// A number, or text.
    pub value: Value,
    /// The unit of a number.
    pub unit: Option<Text>,
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
