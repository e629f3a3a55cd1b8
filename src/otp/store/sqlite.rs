//! The store of one machine: an SQLite file in WAL mode, where every change is one synced commit.
//!
//! Nothing waits for a disk on the threads of the runtime. Several processes may have the file open at once; it must be
//! on a local disk.

mod failure;
mod file;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use futures_util::FutureExt as _;
use futures_util::future::BoxFuture;
use rusqlite::{Connection, OptionalExtension as _};
use tokio::sync::Mutex;

use super::error::{Problem, StoreError};
use super::record::{self, RecentRecords, Store, Swap, Version, Versioned};
use crate::otp::core::{Account, User};

use failure::{PATIENCE, busy, failed, shown};

/// An open SQLite file.
pub(super) struct Sqlite {
    path: PathBuf,
    /// The path as messages show it.
    location: String,
    recent: RecentRecords,
    connection: Arc<Mutex<Connection>>,
}

// Each statement is a transaction of its own, and prepared once. Versions begin at 1, and none comes back.
const LOAD: &str = "SELECT version, record FROM accounts WHERE user = ?1";
const INSERT: &str = "INSERT INTO accounts (user, version, record) VALUES (?1, 1, ?2)
    ON CONFLICT (user) DO NOTHING";
const SWAP: &str = "UPDATE accounts SET version = version + 1, record = ?2
    WHERE user = ?1 AND version = ?3";

impl Sqlite {
    /// Opens the file, and makes it where there is none.
    ///
    /// # Errors
    /// When it cannot be made, opened or written, is no store of ours, or is of a newer version.
    pub(super) async fn open(path: &Path) -> Result<Self, StoreError> {
        let path = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
        let location = shown(&path);
        let to_open = path.clone();
        let opened = apart(move || file::open(&to_open)).await;
        let connection = opened.flatten().map_err(|problem| problem.at(&location))?;
        Ok(Self {
            path,
            location,
            recent: RecentRecords::default(),
            connection: Arc::new(Mutex::new(connection)),
        })
    }

    /// Has something done with the connection, in turn.
    ///
    /// # Errors
    /// As of SQLite, or that others kept the file busy.
    async fn ask<T: Send + 'static>(
        &self,
        job: impl FnOnce(&Connection) -> rusqlite::Result<T> + Send + 'static,
    ) -> Result<T, Problem> {
        let turn = tokio::time::timeout(PATIENCE, self.connection.clone().lock_owned());
        let connection = turn.await.map_err(|_| busy())?;
        let done = apart(move || job(&connection)).await?;
        done.map_err(|error| failed(&self.path, &error))
    }

    async fn find(&self, user: &User) -> Result<Option<Versioned>, Problem> {
        let name = user.as_str().to_owned();
        let row = self.ask(move |connection| {
            let row = |row: &rusqlite::Row<'_>| Ok((row.get(0)?, row.get(1)?));
            connection
                .prepare_cached(LOAD)?
                .query_row([name], row)
                .optional()
        });
        let row: Option<(Version, String)> = row.await?;
        row.map(|(version, text)| record::read(user, version, &text))
            .transpose()
    }

    async fn change(
        &self,
        user: &User,
        version: Option<Version>,
        account: &Account,
    ) -> Result<Swap, Problem> {
        let text = record::write(user, account)?;
        let name = user.as_str().to_owned();
        let rows = self.ask(move |connection| match version {
            None => connection.prepare_cached(INSERT)?.execute((name, text)),
            Some(version) => connection
                .prepare_cached(SWAP)?
                .execute((name, text, version)),
        });
        Ok(Swap::of(rows.await? > 0))
    }
}

impl Store for Sqlite {
    fn load<'a>(&'a self, user: &'a User) -> BoxFuture<'a, Result<Option<Versioned>, StoreError>> {
        let found = self.find(user);
        async move { found.await.map_err(|problem| problem.at(&self.location)) }.boxed()
    }

    fn recall(&self, user: &User) -> Option<Versioned> {
        self.recent.get(user)
    }

    fn swap<'a>(
        &'a self,
        user: &'a User,
        version: Option<Version>,
        account: &'a Account,
    ) -> BoxFuture<'a, Result<Swap, StoreError>> {
        async move {
            let swap = self.change(user, version, account).await;
            let next = version.unwrap_or(0).saturating_add(1);
            self.recent.settled(user, next, account, &swap);
            swap.map_err(|problem| problem.at(&self.location))
        }
        .boxed()
    }

    fn location(&self) -> &str {
        &self.location
    }
}

/// What comes of work that waits for the disk.
async fn apart<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T, Problem> {
    let done = crate::files::apart::apart(work).await;
    done.ok_or_else(|| Problem::Unavailable("its thread has ended".into()))
}
