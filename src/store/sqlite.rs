//! The store of one machine: an SQLite file in WAL mode, where every change is one synced commit.
//!
//! A thread of its own keeps the connection and its prepared statements, so that nothing waits for a disk on the
//! threads of the runtime. Several processes may have the file open at once; it must be on a local disk.

mod failure;
mod file;

use std::path::Path;
use std::sync::mpsc;
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use futures_util::FutureExt as _;
use futures_util::future::BoxFuture;
use rusqlite::{Connection, OptionalExtension as _, Statement};
use tokio::sync::oneshot;

use super::remembered::Remembered;
use super::{FIRST, Store, StoreError, Swap, Version, place, record};
use crate::otp::{Account, User};
use failure::Place;

/// How long others may keep us waiting: for their turn in this process, and then for their lock.
const PATIENCE: Duration = Duration::from_secs(10);

/// An open SQLite file.
pub(super) struct Sqlite {
    place: Place,
    remembered: Remembered,
    jobs: Option<mpsc::Sender<Job>>,
    thread: Option<JoinHandle<()>>,
}

/// What the thread is to do.
type Job = Box<dyn for<'c> FnOnce(&mut Statements<'c>) + Send>;

struct Statements<'c> {
    load: Statement<'c>,
    insert: Statement<'c>,
    swap: Statement<'c>,
}

impl Sqlite {
    /// Opens the file, and makes it where there is none.
    ///
    /// # Errors
    /// When it cannot be made, opened or written, is no store of ours, or is of a newer version.
    pub(super) async fn open(path: &Path) -> Result<Self, StoreError> {
        let path = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
        let place = Place {
            shown: place::shown(&path),
            path,
        };
        let (jobs, todo) = mpsc::channel();
        let (opened, opening) = oneshot::channel();
        let of_thread = place.clone();
        let thread = std::thread::Builder::new()
            .name("otp store".into())
            .spawn(move || serve(&of_thread, opened, &todo))
            .map_err(|why| place.unavailable(format!("no thread can be started: {why}")))?;
        match opening.await {
            Ok(result) => result?,
            Err(_) => return Err(place.unavailable("its thread has ended")),
        }
        Ok(Self {
            place,
            remembered: Remembered::default(),
            jobs: Some(jobs),
            thread: Some(thread),
        })
    }

    /// Has the thread do something with the statements.
    async fn ask<T: Send + 'static>(
        &self,
        job: impl FnOnce(&mut Statements<'_>) -> rusqlite::Result<T> + Send + 'static,
    ) -> Result<T, StoreError> {
        let ended = || self.place.unavailable("its thread has ended");
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
            Some(done) => done.map_err(|error| self.place.failed(&error)),
            None => Err(self.place.busy()),
        }
    }

    async fn first(&self, user: &User, account: &Account) -> Result<Swap, StoreError> {
        let text = record::write(&self.place.shown, user, account)?;
        let name = user.as_str().to_owned();
        let rows = self.ask(move |statements| statements.insert.execute((name, text)));
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
        let text = record::write(&self.place.shown, user, account)?;
        let name = user.as_str().to_owned();
        let rows = self.ask(move |statements| statements.swap.execute((name, version, text)));
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
            let row = self.ask(move |statements| {
                let row = |row: &rusqlite::Row<'_>| Ok((row.get(0)?, row.get(1)?));
                statements.load.query_row([name], row).optional()
            });
            let row: Option<(i64, String)> = row.await?;
            row.map(|(version, text)| record::read(&self.place.shown, user, version, &text))
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

    fn place(&self) -> String {
        self.place.shown.clone()
    }
}

impl Drop for Sqlite {
    /// Waits until the file is closed, so that whoever drops a store may move it.
    fn drop(&mut self) {
        drop(self.jobs.take());
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

fn swapped(rows: usize) -> Swap {
    match rows {
        0 => Swap::Conflict,
        _ => Swap::Stored,
    }
}

fn serve(
    place: &Place,
    opened: oneshot::Sender<Result<(), StoreError>>,
    todo: &mpsc::Receiver<Job>,
) {
    let connection = match file::open(place) {
        Ok(connection) => connection,
        Err(error) => return drop(opened.send(Err(error))),
    };
    let mut statements = match prepare(&connection) {
        Ok(statements) => statements,
        Err(error) => return drop(opened.send(Err(place.failed(&error)))),
    };
    let _ = opened.send(Ok(()));
    for job in todo {
        job(&mut statements);
    }
}

/// Each statement is a transaction of its own. Versions begin at 1, and none comes back.
fn prepare(connection: &Connection) -> rusqlite::Result<Statements<'_>> {
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
