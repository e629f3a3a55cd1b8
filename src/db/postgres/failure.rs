//! What an error of PostgreSQL means: a certain answer of the server, or a connection that broke with no answer.

use std::error::Error as _;
use std::fmt;

use checks::kit::text::quote;
use tokio_postgres::Error;
use tokio_postgres::error::{DbError, Severity, SqlState};

use crate::db::{Place, Purpose, StoreError};

/// Why something did not happen, or may not have happened.
#[derive(Debug)]
pub(crate) enum Failure {
    /// The connection broke: what was on its way may have happened.
    Lost(String),
    /// Nothing has happened: the server cannot be used.
    Unavailable(String),
    /// Nothing has happened: the server takes no change.
    NotWritable(String),
    /// Nothing has happened: the user may not do it.
    Forbidden(String),
    /// Nothing has happened: a newer version made the tables.
    Newer { found: u32, known: u32 },
    /// Nothing has happened: the tables are not ours.
    Damaged(String),
}

impl Failure {
    /// The same for a place.
    pub(crate) fn at(self, place: &Place) -> StoreError {
        let place = place.clone();
        match self {
            Self::Lost(why) | Self::Unavailable(why) => StoreError::Unavailable { place, why },
            Self::NotWritable(why) => StoreError::NotWritable { place, why },
            Self::Forbidden(words) => StoreError::NotWritable {
                why: format!(
                    "{words}: the user needs the right to create the schema {} in the database, or {} on its tables",
                    place.of.schema, place.of.rights
                ),
                place,
            },
            Self::Newer { found, known } => StoreError::Newer {
                place,
                found,
                known,
            },
            Self::Damaged(why) => StoreError::Damaged { place, why },
        }
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Newer { found, .. } => write!(f, "it has schema version {found}"),
            Self::Lost(why)
            | Self::Unavailable(why)
            | Self::NotWritable(why)
            | Self::Forbidden(why)
            | Self::Damaged(why) => f.write_str(why),
        }
    }
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        match error.as_db_error() {
            // With any worse severity the session ends, which may be after the commit.
            Some(said) if said.parsed_severity() == Some(Severity::Error) => of_server(said),
            Some(said) => Self::Lost(words(said)),
            None => Self::Lost(chain(&error)),
        }
    }
}

/// Why no session came about.
pub(super) fn connecting(error: &Error, of: &Purpose) -> Failure {
    let hint = of.password;
    let Some(said) = error.as_db_error() else {
        let why = chain(error);
        return Failure::Unavailable(match why.contains("password missing") {
            true => format!("the server asks for a password, and none was found: set {hint}"),
            false => why,
        });
    };
    let words = words(said);
    let code = said.code();
    Failure::Unavailable(match code {
        _ if [
            SqlState::INVALID_PASSWORD,
            SqlState::INVALID_AUTHORIZATION_SPECIFICATION,
        ]
        .contains(code) =>
        {
            format!("the server lets this user not in ({words}): set {hint}")
        }
        _ if *code == SqlState::INVALID_CATALOG_NAME => {
            format!("{words}: have the server's administrator create it")
        }
        _ => words,
    })
}

fn of_server(said: &DbError) -> Failure {
    let words = words(said);
    let code = said.code();
    let is = |states: &[SqlState]| states.contains(code);
    if is(&[SqlState::INSUFFICIENT_PRIVILEGE]) {
        return Failure::Forbidden(words);
    }
    if is(&[SqlState::READ_ONLY_SQL_TRANSACTION]) {
        return Failure::NotWritable(format!("{words}: name the primary server, not a standby"));
    }
    if is(&[SqlState::DISK_FULL, SqlState::INSUFFICIENT_RESOURCES]) {
        return Failure::NotWritable(words);
    }
    if is(&[
        SqlState::UNDEFINED_TABLE,
        SqlState::UNDEFINED_COLUMN,
        SqlState::DUPLICATE_TABLE,
        SqlState::WRONG_OBJECT_TYPE,
        SqlState::DATATYPE_MISMATCH,
        SqlState::DATA_CORRUPTED,
        SqlState::INDEX_CORRUPTED,
    ]) {
        return Failure::Damaged(format!("{words} (SQLSTATE {})", code.code()));
    }
    Failure::Unavailable(format!("{words} (SQLSTATE {})", code.code()))
}

fn words(said: &DbError) -> String {
    match said.hint() {
        Some(hint) => quote(&format!("{}; {hint}", said.message()), 300),
        None => quote(said.message(), 300),
    }
}

fn chain(error: &Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(inner) = cause {
        text += &format!(": {inner}");
        cause = inner.source();
    }
    quote(&text, 300)
}
