//! The store of one machine: an SQLite file, where every change is one synced commit.

use std::path::Path;

use futures_util::FutureExt as _;
use futures_util::future::BoxFuture;
use rusqlite::{Connection, OptionalExtension as _, Statement};

use super::remembered::Remembered;
use super::{FIRST, PURPOSE, Place, Store, StoreError, Swap, Version, record};
use crate::db::sqlite::{self, Ready};
use crate::otp::core::{Account, User};

/// An open SQLite file.
pub(super) struct Sqlite {
    file: sqlite::Sqlite<Prepared>,
    remembered: Remembered,
}

struct Prepared;

struct Statements<'c> {
    load: Statement<'c>,
    insert: Statement<'c>,
    swap: Statement<'c>,
}

impl Ready for Prepared {
    type On<'c> = Statements<'c>;

    /// Each statement is a transaction of its own. Versions begin at 1, and none comes back.
    fn on(connection: &Connection) -> rusqlite::Result<Statements<'_>> {
        Ok(Statements {
            load: connection.prepare("SELECT version, record FROM accounts WHERE user = ?1")?,
            insert: connection.prepare(
                "INSERT INTO accounts (user, version, record) VALUES (?1, 1, ?2)
                 ON CONFLICT (user) DO NOTHING",
            )?,
            swap: connection.prepare(
                "UPDATE accounts SET version = version + 1, record = ?3
                 WHERE user = ?1 AND version = ?2",
            )?,
        })
    }
}

impl Sqlite {
    /// Opens the file, and makes it where there is none.
    ///
    /// # Errors
    /// When it cannot be made, opened or written, is no store of ours, or is of a newer version.
    pub(super) async fn open(path: &Path) -> Result<Self, StoreError> {
        Ok(Self {
            file: sqlite::Sqlite::open(path, &PURPOSE).await?,
            remembered: Remembered::default(),
        })
    }

    async fn first(&self, user: &User, account: &Account) -> Result<Swap, StoreError> {
        let text = record::write(self.file.at(), user, account)?;
        let name = user.as_str().to_owned();
        let rows = self
            .file
            .ask(move |statements| statements.insert.execute((name, text)));
        Ok(swapped(rows.await?))
    }

    async fn next(
        &self,
        user: &User,
        version: Version,
        account: &Account,
    ) -> Result<Swap, StoreError> {
        let Some(version) = record::column(version) else {
            return Ok(Swap::Conflict);
        };
        let text = record::write(self.file.at(), user, account)?;
        let name = user.as_str().to_owned();
        let rows = self
            .file
            .ask(move |statements| statements.swap.execute((name, version, text)));
        Ok(swapped(rows.await?))
    }
}

impl Store for Sqlite {
    fn load<'a>(
        &'a self,
        user: &'a User,
    ) -> BoxFuture<'a, Result<Option<(Account, Version)>, StoreError>> {
        async move {
            let name = user.as_str().to_owned();
            let row = self.file.ask(move |statements| {
                let row = |row: &rusqlite::Row<'_>| Ok((row.get(0)?, row.get(1)?));
                statements.load.query_row([name], row).optional()
            });
            let row: Option<(i64, String)> = row.await?;
            row.map(|(version, text)| record::read(self.file.at(), user, version, &text))
                .transpose()
        }
        .boxed()
    }

    fn recall(&self, user: &User) -> Option<(Account, Version)> {
        self.remembered.get(user)
    }

    fn insert<'a>(
        &'a self,
        user: &'a User,
        account: &'a Account,
    ) -> BoxFuture<'a, Result<Swap, StoreError>> {
        async move {
            let swap = self.first(user, account).await;
            self.remembered.settled(user, FIRST, account, &swap);
            swap
        }
        .boxed()
    }

    fn swap<'a>(
        &'a self,
        user: &'a User,
        version: Version,
        account: &'a Account,
    ) -> BoxFuture<'a, Result<Swap, StoreError>> {
        async move {
            let swap = self.next(user, version, account).await;
            let after = version.saturating_add(1);
            self.remembered.settled(user, after, account, &swap);
            swap
        }
        .boxed()
    }

    fn place(&self) -> Place {
        self.file.at().clone()
    }
}

fn swapped(rows: usize) -> Swap {
    match rows {
        0 => Swap::Conflict,
        _ => Swap::Stored,
    }
}
