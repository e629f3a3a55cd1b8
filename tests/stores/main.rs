//! Both stores of the OTP engine: one contract, races of many processes, crashes at any moment, and every fault that a
//! disk, a server or a person can make. PostgreSQL comes from Debian's packages (`tests/setup`). Run as root.
#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used, clippy::print_stdout, missing_docs)]

mod broken;
#[path = "../../src/store/contract.rs"]
mod contract;
mod crash;
mod disk;
mod postgres;
mod race;
mod realm;
mod server;
mod sqlite;
mod worker;
