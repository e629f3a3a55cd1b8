//! End-to-end probes: a passcode's whole way, step by step, each timed and judged.

pub mod chain;
#[cfg(feature = "mail")]
pub mod email;
pub mod human;
pub mod person;
pub mod repeat;
pub mod said;
pub mod walk;
