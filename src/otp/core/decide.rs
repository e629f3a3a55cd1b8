//! What becomes of an account when a code is presented. Each function of this engine that changes an account gives it
//! as it should be stored next; the outcome holds only once that has been stored in place of the one that was read.

use jiff::Timestamp;

use super::account::{Account, User};
use super::code::{Code, HashKey};
use super::generator::Generator;
use super::policy::{Method, Policy};
use super::{delivered, throttle, token};

/// What a user presents.
pub enum Attempt<'a> {
    /// The code that was delivered in this realm.
    Delivered {
        /// What was typed.
        code: &'a Code,
        /// The key of the kept hashes; `None` where [`super::waits`] says that none is needed.
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

/// What an attempt came to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// The code is right, and is taken from now on.
    Verified {
        /// How the code came to the user.
        method: Method,
        /// Steps that the token is ahead of this clock, or counters ahead of the one that was next; 0 for a delivered code.
        drift: i64,
    },
    /// It is not right.
    Rejected {
        /// Why.
        why: Why,
        /// Attempts left before no more are taken; `None` where nothing limits them.
        left: Option<u32>,
    },
    /// It was right, and is no longer.
    Expired,
    /// It was right, and has been taken before.
    Replayed,
    /// It is an older one of a token: it, or a later one, has been taken.
    Superseded,
    /// No attempt is taken.
    Locked {
        /// When it ends by itself; `None`: when someone unlocks.
        until: Option<Timestamp>,
    },
}

/// Why a code is not right.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Why {
    /// Another one was expected.
    WrongCode,
    /// It has another number of digits than the realm expects.
    WrongLength,
    /// No code is active in this realm for this user.
    NothingIssued,
    /// The attempts of the delivered code are used up.
    UsedUp,
    /// No such token is enrolled.
    NotEnrolled,
    /// It was issued under the key file of another machine.
    OtherKey,
    /// The realm's settings turn the method off.
    MethodOff,
    /// The realm's license certificate does not open the seed: "Registration code does not match".
    SeedNotOpened,
}

impl Why {
    /// Whether there was something to guess: such a failure counts. What nothing is kept of must not grow a store.
    fn counts(self) -> bool {
        !matches!(
            self,
            Self::NothingIssued | Self::NotEnrolled | Self::OtherKey | Self::MethodOff
        )
    }
}

/// What the code itself came to, before it is counted.
pub(super) enum Outcome {
    Verified { method: Method, drift: i64 },
    Rejected { why: Why, attempts: Option<u32> },
    Expired,
    Replayed,
    Superseded,
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
    let outcome = match *attempt {
        Attempt::Delivered { code, key } => {
            delivered::present(now, policy, user, &mut account, code, key)
        }
        Attempt::Token {
            name,
            code,
            generator,
        } => token::present(now, policy, &mut account, name, code, generator),
    };
    let verdict = count(now, policy, &mut account, outcome);
    (verdict, account)
}

fn count(now: Timestamp, policy: &Policy, account: &mut Account, outcome: Outcome) -> Verdict {
    match outcome {
        Outcome::Verified { .. } => throttle::succeed(now, policy, account),
        Outcome::Rejected { why, .. } if !why.counts() => {}
        _ => throttle::fail(now, policy, account),
    }
    match outcome {
        Outcome::Verified { method, drift } => Verdict::Verified { method, drift },
        Outcome::Expired => Verdict::Expired,
        Outcome::Replayed => Verdict::Replayed,
        Outcome::Superseded => Verdict::Superseded,
        Outcome::Rejected { why, attempts } => {
            let left = [attempts, throttle::left(now, policy, account)];
            Verdict::Rejected {
                why,
                left: left.into_iter().flatten().min(),
            }
        }
    }
}

/// Takes the lock and the counts of failures off, for every realm that counts where this one does.
pub fn unlock(policy: &Policy, account: &Account) -> Account {
    let mut account = account.clone();
    throttle::unlock(policy, &mut account);
    account
}
