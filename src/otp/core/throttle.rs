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

use super::account::{Account, Lock, Throttle, later};
use super::policy::{Lockout, Policy, Throttling};

/// How many failures are kept at a place, the newest: no limit is taken for higher.
const KEPT: u32 = 256;

/// The lock that stands at a moment where this realm counts: of several the one that lasts longest.
pub fn lock(now: Timestamp, policy: &Policy, account: &Account) -> Option<Lock> {
    let rule = policy.throttling.as_ref()?;
    let throttle = account.throttles.get(&rule.scope)?;
    [throttle.lock, full(now, rule, throttle)]
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
    let last = moments(throttle).max();
    let until = match rule.lock {
        Lockout::UntilUnlocked => None,
        Lockout::UntilIntervalEnds => Some(end(last.unwrap_or(now).max(now), rule)),
    };
    throttle.lock = Some(Lock { until, failures });
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
    let over = |lock: &Lock| lock.until.is_some_and(|until| until <= now);
    throttle.lock.take_if(|lock| over(lock));
    if *throttle == Throttle::default() {
        account.throttles.remove(&rule.scope);
    }
}

/// Takes the lock and the counts of failures off, for every realm that counts where this one does.
pub fn unlock(policy: &Policy, account: &Account) -> Account {
    let mut account = account.clone();
    if let Some(rule) = &policy.throttling {
        account.throttles.remove(&rule.scope);
    }
    account
}

/// Where other realms that count here allow more than this one, its limit is full before a lock was set. It takes no
/// attempts until enough failures no longer count.
fn full(now: Timestamp, rule: &Throttling, throttle: &Throttle) -> Option<Lock> {
    let mut newest: Vec<_> = moments(throttle).collect();
    newest.sort_unstable_by_key(|at| Reverse(*at));
    let begun = newest.get(limit(rule) as usize - 1)?;
    Some(Lock {
        until: Some(end(*begun, rule)),
        failures: counted(now, rule, throttle),
    })
}

fn counted(now: Timestamp, rule: &Throttling, throttle: &Throttle) -> u32 {
    let counting = moments(throttle).filter(|at| now < end(*at, rule)).count();
    u32::try_from(counting).unwrap_or(u32::MAX)
}

/// When attempts failed, in whichever realm.
fn moments(throttle: &Throttle) -> impl Iterator<Item = Timestamp> {
    throttle.failed.values().flatten().copied()
}

/// Forgets the oldest failure where one too many is kept.
fn forget_the_oldest(throttle: &mut Throttle) {
    if moments(throttle).count() <= KEPT as usize {
        return;
    }
    let oldest = moments(throttle).min();
    let mut all = throttle.failed.values_mut();
    let place = all.find_map(|failed| {
        let index = failed.iter().position(|at| Some(*at) == oldest)?;
        Some((failed, index))
    });
    if let Some((failed, index)) = place {
        failed.remove(index);
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
