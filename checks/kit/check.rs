//! What a check is: its id, its reasons, its page, and the judgement itself.

use futures_util::future::BoxFuture;
use serde::Serialize;

use super::{Ctx, Edge, Finding, Status};

/// One thing that can be wrong, judged for one realm at a time.
///
/// The runner asks every check about every chosen realm and merges findings
/// that say the same of several realms, so a check never loops over realms
/// unless it compares them.
pub trait Check: Sync {
    /// The registry entry: everything that `list`, `explain` and the reports show.
    fn about(&self) -> &'static About;

    /// Asks all its questions, then judges the answers.
    fn run<'a>(&'a self, cx: &'a Ctx<'a>) -> Judged<'a>;
}

/// What [`Check::run`] returns; boxed, since an `async fn` would make the trait impossible to list.
pub type Judged<'a> = BoxFuture<'a, Vec<Finding>>;

/// The registry entry of a check.
#[derive(Debug)]
pub struct About {
    /// Stable id in kebab-case: the folder's name with hyphens.
    pub id: &'static str,
    /// The part of the report that it belongs to.
    pub area: Area,
    /// What it judges, as a short phrase without a full stop.
    pub title: &'static str,
    /// What it needs beyond the config.
    pub asks: Asks,
    /// Every reason of its own that it may give. Reasons that all checks share are in [`Finding`].
    pub reasons: &'static [Reason],
    /// What its findings can produce in other checks.
    pub leads_to: &'static [Edge],
    /// The page that `otpdoctor explain` prints, in Markdown.
    pub explain: &'static str,
}

impl About {
    /// The reason with this code, if the check has one.
    pub fn reason(&self, code: &str) -> Option<&'static Reason> {
        self.reasons.iter().find(|reason| reason.code == code)
    }
}

/// A reason that a check may give, `check/code`: stable once published.
#[derive(Debug)]
pub struct Reason {
    /// The stable code in kebab-case.
    pub code: &'static str,
    /// The status it has unless the finding says otherwise.
    pub status: Status,
    /// What it means, as a short phrase.
    pub about: &'static str,
}

impl Reason {
    /// A reason that fails the check.
    pub const fn fail(code: &'static str, about: &'static str) -> Self {
        Self {
            code,
            status: Status::Fail,
            about,
        }
    }

    /// A reason that warns.
    pub const fn warn(code: &'static str, about: &'static str) -> Self {
        Self {
            code,
            status: Status::Warn,
            about,
        }
    }

    /// A reason for which the check could not come to a judgement.
    pub const fn unknown(code: &'static str, about: &'static str) -> Self {
        Self {
            code,
            status: Status::Unknown,
            about,
        }
    }

    /// A reason for which there was nothing to judge.
    pub const fn skip(code: &'static str, about: &'static str) -> Self {
        Self {
            code,
            status: Status::Skip,
            about,
        }
    }
}

/// The part of the report that a check belongs to, in report order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Area {
    /// Clock, time source, zone.
    Time,
    /// Names and proxies.
    Network,
    /// The vendor's cloud services.
    Cloud,
    /// Client and license certificates and their keys.
    Certificate,
    /// Support license.
    License,
    /// SMTP and what makes mail believable.
    Email,
}

impl Area {
    /// All areas in report order.
    pub const ALL: &[Self] = &[
        Self::Time,
        Self::Network,
        Self::Cloud,
        Self::Certificate,
        Self::License,
        Self::Email,
    ];

    /// The name used in options and reports.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Time => "time",
            Self::Network => "network",
            Self::Cloud => "cloud",
            Self::Certificate => "certificate",
            Self::License => "license",
            Self::Email => "email",
        }
    }
}

/// What a check needs beyond the config; the strongest need counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Asks {
    /// The settings alone.
    Config,
    /// Files that the config names.
    Files,
    /// Servers on the network.
    Network,
    /// The machine itself: only on the appliance, or with `--here`.
    Host,
}

impl Asks {
    /// The name used in reports.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Config => "config",
            Self::Files => "files",
            Self::Network => "network",
            Self::Host => "host",
        }
    }
}
