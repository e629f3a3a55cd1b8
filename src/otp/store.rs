//! Durable state of the OTP engine: one record a user, changed only by comparing and swapping it.

#[cfg(feature = "postgres")]
mod postgres;
mod record;
mod remembered;
mod sqlite;

use std::path::Path;
use std::sync::Arc;

use checks::kit::realm::SecretRef;
use futures_util::future::BoxFuture;
use secrecy::SecretString;

use crate::db::Purpose;
use crate::db::place::{self, Kind};
use crate::otp::core::{Account, User};
use crate::secret::Vault;

pub use crate::db::{Place, StoreError};

/// What the database is for.
pub(crate) const PURPOSE: Purpose = Purpose {
    name: "the OTP store",
    named_by: "`--store` or `otp.store`",
    password: "`otp.password` in the config, the variable PGPASSWORD, or a line in the password file (PGPASSFILE, ~/.pgpass)",
    file: "otp.sqlite",
    // "otpd"
    application: 0x6f74_7064,
    sqlite: &["CREATE TABLE accounts (
        user TEXT NOT NULL PRIMARY KEY,
        version INTEGER NOT NULL,
        record TEXT NOT NULL
    ) STRICT, WITHOUT ROWID"],
    schema: "otpdoctor",
    // "otpdoctr"
    lock: 0x6f74_7064_6f63_7472,
    rights: "SELECT, INSERT and UPDATE",
    // Room is left on each page, so that a changed record stays on it and no index has to be told.
    postgres: &["CREATE TABLE otpdoctor.accounts (
        name text COLLATE \"C\" PRIMARY KEY,
        version bigint NOT NULL,
        stamp bytea NOT NULL,
        record text NOT NULL
    ) WITH (fillfactor = 50)"],
};

/// The SQLite file in the user's state folder: below `$XDG_STATE_HOME` or `~/.local/state`, on Windows below `%LOCALAPPDATA%`.
///
/// # Errors
/// When the environment says of no such folder.
pub fn default_place() -> Result<String, StoreError> {
    place::default_place(&PURPOSE)
}

/// The place that is named, else the one in the user's state folder, with the password of a server's user.
///
/// # Errors
/// When the environment says of no such folder, or the password cannot be had.
pub async fn named(
    place: Option<&str>,
    password: Option<&SecretRef>,
    vault: &Vault,
) -> Result<(String, Option<SecretString>), StoreError> {
    place::named(place, password, vault, &PURPOSE).await
}

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
    match place::kind(place, &PURPOSE)? {
        Kind::File => Ok(Arc::new(sqlite::Sqlite::open(Path::new(place)).await?)),
        #[cfg(feature = "postgres")]
        Kind::Server => Ok(Arc::new(postgres::Postgres::open(place, password).await?)),
        #[cfg(not(feature = "postgres"))]
        Kind::Server => {
            drop(password);
            Err(place::without_postgres(&PURPOSE))
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
    fn place(&self) -> Place;
}

/// What came of storing a record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Swap {
    /// It is stored, and survives a crash.
    Stored,
    /// Another was faster: load again, decide again.
    Conflict,
}
