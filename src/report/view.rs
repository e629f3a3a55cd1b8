//! A report as every format shows it: what is grouped, in which order, how much of it, in which words.

pub mod axis;
mod cure;
mod findings;
pub mod help;
pub mod icon;
pub mod json;
pub mod location;
pub mod markdown;
mod matrix;
pub mod measured;
pub mod page;
mod problem;
mod realms;
pub mod terminal;
pub mod text;

pub use cure::{Commands, Cure, pieces, shell_name};
pub use findings::{
    Area, Waived, areas, distinct, grouped, lacking_settings, not_looked_at, skipped, waived,
};
pub use matrix::{CheckResult, Matrix, explained};
pub use problem::{Consequence, Consequences, Problem, headline, problems};
pub use realms::Realms;
pub use text::Few;
