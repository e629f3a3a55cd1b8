//! A database of ours, for whichever purpose: an SQLite file, or a PostgreSQL schema. Where it is, how it is reached and
//! brought up to date, and what its errors mean to whoever keeps it.

pub(crate) mod place;
#[cfg(feature = "postgres")]
pub(crate) mod postgres;
pub(crate) mod sqlite;

use std::fmt;

/// What a database is for: its words in messages, and the tables in it.
#[derive(Debug, PartialEq, Eq)]
#[cfg_attr(
    not(feature = "postgres"),
    allow(dead_code, reason = "no PostgreSQL is built in")
)]
pub(crate) struct Purpose {
    /// What messages call it.
    pub(crate) name: &'static str,
    /// How another place is named.
    pub(crate) named_by: &'static str,
    /// Where the password of a PostgreSQL user belongs.
    pub(crate) password: &'static str,
    /// The name of its file in the user's state folder.
    pub(crate) file: &'static str,
    /// Marks its files among all SQLite files.
    pub(crate) application: i64,
    /// What leads an SQLite file from each schema version to the next; the first makes everything new.
    pub(crate) sqlite: &'static [&'static str],
    /// The name of its PostgreSQL schema, which needs no quotes.
    pub(crate) schema: &'static str,
    /// The advisory lock of whoever changes that schema.
    pub(crate) lock: i64,
    /// The rights that a PostgreSQL user needs on the tables.
    pub(crate) rights: &'static str,
    /// What leads a PostgreSQL schema from each version to the next, as for SQLite; `meta` stands already.
    pub(crate) postgres: &'static [&'static str],
}

/// Where a database is, as messages show it: no password.
#[derive(Clone)]
pub struct Place {
    pub(crate) of: &'static Purpose,
    pub(crate) shown: String,
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.shown)
    }
}

impl fmt::Debug for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.of.name, self.shown)
    }
}

/// Why a database cannot be used. Every message names the place.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// It cannot be reached or opened.
    #[error("{place:?} is not available: {why}")]
    Unavailable {
        /// Where.
        place: Place,
        /// What the system or the server said.
        why: String,
    },
    /// It may not be written, or there is no room.
    #[error("{place:?} cannot be written: {why}; nothing has changed")]
    NotWritable {
        /// Where.
        place: Place,
        /// What the system or the server said.
        why: String,
    },
    /// It was made by a newer version of otpdoctor.
    #[error(
        "{place:?} has schema version {found}, and this otpdoctor knows up to {known}: use the newer one"
    )]
    Newer {
        /// Where.
        place: Place,
        /// The version in it.
        found: u32,
        /// The newest version that is known.
        known: u32,
    },
    /// What is in it is none of ours.
    #[error("{place:?} is damaged: {why}")]
    Damaged {
        /// Where.
        place: Place,
        /// What is wrong.
        why: String,
    },
}
