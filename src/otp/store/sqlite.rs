//! The store of one machine: an SQLite file in WAL mode, where every change is one synced commit.
//!
//! A thread of its own keeps the connection and its prepared statements, so that nothing waits for a disk on the
//! threads of the runtime. Several processes may have the file open at once; it must be on a local disk.

mod failure;
mod file;

use std::path::Path;
use std::sync::mpsc;
use std::thread::JoinHandle;
use std::time::Instant;

use futures_util::FutureExt as _;
use futures_util::future::BoxFuture;
use rusqlite::{Connection, OptionalExtension as _, Statement};
use tokio::sync::oneshot;

use super::error::StoreError;
use super::recent::RecentRecords;
use super::record;
use super::state::{Store, Swap, Version, Versioned};
use crate::otp::core::{Account, User};

use failure::{File, PATIENCE, shown};

/// An open SQLite file.
pub(super) struct Sqlite {
    file: File,
    recent: RecentRecords,
    jobs: Option<mpsc::Sender<Job>>,
    thread: Option<JoinHandle<()>>,
}

/// What the thread is to do.
type Job = Box<dyn FnOnce(&mut Statements<'_>) + Send>;

struct Statements<'c> {
    load: Statement<'c>,
    insert: Statement<'c>,
    swap: Statement<'c>,
}

impl Statements<'_> {
    /// Each statement is a transaction of its own. Versions begin at 1, and none comes back.
    fn on(connection: &Connection) -> rusqlite::Result<Statements<'_>> {
        Ok(Statements {
            load: connection.prepare("SELECT version, record FROM accounts WHERE user = ?1")?,
            insert: connection.prepare(
                "INSERT INTO accounts (user, version, record) VALUES (?1, 1, ?2)
                 ON CONFLICT (user) DO NOTHING",
            )?,
            swap: connection.prepare(
                "UPDATE accounts SET version = version + 1, record = ?2
                 WHERE user = ?1 AND version = ?3",
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
        let path = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
        let place = shown(&path);
        let file = File { path, place };
        let (jobs, todo) = mpsc::channel();
        let (opened, opening) = oneshot::channel();
        let of_thread = file.clone();
        let thread = std::thread::Builder::new()
            .name("otp.sqlite".into())
            .spawn(move || serve(&of_thread, opened, &todo))
            .map_err(|why| file.unavailable(format!("no thread can be started: {why}")))?;
        match opening.await {
            Ok(result) => result?,
            Err(_) => return Err(file.unavailable("its thread has ended")),
        }
        Ok(Self {
            file,
            recent: RecentRecords::default(),
            jobs: Some(jobs),
            thread: Some(thread),
        })
    }

    /// Has the thread do something with its statements.
    ///
    /// # Errors
    /// As of SQLite, or that others kept the file busy.
    async fn ask<T: Send + 'static>(
        &self,
        job: impl FnOnce(&mut Statements<'_>) -> rusqlite::Result<T> + Send + 'static,
    ) -> Result<T, StoreError> {
        let ended = || self.file.unavailable("its thread has ended");
        let until = Instant::now() + PATIENCE;
        let (answer, answered) = oneshot::channel();
        let job: Job = Box::new(move |statements| {
            let done = (Instant::now() < until).then(|| job(statements));
            // Nobody may be waiting any more.
            let _ = answer.send(done);
        });
        let jobs = self.jobs.as_ref().ok_or_else(ended)?;
        jobs.send(job).map_err(|_| ended())?;
        match answered.await.map_err(|_| ended())? {
            Some(done) => done.map_err(|error| self.file.failed(&error)),
            None => Err(self.file.busy()),
        }
    }

    async fn change(
        &self,
        user: &User,
        version: Option<Version>,
        account: &Account,
    ) -> Result<Swap, StoreError> {
        let text = record::write(&self.file.place, user, account)?;
        let name = user.as_str().to_owned();
        let version = match version.map(i64::try_from) {
            None => None,
            Some(Ok(version)) => Some(version),
            Some(Err(_)) => return Ok(Swap::Conflict),
        };
        let rows = self.ask(move |statements| match version {
            None => statements.insert.execute((name, text)),
            Some(version) => statements.swap.execute((name, text, version)),
        });
        Ok(match rows.await? {
            0 => Swap::Conflict,
            _ => Swap::Stored,
        })
    }
}

impl Store for Sqlite {
    fn load<'a>(&'a self, user: &'a User) -> BoxFuture<'a, Result<Option<Versioned>, StoreError>> {
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
            swap
        }
        .boxed()
    }

    fn place(&self) -> &str {
        &self.file.place
    }
}

impl Drop for Sqlite {
    /// Waits until the file is closed, so that whoever drops it may move it.
    fn drop(&mut self) {
        drop(self.jobs.take());
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

fn serve(file: &File, opened: oneshot::Sender<Result<(), StoreError>>, todo: &mpsc::Receiver<Job>) {
    let connection = match file::open(file) {
        Ok(connection) => connection,
        Err(error) => return drop(opened.send(Err(error))),
    };
    let mut statements = match Statements::on(&connection) {
        Ok(statements) => statements,
        Err(error) => return drop(opened.send(Err(file.failed(&error)))),
    };
    let _ = opened.send(Ok(()));
    for job in todo {
        job(&mut statements);
    }
}
