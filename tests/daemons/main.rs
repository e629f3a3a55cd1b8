//! The whole program against real servers from Debian's packages (`tests/setup`), on loopback ports of their own. Run as root.
// They are programs of Linux; what is asked of servers is tried on Windows in tests/wire.
#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used, missing_docs)]

mod chrony;
mod doctor;
mod harness;
mod keys;
mod microsocks;
mod nginx;
mod openssl;
mod other_keys;
mod postfix;
mod renegotiation;
mod squid;
mod unbound;
