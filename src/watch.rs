//! `otpdoctor watch` below the command line: when it runs, what it tells of what it finds, and whom.

pub mod flap;
pub mod notice;
pub mod schedule;
pub mod settle;
