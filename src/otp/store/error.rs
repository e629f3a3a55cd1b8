//! Why a store cannot be used.

/// A store that cannot be used.
#[derive(Debug, thiserror::Error)]
#[error("the OTP store {location} {problem}")]
pub struct StoreError {
    /// Where it is, as it is shown: without a password.
    pub location: String,
    /// What is the matter.
    pub problem: Problem,
}

/// Why a store cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum Problem {
    /// It cannot be reached or opened: what the system or the server said.
    #[error("is not available: {0}")]
    Unavailable(String),
    /// It may not be written, or there is no room: what the system or the server said.
    #[error("cannot be written: {0}; nothing has changed")]
    NotWritable(String),
    /// It was made by a newer version of otpdoctor: the version in it.
    #[error("has schema version {0}, and this otpdoctor knows up to {SCHEMA}: use the newer one")]
    Newer(u32),
    /// What is in it is none of ours: what is wrong.
    #[error("is damaged: {0}")]
    Damaged(String),
}

/// The version of what is in a store, of either kind.
pub(super) const SCHEMA: u32 = 1;

impl Problem {
    /// The same at a place.
    pub fn at(self, location: &str) -> StoreError {
        StoreError {
            location: location.to_owned(),
            problem: self,
        }
    }

    /// Passes the schema version that is known here.
    pub(super) fn of_version(found: i64) -> Result<(), Self> {
        match u32::try_from(found) {
            Ok(SCHEMA) => Ok(()),
            Ok(found @ 1..) => Err(Self::Newer(found)),
            _ => Err(Self::Damaged(format!("its schema version is {found}"))),
        }
    }
}
