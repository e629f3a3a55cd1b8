//! Notices that wait until each channel has them: at least once, bounded in number, size and age.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use super::notice::Notice;

/// The most notices that wait for a channel.
const MOST: usize = 100;
/// The most bytes that they take as JSON, so that what a watch remembers stays small.
const BYTES: usize = 1 << 20;
/// The longest that one waits.
const AGE: SignedDuration = SignedDuration::from_hours(7 * 24);
/// The longest pause after the first failure; it doubles with each.
const FIRST_PAUSE: Duration = Duration::from_secs(30);
/// The longest pause.
const LONGEST_PAUSE: SignedDuration = SignedDuration::from_hours(1);

/// Notices that wait, by the key of the channel that does not have them yet.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Outbox(BTreeMap<String, Queue>);

/// What one channel does not have yet.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
struct Queue {
    /// The oldest first.
    notices: VecDeque<Notice>,
    /// How often the first one was tried.
    tries: u32,
    /// Not before.
    again_at: Option<Timestamp>,
}

impl Outbox {
    /// Puts a notice in for these channels.
    pub fn put(&mut self, notice: &Notice, channels: impl IntoIterator<Item = String>) {
        for channel in channels {
            let queue = self.0.entry(channel).or_default();
            queue.notices.push_back(notice.clone());
        }
    }

    /// What a channel is to be given now, the oldest first. What pauses after a failure keeps back what is later, so that
    /// notices arrive in order.
    pub fn due(&self, channel: &str, now: Timestamp) -> impl Iterator<Item = &Notice> {
        // A clock that was set back must not silence a channel for long.
        let pauses = |again_at: Timestamp| {
            let left = again_at.duration_since(now);
            left.is_positive() && left <= LONGEST_PAUSE
        };
        let queue = self.0.get(channel);
        let queue = queue.filter(|queue| !queue.again_at.is_some_and(pauses));
        queue.into_iter().flat_map(|queue| &queue.notices)
    }

    /// A channel has the first `many` of what waits for it.
    pub fn delivered(&mut self, channel: &str, many: usize) {
        if let Some(queue) = self.0.get_mut(channel).filter(|_| many > 0) {
            queue.notices.drain(..many);
            (queue.tries, queue.again_at) = (0, None);
        }
        self.0.retain(|_, queue| !queue.notices.is_empty());
    }

    /// A channel did not take a notice: it is tried again after a pause that grows, at first no longer than the time
    /// between two runs.
    pub fn failed(&mut self, channel: &str, every: Duration, now: Timestamp) {
        if let Some(queue) = self.0.get_mut(channel) {
            let again_at = now.saturating_add(pause(every, queue.tries));
            queue.again_at = again_at.ok();
            queue.tries = queue.tries.saturating_add(1);
        }
    }

    /// Drops what is too old or too much, and what waits for a channel that is gone. Returns how many notices each channel
    /// that is not gone has lost.
    pub fn trim(&mut self, known: &[String], now: Timestamp) -> BTreeMap<String, usize> {
        self.0.retain(|channel, _| known.contains(channel));
        let size = |notice: &Notice| notice.json().len();
        let mut lost: BTreeMap<String, usize> = BTreeMap::new();
        for (channel, queue) in &mut self.0 {
            let mut bytes: usize = queue.notices.iter().map(size).sum();
            while let Some(oldest) = queue.notices.front()
                && (now.duration_since(oldest.at) > AGE
                    || queue.notices.len() > MOST
                    || bytes > BYTES)
            {
                bytes -= size(oldest);
                queue.notices.pop_front();
                *lost.entry(channel.clone()).or_default() += 1;
            }
        }
        self.0.retain(|_, queue| !queue.notices.is_empty());
        lost
    }

    /// How many notices wait.
    pub fn len(&self) -> usize {
        let notices = self.0.values().flat_map(|queue| &queue.notices);
        let ids: BTreeSet<&str> = notices.map(|notice| notice.id.as_str()).collect();
        ids.len()
    }

    /// Whether none waits.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

fn pause(every: Duration, tries: u32) -> SignedDuration {
    let first = every.min(FIRST_PAUSE);
    let pause = first.saturating_mul(2_u32.saturating_pow(tries));
    SignedDuration::try_from(pause).map_or(LONGEST_PAUSE, |pause| pause.min(LONGEST_PAUSE))
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
        outbox.put(&notice("1", at(0)), channels(&["a", "b"]));
        outbox.put(&notice("2", at(1)), channels(&["a", "b"]));
        assert_eq!(outbox.len(), 2);
        assert_eq!(due(&outbox, "a", 1).as_deref(), Some("1"));
        outbox.delivered("a", 1);
        assert_eq!(due(&outbox, "a", 1).as_deref(), Some("2"));
        assert_eq!(due(&outbox, "b", 1).as_deref(), Some("1"));
        outbox.delivered("a", 1);
        outbox.delivered("b", 2);
        assert!(outbox.is_empty());
        outbox.put(&notice("3", at(2)), []);
        assert!(outbox.is_empty(), "nobody waits for it");
    }

    #[test]
    fn a_channel_that_fails_is_tried_again_after_growing_pauses_and_holds_up_no_other() {
        let mut outbox = Outbox::default();
        outbox.put(&notice("1", at(0)), channels(&["a", "b"]));
        outbox.put(&notice("2", at(0)), channels(&["a", "b"]));
        outbox.failed("a", OFTEN, at(0));
        assert_eq!(due(&outbox, "a", 29), None, "not even the one behind it");
        assert_eq!(due(&outbox, "b", 0).as_deref(), Some("1"));
        assert_eq!(due(&outbox, "a", 30).as_deref(), Some("1"));
        outbox.failed("a", OFTEN, at(30));
        assert_eq!(due(&outbox, "a", 89), None);
        assert_eq!(due(&outbox, "a", 90).as_deref(), Some("1"));
        (0..40).for_each(|_| outbox.failed("a", OFTEN, at(90)));
        assert_eq!(due(&outbox, "a", 90 + 3599), None);
        assert_eq!(due(&outbox, "a", 90 + 3600).as_deref(), Some("1"));
        // The clock was a day ahead when it failed.
        outbox.failed("a", OFTEN, at(86_400));
        assert_eq!(due(&outbox, "a", 200).as_deref(), Some("1"));
    }

    #[test]
    fn what_is_old_or_too_much_is_dropped_and_told() {
        let mut outbox = Outbox::default();
        let (a, one) = (channels(&["a"]), |many| {
            BTreeMap::from([("a".into(), many)])
        });
        outbox.put(&notice("1", at(0)), channels(&["a", "gone"]));
        assert_eq!(outbox.trim(&a, at(0)), BTreeMap::new());
        assert_eq!(due(&outbox, "gone", 0), None);
        assert_eq!(outbox.trim(&a, at(8 * 86_400)), one(1));
        assert!(outbox.is_empty());
        for number in 0..MOST + 3 {
            outbox.put(&notice(&number.to_string(), at(0)), a.clone());
        }
        assert_eq!(outbox.trim(&a, at(0)), one(3));
        assert_eq!(due(&outbox, "a", 0).as_deref(), Some("3"), "the oldest go");
        let mut large = notice("large", at(0));
        large.summary = "x".repeat(BYTES).into();
        outbox.put(&large, a.clone());
        assert_eq!(outbox.trim(&a, at(0)), one(MOST + 1));
    }
}
