//! otpdoctor: finds out why one-time passwords stop arriving, and says what to do.

pub mod bundle;
pub mod cli;
pub mod config;
pub mod e2e;
pub mod exit;
pub mod files;
#[cfg(feature = "lab")]
pub mod lab;
pub mod otp;
pub mod probe;
pub mod report;
pub mod run;
pub mod secret;
pub mod seed;
mod signing;
pub mod terminal;
pub mod watch;
#[cfg(windows)]
mod windows;
