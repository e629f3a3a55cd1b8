//! A report as every format shows it: what is grouped, in which order, how much of it, in which words.

mod cure;
mod findings;
mod matrix;
pub mod measured;
mod problem;
mod realms;
pub mod text;

pub use cure::{Commands, Cure};
pub use findings::{Area, Waived, areas, grouped, skipped, waived};
pub use matrix::{CheckResult, Matrix, explained};
pub use problem::{Consequence, Consequences, Problem, headline, problems};
pub use realms::Realms;
pub use text::Few;
