//! What a run found, in its own versioned types, and one file a format.

mod cause;
pub mod human;
pub mod json;
mod types;

pub use cause::{Cause, Explained};
pub use types::{Command, Evidence, Finding, Frame, Remedy, Report, SCHEMA, Summary};
