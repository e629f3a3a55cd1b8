//! A run: how every command starts, all checks on all realms at once, and how the world is asked.

pub mod ask;
pub mod asked;
pub mod context;
pub mod examine;
pub mod progress;
pub mod recording;
pub mod runner;
pub mod select;
pub mod signals;
