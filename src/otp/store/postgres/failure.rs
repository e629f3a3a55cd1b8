//! What an error of PostgreSQL means: a certain answer of the server, or a connection that broke with no answer.

use tokio_postgres::Error;
use tokio_postgres::error::{DbError, Severity, SqlState};

use super::target::{PASSWORD, Target};
use crate::otp::store::error::Problem;

/// Why something did not happen, or may not have happened.
#[derive(Debug, thiserror::Error)]
pub(super) enum Failure {
    /// The connection broke: what was on its way may have happened.
    #[error("{0}")]
    Lost(String),
    /// Nothing has happened.
    #[error("it {0}")]
    Known(#[from] Problem),
}

impl From<Failure> for Problem {
    fn from(failure: Failure) -> Self {
        match failure {
            Failure::Lost(why) => Self::Unavailable(why),
            Failure::Known(problem) => problem,
        }
    }
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        match error.as_db_error() {
            // With any worse severity the session ends, which may be after the commit.
            Some(said) if said.parsed_severity() == Some(Severity::Error) => of_server(said).into(),
            Some(said) => Self::Lost(describe(said)),
            None => Self::Lost(with_causes(error)),
        }
    }
}

/// Why no session came about.
pub(super) fn connecting(error: Error, target: &Target) -> Problem {
    let Some(said) = error.as_db_error() else {
        let why = with_causes(error);
        return Problem::Unavailable(if why.contains("password missing") {
            format!("the server asks for a password, and none was found: set {PASSWORD}")
        } else {
            why
        });
    };
    let (words, code) = (target.said(describe(said)), said.code());
    let is_refused = *code == SqlState::INVALID_PASSWORD
        || *code == SqlState::INVALID_AUTHORIZATION_SPECIFICATION;
    Problem::Unavailable(if is_refused {
        format!("the server refuses this user ({words}): set {PASSWORD}")
    } else {
        words
    })
}

fn of_server(said: &DbError) -> Problem {
    let (words, code) = (describe(said), said.code());
    if *code == SqlState::INSUFFICIENT_PRIVILEGE {
        Problem::NotWritable(format!(
            "{words}: the user needs the right to create the schema otpdoctor in the database, or SELECT, INSERT and UPDATE on its tables"
        ))
    } else if *code == SqlState::READ_ONLY_SQL_TRANSACTION {
        Problem::NotWritable(format!("{words}: name the primary server, not a standby"))
    } else if *code == SqlState::DISK_FULL {
        Problem::NotWritable(words)
    } else {
        let told = format!("{words} (SQLSTATE {})", code.code());
        // The classes of tables that are other than ours, and of broken data.
        match &code.code()[..2] {
            "42" | "XX" => Problem::Damaged(told),
            _ => Problem::Unavailable(told),
        }
    }
}

fn describe(said: &DbError) -> String {
    match said.hint() {
        Some(hint) => format!("{}; {hint}", said.message()),
        None => said.message().to_owned(),
    }
}

fn with_causes(error: Error) -> String {
    format!("{:#}", anyhow::Error::from(error))
}
