//! The review, version 1: its own types, so that the history may change. Fields may be added; none changes its meaning.

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The name and version of this format.
pub const SCHEMA: &str = "otpdoctor.history/1";

/// What came of a time. Strips have a letter a slice, the worst that held in it: `F` failed, `U` unknown, `W` warning,
/// `A` wrong and accepted for a while, `P` passed, `S` skipped, `.` nobody looked.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Review {
    /// The name and version of this format.
    #[schemars(extend("const" = SCHEMA))]
    pub schema: String,
    /// The version of otpdoctor that looked back.
    pub version: String,
    /// The first moment that is looked at.
    #[schemars(with = "String", extend("format" = "date-time"))]
    pub since: Timestamp,
    /// The moment after the last.
    #[schemars(with = "String", extend("format" = "date-time"))]
    pub until: Timestamp,
    /// How long each slice of the strips and curves is, in seconds; the last one may be shorter.
    pub slice_s: u64,
    /// How many slices there are.
    pub slices: usize,
    /// The realm that alone is looked at.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub realm: Option<String>,
    /// The check that alone is looked at.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub check: Option<String>,
    /// How much there is of what.
    pub summary: Summary,
    /// What the appliances have in common, where there are several.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fleet: Option<Fleet>,
    /// The appliances that somebody watched, the worst first.
    pub appliances: Vec<Appliance>,
}

/// How much there is of what.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Summary {
    /// The appliances that somebody watched.
    pub appliances: usize,
    /// Those on which a check failed when it was last looked at.
    pub failing: usize,
    /// Those that are watched no more.
    pub silent: usize,
    /// The causes that held when they were last looked at, those that appliances share once each.
    pub holding: usize,
    /// Those of them that only warn.
    pub warning: usize,
    /// Those of them of which it could not be told whether they fail.
    pub unknown: usize,
    /// The causes that are over, likewise.
    pub over: usize,
    /// The outages of all checks of all appliances.
    pub outages: usize,
}

/// One appliance.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Appliance {
    /// Its name.
    pub name: String,
    /// The version of otpdoctor that wrote last.
    pub version: String,
    /// When its last run began.
    #[schemars(with = "String", extend("format" = "date-time"))]
    pub last_run_at: Timestamp,
    /// Since when nobody watches it any more; absent while somebody does.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<String>", extend("format" = "date-time"))]
    pub silent_since: Option<Timestamp>,
    /// How many runs there were, by whole hours.
    pub runs: u64,
    /// For how long it was watched, in seconds.
    pub watched_s: f64,
    /// The same as a share of the time, from 0 to 1.
    pub watched_share: f64,
    /// For how long at least one check failed, in seconds.
    pub failing_s: f64,
    /// The share of the time in which a check passed, warned or failed during which none failed, from 0 to 1; absent
    /// where nothing was judged.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub availability: Option<f64>,
    /// The worst of all checks in each slice.
    pub strip: String,
    /// The causes: those that hold first, then by their status.
    pub causes: Vec<Cause>,
    /// The checks, in registry order.
    pub checks: Vec<Checked>,
}

/// A cause that a diagnosis named, once or several times.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Cause {
    /// The check's id.
    pub check: String,
    /// The stable reason.
    pub reason: String,
    /// What it is about.
    pub subject: String,
    /// How bad it was when last seen: `fail`, `unknown` or `warn`.
    pub status: Outcome,
    /// Since when it has this status, as far as this time tells.
    #[schemars(with = "String", extend("format" = "date-time"))]
    pub status_since: Timestamp,
    /// One sentence, as it was last said.
    pub summary: String,
    /// The realms that it held for.
    pub realms: Vec<String>,
    /// When it was first seen in this time.
    #[schemars(with = "String", extend("format" = "date-time"))]
    pub since: Timestamp,
    /// When it was gone, or last seen.
    #[schemars(with = "String", extend("format" = "date-time"))]
    pub until: Timestamp,
    /// For how long it was there in all while somebody watched, in seconds.
    pub held_s: f64,
    /// How many times it came.
    pub times: usize,
    /// Whether it may have been there before this time began.
    pub began_before: bool,
    /// Whether it was there when somebody last looked.
    pub holds: bool,
    /// The letter of its worst status where it was there, `-` where it was not, `.` where nobody looked.
    pub strip: String,
}

/// What came of a check on an appliance.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Checked {
    /// The check's id.
    pub check: String,
    /// The worst of all realms at each moment.
    #[serde(flatten)]
    pub course: Course,
    /// How long it took; absent where no run says.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub latency: Option<Latency>,
    /// Realms that fared alike, where not all did.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub realms: Vec<Fared>,
}

/// Realms that fared alike.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Fared {
    /// The realms.
    pub realms: Vec<String>,
    /// What came of the check in them.
    #[serde(flatten)]
    pub course: Course,
}

/// What came of something over the time.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Course {
    /// `(pass_s + warn_s) / (pass_s + warn_s + fail_s)`, from 0 to 1; absent where it neither passed nor warned nor failed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub availability: Option<f64>,
    /// How long it was in which state.
    pub times: Times,
    /// How many outages there were. One lasts from the first failure that is seen to the first other outcome that is
    /// seen; a time that nobody watched neither ends nor lengthens it.
    pub outages: usize,
    /// The longest of them, by the time that was watched; of several as long, the last.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub longest_outage: Option<Outage>,
    /// When its outcome was last seen to have changed; absent where it never was.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<String>", extend("format" = "date-time"))]
    pub changed_at: Option<Timestamp>,
    /// What was last seen of it; absent where nothing was.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last: Option<Last>,
    /// The worst in each slice.
    pub strip: String,
}

/// How long something was in which state, in seconds. All together are the time that is looked at.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[allow(missing_docs, reason = "the states")]
pub struct Times {
    pub pass_s: f64,
    pub warn_s: f64,
    pub fail_s: f64,
    pub unknown_s: f64,
    pub skip_s: f64,
    pub waived_s: f64,
    /// No run speaks for it.
    pub unwatched_s: f64,
}

/// A time of failing.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Outage {
    /// When it was first seen.
    #[schemars(with = "String", extend("format" = "date-time"))]
    pub since: Timestamp,
    /// When it was seen to be over, or last seen.
    #[schemars(with = "String", extend("format" = "date-time"))]
    pub until: Timestamp,
    /// How much of that was watched, in seconds.
    pub lasted_s: f64,
    /// Whether it may have begun before the time that is looked at.
    pub began_before: bool,
    /// Whether it was there when somebody last looked.
    pub holds: bool,
}

/// What was last seen.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Last {
    /// The outcome.
    pub outcome: Outcome,
    /// The stable reason; `ok` with pass.
    pub reason: String,
    /// Since when it has this outcome, as far as this time tells.
    #[schemars(with = "String", extend("format" = "date-time"))]
    pub since: Timestamp,
}

/// What comes of a check; of several, the greatest counts.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "lowercase")]
pub enum Outcome {
    /// Nothing to judge.
    Skip,
    /// All is well.
    Pass,
    /// Wrong, and accepted for a while.
    Waived,
    /// Works, but not for long or not everywhere.
    Warn,
    /// Could not be judged.
    Unknown,
    /// Broken.
    Fail,
}

/// How long a check took, in seconds: true to within 5 %, the longest to the millisecond.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Latency {
    /// How many runs say so.
    pub runs: u64,
    /// What half of them did not exceed.
    pub p50_s: f64,
    /// What 95 of 100 did not exceed.
    pub p95_s: f64,
    /// The longest.
    pub longest_s: f64,
    /// The same by slice.
    pub curve: Curve,
}

/// Latency by slice, of the runs of every whole hour that the slice touches; null where there were none.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[allow(missing_docs, reason = "as in Latency")]
pub struct Curve {
    pub p50_s: Vec<Option<f64>>,
    pub p95_s: Vec<Option<f64>>,
    pub longest_s: Vec<Option<f64>>,
}

/// What the appliances have in common.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Fleet {
    /// The causes that two or more of them named: those that hold first, then by their status, then by how many share
    /// them.
    pub shared: Vec<Shared>,
    /// The appliances that are watched no more, the one that has been silent longest first.
    pub silent: Vec<String>,
}

/// A cause that several appliances share.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Shared {
    /// The check's id.
    pub check: String,
    /// The stable reason.
    pub reason: String,
    /// What it is about on all of them; absent where they name different things.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub subject: Option<String>,
    /// The worst status that it has where it holds; where it holds nowhere, that it last had anywhere.
    pub status: Outcome,
    /// One sentence, as one that has this status says it.
    pub summary: String,
    /// How many appliances named it at any moment.
    pub appliances: usize,
    /// Of how many.
    pub of: usize,
    /// On how many it was there when somebody last looked.
    pub holding: usize,
    /// When the first of them had it.
    #[schemars(with = "String", extend("format" = "date-time"))]
    pub first_at: Timestamp,
    /// The most that had it in one slice.
    pub most: usize,
    /// When the first slice with so many began, or the first of them had it, whichever is later.
    #[schemars(with = "String", extend("format" = "date-time"))]
    pub most_at: Timestamp,
    /// How many had it in each slice.
    pub counts: Vec<usize>,
    /// How many of the appliances that named it somebody watched in each slice: where none was watched, that none had it
    /// says nothing. Empty in a review of a version that did not tell.
    #[serde(default)]
    pub watched: Vec<usize>,
    /// The appliances, the first to have it first.
    pub names: Vec<Sharer>,
}

/// An appliance that shares a cause.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Sharer {
    /// Its name.
    pub name: String,
    /// What the cause is about there.
    pub subject: String,
    /// How bad it was there when last seen.
    pub status: Outcome,
    /// Since when.
    #[schemars(with = "String", extend("format" = "date-time"))]
    pub since: Timestamp,
    /// Until when, or when it was last seen.
    #[schemars(with = "String", extend("format" = "date-time"))]
    pub until: Timestamp,
    /// Whether it was there when somebody last looked.
    pub holds: bool,
    /// Whether nobody watches the appliance any more.
    #[serde(default)]
    pub silent: bool,
}
