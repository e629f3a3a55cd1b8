//! The OTP engine at work: a realm's settings, a store, and the keys that open seeds, around the decisions of [`crate::otp`].

use std::sync::Arc;

use jiff::Timestamp;

use crate::otp::{Code, Method, Refused, Resynced, User, Verdict};
use crate::store::{Store, StoreError};

/// The engine for one realm. Clones of it share the store.
pub struct Engine {
    store: Arc<dyn Store>,
}

/// Why the engine could not do what it was asked for.
#[derive(Debug, thiserror::Error)]
pub enum EngineError {
    /// The store is not available.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The realm's settings or the user's state forbid it.
    #[error(transparent)]
    Refused(#[from] Refused),
    /// A key or certificate cannot be used.
    #[error("{0}")]
    Key(String),
}

/// A code that is active now.
pub struct Active {
    /// The code, for the one who delivers it.
    pub code: Code,
    /// From when on it is not taken.
    pub expires_at: Timestamp,
}

impl Engine {
    /// Issues a code for a user, in place of the one that was active.
    ///
    /// # Errors
    /// When the method is off, the user is locked, or the store is not available.
    pub async fn issue(&self, user: &User, method: Method) -> Result<Active, EngineError> {
        let _ = (user, method, &self.store);
        unimplemented!()
    }

    /// Verifies a delivered code.
    ///
    /// # Errors
    /// When the store is not available. A code that is not right is a [`Verdict`].
    pub async fn verify(&self, user: &User, code: &Code) -> Result<Verdict, EngineError> {
        let _ = (user, code);
        unimplemented!()
    }

    /// Verifies the code of a token.
    ///
    /// # Errors
    /// As for [`Self::verify`], and when this realm's keys cannot be read.
    pub async fn verify_token(
        &self,
        user: &User,
        token: &str,
        code: &Code,
    ) -> Result<Verdict, EngineError> {
        let _ = (user, token, code);
        unimplemented!()
    }

    /// Goes on from two codes in a row of a token that is out of step.
    ///
    /// # Errors
    /// As for [`Self::verify_token`], and when the codes are not found.
    pub async fn resync(
        &self,
        user: &User,
        token: &str,
        codes: [&Code; 2],
    ) -> Result<Resynced, EngineError> {
        let _ = (user, token, codes);
        unimplemented!()
    }
}
