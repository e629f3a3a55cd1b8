//! Why nothing is issued, enrolled or resynchronized.

use jiff::Timestamp;

use super::account::Account;
use super::policy::{Method, Policy};
use super::throttle;

/// Why nothing is issued or changed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error, strum::IntoStaticStr)]
#[strum(serialize_all = "kebab-case")]
pub enum Refused {
    /// The realm's settings turn the method off.
    #[error("the realm's settings turn {0:?} off")]
    MethodOff(Method),
    /// A token makes its own codes.
    #[error("an app or token makes its own codes, so none is issued")]
    NotDelivered,
    /// The user is locked.
    #[error("the user is locked")]
    Locked {
        /// When it ends by itself.
        until: Option<Timestamp>,
    },
    /// No such token is enrolled.
    #[error("no such token is enrolled")]
    NotEnrolled,
    /// A token of this name is there already.
    #[error("a token of this name is enrolled already")]
    AlreadyEnrolled,
    /// The user has the seed already, as the token of this name.
    #[error("the user has this seed already, as the token {}", checks::kit::text::quote(.0, 64))]
    SeedEnrolled(String),
    /// Codes of the seed were taken that would come again.
    #[error(
        "codes of this seed were accepted with another period or epoch, and would be accepted again: make a new seed"
    )]
    SeedSpent,
    /// No app or token makes such codes.
    #[error("a token's codes have 6 to 10 digits, and its steps at least one second")]
    Unfit,
    /// Two codes in a row were not found.
    #[error("the two codes are not consecutive, or too far from the expected ones")]
    NotFound,
}

impl Refused {
    /// What it is, for programs: published, so that none changes.
    pub fn reason(&self) -> &'static str {
        self.into()
    }
}

/// Passes where the realm's settings turn the method on.
///
/// # Errors
/// When they turn it off.
pub fn method_on(policy: &Policy, method: Method) -> Result<(), Refused> {
    let on = policy.methods.contains(&method);
    on.then_some(()).ok_or(Refused::MethodOff(method))
}

/// Passes where the method is on and the user is not locked.
///
/// # Errors
/// When it is off, or the user is locked.
pub fn allowed(
    now: Timestamp,
    policy: &Policy,
    account: &Account,
    method: Method,
) -> Result<(), Refused> {
    method_on(policy, method)?;
    match throttle::lock(now, policy, account) {
        Some(lock) => Err(Refused::Locked { until: lock.until }),
        None => Ok(()),
    }
}
