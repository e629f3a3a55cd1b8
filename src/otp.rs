//! The OTP engine's decisions: pure. Time and randomness are arguments; nothing here waits, reads, or knows a realm's config.
//!
//! Everything that one user's passcodes depend on stands in one [`Account`], so that a store need only compare and
//! swap one record to count an attempt and consume a code at once.

mod account;
mod code;
mod decide;
mod generator;
mod policy;

pub use account::{Account, InvalidUser, Issued, Kind, Sealed, Throttle, Token, User};
pub use code::{Code, HashKey, NotACode};
pub use decide::{
    Attempt, Draw, Refused, Resynced, Verdict, Why, decide, enroll, issue, resync, unlock,
};
pub use generator::{Algorithm, Generator, Steps};
pub use policy::{Lockout, Method, Oath, Policy, Throttling};
