//! `otpdoctor watch` below the command line: when it runs, what it tells of what it finds, and whom.

pub mod channel;
pub mod compose;
#[cfg(test)]
mod fake;
pub mod flap;
pub mod keeper;
pub mod listen;
pub mod memory;
mod metrics;
pub mod notice;
pub mod outbox;
pub mod published;
pub mod schedule;
pub mod settle;
