//! Durable state of the OTP engine: one record a user, changed only by comparing and swapping it.

mod place;
#[cfg(feature = "postgres")]
mod postgres;
mod record;
mod remembered;
mod sqlite;

use std::path::Path;
use std::sync::Arc;

use futures_util::future::BoxFuture;
use secrecy::SecretString;

use crate::otp::{Account, User};
use place::Kind;

pub use place::default_place;

/// Opens the store at a place, and makes it where nothing is there yet: the path of an SQLite file, or
/// `postgres://USER@HOST:PORT/DATABASE`. The password is that of the PostgreSQL user; without one, `PGPASSWORD`
/// and the password file are asked.
///
/// # Errors
/// When it cannot be reached, read or written, is not ours, or is of a newer version.
pub async fn open(
    place: &str,
    password: Option<SecretString>,
) -> Result<Arc<dyn Store>, StoreError> {
    match place::kind(place)? {
        Kind::File => Ok(Arc::new(sqlite::Sqlite::open(Path::new(place)).await?)),
        #[cfg(feature = "postgres")]
        Kind::Server => Ok(Arc::new(postgres::Postgres::open(place, password).await?)),
        #[cfg(not(feature = "postgres"))]
        Kind::Server => {
            drop(password);
            Err(StoreError::Unavailable {
                place: "postgres://…".into(),
                why: "this otpdoctor was built without its feature `postgres`".into(),
            })
        }
    }
}

/// The version of a record: 1 at first, and one more after every change.
pub type Version = u64;

/// The version of a first record.
const FIRST: Version = 1;

/// A store: SQLite in a file, or PostgreSQL for several machines. What it says is stored survives a crash.
pub trait Store: Send + Sync {
    /// The record of a user with its version; `None` where there is none.
    ///
    /// # Errors
    /// When the store cannot be asked, or its record cannot be read.
    fn load<'a>(
        &'a self,
        user: &'a User,
    ) -> BoxFuture<'a, Result<Option<(Account, Version)>, StoreError>>;

    /// The record of a user as this store last stored it, without asking: another machine may have changed it since.
    /// What is decided on it holds only where it can be swapped for it.
    fn recall(&self, user: &User) -> Option<(Account, Version)>;

    /// Stores the first record of a user.
    ///
    /// # Errors
    /// When the store cannot be asked; then it is not known whether the record is stored.
    fn insert<'a>(
        &'a self,
        user: &'a User,
        account: &'a Account,
    ) -> BoxFuture<'a, Result<Swap, StoreError>>;

    /// Stores a record in place of the one of this version.
    ///
    /// # Errors
    /// As for [`Self::insert`].
    fn swap<'a>(
        &'a self,
        user: &'a User,
        version: Version,
        account: &'a Account,
    ) -> BoxFuture<'a, Result<Swap, StoreError>>;

    /// Where the state is, for messages: no password.
    fn place(&self) -> String;
}

/// What came of storing a record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Swap {
    /// It is stored, and survives a crash.
    Stored,
    /// Another was faster: load again, decide again.
    Conflict,
}

/// Why a store cannot be used. Every message names the place.
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
        "the OTP store {place} has schema version {found}, and this otpdoctor knows up to {known}: use the newer one"
    )]
    Newer {
        /// Where.
        place: String,
        /// The version in it.
        found: u32,
        /// The newest version that is known.
        known: u32,
    },
    /// What is in it is no record of ours.
    #[error("the OTP store {place} is damaged: {why}")]
    Damaged {
        /// Where.
        place: String,
        /// What is wrong.
        why: String,
    },
}
