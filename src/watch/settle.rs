//! What is told of what runs find: a change once it has held for some runs, and nothing of what flaps.
//!
//! Pure: what a run found goes in, what is to be told comes out. Outcomes and reasons count, sentences do not.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::flap::{Flaps, Step, Turn};
use super::notice::{Kind, Said};
use crate::history::State;

/// What was told of each check in each realm, and what may be told next.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Settled {
    /// By realm and check.
    pub(super) cells: BTreeMap<(String, String), Track>,
}

/// One check in one realm.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(super) struct Track {
    /// What was told, or what needed no telling when nothing was known before.
    #[serde(default)]
    told: Option<Said>,
    /// What the last run found.
    last: Said,
    /// How many runs in a row found it.
    agree: u32,
    #[serde(default)]
    flaps: Flaps,
}

/// One thing to tell, of one or several realms.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Event {
    /// What kind of change it is.
    pub kind: Kind,
    /// The check's id.
    pub check: String,
    /// The realms.
    pub realms: Vec<String>,
    /// What was told last.
    pub was: Option<Said>,
    /// What is found now.
    pub now: Said,
}

impl Settled {
    /// Notes what a run found and says what is to be told, the worst first; a change must have been found by `confirm`
    /// runs in a row. What this run did not look at is forgotten.
    pub fn note(&mut self, states: &[State], confirm: u32) -> Vec<Event> {
        let mut before = std::mem::take(&mut self.cells);
        let mut events: Vec<Event> = Vec::new();
        for state in states {
            let key = (state.realm.clone(), state.check.clone());
            let found = Said {
                outcome: state.outcome.into(),
                reason: state.reason.clone(),
            };
            let known = before.remove(&key);
            let (track, told) = match known {
                Some(mut track) => {
                    let told = track.note(found, confirm);
                    (track, told)
                }
                None => Track::begin(found, confirm),
            };
            self.cells.insert(key, track);
            if let Some(told) = told {
                add(&mut events, told, state);
            }
        }
        events.sort_by_key(|event| (event.kind, place(&event.check)));
        events
    }

    /// What flaps: realm and check.
    pub fn flapping(&self) -> impl Iterator<Item = (&str, &str)> {
        let flapping = self
            .cells
            .iter()
            .filter(|(_, track)| track.flaps.flapping());
        flapping.map(|((realm, check), _)| (realm.as_str(), check.as_str()))
    }
}

/// What is to be told of one check in one realm.
struct Told {
    kind: Kind,
    was: Option<Said>,
    now: Said,
}

impl Track {
    fn begin(found: Said, confirm: u32) -> (Self, Option<Told>) {
        let mut track = Self {
            told: None,
            last: found,
            agree: 1,
            flaps: Flaps::default(),
        };
        let told = track.settle(confirm);
        (track, told)
    }

    fn note(&mut self, found: Said, confirm: u32) -> Option<Told> {
        let step = match found == self.last {
            true => Step::Same,
            false => Step::Change,
        };
        self.agree = match step {
            Step::Same => self.agree.saturating_add(1),
            Step::Change => 1,
        };
        self.last = found;
        match self.flaps.note(step) {
            Turn::Begins => Some(self.tell(Kind::Flaps)),
            Turn::Ends => Some(self.tell(Kind::Steady)),
            Turn::None if self.flaps.flapping() => None,
            Turn::None => self.settle(confirm),
        }
    }

    /// What has been found often enough is told, unless it was.
    fn settle(&mut self, confirm: u32) -> Option<Told> {
        if self.agree < confirm || self.told.as_ref() == Some(&self.last) {
            return None;
        }
        let kind = Kind::between(self.told.as_ref(), &self.last);
        let news = self.told.is_some() || self.last.outcome.calls();
        let told = self.tell(kind);
        news.then_some(told)
    }

    fn tell(&mut self, kind: Kind) -> Told {
        Told {
            kind,
            was: self.told.replace(self.last.clone()),
            now: self.last.clone(),
        }
    }
}

/// Adds it to what is to be told of other realms alike.
fn add(events: &mut Vec<Event>, told: Told, state: &State) {
    let Told { kind, was, now } = told;
    let same = |event: &&mut Event| {
        (event.kind, &event.check, &event.was, &event.now) == (kind, &state.check, &was, &now)
    };
    match events.iter_mut().find(same) {
        Some(event) => event.realms.push(state.realm.clone()),
        None => events.push(Event {
            kind,
            check: state.check.clone(),
            realms: vec![state.realm.clone()],
            was,
            now,
        }),
    }
}

/// The place of a check in the registry, which is the order of every report.
fn place(check: &str) -> usize {
    let known = checks::ALL.iter().position(|one| one.about().id == check);
    known.unwrap_or(usize::MAX)
}

#[cfg(test)]
mod tests;
