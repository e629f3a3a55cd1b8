//! otpdoctor: finds out why one-time passwords stop arriving, and says what to do.

pub mod cli;
pub mod config;
#[cfg(feature = "lab")]
pub mod lab;
pub mod probe;
pub mod report;
pub mod runner;
pub mod secret;
pub mod seed;
mod signing;
pub mod waivers;
