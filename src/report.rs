//! What a run found, in its own versioned types, and one file a format.

mod block;
mod cause;
pub(crate) mod cell;
pub mod diagnosed;
pub mod diff;
pub mod github;
pub mod html;
pub mod human;
pub mod json;
pub mod junit;
mod mark;
pub mod markdown;
mod measured;
pub mod metrics;
pub mod nagios;
pub(crate) mod phrase;
pub mod place;
pub mod read;
pub mod sarif;
pub mod schema;
mod seen;
mod types;
pub(crate) mod verdict;
pub mod waivers;

pub use cause::{Cause, Explained};
pub use cell::Outcome;
pub use seen::{Asked, Certificate, Chain, ClockBounds};
pub use types::{Command, Evidence, Expiry, Finding, Frame, Remedy, Report, SCHEMA, Summary};
