//! The OTP engine at work: a realm's settings, a store, and the keys that open seeds, around the decisions of
//! [`crate::otp::core`].
//!
//! Every change loads or recalls the user's record, decides, and swaps; where another was faster, it loads and decides
//! again. What a decision came to is returned only once it is stored.

pub mod answers;
mod cas_loop;
mod enroll;
mod error;
mod keys;
mod operations;
mod policy;
mod sealing;
pub mod uri;

pub use answers::{Attempts, CodeState, CodeStatus, Status, TokenStatus};
pub use enroll::{Enrolled, Existing, NewToken};
pub use error::EngineError;
pub use operations::{Active, Engine, open_store};
pub use policy::{Off, Settings};
pub use sealing::Protection;
pub use uri::Moving;

#[cfg(test)]
mod tests;
