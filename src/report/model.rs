//! A report as plain data: what a run found, in its own versioned types, with every text cleaned on entry.

mod build;
mod cause;
mod finding;
mod observed;
mod outcome;
pub mod read;
mod report;
mod site;
mod sketch;
pub mod text;
pub mod waivers;

pub use build::{Merged, diagnosed};
pub use cause::{Cause, Explained};
pub use finding::{Command, Evidence, Finding, Remedy};
pub use observed::{Asked, Certificate, Chain, ClockBounds};
pub use outcome::Outcome;
pub use report::{Expiry, Outlook, Report, SCHEMA, Summary, seconds};
pub use site::Site;
pub use sketch::{Choice, Sketch};
pub use text::{Text, Value};
