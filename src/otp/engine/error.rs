//! Why the engine could not do what it was asked for.

use crate::exit;
use crate::otp::core::Refused;
use crate::otp::store::StoreError;

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
    /// The seed is encrypted with another license certificate than the realm's.
    #[error(
        "\"Registration code does not match\": the license certificate of {realm} does not open the seed of {token}"
    )]
    SeedNotOpened {
        /// The realm that cannot open it.
        realm: String,
        /// The token.
        token: String,
    },
    /// What was asked for cannot be made.
    #[error("{0}")]
    Impossible(String),
}

impl EngineError {
    /// The exit code. What the realm's settings or the user's state forbid is a failure.
    pub fn code(&self) -> exit::Code {
        use exit::Code;
        match self {
            Self::Store(_) | Self::Key(_) => Code::Unavailable,
            Self::SeedNotOpened { .. }
            | Self::Refused(Refused::NotFound | Refused::NotEnrolled) => Code::Rejected,
            Self::Refused(Refused::Locked { .. }) => Code::Locked,
            Self::Refused(Refused::NotDelivered | Refused::Unfit) | Self::Impossible(_) => {
                Code::Usage
            }
            Self::Refused(
                Refused::MethodOff(_)
                | Refused::AlreadyEnrolled
                | Refused::SeedEnrolled(_)
                | Refused::SeedSpent,
            ) => Code::Failed,
        }
    }
}

impl From<EngineError> for exit::Failure {
    fn from(error: EngineError) -> Self {
        Self::of(error.code(), error)
    }
}

/// Fills with random bytes.
///
/// # Errors
/// When the system gives none.
pub(super) fn random(bytes: &mut [u8]) -> Result<(), EngineError> {
    aws_lc_rs::rand::fill(bytes)
        .map_err(|_| EngineError::Key("the system gives no random bytes".into()))
}
