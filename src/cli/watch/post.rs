//! Hands notices to the channels after a run: each in order, and none waits for another.

use std::collections::BTreeMap;
use std::time::Duration;

use futures_util::future::join_all;
use jiff::Timestamp;

use crate::probe::Live;
use crate::watch::channel::{Channel, Kind};
use crate::watch::outbox::Outbox;

/// The most notices that one channel gets after one run.
const AT_ONCE: usize = 10;

/// How handing over went so far.
#[derive(Default)]
pub(super) struct Post {
    /// How many notices of each kind of channel came to what.
    counts: BTreeMap<(Kind, Outcome), u64>,
    /// The channels that failed last time: told once.
    failing: Vec<String>,
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

/// What came of one try.
struct Tried<'a> {
    channel: &'a Channel,
    id: String,
    outcome: Result<(), String>,
}

impl Post {
    /// Tries what is due. Returns what is worth saying: of each channel once that it fails, and once that it works again.
    pub(super) async fn deliver(
        &mut self,
        outbox: &mut Outbox,
        channels: &[Channel],
        live: &Live,
        every: Duration,
    ) -> Vec<String> {
        // A mail server is spoken to by one at a time: logins are not tried side by side.
        let (mails, others): (Vec<&Channel>, Vec<&Channel>) = channels
            .iter()
            .partition(|channel| channel.kind() == Kind::Email);
        let groups = others
            .into_iter()
            .map(|channel| vec![channel])
            .chain([mails]);
        let waiting = &*outbox;
        let tried = join_all(groups.map(|group| try_each(group, waiting, live))).await;
        let tried: Vec<Tried<'_>> = tried.into_iter().flatten().collect();
        let now = Timestamp::now();
        let mut said = Vec::new();
        for Tried {
            channel,
            id,
            outcome,
        } in tried
        {
            let was_failing = self.failing.iter().any(|key| key == channel.key());
            match &outcome {
                Ok(()) => {
                    outbox.delivered(channel.key(), &id);
                    self.count(channel.kind(), Outcome::Delivered);
                    if was_failing {
                        self.failing.retain(|key| key != channel.key());
                        said.push(format!("{} takes notices again", channel.name()));
                    }
                }
                Err(why) => {
                    outbox.failed(channel.key(), &id, every, now);
                    self.count(channel.kind(), Outcome::Failed);
                    if !was_failing {
                        self.failing.push(channel.key().to_owned());
                        said.push(format!(
                            "{} did not take a notice, which is tried again: {why}",
                            channel.name()
                        ));
                    }
                }
            }
        }
        said
    }

    /// Drops what is too old, or for nobody any more. Returns what is worth saying.
    pub(super) fn trim(
        &mut self,
        outbox: &mut Outbox,
        channels: &[Channel],
        now: Timestamp,
    ) -> Vec<String> {
        let keys: Vec<String> = channels
            .iter()
            .map(|channel| channel.key().to_owned())
            .collect();
        let mut lost: BTreeMap<String, u64> = BTreeMap::new();
        for key in outbox.trim(&keys, now) {
            *lost.entry(key).or_default() += 1;
        }
        self.failing.retain(|key| keys.contains(key));
        let mut said = Vec::new();
        for (key, count) in lost {
            let Some(channel) = channels.iter().find(|channel| channel.key() == key) else {
                continue;
            };
            for _ in 0..count {
                self.count(channel.kind(), Outcome::Dropped);
            }
            said.push(format!(
                "{count} notices for {} are given up: too old, or too many",
                channel.name()
            ));
        }
        said
    }

    /// How many notices of each kind of channel came to what, those that never happened too.
    pub(super) fn counts(&self) -> Vec<(&'static str, &'static str, u64)> {
        let each = |kind: &Kind| Outcome::ALL.map(|outcome| (*kind, outcome));
        let count = |(kind, outcome): (Kind, Outcome)| {
            let count = self.counts.get(&(kind, outcome)).copied();
            (kind.name(), outcome.name(), count.unwrap_or_default())
        };
        Kind::ALL.iter().flat_map(each).map(count).collect()
    }

    fn count(&mut self, kind: Kind, outcome: Outcome) {
        *self.counts.entry((kind, outcome)).or_default() += 1;
    }
}

/// Gives each of these channels, one after the other, what is due; after a failure nothing more.
async fn try_each<'a>(group: Vec<&'a Channel>, outbox: &Outbox, live: &Live) -> Vec<Tried<'a>> {
    let mut tried = Vec::new();
    for channel in group {
        for notice in outbox.due(channel.key(), Timestamp::now()).take(AT_ONCE) {
            let outcome = channel.deliver(notice, live).await;
            let failed = outcome.is_err();
            tried.push(Tried {
                channel,
                id: notice.id.clone(),
                outcome,
            });
            if failed {
                break;
            }
        }
    }
    tried
}
