//! otpdoctor: finds out why one-time passwords stop arriving, and says what to do.

pub mod bundle;
pub mod cli;
pub mod config;
mod db;
pub mod engine;
pub mod history;
pub mod journey;
#[cfg(feature = "lab")]
pub mod lab;
pub mod otp;
pub mod probe;
pub mod report;
pub mod runner;
pub mod secret;
pub mod seed;
mod signing;
pub mod store;
pub mod terminal;
pub mod waivers;
pub mod watch;
