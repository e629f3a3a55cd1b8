//! What a run found, in its own versioned types, and one file a format.

mod cause;
pub mod html;
pub mod human;
pub mod json;
mod seen;
mod types;
mod verdict;

pub use cause::{Cause, Explained};
pub use seen::{Asked, Certificate, Chain, ClockBounds};
pub use types::{Command, Evidence, Expiry, Finding, Frame, Remedy, Report, SCHEMA, Summary};
