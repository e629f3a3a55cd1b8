//! End-to-end probes: a passcode's whole way, step by step, each timed and judged.

pub mod api;
pub mod chain;
pub mod code;
#[cfg(feature = "mail")]
pub mod email;
pub mod factors;
pub mod gateway;
pub mod help_desk;
pub mod human;
pub mod number;
pub mod oath;
pub mod person;
pub mod phone;
pub mod repeat;
pub mod said;
pub mod walk;
