//! What was found over time: the states of each check and the causes from when to when, how long checks took, and when
//! anybody looked. Kept in SQLite, or in PostgreSQL for a fleet.
//!
//! Only changes are stored, not runs: a state that lasts is one row however often it was seen. What nobody watched is
//! in no [`Past::watched`] span, and says nothing.

mod entry;
mod fold;
mod latencies;
mod past;
#[cfg(feature = "postgres")]
mod postgres;
mod rows;
mod run;
mod sqlite;
mod tables;

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use checks::kit::Status;
use checks::kit::realm::SecretRef;
use futures_util::future::BoxFuture;
use jiff::Timestamp;
use secrecy::SecretString;
use serde_json::Value;

use crate::db::place::{self, Kind};
use crate::db::sqlite::Sqlite;
use crate::otp::store::StoreError;
use crate::secret::Vault;
use tables::PURPOSE;

pub use crate::report::Outcome;
pub use latencies::Latencies;

/// Opens the history at a place, and makes it where nothing is there yet: the path of an SQLite file, or
/// `postgres://USER@HOST:PORT/DATABASE` for a fleet. The password is that of the PostgreSQL user; without one,
/// `PGPASSWORD` and the password file are asked.
///
/// # Errors
/// When it cannot be reached, read or written, is not ours, or is of a newer version.
pub async fn open(
    place: &str,
    password: Option<SecretString>,
) -> Result<Arc<dyn History>, StoreError> {
    match place::kind(place, &PURPOSE)? {
        Kind::File => {
            let file = Sqlite::<sqlite::Runs>::open(Path::new(place), &PURPOSE);
            Ok(Arc::new(file.await?))
        }
        #[cfg(feature = "postgres")]
        Kind::Server => Ok(Arc::new(postgres::Postgres::open(place, password).await?)),
        #[cfg(not(feature = "postgres"))]
        Kind::Server => {
            drop(password);
            Err(place::without_postgres(&PURPOSE))
        }
    }
}

/// The place that is named, else the SQLite file in the user's state folder, with the password of a server's user.
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

/// What one run found, as the history keeps it: moments to the microsecond, texts of at most 600 letters.
#[derive(Clone, Debug, PartialEq)]
pub struct Run {
    /// The appliance; runs of one name are one history.
    pub appliance: String,
    /// The version of otpdoctor.
    pub version: String,
    /// When it began.
    pub started_at: Timestamp,
    /// How long it speaks for what comes after it: a next run that begins later leaves a gap in what was watched.
    pub holds_for: Duration,
    /// What came of each check in each realm.
    pub states: Vec<State>,
    /// How long each check took, by its id: the longest of the realms.
    pub latencies: BTreeMap<String, Duration>,
    /// The causes.
    pub causes: Vec<Cause>,
}

/// What came of a check in a realm.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct State {
    /// The realm.
    pub realm: String,
    /// The check's id.
    pub check: String,
    /// The outcome, as bad as the worst that no waiver covers.
    pub outcome: Outcome,
    /// The reason; `ok` with pass.
    pub reason: String,
}

/// What a diagnosis named as a cause, about one subject. It is told from others by check, reason and subject, and lasts
/// while run after run names it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Cause {
    /// The check's id.
    pub check: String,
    /// The reason.
    pub reason: String,
    /// What it is about, such as a server: appliances that name the same share it.
    pub subject: String,
    /// How bad it is. A past cause that became worse or better is there once for each status that it had.
    pub status: Status,
    /// One sentence; of a past cause, the last one that was said while it had this status.
    pub summary: String,
    /// The realms that it holds for; of a past cause, all that it held for while it had this status.
    pub realms: Vec<String>,
}

/// What is known of one appliance over a time.
#[derive(Clone, Debug, PartialEq)]
pub struct Past {
    /// The appliance.
    pub appliance: String,
    /// The version of otpdoctor that wrote last.
    pub version: String,
    /// When its last run began.
    pub last_run_at: Timestamp,
    /// When it was watched: in order, apart from each other, cut to the time that was asked for.
    pub watched: Vec<Span>,
    /// Each state with its time, cut to what was asked for, in order of realm, check and time. It may go on where nobody
    /// watched; at a moment that was watched, a check has one state in a realm.
    pub states: Vec<(State, Span)>,
    /// Each cause with its time, likewise. What held in the last run ends with the time that was asked for.
    pub causes: Vec<(Cause, Span)>,
    /// The hours in which a run began, in order.
    pub hours: Vec<Hour>,
}

/// A time: from the first moment until just before the second.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Span {
    /// Its begin.
    pub since: Timestamp,
    /// Its end.
    pub until: Timestamp,
}

impl Span {
    /// Both moments in microseconds.
    fn micros(self) -> (i64, i64) {
        (self.since.as_microsecond(), self.until.as_microsecond())
    }
}

/// What one hour came to.
#[derive(Clone, Debug, PartialEq)]
pub struct Hour {
    /// Its begin.
    pub since: Timestamp,
    /// How many runs began in it.
    pub runs: u64,
    /// How long each check took, by its id.
    pub latencies: BTreeMap<String, Latencies>,
}

/// A history: SQLite in a file, or PostgreSQL for a fleet. What it says is stored survives a crash.
pub trait History: Send + Sync {
    /// Adds a run, and what the watch of its appliance wants to remember, both or neither. A run that is not later than
    /// the appliance's last one is there already, and changes nothing. One that is earlier by more than a day tells that
    /// a clock was set back: it begins another time line, and what was watched twice is told as the newer line has it.
    ///
    /// # Errors
    /// When the database cannot be asked; then it is not known whether the run is stored: append it again.
    fn append<'a>(
        &'a self,
        run: &'a Run,
        memory: &'a Value,
    ) -> BoxFuture<'a, Result<(), StoreError>>;

    /// What the watch of an appliance last remembered.
    ///
    /// # Errors
    /// When the database cannot be asked.
    fn memory<'a>(&'a self, appliance: &'a str)
    -> BoxFuture<'a, Result<Option<Value>, StoreError>>;

    /// Stores what the watch wants to remember, without a run.
    ///
    /// # Errors
    /// As for [`Self::append`].
    fn remember<'a>(
        &'a self,
        appliance: &'a str,
        memory: &'a Value,
    ) -> BoxFuture<'a, Result<(), StoreError>>;

    /// The appliances that were watched at any moment of a time, by name.
    ///
    /// # Errors
    /// When the database cannot be asked.
    fn appliances(&self, during: Span) -> BoxFuture<'_, Result<Vec<String>, StoreError>>;

    /// What is known of one appliance over a time; `None` where it was not watched.
    ///
    /// # Errors
    /// When the database cannot be asked, or holds what is not ours.
    fn past<'a>(
        &'a self,
        appliance: &'a str,
        during: Span,
    ) -> BoxFuture<'a, Result<Option<Past>, StoreError>>;

    /// Forgets of one appliance what ended before a moment, a few thousand rows at a time. What still holds is kept
    /// whole, and so is what the watch remembers.
    ///
    /// # Errors
    /// When the database cannot be asked.
    fn forget<'a>(
        &'a self,
        appliance: &'a str,
        before: Timestamp,
    ) -> BoxFuture<'a, Result<(), StoreError>>;

    /// Where the history is, for messages: no password.
    fn place(&self) -> String;
}
