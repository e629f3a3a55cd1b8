//! `otpdoctor watch` below the command line: when it runs, which changes count, whom it notifies, and what it keeps.

pub mod channel;
pub mod compose;
pub mod delivery;
pub mod metrics;
pub mod notice;
pub mod outbox;
pub mod own_names;
pub mod pages;
pub mod reports;
pub mod schedule;
pub mod server;
pub mod settle;
pub mod state;
