//! The OTP engine's decisions: pure. Time and randomness are arguments; nothing here waits, reads, or knows a realm's config.
//!
//! Everything that one user's passcodes depend on stands in one [`Account`], so that a store need only compare and
//! swap one record to count an attempt and consume a code at once.

mod account;
mod code;
mod decide;
mod delivered;
mod generator;
mod policy;
mod refused;
mod throttle;
mod token;
mod user;
mod verdict;

pub use account::{Account, Fingerprint, Issued, Kind, Lock, Sealed, Spent, Throttle, Token};
pub use code::{Code, HashKey, NotACode};
pub use decide::{Attempt, decide};
pub use delivered::{RANDOM, issue, may_issue, needs_key};
pub use generator::{Algorithm, Generator, NoGenerator, Steps};
pub use policy::{Lockout, Method, Oath, Policy, Throttling};
pub use refused::{Refused, allowed, method_on};
pub use throttle::{failures, lock, unlock};
pub use token::{Resynced, enroll, replace, resync};
pub use user::{InvalidUser, User};
pub use verdict::{Verdict, Why};
