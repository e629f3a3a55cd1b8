//! What a store does.

use futures_util::future::BoxFuture;

use super::error::StoreError;
use crate::otp::core::{Account, User};

/// The version of a record: 1 at first, and one more after every change.
pub type Version = i64;

/// A record as a store has it.
pub type Versioned = (Account, Version);

/// A store: SQLite in a file, or PostgreSQL for several machines. What it says is stored survives a crash.
pub trait Store: Send + Sync {
    /// The record of a user with its version; `None` where there is none.
    ///
    /// # Errors
    /// When the store cannot be asked, or its record cannot be read.
    fn load<'a>(&'a self, user: &'a User) -> BoxFuture<'a, Result<Option<Versioned>, StoreError>>;

    /// The record of a user as this store last stored it, without asking: another machine may have changed it since.
    /// What is decided on it holds only where it can be swapped for it.
    fn recall(&self, user: &User) -> Option<Versioned>;

    /// Stores a record in place of the one of this version; in place of `None`, as the first one of the user.
    ///
    /// # Errors
    /// When the store cannot be asked; then it is not known whether the record is stored.
    fn swap<'a>(
        &'a self,
        user: &'a User,
        version: Option<Version>,
        account: &'a Account,
    ) -> BoxFuture<'a, Result<Swap, StoreError>>;

    /// Where the state is, for messages: no password.
    fn place(&self) -> &str;
}

/// What came of storing a record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Swap {
    /// It is stored, and survives a crash.
    Stored,
    /// Another was faster: load again, decide again.
    Conflict,
}

impl Swap {
    /// Whether a statement changed a row.
    pub(super) fn of(stored: bool) -> Self {
        match stored {
            true => Self::Stored,
            false => Self::Conflict,
        }
    }
}
