//! Tokens enrolled and replaced: however a seed comes back, what was taken of it stays taken.

use super::account::{Account, Kind, Spent, Token};
use super::generator::Generator;
use super::policy::{Method, Policy};
use super::refused::{Refused, method_on};

/// How many replaced seeds are remembered of a user, the newest.
const REMEMBERED: usize = 16;

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
    match account.tokens.contains_key(name) {
        true => Err(Refused::AlreadyEnrolled),
        false => add(policy, account.clone(), name, token),
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
        let too_many = account.spent.len().saturating_sub(REMEMBERED);
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
