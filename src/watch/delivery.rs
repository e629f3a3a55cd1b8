//! Hands notices to the channels after a run: to each in order, and no channel waits for another.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use futures_util::future::join_all;
use jiff::Timestamp;

use super::channel::{Channel, KINDS};
use super::outbox::Outbox;
use crate::probe::Live;

/// The most notices that one channel gets after one run.
const AT_ONCE: usize = 10;

/// What may come of a notice: handed over; tried, and to be tried again; given up, since it is too old or too many wait.
const OUTCOMES: [&str; 3] = [DELIVERED, FAILED, DROPPED];
const DELIVERED: &str = "delivered";
const FAILED: &str = "failed";
const DROPPED: &str = "dropped";

/// How delivery went so far.
#[derive(Default)]
pub struct Delivery {
    /// How many notices of each kind of channel came to what.
    counts: BTreeMap<(&'static str, &'static str), u64>,
    /// The keys of the channels that failed last time, which is remarked on once.
    failing: BTreeSet<String>,
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
        for (channel, (delivered, outcome)) in channels.iter().zip(tried) {
            let (key, name) = (channel.key(), channel.name());
            outbox.delivered(key, delivered);
            self.count(channel, DELIVERED, delivered);
            if delivered > 0 && self.failing.remove(key) {
                remarks.push(format!("{name} takes notices again"));
            }
            let Err(why) = outcome else { continue };
            outbox.failed(key, every, now);
            self.count(channel, FAILED, 1);
            if self.failing.insert(key.to_owned()) {
                let text = "did not accept a notice, which is sent again later";
                remarks.push(format!("{name} {text}: {why}"));
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
            if let Some(count) = lost.get(channel.key()) {
                self.count(channel, DROPPED, *count);
                remarks.push(format!(
                    "{count} notices for {} were dropped: they are too old, or there are too many",
                    channel.name()
                ));
            }
        }
        remarks
    }

    /// How many notices of each kind of channel came to what: kind, outcome, number. What never happened is counted as 0.
    pub fn counts(&self) -> Vec<(&'static str, &'static str, u64)> {
        let each = KINDS
            .into_iter()
            .flat_map(|kind| OUTCOMES.map(|outcome| (kind, outcome)));
        let counted = each.map(|key| {
            let count = self.counts.get(&key).copied();
            (key.0, key.1, count.unwrap_or_default())
        });
        counted.collect()
    }

    fn count(&mut self, channel: &Channel, outcome: &'static str, more: usize) {
        *self.counts.entry((channel.kind(), outcome)).or_default() += more as u64;
    }
}

/// How many notices a channel took, and why it did not take the next; after a failure it is given nothing more.
async fn try_channel(
    channel: &Channel,
    outbox: &Outbox,
    live: &Live,
) -> (usize, Result<(), String>) {
    let mut delivered = 0;
    for notice in outbox.due(channel.key(), Timestamp::now()).take(AT_ONCE) {
        if let Err(why) = channel.deliver(notice, live).await {
            return (delivered, Err(why));
        }
        delivered += 1;
    }
    (delivered, Ok(()))
}
