//! Failed attempts: every realm that counts at a place judges all failures there by its own limit and interval.
//!
//! What is kept is when an attempt failed and in which realm, so that no realm's settings decide how another one counts.
//! A failure counts for a realm until that realm's interval has passed. The failure that makes a realm's limit full sets
//! a lock, which lasts as that realm says, for every realm that counts at the place.
//!
//! A right code forgets the failures of the realm that took it, and nothing else: the user is in there, and has proved
//! nothing to the other realms. Were theirs forgotten too, whoever can log in to one realm could guess without an end in
//! another. Only unlocking lifts a lock before its time.
//!
//! A clock that goes back never unlocks: a failure and a lock that seem to begin in the future hold until their end.

use std::cmp::Reverse;

use jiff::{SignedDuration, Timestamp};

use super::account::{Account, Locked, Throttle};
use super::policy::{Lockout, Policy, Throttling};

/// How many failures are kept at a place, the newest: no limit is taken for higher.
const KEPT: u32 = 256;

/// A lock that stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Lock {
    /// When it ends by itself; `None`: when someone unlocks.
    pub until: Option<Timestamp>,
    /// How many failed attempts led to it.
    pub failures: u32,
}

/// The lock that stands at a moment where this realm counts: of several the one that lasts longest.
pub fn lock(now: Timestamp, policy: &Policy, account: &Account) -> Option<Lock> {
    let rule = policy.throttling.as_ref()?;
    let throttle = account.throttles.get(&rule.scope)?;
    let locks = [
        set(throttle),
        old(rule, throttle),
        full(now, rule, throttle),
    ];
    locks
        .into_iter()
        .flatten()
        .filter(|lock| lock.until.is_none_or(|until| now < until))
        .max_by_key(|lock| (lock.until.is_none(), lock.until))
}

/// Failed attempts that count in this realm at a moment.
pub fn failures(now: Timestamp, policy: &Policy, account: &Account) -> u32 {
    let counted = policy.throttling.as_ref().and_then(|rule| {
        let throttle = account.throttles.get(&rule.scope)?;
        Some(counted(now, rule, throttle))
    });
    counted.unwrap_or(0)
}

/// Failed attempts that are left before the user is locked; `None` where nothing counts them.
pub(super) fn left(now: Timestamp, policy: &Policy, account: &Account) -> Option<u32> {
    let rule = policy.throttling.as_ref()?;
    Some(limit(rule).saturating_sub(failures(now, policy, account)))
}

/// Counts a failed attempt, and locks where it was the last.
pub(super) fn fail(now: Timestamp, policy: &Policy, account: &mut Account) {
    let Some(rule) = &policy.throttling else {
        return;
    };
    let throttle = account.throttles.entry(rule.scope.clone()).or_default();
    let here = throttle.failed.entry(policy.realm.clone()).or_default();
    here.push(now);
    forget_the_oldest(throttle);
    let failures = counted(now, rule, throttle);
    if failures < limit(rule) {
        return;
    }
    let last = moments(throttle).map(|(at, _)| at).max();
    let until = match rule.lock {
        Lockout::UntilUnlocked => None,
        Lockout::UntilIntervalEnds => Some(end(last.unwrap_or(now).max(now), rule)),
    };
    throttle.lock = Some(Locked {
        at: now,
        until,
        failures,
    });
}

/// Forgets the failures of the realm that took a right code, and a lock that is over.
pub(super) fn succeed(now: Timestamp, policy: &Policy, account: &mut Account) {
    let Some(rule) = &policy.throttling else {
        return;
    };
    let Some(throttle) = account.throttles.get_mut(&rule.scope) else {
        return;
    };
    throttle.failed.remove(&policy.realm);
    let over = |lock: &Locked| lock.until.is_some_and(|until| until <= now);
    throttle.lock.take_if(|lock| over(lock));
    if *throttle == Throttle::default() {
        account.throttles.remove(&rule.scope);
    }
}

/// Forgets every realm's failures and the lock at the place that this realm counts in.
pub(super) fn unlock(policy: &Policy, account: &mut Account) {
    if let Some(rule) = &policy.throttling {
        account.throttles.remove(&rule.scope);
    }
}

/// The lock that a failure set.
fn set(throttle: &Throttle) -> Option<Lock> {
    let Locked {
        until, failures, ..
    } = throttle.lock?;
    Some(Lock { until, failures })
}

/// The lock of an older version, which did not keep how long it lasts: as long as this realm says.
fn old(rule: &Throttling, throttle: &Throttle) -> Option<Lock> {
    let locked_at = throttle.locked_at?;
    Some(Lock {
        until: match rule.lock {
            Lockout::UntilUnlocked => None,
            Lockout::UntilIntervalEnds => Some(end(locked_at, rule)),
        },
        failures: throttle.failures,
    })
}

/// Where other realms that count here allow more than this one, its limit is full before a lock was set. It takes no
/// attempts until enough failures no longer count.
fn full(now: Timestamp, rule: &Throttling, throttle: &Throttle) -> Option<Lock> {
    let mut newest: Vec<_> = moments(throttle).collect();
    newest.sort_unstable_by_key(|(at, _)| Reverse(*at));
    let mut failures: u32 = 0;
    for (at, times) in newest {
        failures = failures.saturating_add(times);
        if failures >= limit(rule) {
            return Some(Lock {
                until: Some(end(at, rule)),
                failures: counted(now, rule, throttle),
            });
        }
    }
    None
}

fn counted(now: Timestamp, rule: &Throttling, throttle: &Throttle) -> u32 {
    moments(throttle)
        .filter(|(at, _)| now < end(*at, rule))
        .fold(0, |sum, (_, times)| sum.saturating_add(times))
}

/// When attempts failed, and how often; what older versions counted as if all had been when the first was.
fn moments(throttle: &Throttle) -> impl Iterator<Item = (Timestamp, u32)> {
    let failed = throttle.failed.values().flatten().map(|at| (*at, 1));
    failed.chain(throttle.since.map(|since| (since, throttle.failures)))
}

fn forget_the_oldest(throttle: &mut Throttle) {
    while throttle.failed.values().map(Vec::len).sum::<usize>() > KEPT as usize {
        let oldest = |(_, failed): &(&String, &mut Vec<Timestamp>)| failed.iter().min().copied();
        let with_oldest = throttle
            .failed
            .iter_mut()
            .filter(|(_, failed)| !failed.is_empty())
            .min_by_key(oldest);
        let Some((_, failed)) = with_oldest else {
            return;
        };
        let first = (0..failed.len()).min_by_key(|index| failed[*index]);
        first.map(|first| failed.remove(first));
    }
    throttle.failed.retain(|_, failed| !failed.is_empty());
}

/// At least one, and no more than are kept.
fn limit(rule: &Throttling) -> u32 {
    rule.max_failed_attempts.clamp(1, KEPT)
}

/// At least a second: an interval of none would count nothing.
fn end(begun: Timestamp, rule: &Throttling) -> Timestamp {
    later(begun, rule.interval.max(SignedDuration::from_secs(1)))
}

/// A moment later, the last one there is where none is that late.
pub(super) fn later(moment: Timestamp, by: SignedDuration) -> Timestamp {
    moment.checked_add(by).unwrap_or(Timestamp::MAX)
}
