//! How the world is asked: decorators of a prober.

pub mod limit;
pub mod plan;
pub mod record;
pub mod retry;
pub mod shared;
pub mod silent;
pub mod timed;
