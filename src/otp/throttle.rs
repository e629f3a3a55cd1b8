//! Failed attempts: counted from the first of an interval, and enough of them lock.
//!
//! A clock that goes back never unlocks: a count and a lock that seem to begin in the future hold until their end.

use jiff::{SignedDuration, Timestamp};

use super::account::{Account, Throttle};
use super::policy::{Lockout, Policy, Throttling};

/// A lock that stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Lock {
    /// When it ends by itself; `None`: when someone unlocks.
    pub until: Option<Timestamp>,
}

/// The lock that stands at a moment where this realm counts.
pub fn lock(now: Timestamp, policy: &Policy, account: &Account) -> Option<Lock> {
    let rule = policy.throttling.as_ref()?;
    let throttle = account.throttles.get(&rule.scope)?;
    let begun = match (throttle.locked_at, throttle.since) {
        (Some(_), _) if rule.lock == Lockout::UntilUnlocked => return Some(Lock { until: None }),
        (Some(locked_at), _) => locked_at,
        // Another realm that counts here allows more, or this one did.
        (None, Some(since)) if throttle.failures >= rule.max_failed_attempts => since,
        (None, _) => return None,
    };
    let end = end(begun, rule);
    (now < end).then_some(Lock { until: Some(end) })
}

/// Failed attempts that are left before the user is locked; `None` where nothing counts them.
pub(super) fn left(now: Timestamp, policy: &Policy, account: &Account) -> Option<u32> {
    let rule = policy.throttling.as_ref()?;
    let counted = account.throttles.get(&rule.scope);
    let failures = counted.map_or(0, |throttle| current(now, rule, throttle).failures);
    Some(rule.max_failed_attempts.saturating_sub(failures))
}

/// Counts a failed attempt.
pub(super) fn fail(now: Timestamp, policy: &Policy, account: &mut Account) {
    let Some(rule) = &policy.throttling else {
        return;
    };
    let throttle = account.throttles.entry(rule.scope.clone()).or_default();
    let mut counted = current(now, rule, throttle);
    let since = *counted.since.get_or_insert(now);
    counted.failures = counted.failures.saturating_add(1);
    if counted.failures >= rule.max_failed_attempts {
        counted.locked_at = Some(now.max(since));
    }
    *throttle = counted;
}

/// Forgets what was counted, and the lock.
pub(super) fn clear(policy: &Policy, account: &mut Account) {
    if let Some(rule) = &policy.throttling {
        account.throttles.remove(&rule.scope);
    }
}

/// What still counts: nothing once the interval has passed. (A lock, which ends later, is judged before this is asked.)
fn current(now: Timestamp, rule: &Throttling, throttle: &Throttle) -> Throttle {
    match throttle.since {
        Some(since) if now < end(since, rule) => throttle.clone(),
        _ => Throttle::default(),
    }
}

/// At least a second: an interval of none would count nothing.
fn end(begun: Timestamp, rule: &Throttling) -> Timestamp {
    later(begun, rule.interval.max(SignedDuration::from_secs(1)))
}

/// A moment later, the last one there is where none is that late.
pub(super) fn later(moment: Timestamp, by: SignedDuration) -> Timestamp {
    moment.checked_add(by).unwrap_or(Timestamp::MAX)
}
