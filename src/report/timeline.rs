//! Which cause held from when to when, in which realms, and when no watch was running: `otpdoctor.timeline/1`, folded from the
//! reports that a watch kept. Fields may be added; none changes its meaning.

mod fold;
mod html;
mod human;
mod markdown;

use checks::kit::Status;
use checks::kit::text::duration;
use jiff::{SignedDuration, Timestamp};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::model::Text;
use super::view::text::{counted, few, minute, sentence_of};

pub use fold::fold;
pub use html::html;
pub use human::human;
pub use markdown::markdown;

/// The name and version of this format.
pub const SCHEMA: &str = "otpdoctor.timeline/1";
/// As many realms of a cause are named.
const REALMS: usize = 8;

/// What the kept reports say of a time.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Timeline {
    /// The name and version of this format.
    #[schemars(extend("const" = SCHEMA))]
    pub schema: String,
    /// The version of otpdoctor that folded it.
    pub version: String,
    /// The appliance.
    pub appliance: Option<Text>,
    /// The time that was asked for.
    #[serde(flatten)]
    pub during: Span,
    /// How many reports it rests on: those of the time, and the last one before it.
    pub reports: usize,
    /// When no watch was running, in order; `null` where the folder does not say.
    pub unwatched: Option<Vec<Span>>,
    /// The causes: first those that the last report still has, then the one that ended last.
    pub causes: Vec<Held>,
}

/// A stretch of time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Span {
    /// Its begin.
    pub since: Timestamp,
    /// Its end.
    pub until: Timestamp,
}

/// A cause while it held.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Held {
    /// The check's id.
    pub check: Text,
    /// The stable reason.
    pub reason: Text,
    /// How bad it was at its worst; a warning that broke something failed.
    pub status: Status,
    /// What it was about.
    pub subjects: Vec<Text>,
    /// All realms where it was the cause.
    pub realms: Vec<Text>,
    /// One sentence, of the last report that has it.
    pub summary: Text,
    /// The first report that has it; `null` where that is older than the time.
    pub since: Option<Timestamp>,
    /// The first report that has it no more; `null` where the last report still has it.
    pub until: Option<Timestamp>,
    /// How long it held within the time, in seconds.
    pub held_s: i64,
    /// For how much of that no watch was running, in seconds.
    pub unwatched_s: i64,
}

impl Span {
    /// How long it is.
    pub fn length(self) -> SignedDuration {
        self.until.duration_since(self.since)
    }

    /// What two stretches have in common.
    fn common(self, other: Self) -> Option<Self> {
        let span = Self {
            since: self.since.max(other.since),
            until: self.until.min(other.until),
        };
        (span.since < span.until).then_some(span)
    }

    /// Written out: from when until when, and how long.
    fn text(self) -> String {
        let (since, until) = (minute(self.since), minute(self.until));
        format!("from {since} until {until} ({})", duration(self.length()))
    }
}

impl Timeline {
    /// One line: whose time, and what came of it.
    fn headline(&self) -> String {
        let name = self.appliance.as_deref().unwrap_or("this appliance");
        let still = self.causes.iter().filter(|one| one.until.is_none()).count();
        let found = match self.causes.len() {
            0 if self.unwatched.as_deref() == Some(&[self.during]) => "not watched".to_owned(),
            0 => "no cause was found".to_owned(),
            many => counted(many, "cause"),
        };
        match still {
            0 => format!("{name}: {found}"),
            _ => format!("{name}: {found}, {still} in the last report"),
        }
    }

    /// What it rests on.
    fn basis(&self) -> String {
        let (since, until) = (minute(self.during.since), minute(self.during.until));
        let reports = counted(self.reports, "report");
        let watched = match self.unwatched {
            Some(_) => "",
            None => "; the folder does not say when a watch was running",
        };
        format!("{since} to {until}, from {reports}{watched}")
    }
}

impl Held {
    /// The part of a time in which it held.
    fn within(&self, during: Span) -> Span {
        Span {
            since: self.since.unwrap_or(during.since),
            until: self.until.unwrap_or(during.until),
        }
    }

    /// What held, in a sentence.
    fn sentence(&self) -> String {
        sentence_of(&self.summary, &self.subjects)
    }

    /// When it held, in words.
    fn when(&self) -> String {
        let span = match (self.since, self.until) {
            (Some(since), Some(until)) => format!("from {} until {}", minute(since), minute(until)),
            (Some(since), None) => format!("since {}", minute(since)),
            (None, Some(until)) => format!("from before this time until {}", minute(until)),
            (None, None) => "all of this time".to_owned(),
        };
        let seconds = |seconds| duration(SignedDuration::from_secs(seconds));
        let held = format!("{span} ({})", seconds(self.held_s));
        match self.unwatched_s {
            0 => held,
            unwatched => format!(
                "{held}; not watched for {} of that time",
                seconds(unwatched)
            ),
        }
    }

    /// The realms, in words.
    fn realm_names(&self) -> String {
        few(&self.realms, REALMS)
    }
}

#[cfg(test)]
mod tests;
