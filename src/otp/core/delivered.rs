//! Delivered codes: issued, and presented once.

use jiff::{SignedDuration, Timestamp};
use zeroize::Zeroizing;

use super::account::{Account, Issued, User};
use super::code::{Code, HashKey};
use super::decide::{Outcome, Why};
use super::policy::{Method, Policy};
use super::refused::{Refused, refuse_off};
use super::throttle;

/// Fresh random bytes, as many as a code and its salt need: 48 for the code, 16 for the salt.
pub struct Draw(pub Zeroizing<[u8; 64]>);

impl Draw {
    fn code(&self) -> &[u8; 48] {
        self.0.first_chunk().expect("64 bytes hold 48")
    }

    fn salt(&self) -> &[u8; 16] {
        self.0.last_chunk().expect("64 bytes hold 16")
    }
}

/// Issues a code in place of the one that was active.
///
/// A new code has new attempts: what bounds the guesses over many codes is the throttling, and a user who is locked is
/// issued nothing.
///
/// # Errors
/// When the method is off or none that is delivered, or the user is locked.
pub fn issue(
    now: Timestamp,
    policy: &Policy,
    user: &User,
    account: &Account,
    method: Method,
    draw: &Draw,
    key: &HashKey,
) -> Result<(Code, Account), Refused> {
    may_issue(now, policy, account, method)?;
    let code = Code::random(policy.code_length, draw.code());
    let salt = data_encoding::HEXLOWER.encode(draw.salt());
    let issued = Issued {
        method,
        hash: key.hash(&policy.realm, user, &salt, &code),
        salt,
        key: Some(key.name()),
        issued_at: now,
        expires_at: throttle::later(now, policy.lifetime.max(SignedDuration::ZERO)),
        attempts_left: policy.attempts,
        taken_at: None,
    };
    let mut account = account.clone();
    account.codes.insert(policy.realm.clone(), issued);
    Ok((code, account))
}

/// Passes where a code may be issued.
///
/// # Errors
/// As for [`issue`].
pub fn may_issue(
    now: Timestamp,
    policy: &Policy,
    account: &Account,
    method: Method,
) -> Result<(), Refused> {
    if method == Method::Oath {
        return Err(Refused::NotDelivered);
    }
    refuse_off(policy, method)?;
    match throttle::lock(now, policy, account) {
        Some(lock) => Err(Refused::Locked { until: lock.until }),
        None => Ok(()),
    }
}

/// Whether a code is kept that what is presented at this moment is compared with, for which the key is needed.
pub fn waits(now: Timestamp, policy: &Policy, account: &Account) -> bool {
    let kept = account.codes.get(&policy.realm);
    let takes = kept.is_some_and(|issued| policy.methods.contains(&issued.method));
    takes && throttle::lock(now, policy, account).is_none()
}

/// What presenting a delivered code comes to.
///
/// The code is compared whatever state it is in: only who knows it learns that it was taken or came too late. From
/// then on it can never be taken, even where the clock goes back.
pub(super) fn present(
    now: Timestamp,
    policy: &Policy,
    user: &User,
    account: &mut Account,
    code: &Code,
    key: Option<&HashKey>,
) -> Outcome {
    let Some(issued) = account.codes.get_mut(&policy.realm) else {
        return rejected(nothing_kept(policy), None);
    };
    if !policy.methods.contains(&issued.method) {
        return rejected(Why::MethodOff, None);
    }
    let Some(key) = key else {
        return rejected(Why::OtherKey, None);
    };
    if issued.key.as_ref().is_some_and(|name| *name != key.name()) {
        return rejected(Why::OtherKey, None);
    }
    let right = key.fits(&issued.hash, &policy.realm, user, &issued.salt, code);
    let expired = now >= issued.expires_at;
    match (bool::from(right), issued.taken_at) {
        (true, Some(_)) => Outcome::Replayed,
        (false, Some(_)) => rejected(Why::NothingIssued, None),
        (true, None) if expired => {
            issued.attempts_left = 0;
            Outcome::Expired
        }
        (_, None) if issued.attempts_left == 0 => rejected(Why::UsedUp, Some(0)),
        (true, None) => {
            issued.attempts_left -= 1;
            issued.taken_at = Some(now);
            Outcome::Verified {
                method: issued.method,
                drift: 0,
            }
        }
        (false, None) => {
            issued.attempts_left -= 1;
            let why = if code.digits() == policy.code_length {
                Why::WrongCode
            } else {
                Why::WrongLength
            };
            rejected(why, Some(issued.attempts_left))
        }
    }
}

/// A realm that delivers no codes at all is to blame rather than the user who asked for none.
fn nothing_kept(policy: &Policy) -> Why {
    if policy.methods.iter().any(|method| *method != Method::Oath) {
        Why::NothingIssued
    } else {
        Why::MethodOff
    }
}

fn rejected(why: Why, attempts: Option<u32>) -> Outcome {
    Outcome::Rejected { why, attempts }
}
