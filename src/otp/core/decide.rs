//! What becomes of an account when a code is presented. Each function of this engine that changes an account gives it
//! as it should be stored next; the outcome holds only once that has been stored in place of the one that was read.

use jiff::Timestamp;

use super::account::Account;
use super::code::{Code, HashKey};
use super::generator::Generator;
use super::policy::Policy;
use super::user::User;
use super::verdict::Verdict;
use super::{delivered, throttle, token};

/// What a user presents.
pub enum Attempt<'a> {
    /// The code that was delivered in this realm.
    Delivered {
        /// What was typed.
        code: &'a Code,
        /// The key of the kept hashes; `None` where [`delivered::needs_key`] says that none is needed.
        key: Option<&'a HashKey>,
    },
    /// The code of an app or token.
    Token {
        /// The token's name.
        name: &'a str,
        /// What was typed.
        code: &'a Code,
        /// The token's seed; `None` where this realm cannot open it.
        generator: Option<&'a Generator>,
    },
}

/// Decides about an attempt.
///
/// A lock is judged before anything is compared, and says nothing of the code. A right code forgets the failed attempts of
/// its realm; everything else counts as one, replayed and expired codes too: who presents them is not, or not yet, the
/// user with the right code. Only what could not be guessed at all changes nothing: no code, no such token, a method
/// that is off.
pub fn decide(
    now: Timestamp,
    policy: &Policy,
    user: &User,
    account: &Account,
    attempt: &Attempt<'_>,
) -> (Verdict, Account) {
    let mut account = account.clone();
    if let Some(lock) = throttle::lock(now, policy, &account) {
        return (Verdict::Locked { until: lock.until }, account);
    }
    let mut verdict = match *attempt {
        Attempt::Delivered { code, key } => {
            delivered::present(now, policy, user, &mut account, code, key)
        }
        Attempt::Token {
            name,
            code,
            generator,
        } => token::present(now, policy, &mut account, name, code, generator),
    };
    match &mut verdict {
        Verdict::Verified { .. } => throttle::succeed(now, policy, &mut account),
        Verdict::Rejected { why, left } => {
            if why.counts() {
                throttle::fail(now, policy, &mut account);
            }
            let limits = [*left, throttle::left(now, policy, &account)];
            *left = limits.into_iter().flatten().min();
        }
        _ => throttle::fail(now, policy, &mut account),
    }
    (verdict, account)
}
