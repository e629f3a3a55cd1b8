//! Every format of a report, held against somebody else's reader of it.
#![allow(clippy::unwrap_used, reason = "a test may")]

mod config;
mod github;
mod goldens;
mod json;
mod junit;
mod metrics;
mod nagios;
mod poison;
mod probes;
mod program;
mod published;
mod sarif;
mod terminal;
mod tool;
mod worlds;
