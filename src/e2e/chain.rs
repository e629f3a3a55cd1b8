//! A chain of steps: what every end-to-end probe is made of, and its versioned JSON.

use std::time::Duration;

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The name and version of this format.
pub const SCHEMA: &str = "otpdoctor.probe/1";

/// What a step came to, worst last.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "lowercase")]
pub enum Outcome {
    /// It did what it should.
    Pass,
    /// It was not reached, or not asked for.
    Skip,
    /// It worked, with a remark.
    Warn,
    /// It could not be judged: the reason is on our side.
    Unknown,
    /// It failed.
    Fail,
}

/// The reason of a step that could not ask the OTP store: it decides the exit code.
pub const STORE_UNAVAILABLE: &str = "store-unavailable";
/// The reason of a step before which the chain ended.
pub const NOT_REACHED: &str = "not-reached";
/// The reason of a step that was cut short by the one who runs the probe.
pub const INTERRUPTED: &str = "interrupted";
/// The reason of a step that was not done when the chain's time was over.
pub const DEADLINE: &str = "deadline";

impl Outcome {
    /// Whether it did what it should, with or without a remark.
    pub const fn worked(self) -> bool {
        matches!(self, Self::Pass | Self::Warn)
    }
}

/// One step of a chain.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Step {
    /// Its stable name in kebab-case, such as `issue` or `receive`.
    pub name: String,
    /// What it is about where a chain has the step several times, such as a realm.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub subject: Option<String>,
    /// What it came to.
    pub outcome: Outcome,
    /// A stable reason where it did not pass, such as `rejected`.
    pub reason: Option<String>,
    /// One sentence.
    pub summary: String,
    /// How long it took, in seconds.
    pub duration_s: f64,
    /// What was measured or seen; never a code, seed, key or password.
    pub facts: Vec<Fact>,
    /// What to do where it did not pass.
    pub cure: Vec<String>,
}

/// A measured or seen value.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Fact {
    /// What it is.
    pub name: String,
    /// Its value, in words or figures with their unit.
    pub value: String,
}

/// One run of a chain.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Chain {
    /// When it began.
    #[schemars(with = "String", extend("format" = "date-time"))]
    pub started_at: Timestamp,
    /// How long all of it took, in seconds.
    pub duration_s: f64,
    /// The worst of its steps.
    pub outcome: Outcome,
    /// Its steps in order.
    pub steps: Vec<Step>,
}

impl Chain {
    /// Whether a server, or the mailbox, refused our user and password.
    pub fn login_refused(&self) -> bool {
        let mut reasons = self.steps.iter().filter_map(|step| step.reason.as_deref());
        reasons.any(|reason| matches!(reason, "login-rejected" | "mailbox-login-rejected"))
    }
}

/// What a probe command says: one chain a repetition.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Journey {
    /// The name and version of this format.
    #[schemars(extend("const" = SCHEMA))]
    pub schema: String,
    /// The version of otpdoctor.
    pub version: String,
    /// The probe: `email`, `sms`, `voice`, `help-desk`, `oath` or `api`.
    pub probe: String,
    /// The realm.
    pub realm: String,
    /// The repetitions.
    pub chains: Vec<Chain>,
    /// Latency of each step over the repetitions, where there are several.
    pub latency: Vec<Latency>,
}

impl Journey {
    /// The worst of its chains.
    pub fn outcome(&self) -> Outcome {
        let outcomes = self.chains.iter().map(|chain| chain.outcome);
        outcomes.max().unwrap_or(Outcome::Skip)
    }

    /// Whether a step could not ask the OTP store.
    pub fn lacked_store(&self) -> bool {
        let mut steps = self.chains.iter().flat_map(|chain| &chain.steps);
        steps.any(|step| step.reason.as_deref() == Some(STORE_UNAVAILABLE))
    }
}

/// Latency of a step over the repetitions that passed it, in seconds. A percentile is the nearest rank: the least
/// measured value that as many of them did not exceed, so that it is always one that was measured.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Latency {
    /// The step; `all` for the whole chain.
    pub step: String,
    /// What the step is about, as there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub subject: Option<String>,
    /// How many repetitions it is taken from.
    pub count: usize,
    /// The least.
    pub min_s: f64,
    /// Half of them took no longer.
    pub p50_s: f64,
    /// 90 of 100 took no longer.
    pub p90_s: f64,
    /// 99 of 100 took no longer.
    pub p99_s: f64,
    /// The most.
    pub max_s: f64,
}

/// Seconds to the millisecond.
pub fn seconds(span: Duration) -> f64 {
    (span.as_secs_f64() * 1000.0).round() / 1000.0
}
