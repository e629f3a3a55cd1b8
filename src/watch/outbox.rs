//! Notices that wait until each channel has them: at least once, bounded in number, size and age.

use std::collections::VecDeque;
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use super::notice::Notice;

/// The most notices that wait.
const MOST: usize = 100;
/// The most bytes that they take as JSON, so that what a watch remembers stays small.
const BYTES: usize = 4 << 20;
/// The longest that one waits.
const AGE: SignedDuration = SignedDuration::from_hours(7 * 24);
/// The longest pause after the first failure; it doubles with each.
const FIRST_PAUSE: Duration = Duration::from_secs(30);
/// The longest pause.
const LONGEST_PAUSE: Duration = Duration::from_secs(3600);

/// Notices that wait, the oldest first.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Outbox {
    queue: VecDeque<Queued>,
}

/// A notice, and the channels that do not have it yet.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Queued {
    notice: Notice,
    waiting: Vec<Waiting>,
}

/// A channel that does not have a notice yet.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Waiting {
    /// What [`super::channel::Channel::key`] says.
    channel: String,
    /// How often it was tried.
    #[serde(default)]
    tries: u32,
    /// Not before.
    again_at: Timestamp,
}

impl Outbox {
    /// Puts a notice in for these channels.
    pub fn put(
        &mut self,
        notice: Notice,
        channels: impl IntoIterator<Item = String>,
        now: Timestamp,
    ) {
        let waiting: Vec<Waiting> = channels
            .into_iter()
            .map(|channel| Waiting {
                channel,
                tries: 0,
                again_at: now,
            })
            .collect();
        if !waiting.is_empty() {
            self.queue.push_back(Queued { notice, waiting });
        }
    }

    /// What a channel is to be given now, the oldest first. What pauses after a failure keeps back what is later, so that
    /// notices arrive in order.
    pub fn due(&self, channel: &str, now: Timestamp) -> impl Iterator<Item = &Notice> {
        let waiting = self.queue.iter().filter_map(move |queued| {
            let mine = queued.waiting.iter().find(|one| one.channel == channel)?;
            Some((queued, mine))
        });
        let due = move |mine: &Waiting| {
            // A clock that was set back must not silence a channel for long.
            let far = mine.again_at.duration_since(now)
                > SignedDuration::try_from(LONGEST_PAUSE).expect("an hour fits");
            mine.again_at <= now || far
        };
        let due = waiting.take_while(move |(_, mine)| due(mine));
        due.map(|(queued, _)| &queued.notice)
    }

    /// A channel has a notice.
    pub fn delivered(&mut self, channel: &str, id: &str) {
        for queued in self.queue.iter_mut().filter(|one| one.notice.id == id) {
            queued.waiting.retain(|one| one.channel != channel);
        }
        self.queue.retain(|queued| !queued.waiting.is_empty());
    }

    /// A channel did not take a notice: it is tried again after a pause that grows, at first no longer than the time
    /// between two runs.
    pub fn failed(&mut self, channel: &str, id: &str, every: Duration, now: Timestamp) {
        let queue = self.queue.iter_mut().filter(|one| one.notice.id == id);
        let waiting = queue.flat_map(|queued| &mut queued.waiting);
        for one in waiting.filter(|one| one.channel == channel) {
            one.again_at = now.saturating_add(pause(every, one.tries)).unwrap_or(now);
            one.tries = one.tries.saturating_add(1);
        }
    }

    /// Drops what is too old or too much, and what waits for a channel that is gone. Returns the channels that lose a
    /// notice so, once for each.
    pub fn trim(&mut self, known: &[String], now: Timestamp) -> Vec<String> {
        let mut lost = Vec::new();
        for queued in &mut self.queue {
            let old = now.duration_since(queued.notice.at) > AGE;
            queued.waiting.retain(|one| {
                let keep = !old && known.contains(&one.channel);
                if !keep {
                    lost.push(one.channel.clone());
                }
                keep
            });
        }
        self.queue.retain(|queued| !queued.waiting.is_empty());
        let size = |queued: &Queued| serde_json::to_string(queued).map_or(0, |text| text.len());
        let mut bytes: usize = self.queue.iter().map(size).sum();
        while self.queue.len() > MOST || bytes > BYTES {
            let Some(oldest) = self.queue.pop_front() else {
                break;
            };
            bytes = bytes.saturating_sub(size(&oldest));
            lost.extend(oldest.waiting.into_iter().map(|one| one.channel));
        }
        lost
    }

    /// How many notices wait.
    pub fn len(&self) -> usize {
        self.queue.len()
    }

    /// Whether none waits.
    pub fn is_empty(&self) -> bool {
        self.queue.is_empty()
    }
}

fn pause(every: Duration, tries: u32) -> SignedDuration {
    let first = every.min(FIRST_PAUSE);
    let pause = first.saturating_mul(2_u32.saturating_pow(tries));
    SignedDuration::try_from(pause.min(LONGEST_PAUSE)).expect("an hour fits")
}

#[cfg(test)]
pub(super) mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;
    use crate::watch::notice::SCHEMA;

    pub(in crate::watch) fn notice(id: &str, at: Timestamp) -> Notice {
        Notice {
            schema: SCHEMA.into(),
            id: id.into(),
            version: "1".into(),
            appliance: "idp-01".into(),
            at,
            summary: "1 broke".into(),
            causes: Vec::new(),
            changes: Vec::new(),
        }
    }

    const OFTEN: Duration = Duration::from_secs(300);

    fn at(seconds: i64) -> Timestamp {
        Timestamp::from_second(1_000_000 + seconds).unwrap()
    }

    fn channels(names: &[&str]) -> Vec<String> {
        names.iter().map(|name| (*name).to_owned()).collect()
    }

    fn due(outbox: &Outbox, channel: &str, now: i64) -> Option<String> {
        let mut due = outbox.due(channel, at(now));
        due.next().map(|notice| notice.id.clone())
    }

    #[test]
    fn each_channel_has_each_notice_in_order() {
        let mut outbox = Outbox::default();
        outbox.put(notice("1", at(0)), channels(&["a", "b"]), at(0));
        outbox.put(notice("2", at(1)), channels(&["a", "b"]), at(1));
        assert_eq!(due(&outbox, "a", 1).as_deref(), Some("1"));
        outbox.delivered("a", "1");
        assert_eq!(due(&outbox, "a", 1).as_deref(), Some("2"));
        assert_eq!(due(&outbox, "b", 1).as_deref(), Some("1"));
        for (channel, id) in [("a", "2"), ("b", "1"), ("b", "2")] {
            outbox.delivered(channel, id);
        }
        assert!(outbox.is_empty());
        outbox.put(notice("3", at(2)), [], at(2));
        assert!(outbox.is_empty(), "nobody waits for it");
    }

    #[test]
    fn a_channel_that_fails_is_tried_again_after_growing_pauses_and_holds_up_no_other() {
        let mut outbox = Outbox::default();
        outbox.put(notice("1", at(0)), channels(&["a", "b"]), at(0));
        outbox.put(notice("2", at(0)), channels(&["a", "b"]), at(0));
        outbox.failed("a", "1", OFTEN, at(0));
        assert_eq!(due(&outbox, "a", 29), None, "not even the one behind it");
        assert_eq!(due(&outbox, "b", 0).as_deref(), Some("1"));
        assert_eq!(due(&outbox, "a", 30).as_deref(), Some("1"));
        outbox.failed("a", "1", OFTEN, at(30));
        assert_eq!(due(&outbox, "a", 89), None);
        assert_eq!(due(&outbox, "a", 90).as_deref(), Some("1"));
        (0..40).for_each(|_| outbox.failed("a", "1", OFTEN, at(90)));
        assert_eq!(due(&outbox, "a", 90 + 3599), None);
        assert_eq!(due(&outbox, "a", 90 + 3600).as_deref(), Some("1"));
        // The clock was a day ahead when it failed.
        outbox.failed("a", "1", OFTEN, at(86_400));
        assert_eq!(due(&outbox, "a", 200).as_deref(), Some("1"));
    }

    #[test]
    fn what_is_old_or_too_much_is_dropped_and_told() {
        let mut outbox = Outbox::default();
        outbox.put(notice("1", at(0)), channels(&["a", "gone"]), at(0));
        assert_eq!(outbox.trim(&channels(&["a"]), at(0)), ["gone"]);
        assert_eq!(outbox.trim(&channels(&["a"]), at(8 * 86_400)), ["a"]);
        assert!(outbox.is_empty());
        for number in 0..MOST + 3 {
            outbox.put(notice(&number.to_string(), at(0)), channels(&["a"]), at(0));
        }
        assert_eq!(outbox.trim(&channels(&["a"]), at(0)).len(), 3);
        assert_eq!(due(&outbox, "a", 0).as_deref(), Some("3"), "the oldest go");
        let mut large = notice("large", at(0));
        large.summary = "x".repeat(BYTES).into();
        outbox.put(large, channels(&["a"]), at(0));
        assert_eq!(outbox.trim(&channels(&["a"]), at(0)).len(), MOST + 1);
    }
}
