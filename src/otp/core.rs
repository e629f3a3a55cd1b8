//! The OTP engine's decisions: pure. Time and randomness are arguments; nothing here waits, reads, or knows a realm's config.
//!
//! Everything that one user's passcodes depend on stands in one [`Account`], so that a store need only compare and
//! swap one record to count an attempt and consume a code at once.

mod account;
mod code;
mod decide;
mod delivered;
mod enrolled;
mod generator;
mod keyed;
mod policy;
mod refused;
mod throttle;
mod token;

pub use account::{
    Account, Fingerprint, InvalidUser, Issued, Kind, Locked, Sealed, Spent, Throttle, Token, User,
};
pub use code::{Code, HashKey, NotACode};
pub use decide::{Attempt, Verdict, Why, decide, unlock};
pub use delivered::{Draw, issue, may_issue, waits};
pub use enrolled::{enroll, replace};
pub use generator::{Algorithm, Generator, NoGenerator, Steps};
pub use policy::{Lockout, Method, Oath, Policy, Throttling};
pub use refused::Refused;
pub use throttle::{Lock, failures, lock};
pub use token::{Resynced, resync};
