//! Where a store is: which kind a place names, and the place where none was named.

use std::path::Path;

use checks::kit::realm::SecretRef;
use secrecy::SecretString;

use super::error::{Problem, StoreError};
use crate::config::{is_connection_string, is_url};
use crate::files;
use crate::secret::Vault;

/// How another place is named.
const NAMED_BY: &str = "`--store` or `otp.store`";

/// How the place of a server is written.
const EXPECTED: &str = "`postgres://USER@HOST:PORT/DATABASE`";

/// A server's place where it may hold a password.
pub(super) const SOME_SERVER: &str = "postgres://…";

/// What a place names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// The path of an SQLite file.
    File,
    /// The URL of a PostgreSQL database.
    Server,
}

/// The SQLite file in the user's state folder: see [`files::state_folder`].
///
/// # Errors
/// When the environment says of no such folder.
pub fn default_place() -> Result<String, StoreError> {
    let unnamed = |why: &str| unknown("", &format!("{why}: name one with {NAMED_BY}"));
    let folder = files::state_folder().map_err(|why| unnamed(&why))?;
    let file = folder.join("otp.sqlite").into_os_string().into_string();
    file.map_err(|_| unnamed("the name of the user's state folder is not UTF-8"))
}

/// The place that is named, else the one in the user's state folder, with the password of a server's user.
///
/// # Errors
/// When the environment says of no such folder, or the password cannot be had.
pub async fn named(
    named: Option<&str>,
    password: Option<&SecretRef>,
    vault: &Vault,
) -> Result<(String, Option<SecretString>), StoreError> {
    let Some(location) = named.filter(|location| !location.trim().is_empty()) else {
        return Ok((default_place()?, None));
    };
    let Some(secret) = password.filter(|_| is_url(location)) else {
        return Ok((location.to_owned(), None));
    };
    let resolved = vault.resolve(secret).await;
    let password = resolved.map_err(|why| {
        let why = format!("its password is not available: {why}");
        // The URL itself may hold a password.
        Problem::Unavailable(why).at(SOME_SERVER)
    })?;
    Ok((location.to_owned(), Some(password)))
}

/// Whether a place is the path of a file that is not there.
///
/// # Errors
/// When it is a URL of something else, a connection string, or nothing.
pub fn is_missing(location: &str) -> Result<bool, StoreError> {
    Ok(kind(location)? == Kind::File && !Path::new(location).exists())
}

/// The kind of database that a place names.
///
/// # Errors
/// When it is a URL of something else, or nothing.
pub(super) fn kind(location: &str) -> Result<Kind, StoreError> {
    match location.split_once("://") {
        _ if location.trim().is_empty() => Err(unknown("", "the place is empty")),
        _ if is_connection_string(location) => {
            let why = format!("it is a connection string: write it as {EXPECTED}");
            Err(unknown("", &why))
        }
        Some(("postgres" | "postgresql", _)) => Ok(Kind::Server),
        Some((scheme, _)) if is_url(location) => Err(unknown(
            scheme,
            &format!("it is the path of an SQLite file, or {EXPECTED}"),
        )),
        _ => Ok(Kind::File),
    }
}

/// What is said of a PostgreSQL database where there is no code for it.
#[cfg(not(feature = "postgres"))]
pub(super) fn without_postgres() -> StoreError {
    let why = "this otpdoctor was built without its feature `postgres`";
    Problem::Unavailable(why.into()).at(SOME_SERVER)
}

/// The scheme only: what follows may hold a password.
fn unknown(scheme: &str, why: &str) -> StoreError {
    let location = match scheme {
        "" => "of this user".into(),
        scheme => format!("{scheme}://…"),
    };
    Problem::Unavailable(why.into()).at(&location)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    #[test]
    fn a_place_is_a_path_or_a_postgresql_server() {
        for path in [
            "otp.sqlite",
            "/var/lib/otp.sqlite",
            r"C:\state\otp.sqlite",
            "a:b",
            "./odd://name",
            "state=new.sqlite",
            r"C:\otp=1\x.db",
            "state/otp@2.db",
            r"\\server\otp\a@b.sqlite",
        ] {
            assert_eq!(kind(path).unwrap(), Kind::File, "{path}");
        }
        for url in ["postgres://db/otp", "postgresql:///otp"] {
            assert_eq!(kind(url).unwrap(), Kind::Server, "{url}");
        }
    }

    #[test]
    fn what_is_neither_is_refused_without_showing_a_password() {
        for wrong in [
            "mysql://me:secret@db/otp",
            "",
            " ",
            "host=db password=secret",
            "user = me password = 'secret'",
            "dbname=otp sslrootcert=x password=secret",
            // As SqlClient, Npgsql and PDO take them.
            "Server=h;Database=x;Password=secret",
            "Data Source=h;User ID=u;pwd=secret",
            "Host=h;Username=u;Password=secret",
            "pgsql:host=h;password=secret",
            "postgres:u:secret@h",
            "u:secret@h:5432/x",
            "//u:secret@h/x",
        ] {
            let error = kind(wrong).unwrap_err().to_string();
            assert!(!error.contains("secret"), "{error}");
        }
        let error = kind("mysql://db/otp").unwrap_err().to_string();
        assert!(
            error.contains("mysql") && error.contains("postgres://"),
            "{error}"
        );
    }
}
