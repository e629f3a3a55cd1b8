//! Delivered codes: issued, and presented once.

use jiff::{SignedDuration, Timestamp};

use super::account::{Account, Issued, later};
use super::code::{Code, HashKey};
use super::policy::{Method, Policy};
use super::refused::{Refused, allowed};
use super::throttle;
use super::user::User;
use super::verdict::{Verdict, Why};

/// Random bytes that a code and its salt need: 48 for the code, 16 for the salt.
pub const RANDOM: usize = 64;

/// Issues a code in place of the one that was active.
///
/// A new code has new attempts: what bounds the guesses over many codes is the throttling, and a user who is locked is
/// issued nothing. The random bytes must be fresh.
///
/// # Errors
/// When the method is off or none that is delivered, or the user is locked.
pub fn issue(
    now: Timestamp,
    policy: &Policy,
    user: &User,
    account: &Account,
    method: Method,
    random: &[u8; RANDOM],
    key: &HashKey,
) -> Result<(Code, Account), Refused> {
    may_issue(now, policy, account, method)?;
    let (for_code, for_salt) = random.split_first_chunk().expect("64 bytes hold 48");
    let code = Code::random(policy.code_length, for_code);
    let salt = data_encoding::HEXLOWER.encode(for_salt);
    let issued = Issued {
        method,
        hash: key.hash(&policy.realm, user, &salt, &code),
        salt,
        key: key.name(),
        issued_at: now,
        expires_at: later(now, policy.lifetime.max(SignedDuration::ZERO)),
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
    allowed(now, policy, account, method)
}

/// Whether a code is kept that what is presented at this moment is compared with, for which the key is needed.
pub fn needs_key(now: Timestamp, policy: &Policy, account: &Account) -> bool {
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
) -> Verdict {
    let Some(issued) = account.codes.get_mut(&policy.realm) else {
        return Verdict::rejected(nothing_kept(policy));
    };
    if !policy.methods.contains(&issued.method) {
        return Verdict::rejected(Why::MethodOff);
    }
    let Some(key) = key else {
        return Verdict::rejected(Why::OtherKey);
    };
    if issued.key != key.name() {
        return Verdict::rejected(Why::OtherKey);
    }
    issued.begins_by(now);
    let right = key.fits(&issued.hash, &policy.realm, user, &issued.salt, code);
    let expired = now >= issued.expires_at;
    match (bool::from(right), issued.taken_at) {
        (true, Some(_)) => Verdict::Replayed,
        (false, Some(_)) => Verdict::rejected(Why::NothingIssued),
        (true, None) if expired => {
            issued.attempts_left = 0;
            Verdict::Expired
        }
        (_, None) if issued.attempts_left == 0 => Verdict::Rejected {
            why: Why::UsedUp,
            left: Some(0),
        },
        (true, None) => {
            issued.attempts_left -= 1;
            issued.taken_at = Some(now);
            Verdict::Verified {
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
            let left = Some(issued.attempts_left);
            Verdict::Rejected { why, left }
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
