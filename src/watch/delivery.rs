//! Hands notices to the channels after a run: to each in order, and no channel waits for another.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use futures_util::future::join_all;
use jiff::Timestamp;

use super::channel::{Channel, Kind};
use super::outbox::Outbox;
use crate::probe::Live;

/// The most notices that one channel gets after one run.
const AT_ONCE: usize = 10;

/// How delivery went so far.
#[derive(Default)]
pub struct Delivery {
    /// How many notices of each kind of channel came to what.
    counts: BTreeMap<(Kind, Outcome), u64>,
    /// The keys of the channels that failed last time, which is remarked on once.
    failing: BTreeSet<String>,
}

/// What came of a notice on a channel.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Outcome {
    Delivered,
    /// Tried, and to be tried again.
    Failed,
    /// Too old, or too many wait.
    Dropped,
}

impl Outcome {
    const ALL: [Self; 3] = [Self::Delivered, Self::Failed, Self::Dropped];

    const fn name(self) -> &'static str {
        match self {
            Self::Delivered => "delivered",
            Self::Failed => "failed",
            Self::Dropped => "dropped",
        }
    }
}

impl Delivery {
    /// Tries what is due. `every` is the time between two runs. Returns remarks: of each channel once that it fails, and
    /// once that it works again.
    pub async fn deliver(
        &mut self,
        outbox: &mut Outbox,
        channels: &[Channel],
        live: &Live,
        every: Duration,
    ) -> Vec<String> {
        let waiting = &*outbox;
        let tried = join_all(channels.iter().map(|one| try_channel(one, waiting, live))).await;
        let now = Timestamp::now();
        let mut remarks = Vec::new();
        for (channel, tried) in channels.iter().zip(tried) {
            for (id, outcome) in tried {
                match outcome {
                    Ok(()) => {
                        outbox.delivered(channel.key(), &id);
                        self.count(channel.kind(), Outcome::Delivered, 1);
                        if self.failing.remove(channel.key()) {
                            remarks.push(format!("{} takes notices again", channel.name()));
                        }
                    }
                    Err(why) => {
                        outbox.failed(channel.key(), &id, every, now);
                        self.count(channel.kind(), Outcome::Failed, 1);
                        if self.failing.insert(channel.key().to_owned()) {
                            remarks.push(format!(
                                "{} did not take a notice, which is tried again: {why}",
                                channel.name()
                            ));
                        }
                    }
                }
            }
        }
        remarks
    }

    /// Drops what is too old, and what waits for a channel that the config does not name any more. Returns remarks.
    pub fn trim(
        &mut self,
        outbox: &mut Outbox,
        channels: &[Channel],
        now: Timestamp,
    ) -> Vec<String> {
        let keys: Vec<String> = channels.iter().map(|one| one.key().to_owned()).collect();
        let lost = outbox.trim(&keys, now);
        self.failing.retain(|key| keys.contains(key));
        let mut remarks = Vec::new();
        for channel in channels {
            let count = lost.iter().filter(|key| *key == channel.key()).count();
            if count > 0 {
                self.count(channel.kind(), Outcome::Dropped, count as u64);
                remarks.push(format!(
                    "{count} notices for {} are given up: too old, or too many",
                    channel.name()
                ));
            }
        }
        remarks
    }

    /// How many notices of each kind of channel came to what: kind, outcome, number. What never happened is there with 0.
    pub fn counts(&self) -> Vec<(&'static str, &'static str, u64)> {
        let each = |kind: &Kind| Outcome::ALL.map(|outcome| (*kind, outcome));
        let count = |key: (Kind, Outcome)| {
            let count = self.counts.get(&key).copied().unwrap_or_default();
            (key.0.name(), key.1.name(), count)
        };
        Kind::ALL.iter().flat_map(each).map(count).collect()
    }

    fn count(&mut self, kind: Kind, outcome: Outcome, more: u64) {
        *self.counts.entry((kind, outcome)).or_default() += more;
    }
}

/// The ids of what a channel was given, and what came of it; after a failure it is given nothing more.
async fn try_channel(
    channel: &Channel,
    outbox: &Outbox,
    live: &Live,
) -> Vec<(String, Result<(), String>)> {
    let mut tried = Vec::new();
    for notice in outbox.due(channel.key(), Timestamp::now()).take(AT_ONCE) {
        let outcome = channel.deliver(notice, live).await;
        let failed = outcome.is_err();
        tried.push((notice.id.clone(), outcome));
        if failed {
            break;
        }
    }
    tried
}
