//! Why a store cannot be used.

/// Why a store cannot be used. Every message names the place, as it is shown: without a password.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// It cannot be reached or opened.
    #[error("the OTP store {place} is not available: {why}")]
    Unavailable {
        /// Where.
        place: String,
        /// What the system or the server said.
        why: String,
    },
    /// It may not be written, or there is no room.
    #[error("the OTP store {place} cannot be written: {why}; nothing has changed")]
    NotWritable {
        /// Where.
        place: String,
        /// What the system or the server said.
        why: String,
    },
    /// It was made by a newer version of otpdoctor.
    #[error(
        "the OTP store {place} has schema version {found}, and this otpdoctor knows up to {SCHEMA}: use the newer one"
    )]
    Newer {
        /// Where.
        place: String,
        /// The version in it.
        found: u32,
    },
    /// What is in it is none of ours.
    #[error("the OTP store {place} is damaged: {why}")]
    Damaged {
        /// Where.
        place: String,
        /// What is wrong.
        why: String,
    },
}

/// The version of what is in a store, of either kind.
pub(super) const SCHEMA: u32 = 1;
