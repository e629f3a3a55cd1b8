//! What a run found, in its own versioned types, and one file a format.

pub mod human;
pub mod json;
mod types;

pub use types::{Command, Evidence, Expiry, Finding, Frame, Remedy, Report, SCHEMA, Summary};
