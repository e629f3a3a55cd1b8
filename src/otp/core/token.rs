//! Tokens: enrolled and replaced, which counters and steps of them are taken, and how far one may wander. However a seed
//! comes back, what was taken of it stays taken.
//!
//! What was taken once, and everything before it, is never taken again. All codes of a window are compared, whatever is
//! found. The remembered drift is held within the wider of the window and the resynchronization: however often a token,
//! or somebody who holds codes of other times, pushes the window one way, no step further than that bound and one
//! window more from this clock is ever taken.

use std::ops::Range;

use jiff::Timestamp;

use super::account::{Account, Kind, Spent, Token};
use super::code::Code;
use super::generator::Generator;
use super::policy::{Method, Oath, Policy};
use super::refused::{Refused, allowed, method_on};
use super::throttle;
use super::verdict::{Verdict, Why};

/// Counters before the next one, among which a replayed HOTP code is looked for.
const REMEMBERED: u64 = 32;

/// What a resynchronization came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Resynced {
    /// Steps that the token is ahead of this clock, or counters ahead of the one that was next.
    pub drift: i64,
}

/// Finds two codes in a row in a wider window, and goes on from there (RFC 4226 section 7.4).
///
/// # Errors
/// When the token is not enrolled, the user is locked, or the codes are not found; the account then counts a failure.
pub fn resync(
    now: Timestamp,
    policy: &Policy,
    account: &Account,
    name: &str,
    codes: [&Code; 2],
    generator: &Generator,
) -> (Result<Resynced, Refused>, Account) {
    let mut account = account.clone();
    let found = look_wider(now, policy, &mut account, name, codes, generator);
    match found {
        Ok(_) => throttle::succeed(now, policy, &mut account),
        Err(Refused::NotFound) => throttle::fail(now, policy, &mut account),
        Err(_) => {}
    }
    (found, account)
}

fn look_wider(
    now: Timestamp,
    policy: &Policy,
    account: &mut Account,
    name: &str,
    codes: [&Code; 2],
    generator: &Generator,
) -> Result<Resynced, Refused> {
    allowed(now, policy, account, Method::Oath)?;
    let token = account.tokens.get_mut(name).ok_or(Refused::NotEnrolled)?;
    let wide = policy.oath.resync();
    let among = match token.kind {
        Kind::Hotp { next } => next..next.saturating_add(wide),
        Kind::Totp { last, .. } => {
            let here = token.kind.step_at(now).ok_or(Refused::NotFound)?;
            let first = here.saturating_sub(wide).max(after(last));
            first..here.saturating_add(wide)
        }
    };
    let fit = codes.iter().all(|code| code.digits() == policy.oath.digits);
    let found = fit.then(|| generator.find_pair(codes, among)).flatten();
    let second = found.ok_or(Refused::NotFound)? + 1;
    let drift = match token.kind {
        Kind::Hotp { next } => ahead(second - 1, next),
        Kind::Totp { .. } => token
            .kind
            .step_at(now)
            .map_or(0, |here| ahead(second, here)),
    };
    take(&mut token.kind, second, drift, &policy.oath);
    Ok(Resynced { drift })
}

/// What presenting a token's code comes to.
pub(super) fn present(
    now: Timestamp,
    policy: &Policy,
    account: &mut Account,
    name: &str,
    code: &Code,
    generator: Option<&Generator>,
) -> Verdict {
    if !policy.methods.contains(&Method::Oath) {
        return Verdict::rejected(Why::MethodOff);
    }
    let Some(token) = account.tokens.get_mut(name) else {
        return Verdict::rejected(Why::NotEnrolled);
    };
    let Some(generator) = generator else {
        return Verdict::rejected(Why::SeedNotOpened);
    };
    if code.digits() != policy.oath.digits {
        return Verdict::rejected(Why::WrongLength);
    }
    let Some(window) = Window::of(&token.kind, now, &policy.oath) else {
        return Verdict::rejected(Why::WrongCode);
    };
    let used = generator.find(code, window.used);
    let fresh = generator.find(code, window.fresh);
    match (used, fresh) {
        (Some(found), _) if is_last(&token.kind, found) => Verdict::Replayed,
        (Some(_), _) => Verdict::Superseded,
        (None, None) => Verdict::rejected(Why::WrongCode),
        (None, Some(found)) => {
            let drift = ahead(found, window.expected);
            take(&mut token.kind, found, drift, &policy.oath);
            Verdict::Verified {
                method: Method::Oath,
                drift,
            }
        }
    }
}

/// The counters or steps that are looked at.
struct Window {
    /// Taken already, or passed over.
    used: Range<u64>,
    fresh: Range<u64>,
    /// The next counter, or the step of this clock.
    expected: u64,
}

impl Window {
    /// `None` before the epoch: no step is there yet.
    fn of(kind: &Kind, now: Timestamp, oath: &Oath) -> Option<Self> {
        Some(match *kind {
            Kind::Hotp { next } => Self {
                used: next.saturating_sub(REMEMBERED)..next,
                fresh: next..next.saturating_add(oath.look_ahead() + 1),
                expected: next,
            },
            Kind::Totp { last, drift, .. } => {
                let here = kind.step_at(now)?;
                let center = here.saturating_add_signed(held(drift, oath));
                let first = center.saturating_sub(oath.window());
                let end = center.saturating_add(oath.window() + 1);
                let split = after(last).clamp(first, end);
                Self {
                    used: first..split,
                    fresh: split..end,
                    expected: here,
                }
            }
        })
    }
}

fn take(kind: &mut Kind, taken: u64, ahead: i64, oath: &Oath) {
    match kind {
        Kind::Hotp { next } => *next = taken.saturating_add(1),
        Kind::Totp { last, drift, .. } => {
            *last = Some(taken);
            *drift = held(ahead, oath);
        }
    }
}

/// Whether this counter or step is the one that was taken last.
fn is_last(kind: &Kind, found: u64) -> bool {
    match *kind {
        Kind::Hotp { next } => next.checked_sub(1) == Some(found),
        Kind::Totp { last, .. } => last == Some(found),
    }
}

fn after(last: Option<u64>) -> u64 {
    last.map_or(0, |last| last.saturating_add(1))
}

fn ahead(found: u64, expected: u64) -> i64 {
    let ahead = i128::from(found) - i128::from(expected);
    i64::try_from(ahead).expect("a window is far narrower than 2^63")
}

/// The drift within its bound.
fn held(drift: i64, oath: &Oath) -> i64 {
    let bound = i64::try_from(oath.farthest_drift()).unwrap_or(i64::MAX);
    drift.clamp(-bound, bound)
}

/// How many replaced seeds are remembered of a user, the newest.
const REPLACED: usize = 16;

/// Enrolls a token.
///
/// # Errors
/// When the realm takes no tokens, one of this name is there, no token makes such codes, or the user has the seed
/// already.
pub fn enroll(
    policy: &Policy,
    account: &Account,
    name: &str,
    token: Token,
) -> Result<Account, Refused> {
    method_on(policy, Method::Oath)?;
    if account.tokens.contains_key(name) {
        Err(Refused::AlreadyEnrolled)
    } else {
        add(policy, account.clone(), name, token)
    }
}

/// Enrolls a token in place of the one of this name, where there is one.
///
/// # Errors
/// As for [`enroll`], but for the name.
pub fn replace(
    policy: &Policy,
    account: &Account,
    name: &str,
    mut token: Token,
) -> Result<Account, Refused> {
    method_on(policy, Method::Oath)?;
    let mut account = account.clone();
    if let Some(old) = account.tokens.remove(name) {
        retire(&mut account, &old, &mut token);
    }
    add(policy, account, name, token)
}

/// What a token leaves to the one that takes its place: of the same seed, or of one that may be the same, what was
/// taken; of another seed nothing, but that one is remembered.
fn retire(account: &mut Account, old: &Token, token: &mut Token) {
    let is_same = old.fingerprint.same(&token.fingerprint);
    if let Some(taken) = highest(&old.kind) {
        let fingerprint = old.fingerprint.clone();
        account.spent.push(Spent { fingerprint, taken });
        let too_many = account.spent.len().saturating_sub(REPLACED);
        account.spent.drain(..too_many);
    }
    if is_same == Some(false) {
        return;
    }
    if let (
        Kind::Totp {
            step: before,
            epoch: began,
            last: taken,
            drift: ahead,
        },
        Kind::Totp {
            step,
            epoch,
            last,
            drift,
        },
    ) = (&old.kind, &mut token.kind)
        && (&*step, &*epoch) == (before, began)
    {
        *last = *taken;
        if is_same == Some(true) {
            *drift = *ahead;
        }
    }
}

fn add(
    policy: &Policy,
    mut account: Account,
    name: &str,
    mut token: Token,
) -> Result<Account, Refused> {
    let timeless = matches!(token.kind, Kind::Totp { step: 0, .. });
    if timeless || !Generator::DIGITS.contains(&token.digits) {
        return Err(Refused::Unfit);
    }
    let ours = &token.fingerprint;
    let twin = |kept: &Token| kept.fingerprint.same(ours) == Some(true);
    if let Some((other, _)) = account.tokens.iter().find(|(_, kept)| twin(kept)) {
        return Err(Refused::SeedEnrolled(other.clone()));
    }
    let (mine, others): (Vec<_>, Vec<_>) = std::mem::take(&mut account.spent)
        .into_iter()
        .partition(|spent| spent.fingerprint.same(ours) == Some(true));
    account.spent = others;
    if let Some(taken) = mine.iter().map(|spent| spent.taken).max() {
        go_on_after(policy, &mut token, taken)?;
    }
    account.tokens.insert(name.to_owned(), token);
    Ok(account)
}

/// Takes nothing up to this counter or step any more.
fn go_on_after(policy: &Policy, token: &mut Token, taken: u64) -> Result<(), Refused> {
    let here = token.kind.step_at(token.enrolled_at).unwrap_or(0);
    match &mut token.kind {
        Kind::Hotp { next } => *next = (*next).max(taken.saturating_add(1)),
        Kind::Totp { last, .. } => {
            // By another period or epoch its codes are others' turn: what was taken would come again.
            let oath = &policy.oath;
            if taken > here.saturating_add(oath.farthest_drift() + oath.window()) {
                return Err(Refused::SeedSpent);
            }
            *last = (*last).max(Some(taken));
        }
    }
    Ok(())
}

/// The highest counter or step that was taken.
fn highest(kind: &Kind) -> Option<u64> {
    match *kind {
        Kind::Hotp { next } => next.checked_sub(1),
        Kind::Totp { last, .. } => last,
    }
}
