//! What Windows alone can do or answer. Besides this `main.rs` alone has `unsafe`, for one question to Linux.

pub mod access;
pub mod chain;
pub mod console;
pub mod drives;
pub mod host;
pub mod job;
pub mod key;
pub mod proxy;
pub mod registry;
pub mod service;
pub mod store;
pub mod tls;
