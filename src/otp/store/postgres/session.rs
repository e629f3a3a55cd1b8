//! One connection to PostgreSQL, set up for synced commits, with its prepared statements.

use std::time::Duration;

use tokio::task::AbortHandle;
use tokio_postgres::types::ToSql;
use tokio_postgres::{Client, Statement};

use super::failure::{Failure, connecting};
use super::tables;
use super::target::Target;
use crate::otp::core::{Account, User};
use crate::otp::store::error::Problem;
use crate::otp::store::record::{self, RecentRecords, Swap, Version, Versioned};

/// How long the server may take over a statement; the settings below say so too.
const STATEMENT: Duration = Duration::from_secs(10);

/// How much longer its answer may be under way.
const ON_THE_WAY: Duration = Duration::from_secs(3);

/// How long it may take in all until a session is ready.
const SESSION: Duration = Duration::from_secs(20);

/// Commits wait for the disk; a server that is set to wait for more, as for its standbys, is let do so. Whoever vanishes
/// in the middle of a transaction leaves its locks behind: not for longer than others wait for them.
const SETTINGS: &str = "SET statement_timeout = '10s';
    SET lock_timeout = '10s';
    SET idle_in_transaction_session_timeout = '5s';
    SET default_transaction_isolation = 'read committed';
    SET search_path = pg_catalog;
    SELECT set_config('synchronous_commit', 'on', false)
    WHERE current_setting('synchronous_commit') IN ('off', 'local', 'remote_write')";

/// A connection that is ready.
pub(super) struct Session {
    client: Client,
    _driver: Driver,
    load: Statement,
    insert: Statement,
    swap: Statement,
    /// As long as the connection lasts: the server behind the next one may lack the last changes.
    recent: RecentRecords,
}

impl Session {
    /// Connects, logs in, and makes our tables where there are none.
    ///
    /// # Errors
    /// Whatever it is, nothing was changed.
    pub(super) async fn open(target: &Target) -> Result<Self, Failure> {
        match tokio::time::timeout(SESSION, Self::connect(target)).await {
            // Whatever it was, nothing was on its way that is to be stored.
            Ok(session) => session.map_err(|failure| Problem::from(failure).into()),
            Err(_) => Err(Failure::Known(Problem::Unavailable(format!(
                "the server does not prepare the session within {} s",
                SESSION.as_secs()
            )))),
        }
    }

    async fn connect(target: &Target) -> Result<Self, Failure> {
        let connecting_to = target.config.connect(target.tls.clone());
        let connected = tokio::time::timeout(target.patience, connecting_to).await;
        let connected = connected.map_err(|_| {
            let seconds = target.patience.as_secs();
            Problem::Unavailable(format!(
                "the server does not accept the login within {seconds} s"
            ))
        })?;
        let (client, connection) = connected.map_err(|error| connecting(error, target))?;
        // Those who wait for answers learn how it ended.
        let driver = Driver(tokio::spawn(async move { drop(connection.await) }).abort_handle());
        client.batch_execute(SETTINGS).await?;
        tables::ensure(&client).await?;
        let (load, insert, swap) = futures_util::try_join!(
            client.prepare("SELECT version, record FROM otpdoctor.accounts WHERE name = $1"),
            client.prepare(
                "INSERT INTO otpdoctor.accounts (name, version, record)
                 VALUES ($1, 1, $2) ON CONFLICT (name) DO NOTHING",
            ),
            client.prepare(
                "UPDATE otpdoctor.accounts SET version = version + 1, record = $2
                 WHERE name = $1 AND version = $3",
            ),
        )?;
        Ok(Self {
            client,
            _driver: driver,
            load,
            insert,
            swap,
            recent: RecentRecords::default(),
        })
    }

    /// Whether nothing more can be sent.
    pub(super) fn is_closed(&self) -> bool {
        self.client.is_closed()
    }

    /// The record of a user as this session last stored it.
    pub(super) fn recall(&self, user: &User) -> Option<Versioned> {
        self.recent.get(user)
    }

    /// The row of a user.
    ///
    /// # Errors
    /// As of the server, or that no answer came.
    pub(super) async fn load(&self, name: &str) -> Result<Option<Row>, Failure> {
        let row = answer(self.client.query_opt(&self.load, &[&name])).await?;
        let read = |row: tokio_postgres::Row| Ok((row.try_get(0)?, row.try_get(1)?));
        let row = row.map(read).transpose();
        row.map_err(|error: tokio_postgres::Error| {
            let why = format!(
                "its table otpdoctor.accounts is not the one that otpdoctor makes: {error}"
            );
            Problem::Damaged(why).into()
        })
    }

    /// Stores a record in place of the one of this version; in place of `None`, as the first one of the user.
    ///
    /// # Errors
    /// As of the server, or that no answer came: then the record may be stored, now or later.
    pub(super) async fn store(
        &self,
        user: &User,
        of: Option<Version>,
        account: &Account,
    ) -> Result<Swap, Failure> {
        let (name, record) = (user.as_str(), record::write(user, account)?);
        let stored = match &of {
            None => {
                let values: [&(dyn ToSql + Sync); 2] = [&name, &record];
                answer(self.client.execute(&self.insert, &values)).await
            }
            Some(of) => {
                let values: [&(dyn ToSql + Sync); 3] = [&name, &record, of];
                answer(self.client.execute(&self.swap, &values)).await
            }
        };
        let swap = stored.map(|rows| Swap::of(rows > 0));
        let next = of.unwrap_or(0).saturating_add(1);
        self.recent.settled(user, next, account, &swap);
        swap
    }
}

/// Waits for the answer to a statement, and not without an end.
///
/// # Errors
/// As of the server, or that no answer came: then a change may be stored, now or later.
async fn answer<T>(
    asked: impl Future<Output = Result<T, tokio_postgres::Error>>,
) -> Result<T, Failure> {
    match tokio::time::timeout(STATEMENT + ON_THE_WAY, asked).await {
        Ok(answer) => Ok(answer?),
        Err(_) => Err(Failure::Lost("the server does not answer".into())),
    }
}

/// Ends the connection with the session, also where the server no longer answers.
struct Driver(AbortHandle);

impl Drop for Driver {
    fn drop(&mut self) {
        self.0.abort();
    }
}

/// A record's version and text.
pub(super) type Row = (Version, String);
