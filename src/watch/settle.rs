//! Which changes count: a result settles when several runs in a row found it.
//!
//! Pure: what a run found goes in, what changed comes out. Outcomes and reasons count, sentences do not.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::notice::{CheckResult, Event, Kind, Outcome};
use crate::report::model::{Report, Text};
use crate::report::view::{Matrix, grouped};

/// What a run found of one check in one realm.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// The realm.
    pub realm: Text,
    /// The check's id.
    pub check: Text,
    /// As bad as the worst finding that no waiver covers.
    pub result: CheckResult,
}

impl Found {
    /// Everything that a report says.
    pub fn all(report: &Report) -> Vec<Self> {
        let matrix = Matrix::of(report);
        let found = matrix.results().map(|result| {
            let reason = result.decisive().next().map(|(_, finding)| &finding.reason);
            Self {
                realm: result.realm.clone(),
                check: result.check.clone(),
                result: CheckResult {
                    outcome: result.outcome(),
                    reason: reason.cloned().unwrap_or_default(),
                },
            }
        });
        found.collect()
    }
}

/// What has settled of each check in each realm, and what may settle next.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "Vec<Row>", into = "Vec<Row>")]
pub struct Settled {
    /// By realm and check.
    tracks: BTreeMap<(Text, Text), Track<CheckResult>>,
}

/// What runs in a row find, and what settled last.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Track<T> {
    settled: Option<T>,
    last: T,
    runs: u8,
}

impl<T: Clone + PartialEq> Track<T> {
    fn of(last: T) -> Self {
        Self {
            settled: None,
            last,
            runs: 0,
        }
    }

    /// Notes what a run found. Says whether it may settle: `confirm` runs in a row found it, and it is another than what
    /// settled last.
    pub fn note(&mut self, found: T, confirm: u8) -> bool {
        if self.last != found {
            self.last = found;
            self.runs = 0;
        }
        // More than any `confirm`, and so that what lasts is written the same after each run.
        self.runs = self.runs.saturating_add(1).min(100);
        self.runs >= confirm && self.settled.as_ref() != Some(&self.last)
    }

    /// What the last run found has settled. Gives what had settled before.
    pub fn settle(&mut self) -> Option<T> {
        self.settled.replace(self.last.clone())
    }
}

/// What has settled of one check, with all realms of which it is the same: a healthy appliance with a thousand realms has one
/// row for each check.
#[derive(Clone, Serialize, Deserialize)]
struct Row {
    check: Text,
    #[serde(flatten)]
    track: Track<CheckResult>,
    realms: Vec<Text>,
}

impl Settled {
    /// Notes what a run found and says what changed, the worst first. A change settles when `confirm` runs in a row found
    /// it. What this run did not look at is forgotten.
    pub fn note(&mut self, found: &[Found], confirm: u8) -> Vec<Event> {
        let mut before = std::mem::take(&mut self.tracks);
        let mut changes = Vec::new();
        for one in found {
            let key = (one.realm.clone(), one.check.clone());
            let track = before.remove(&key);
            let mut track = track.unwrap_or_else(|| Track::of(one.result.clone()));
            if track.note(one.result.clone(), confirm) {
                let was = track.settle();
                // Of what is right when it is first seen nobody need be notified.
                if was.is_some() || one.result.outcome.is_wrong() {
                    changes.push((was, one));
                }
            }
            self.tracks.insert(key, track);
        }
        let alike = grouped(changes, |(was, one)| (was.clone(), &one.check, &one.result));
        let mut events: Vec<Event> = alike.iter().map(|alike| event(alike)).collect();
        events.sort_by_key(|event| (event.urgency(), position(&event.check)));
        events
    }
}

/// The change that is the same in some realms: what had settled before, and what was found.
fn event(alike: &[(Option<CheckResult>, &Found)]) -> Event {
    let (was, found) = &alike[0];
    let before = was.as_ref().map_or(Outcome::Pass, |was| was.outcome);
    Event {
        kind: Kind::between(before, found.result.outcome),
        check: found.check.clone(),
        realms: alike.iter().map(|(_, one)| one.realm.clone()).collect(),
        was: was.clone(),
        now: found.result.clone(),
    }
}

/// The position of a check in the registry, which is the order of every report.
fn position(check: &str) -> usize {
    let known = checks::ALL.iter().position(|one| one.about().id == check);
    known.unwrap_or(usize::MAX)
}

impl From<Settled> for Vec<Row> {
    fn from(settled: Settled) -> Self {
        let mut rows: BTreeMap<(Text, Track<CheckResult>), Vec<Text>> = BTreeMap::new();
        for ((realm, check), track) in settled.tracks {
            rows.entry((check, track)).or_default().push(realm);
        }
        let rows = rows.into_iter();
        rows.map(|((check, track), realms)| Row {
            check,
            track,
            realms,
        })
        .collect()
    }
}

impl From<Vec<Row>> for Settled {
    fn from(rows: Vec<Row>) -> Self {
        let mut tracks = BTreeMap::new();
        for row in rows {
            for realm in row.realms {
                tracks.insert((realm, row.check.clone()), row.track.clone());
            }
        }
        Self { tracks }
    }
}

#[cfg(test)]
mod tests;
