//! Durable state of the OTP engine: one record a user, changed only by comparing and swapping it.

mod error;
mod location;
#[cfg(feature = "postgres")]
mod postgres;
mod record;
mod sqlite;

use std::path::Path;
use std::sync::Arc;

use secrecy::SecretString;

use location::Kind;

pub use error::{Problem, StoreError};
pub use location::{default_place, is_missing, named};
pub use record::{Store, Swap, Version};

/// Opens the store at a place, and makes it where nothing is there yet: the path of an SQLite file, or
/// `postgres://USER@HOST:PORT/DATABASE`. The password is that of the PostgreSQL user; without one, it is `PGPASSWORD`.
///
/// # Errors
/// When it cannot be reached, read or written, is not ours, or is of a newer version.
pub async fn open(
    location: &str,
    password: Option<SecretString>,
) -> Result<Arc<dyn Store>, StoreError> {
    match location::kind(location)? {
        Kind::File => Ok(Arc::new(sqlite::Sqlite::open(Path::new(location)).await?)),
        #[cfg(feature = "postgres")]
        Kind::Server => Ok(Arc::new(
            postgres::Postgres::open(location, password).await?,
        )),
        #[cfg(not(feature = "postgres"))]
        Kind::Server => {
            drop(password);
            Err(location::without_postgres())
        }
    }
}
