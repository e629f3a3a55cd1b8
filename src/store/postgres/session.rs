//! One connection to PostgreSQL, set up for synced commits, with its prepared statements.

use std::time::Duration;

use secrecy::{ExposeSecret as _, SecretString};
use tokio::task::AbortHandle;
use tokio_postgres::{Client, Config, Statement};

use super::Change;
use super::address::Address;
use super::failure::{Failure, connecting};
use super::{passfile, schema, tls};
use crate::otp::{Account, User};
use crate::store::remembered::Remembered;
use crate::store::{StoreError, Swap, Version};

/// How long the server may take over a statement; the settings below say so too.
const STATEMENT: Duration = Duration::from_secs(10);

/// How much longer its answer may be under way.
const ON_THE_WAY: Duration = Duration::from_secs(3);

/// How long it may take in all until a session is ready.
const SESSION: Duration = Duration::from_secs(20);

/// Commits wait for the disk; a server that is set to wait for more, as for its standbys, is let do so.
const SETTINGS: &str = "SET statement_timeout = '10s';
    SET lock_timeout = '10s';
    SET default_transaction_isolation = 'read committed';
    SET search_path = pg_catalog;
    SELECT set_config('synchronous_commit', 'on', false)
    WHERE current_setting('synchronous_commit') IN ('off', 'local', 'remote_write')";

/// What tells one change from every other.
pub(super) type Stamp = [u8; 16];

/// A record's version, text and stamp.
pub(super) type Row = (i64, String, Vec<u8>);

/// A connection that is ready.
pub(super) struct Session {
    client: Client,
    _driver: Driver,
    load: Statement,
    insert: Statement,
    swap: Statement,
    /// As long as the connection lasts: the server behind the next one may lack the last changes.
    remembered: Remembered,
}

/// A stamp that was never given before.
///
/// # Errors
/// When the system gives no random bytes.
pub(super) fn stamp(place: &str) -> Result<Stamp, StoreError> {
    let mut stamp = Stamp::default();
    match aws_lc_rs::rand::fill(&mut stamp) {
        Ok(()) => Ok(stamp),
        Err(_) => Err(StoreError::Unavailable {
            place: place.to_owned(),
            why: "the system gives no random bytes".into(),
        }),
    }
}

impl Session {
    /// Connects, logs in, and makes our tables where there are none.
    ///
    /// # Errors
    /// Whatever it is, nothing was changed.
    pub(super) async fn open(
        address: &Address,
        password: Option<&SecretString>,
    ) -> Result<Self, Failure> {
        let session = tokio::time::timeout(SESSION, Self::connect(address, password)).await;
        match session {
            Ok(Err(Failure::Lost(why))) => Err(Failure::Unavailable(why)),
            Ok(session) => session,
            Err(_) => Err(Failure::Unavailable(format!(
                "the server does not get our session ready within {} s",
                SESSION.as_secs()
            ))),
        }
    }

    async fn connect(address: &Address, password: Option<&SecretString>) -> Result<Self, Failure> {
        let password = passfile::password(address, password, &|name| std::env::var_os(name))?;
        let (mode, connector) = tls::connector(address)?;
        let mut config = Config::new();
        config
            .host(&address.host)
            .port(address.port)
            .user(&address.user)
            .dbname(&address.database)
            .application_name("otpdoctor")
            .ssl_mode(mode)
            .connect_timeout(address.connect_timeout)
            .tcp_user_timeout(STATEMENT + ON_THE_WAY);
        if let Some(password) = password {
            config.password(password.expose_secret());
        }
        let patience = address.connect_timeout;
        let connected = tokio::time::timeout(patience, config.connect(connector)).await;
        let connected = connected.map_err(|_| {
            let seconds = patience.as_secs();
            Failure::Unavailable(format!("the server does not let us in within {seconds} s"))
        })?;
        let (mut client, connection) = connected.map_err(|error| connecting(&error))?;
        // How it ends is told to those who wait for answers.
        let driver = Driver(tokio::spawn(async move { drop(connection.await) }).abort_handle());
        client.batch_execute(SETTINGS).await?;
        schema::ensure(&mut client).await?;
        let (load, insert, swap) = futures_util::try_join!(
            client.prepare("SELECT version, record, stamp FROM otpdoctor.accounts WHERE name = $1"),
            client.prepare(
                "INSERT INTO otpdoctor.accounts (name, version, stamp, record)
                 VALUES ($1, 1, $2, $3) ON CONFLICT (name) DO NOTHING",
            ),
            client.prepare(
                "UPDATE otpdoctor.accounts SET version = version + 1, stamp = $2, record = $3
                 WHERE name = $1 AND version = $4",
            ),
        )?;
        Ok(Self {
            client,
            _driver: driver,
            load,
            insert,
            swap,
            remembered: Remembered::default(),
        })
    }

    /// Whether nothing more can be sent.
    pub(super) fn is_closed(&self) -> bool {
        self.client.is_closed()
    }

    /// The record of a user as this session last stored it.
    pub(super) fn recall(&self, user: &User) -> Option<(Account, Version)> {
        self.remembered.get(user)
    }

    /// What became of a change that went over this session.
    pub(super) fn remember(&self, change: &Change<'_>, swap: &Result<Swap, Failure>) {
        let version = Version::try_from(change.next()).unwrap_or(Version::MAX);
        self.remembered
            .settled(change.user, version, change.account, swap);
    }

    /// The row of a user.
    ///
    /// # Errors
    /// As of the server, or that no answer came.
    pub(super) async fn load(&self, name: &str) -> Result<Option<Row>, Failure> {
        let row = answer(self.client.query_opt(&self.load, &[&name])).await?;
        let read =
            |row: tokio_postgres::Row| Ok((row.try_get(0)?, row.try_get(1)?, row.try_get(2)?));
        row.map(read)
            .transpose()
            .map_err(|error: tokio_postgres::Error| {
                Failure::Damaged(format!(
                    "its table otpdoctor.accounts is not as we make it: {error}"
                ))
            })
    }

    /// Stores a change; how many rows it found to change.
    ///
    /// # Errors
    /// As of the server, or that no answer came: then the change may be stored, now or later.
    pub(super) async fn store(&self, change: &Change<'_>) -> Result<u64, Failure> {
        let (name, stamp) = (change.user.as_str(), &change.stamp[..]);
        match change.of {
            None => {
                answer(
                    self.client
                        .execute(&self.insert, &[&name, &stamp, &change.record]),
                )
                .await
            }
            Some(of) => {
                let values: [&(dyn tokio_postgres::types::ToSql + Sync); 4] =
                    [&name, &stamp, &change.record, &of];
                answer(self.client.execute(&self.swap, &values)).await
            }
        }
    }
}

/// Ends the connection with the session, also where the server no longer answers.
struct Driver(AbortHandle);

impl Drop for Driver {
    fn drop(&mut self) {
        self.0.abort();
    }
}

async fn answer<T>(
    asked: impl Future<Output = Result<T, tokio_postgres::Error>>,
) -> Result<T, Failure> {
    match tokio::time::timeout(STATEMENT + ON_THE_WAY, asked).await {
        Ok(answer) => Ok(answer?),
        Err(_) => Err(Failure::Lost("the server does not answer".into())),
    }
}
