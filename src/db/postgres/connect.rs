//! One connection to PostgreSQL, set up for synced commits, on tables that are up to date.

use std::time::Duration;

use secrecy::{ExposeSecret as _, SecretString};
use tokio::task::AbortHandle;
use tokio_postgres::{Client, Config};

use super::address::Address;
use super::failure::{Failure, connecting};
use super::{passfile, schema, tls};

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

/// A connection that is let in.
pub(crate) struct Link {
    pub(crate) client: Client,
    _driver: Driver,
}

impl Link {
    /// Connects, logs in, and makes our tables where there are none.
    ///
    /// # Errors
    /// Whatever it is, nothing was changed.
    pub(crate) async fn open(
        address: &Address,
        password: Option<&SecretString>,
    ) -> Result<Self, Failure> {
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
        let (mut client, connection) = connected.map_err(|error| connecting(&error, address.of))?;
        // How it ends is told to those who wait for answers.
        let driver = Driver(tokio::spawn(async move { drop(connection.await) }).abort_handle());
        client.batch_execute(SETTINGS).await?;
        schema::ensure(&mut client, address.of).await?;
        Ok(Self {
            client,
            _driver: driver,
        })
    }
}

/// Waits until a session is ready, and not without an end.
///
/// # Errors
/// Whatever it is, nothing was changed.
pub(crate) async fn in_time<T>(
    opening: impl Future<Output = Result<T, Failure>>,
) -> Result<T, Failure> {
    match tokio::time::timeout(SESSION, opening).await {
        Ok(Err(Failure::Lost(why))) => Err(Failure::Unavailable(why)),
        Ok(session) => session,
        Err(_) => Err(Failure::Unavailable(format!(
            "the server does not get our session ready within {} s",
            SESSION.as_secs()
        ))),
    }
}

/// Waits for the answer to a statement, and not without an end.
///
/// # Errors
/// As of the server, or that no answer came: then a change may be stored, now or later.
pub(crate) async fn answer<T>(
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
