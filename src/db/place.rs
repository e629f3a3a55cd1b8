//! Where a database is: which kind a place names, and the place where none was named.

use std::path::Path;

use checks::kit::realm::SecretRef;
use secrecy::SecretString;

use super::{Place, Purpose, StoreError};
use crate::files;
use crate::secret::Vault;

/// What a place names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// The path of an SQLite file.
    File,
    /// The URL of a PostgreSQL database.
    Server,
}

/// The SQLite file in the user's state folder: below `$XDG_STATE_HOME` or `~/.local/state`, on Windows below `%LOCALAPPDATA%`.
///
/// # Errors
/// When the environment says of no such folder.
pub(crate) fn default_place(of: &'static Purpose) -> Result<String, StoreError> {
    let why = |why: &str| unknown(of, "", &format!("{why}: name one with {}", of.named_by));
    let file = files::state_folder().map_err(why)?.join(of.file);
    let file = file.to_str().map(str::to_owned);
    file.ok_or_else(|| why("the name of the user's state folder is not UTF-8"))
}

/// The place that is named, else the one in the user's state folder, with the password of a server's user.
///
/// # Errors
/// When the environment says of no such folder, or the password cannot be had.
pub(crate) async fn named(
    named: Option<&str>,
    password: Option<&SecretRef>,
    vault: &Vault,
    of: &'static Purpose,
) -> Result<(String, Option<SecretString>), StoreError> {
    let Some(place) = named.filter(|place| !place.trim().is_empty()) else {
        return Ok((default_place(of)?, None));
    };
    let Some(secret) = password.filter(|_| is_url(place)) else {
        return Ok((place.to_owned(), None));
    };
    let resolved = vault.resolve(secret).await;
    let password = resolved.map_err(|why| StoreError::Unavailable {
        // The URL itself may hold a password.
        place: Place {
            of,
            shown: "postgres://…".into(),
        },
        why: format!("its password cannot be had: {why}"),
    })?;
    Ok((place.to_owned(), Some(password)))
}

/// Whether a place is a URL, and no path of a file.
pub(crate) fn is_url(place: &str) -> bool {
    let scheme = place.split_once("://").map(|(scheme, _)| scheme);
    scheme.is_some_and(|scheme| !scheme.contains(['/', '\\']))
}

/// The kind of database that a place names.
///
/// # Errors
/// When it is a URL of something else, or nothing.
pub(crate) fn kind(place: &str, of: &'static Purpose) -> Result<Kind, StoreError> {
    match place.split_once("://") {
        _ if place.trim().is_empty() => Err(unknown(of, "", "the place is empty")),
        Some(("postgres" | "postgresql", _)) => Ok(Kind::Server),
        Some((scheme, _)) if is_url(place) => Err(unknown(
            of,
            scheme,
            "it is the path of an SQLite file, or `postgres://USER@HOST:PORT/DATABASE`",
        )),
        _ => Ok(Kind::File),
    }
}

/// What is told of a PostgreSQL database where there is no code for it.
#[cfg(not(feature = "postgres"))]
pub(crate) fn without_postgres(of: &'static Purpose) -> StoreError {
    StoreError::Unavailable {
        place: Place {
            of,
            shown: "postgres://…".into(),
        },
        why: "this otpdoctor was built without its feature `postgres`".into(),
    }
}

/// The scheme only: what follows may hold a password.
fn unknown(of: &'static Purpose, scheme: &str, why: &str) -> StoreError {
    let shown = match scheme {
        "" => "of this user".into(),
        scheme => format!("{scheme}://…"),
    };
    let (place, why) = (Place { of, shown }, why.into());
    StoreError::Unavailable { place, why }
}

/// The path in full, as messages show it.
pub(crate) fn shown(path: &Path) -> String {
    checks::kit::text::quote(&path.display().to_string(), 300)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;
    use crate::otp::store::PURPOSE;

    #[test]
    fn a_place_is_a_path_or_a_postgresql_server() {
        for path in [
            "otp.sqlite",
            "/var/lib/otp.sqlite",
            r"C:\state\otp.sqlite",
            "a:b",
            "./odd://name",
        ] {
            assert_eq!(kind(path, &PURPOSE).unwrap(), Kind::File, "{path}");
        }
        for url in ["postgres://db/otp", "postgresql:///otp"] {
            assert_eq!(kind(url, &PURPOSE).unwrap(), Kind::Server, "{url}");
        }
    }

    #[test]
    fn what_is_neither_is_refused_without_showing_a_password() {
        for wrong in ["mysql://me:secret@db/otp", "", " "] {
            let error = kind(wrong, &PURPOSE).unwrap_err().to_string();
            assert!(!error.contains("secret"), "{error}");
        }
        let error = kind("mysql://db/otp", &PURPOSE).unwrap_err().to_string();
        assert!(
            error.contains("mysql") && error.contains("postgres://"),
            "{error}"
        );
    }
}
