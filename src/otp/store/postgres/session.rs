//! One connection to PostgreSQL with its prepared statements.

use secrecy::SecretString;
use tokio_postgres::Statement;

use super::Change;
use crate::db::postgres::{Address, Failure, Link, answer, in_time};
use crate::otp::core::{Account, User};
use crate::otp::store::remembered::Remembered;
use crate::otp::store::{Place, StoreError, Swap, Version};

/// What tells one change from every other.
pub(super) type Stamp = [u8; 16];

/// A record's version, text and stamp.
pub(super) type Row = (i64, String, Vec<u8>);

/// A connection that is ready.
pub(super) struct Session {
    link: Link,
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
pub(super) fn stamp(place: &Place) -> Result<Stamp, StoreError> {
    let mut stamp = Stamp::default();
    match aws_lc_rs::rand::fill(&mut stamp) {
        Ok(()) => Ok(stamp),
        Err(_) => Err(StoreError::Unavailable {
            place: place.clone(),
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
        in_time(Self::connect(address, password)).await
    }

    async fn connect(address: &Address, password: Option<&SecretString>) -> Result<Self, Failure> {
        let link = Link::open(address, password).await?;
        let (load, insert, swap) = futures_util::try_join!(
            link.client
                .prepare("SELECT version, record, stamp FROM otpdoctor.accounts WHERE name = $1"),
            link.client.prepare(
                "INSERT INTO otpdoctor.accounts (name, version, stamp, record)
                 VALUES ($1, 1, $2, $3) ON CONFLICT (name) DO NOTHING",
            ),
            link.client.prepare(
                "UPDATE otpdoctor.accounts SET version = version + 1, stamp = $2, record = $3
                 WHERE name = $1 AND version = $4",
            ),
        )?;
        Ok(Self {
            link,
            load,
            insert,
            swap,
            remembered: Remembered::default(),
        })
    }

    /// Whether nothing more can be sent.
    pub(super) fn is_closed(&self) -> bool {
        self.link.client.is_closed()
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
        let row = answer(self.link.client.query_opt(&self.load, &[&name])).await?;
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
                    self.link
                        .client
                        .execute(&self.insert, &[&name, &stamp, &change.record]),
                )
                .await
            }
            Some(of) => {
                let values: [&(dyn tokio_postgres::types::ToSql + Sync); 4] =
                    [&name, &stamp, &change.record, &of];
                answer(self.link.client.execute(&self.swap, &values)).await
            }
        }
    }
}
