//! The history on both databases: one contract, a model that it must agree with, races, crashes, and every fault that a
//! disk, a server or a person can make. PostgreSQL comes from Debian's packages (`tests/setup`). Run as root.
#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used, clippy::print_stdout, missing_docs)]

mod contract;
mod lines;
mod made;
#[path = "../stores/server.rs"]
#[allow(dead_code, reason = "the stores' tests use all of it")]
mod server;
