//! What becomes of an account when something happens to it. Each function gives the account as it should be stored next;
//! the outcome holds only once that has been stored in place of the one that was read.

use jiff::Timestamp;

use super::account::{Account, Sealed, Token, User};
use super::code::{Code, HashKey};
use super::generator::Generator;
use super::policy::{Method, Policy};

/// Fresh random bytes, as many as a code and its salt may need.
pub struct Draw(pub zeroize::Zeroizing<[u8; 64]>);

/// What a user presents.
pub enum Attempt<'a> {
    /// The code that was delivered in this realm.
    Delivered {
        /// What was typed.
        code: &'a Code,
        /// The key of the kept hashes.
        key: &'a HashKey,
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
        /// Steps or counters that the token is ahead of what was expected; 0 for a delivered code.
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
    /// The realm's settings turn the method off.
    MethodOff,
    /// The realm's license certificate does not open the seed: "Registration code does not match".
    SeedNotOpened,
}

/// Why nothing is issued or changed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    /// The realm's settings turn the method off.
    #[error("the realm's settings turn {0:?} off")]
    MethodOff(Method),
    /// A token makes its own codes.
    #[error("an app or token makes its own codes: nothing is issued")]
    NotDelivered,
    /// The user is locked.
    #[error("the user is locked")]
    Locked {
        /// When it ends by itself.
        until: Option<Timestamp>,
    },
    /// No such token is enrolled.
    #[error("no such token is enrolled")]
    NotEnrolled,
    /// A token of this name is there already.
    #[error("a token of this name is enrolled already")]
    AlreadyEnrolled,
    /// Two codes in a row were not found.
    #[error("the two codes do not follow each other anywhere near")]
    NotFound,
}

/// What a resynchronization came to: steps or counters that the token is ahead of what was expected.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Resynced {
    /// Steps or counters.
    pub drift: i64,
}

/// Issues a code in place of the one that was active.
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
    let _ = (now, policy, user, account, method, draw, key);
    unimplemented!()
}

/// Decides about an attempt. Every verdict but `Locked` changes the account.
pub fn decide(
    now: Timestamp,
    policy: &Policy,
    user: &User,
    account: &Account,
    attempt: &Attempt<'_>,
) -> (Verdict, Account) {
    let _ = (now, policy, user, account, attempt);
    unimplemented!()
}

/// Enrolls a token.
///
/// # Errors
/// When the realm takes no tokens, or one of this name is there.
pub fn enroll(
    policy: &Policy,
    account: &Account,
    name: &str,
    token: Token,
) -> Result<Account, Refused> {
    let _ = (policy, account, name, token, Option::<Sealed>::None);
    unimplemented!()
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
    let _ = (now, policy, account, name, codes, generator);
    unimplemented!()
}

/// Takes the locks and counts of failures off: of the place that this realm counts in.
pub fn unlock(policy: &Policy, account: &Account) -> Account {
    let _ = (policy, account);
    unimplemented!()
}
