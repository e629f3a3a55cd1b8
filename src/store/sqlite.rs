//! The store of one machine: an SQLite file, where every change is one synced commit.

use futures_util::FutureExt as _;
use futures_util::future::BoxFuture;
use rusqlite::{Connection, OptionalExtension as _, Statement};

use super::{Place, Store, StoreError, Swap, Version, record};
use crate::db::sqlite::{Ready, Sqlite};
use crate::otp::{Account, User};

/// The prepared statements of the store.
pub(super) struct Accounts;

pub(super) struct Statements<'c> {
    load: Statement<'c>,
    insert: Statement<'c>,
    swap: Statement<'c>,
}

impl Ready for Accounts {
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

impl Store for Sqlite<Accounts> {
    fn load<'a>(
        &'a self,
        user: &'a User,
    ) -> BoxFuture<'a, Result<Option<(Account, Version)>, StoreError>> {
        async move {
            let name = user.as_str().to_owned();
            let row = self.ask(move |statements| {
                let row = |row: &rusqlite::Row<'_>| Ok((row.get(0)?, row.get(1)?));
                statements.load.query_row([name], row).optional()
            });
            let row: Option<(i64, String)> = row.await?;
            row.map(|(version, text)| record::read(&self.file.place, user, version, &text))
                .transpose()
        }
        .boxed()
    }

    fn insert<'a>(
        &'a self,
        user: &'a User,
        account: &'a Account,
    ) -> BoxFuture<'a, Result<Swap, StoreError>> {
        async move {
            let text = record::write(&self.file.place, user, account)?;
            let name = user.as_str().to_owned();
            let rows = self.ask(move |statements| statements.insert.execute((name, text)));
            Ok(swapped(rows.await?))
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
            let Some(version) = record::column(version) else {
                return Ok(Swap::Conflict);
            };
            let text = record::write(&self.file.place, user, account)?;
            let name = user.as_str().to_owned();
            let rows = self.ask(move |statements| statements.swap.execute((name, version, text)));
            Ok(swapped(rows.await?))
        }
        .boxed()
    }

    fn place(&self) -> Place {
        self.file.place.clone()
    }
}

fn swapped(rows: usize) -> Swap {
    match rows {
        0 => Swap::Conflict,
        _ => Swap::Stored,
    }
}
