//! `otpdoctor watch` below the command line: when it runs, what it tells of what it finds, and whom.

pub mod channel;
pub mod compose;
#[cfg(test)]
mod fake;
pub mod flap;
pub mod keeper;
pub mod memory;
pub mod notice;
pub mod outbox;
pub mod schedule;
pub mod settle;
