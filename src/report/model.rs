//! A report as plain data: what a run found, in its own versioned types, with every text cleaned on entry.

mod build;
mod cause;
mod observed;
mod outcome;
pub mod read;
mod report;
pub mod text;
pub mod waivers;

pub use build::{Frame, Merged};
pub use cause::{Cause, Explained};
pub use observed::{Asked, Certificate, Chain, ClockBounds};
pub use outcome::Outcome;
pub use report::{
    Command, Evidence, Expiry, Finding, Remedy, Report, SCHEMA, Site, Summary, seconds,
};
pub use text::{Text, Value};
