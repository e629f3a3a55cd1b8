//! One-time passwords: what is decided, the engine that holds the state, and where the state is kept.

pub mod core;
pub mod engine;
pub mod store;
