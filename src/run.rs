//! A run: all checks on all realms at once, and how the world is asked.

pub mod ask;
pub mod runner;
pub mod session;
