//! What a watch remembers between its processes: what was told, and what was not delivered yet.
//!
//! It is stored beside the history as JSON. Cells that stand alike share a row, realms stand in it by their numbers, so
//! that a healthy appliance of a thousand realms takes a few kilobytes.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::outbox::Outbox;
use super::settle::{Settled, Track};

/// The version of this format; one that is older is read, one that is newer is not.
const VERSION: u32 = 1;
/// The most cells that are read.
const CELLS: usize = 1_000_000;

/// What a watch remembers.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Memory {
    /// What was told.
    pub settled: Settled,
    /// What was not delivered yet.
    pub outbox: Outbox,
    /// Who writes it; not read with the rest, since it is another one's.
    pub author: Option<Author>,
}

/// A watch under way.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Author {
    /// What no other has.
    pub id: String,
    /// When it began, by its host's clock.
    pub began_at: Timestamp,
    /// What it looks at, as its flags say.
    pub selection: String,
}

impl Author {
    /// Who wrote what is remembered.
    pub fn of(memory: &Value) -> Option<Self> {
        serde_json::from_value(memory.get("author")?.clone()).ok()
    }

    /// Whether it must give way: the other looks at something else and was there before. Those that look at the same
    /// tell the same, and go on side by side.
    pub fn yields_to(&self, other: &Self) -> bool {
        other.selection != self.selection && (other.began_at, &other.id) < (self.began_at, &self.id)
    }
}

/// Why nothing can be resumed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Forgotten {
    /// It is no memory of a watch.
    #[error("what the last watch left in the history cannot be read: what is wrong is told anew")]
    Unreadable,
    /// A newer version wrote it.
    #[error(
        "a newer otpdoctor watched this appliance, and what it left in the history is not known here: what is wrong is told anew"
    )]
    Newer,
}

#[derive(Serialize, Deserialize)]
struct Stored {
    version: u32,
    #[serde(default)]
    realms: Vec<String>,
    /// Read one by one, so that one that is not known spoils no other.
    #[serde(default)]
    rows: Vec<Value>,
    #[serde(default)]
    outbox: Vec<Value>,
    #[serde(skip_deserializing, skip_serializing_if = "Option::is_none")]
    author: Option<Author>,
}

/// A check that stands alike in some realms.
#[derive(Serialize, Deserialize)]
struct Row {
    check: String,
    #[serde(flatten)]
    track: Track,
    /// The first and the last number of each stretch of realms.
    realms: Vec<(usize, usize)>,
}

impl Memory {
    /// As JSON.
    pub fn write(&self) -> Value {
        let mut realms: Vec<&str> = Vec::new();
        let mut rows: BTreeMap<(&str, &Track), Vec<(usize, usize)>> = BTreeMap::new();
        // In order of the realms, so that each number is in reach of the one before.
        for ((realm, check), track) in &self.settled.cells {
            if realms.last() != Some(&realm.as_str()) {
                realms.push(realm);
            }
            let number = realms.len() - 1;
            let stretches = rows.entry((check, track)).or_default();
            match stretches.last_mut() {
                Some((_, last)) if *last + 1 == number => *last = number,
                _ => stretches.push((number, number)),
            }
        }
        let rows = rows.into_iter().map(|((check, track), realms)| {
            plain(&Row {
                check: check.to_owned(),
                track: track.clone(),
                realms,
            })
        });
        plain(&Stored {
            version: VERSION,
            rows: rows.collect(),
            realms: realms.into_iter().map(str::to_owned).collect(),
            outbox: self.outbox.letters().map(plain).collect(),
            author: self.author.clone(),
        })
    }

    /// Reads it; what is not known in it is left out.
    ///
    /// # Errors
    /// When nothing can be resumed, and why.
    pub fn read(value: Value) -> Result<Self, Forgotten> {
        let version = value.get("version").and_then(Value::as_u64);
        if version.is_some_and(|version| version > VERSION.into()) {
            return Err(Forgotten::Newer);
        }
        let stored: Stored = serde_json::from_value(value).map_err(|_| Forgotten::Unreadable)?;
        let mut settled = Settled::default();
        let rows = stored.rows.into_iter();
        for row in rows.filter_map(|row| serde_json::from_value::<Row>(row).ok()) {
            let numbers = row
                .realms
                .iter()
                .flat_map(|(first, last)| *first..last.saturating_add(1).min(stored.realms.len()));
            for number in numbers {
                if settled.cells.len() == CELLS {
                    return Err(Forgotten::Unreadable);
                }
                let key = (stored.realms[number].clone(), row.check.clone());
                settled.cells.insert(key, row.track.clone());
            }
        }
        let letters = stored.outbox.into_iter();
        let letters = letters.filter_map(|letter| serde_json::from_value(letter).ok());
        Ok(Self {
            settled,
            outbox: Outbox::of(letters),
            author: None,
        })
    }
}

fn plain<T: Serialize>(value: &T) -> Value {
    serde_json::to_value(value).expect("it is plain data")
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use checks::kit::Status;
    use jiff::Timestamp;
    use serde_json::json;

    use super::*;
    use crate::history::{Outcome, State};
    use crate::watch::outbox::tests::notice;

    fn run(realms: usize, broken: &[usize]) -> Vec<State> {
        let one = |realm: usize, check: &str| State {
            realm: format!("SecureAuth{realm}"),
            check: check.into(),
            outcome: Outcome::Of(match broken.contains(&realm) {
                true => Status::Fail,
                false => Status::Pass,
            }),
            reason: if broken.contains(&realm) {
                "refused"
            } else {
                "ok"
            }
            .into(),
        };
        let checks = ["smtp-reach", "clock-skew"];
        (0..realms)
            .flat_map(|realm| checks.map(|check| one(realm, check)))
            .collect()
    }

    fn watched(runs: &[Vec<State>]) -> Memory {
        let mut memory = Memory::default();
        for run in runs {
            memory.settled.note(run, 2);
        }
        memory
    }

    #[test]
    fn it_comes_back_as_it_went() {
        let broken = run(40, &[3, 4, 5, 20]);
        let mut memory = watched(&[
            run(40, &[]),
            run(40, &[]),
            broken.clone(),
            broken,
            run(40, &[1]),
        ]);
        memory.outbox.put(
            notice("n", Timestamp::UNIX_EPOCH),
            ["a".to_owned()],
            Timestamp::UNIX_EPOCH,
        );
        let text = memory.write().to_string();
        let back = Memory::read(serde_json::from_str(&text).unwrap()).unwrap();
        assert_eq!(back, memory);
        // It goes on where it was: the next failure of realm 1 confirms the one before.
        let mut back = back;
        let events = back.settled.note(&run(40, &[1]), 2);
        let broke: Vec<_> = events
            .iter()
            .filter(|one| one.now.reason == "refused")
            .collect();
        assert_eq!(broke.len(), 2);
        assert_eq!(broke[0].realms, ["SecureAuth1"]);
    }

    #[test]
    fn what_is_alike_takes_no_room() {
        let memory = watched(&[run(1000, &[]), run(1000, &[])]);
        let text = memory.write().to_string();
        assert!(text.len() < 20_000, "{}", text.len());
    }

    #[test]
    fn what_is_not_known_is_left_out() {
        let memory = watched(&[run(2, &[])]);
        let mut value = memory.write();
        value["later"] = json!({"a": 1});
        value["rows"][0]["later"] = json!(true);
        value["rows"]
            .as_array_mut()
            .unwrap()
            .push(json!({"check": "x", "last": {"outcome": "dreamt", "reason": "y"}}));
        value["outbox"] = json!([{"notice": 7}]);
        assert_eq!(Memory::read(value).unwrap(), memory);
    }

    #[test]
    fn who_came_later_and_looks_at_something_else_gives_way() {
        let author = |id: &str, began: i64, selection: &str| Author {
            id: id.into(),
            began_at: Timestamp::from_second(began).unwrap(),
            selection: selection.into(),
        };
        let (elder, younger) = (author("b", 1, ""), author("a", 2, "--only smtp-reach"));
        assert!(younger.yields_to(&elder) && !elder.yields_to(&younger));
        assert!(!author("a", 2, "").yields_to(&elder));
        // At the same moment one of them does.
        let (one, other) = (author("a", 1, "x"), author("b", 1, "y"));
        assert_ne!(one.yields_to(&other), other.yields_to(&one));
        let memory = Memory {
            author: Some(elder.clone()),
            ..Memory::default()
        };
        assert_eq!(Author::of(&memory.write()), Some(elder));
        assert_eq!(Memory::read(memory.write()).unwrap().author, None);
        assert_eq!(Author::of(&json!({"version": 1, "author": 7})), None);
    }

    #[test]
    fn what_cannot_be_resumed_is_told() {
        let read = |value| Memory::read(value).unwrap_err();
        assert_eq!(
            read(json!({"version": 2, "rows": "other"})),
            Forgotten::Newer
        );
        assert_eq!(read(json!("x")), Forgotten::Unreadable);
        assert_eq!(read(Value::Null), Forgotten::Unreadable);
        // A row that claims more than there is.
        let row = json!({"check": "x", "last": {"outcome": "pass", "reason": "ok"}, "agree": 1, "realms": [[0, u64::MAX]]});
        let many = json!({"version": 1, "realms": ["A"], "rows": [row]});
        assert_eq!(Memory::read(many).unwrap().settled.cells.len(), 1);
    }
}
