//! An SQLite file of ours in WAL mode, where every change is one synced commit.
//!
//! A thread of its own keeps the connection and what was prepared on it, so that nothing waits for a disk on the
//! threads of the runtime. Several processes may have the file open at once; it must be on a local disk.

mod failure;
mod file;

use std::path::Path;
use std::sync::mpsc;
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use rusqlite::Connection;
use tokio::sync::oneshot;

use super::{Place, Purpose, StoreError, place};

use failure::File;

/// How long others may keep us waiting: for their turn in this process, and then for their lock.
const PATIENCE: Duration = Duration::from_secs(10);

/// What the thread keeps ready on its connection.
pub(crate) trait Ready: 'static {
    /// Such as prepared statements.
    type On<'c>;

    /// Makes it ready.
    ///
    /// # Errors
    /// As of SQLite.
    fn on(connection: &Connection) -> rusqlite::Result<Self::On<'_>>;
}

/// An open SQLite file.
pub(crate) struct Sqlite<R: Ready> {
    file: File,
    jobs: Option<mpsc::Sender<Job<R>>>,
    thread: Option<JoinHandle<()>>,
}

/// What the thread is to do.
type Job<R> = Box<dyn for<'c> FnOnce(&mut <R as Ready>::On<'c>) + Send>;

impl<R: Ready> Sqlite<R> {
    /// Opens the file, and makes it where there is none.
    ///
    /// # Errors
    /// When it cannot be made, opened or written, is not ours, or is of a newer version.
    pub(crate) async fn open(path: &Path, of: &'static Purpose) -> Result<Self, StoreError> {
        let path = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
        let shown = place::shown(&path);
        let file = File {
            place: Place { of, shown },
            path,
        };
        let (jobs, todo) = mpsc::channel();
        let (opened, opening) = oneshot::channel();
        let of_thread = file.clone();
        let thread = std::thread::Builder::new()
            .name(of.file.into())
            .spawn(move || serve::<R>(&of_thread, opened, &todo))
            .map_err(|why| file.unavailable(format!("no thread can be started: {why}")))?;
        match opening.await {
            Ok(result) => result?,
            Err(_) => return Err(file.unavailable("its thread has ended")),
        }
        Ok(Self {
            file,
            jobs: Some(jobs),
            thread: Some(thread),
        })
    }

    /// Where the file is.
    pub(crate) fn at(&self) -> &Place {
        &self.file.place
    }

    /// Has the thread do something with what is ready.
    ///
    /// # Errors
    /// As of SQLite, or that others kept the file busy.
    pub(crate) async fn ask<T: Send + 'static>(
        &self,
        job: impl FnOnce(&mut R::On<'_>) -> rusqlite::Result<T> + Send + 'static,
    ) -> Result<T, StoreError> {
        let ended = || self.file.unavailable("its thread has ended");
        let until = Instant::now() + PATIENCE;
        let (answer, answered) = oneshot::channel();
        let job: Job<R> = Box::new(move |ready| {
            let done = (Instant::now() < until).then(|| job(ready));
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
}

impl<R: Ready> Drop for Sqlite<R> {
    /// Waits until the file is closed, so that whoever drops it may move it.
    fn drop(&mut self) {
        drop(self.jobs.take());
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

fn serve<R: Ready>(
    file: &File,
    opened: oneshot::Sender<Result<(), StoreError>>,
    todo: &mpsc::Receiver<Job<R>>,
) {
    let connection = match file::open(file) {
        Ok(connection) => connection,
        Err(error) => return drop(opened.send(Err(error))),
    };
    let mut ready = match R::on(&connection) {
        Ok(ready) => ready,
        Err(error) => return drop(opened.send(Err(file.failed(&error)))),
    };
    let _ = opened.send(Ok(()));
    for job in todo {
        job(&mut ready);
    }
}
