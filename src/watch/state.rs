//! What a watch keeps between its processes, in one file: what has settled, which notices wait, and when somebody watched.
//!
//! The file is replaced as a whole. A lock beside it keeps a second watch out; the system releases it when the process
//! ends, however it ends.

use std::fs::{File, TryLockError};
use std::path::{Path, PathBuf};

use checks::kit::text::quote;
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use super::outbox::Outbox;
use super::reports::{self, Causes};
use super::settle::Settled;
use crate::exit::{Code, Failure};
use crate::files::{self, FileError};
use crate::report::Report;
use crate::report::timeline::Span;

/// The name and version of this format.
const SCHEMA: &str = "otpdoctor.watch/1";
/// The name of the file.
const FILE: &str = "state.json";
/// The name of the lock.
const LOCK: &str = "lock";
/// The largest file that is read, in bytes: ten times what a thousand realms take.
const LARGEST: u64 = 64 << 20;
/// The most stretches of watched time that are kept.
const STRETCHES: usize = 1000;

/// What a watch keeps.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct State {
    schema: String,
    /// What has settled of each check in each realm.
    #[serde(default)]
    pub settled: Settled,
    /// What was not delivered yet.
    #[serde(default)]
    pub outbox: Outbox,
    /// When somebody watched.
    #[serde(default)]
    pub watched: Watched,
    /// Which causes the last runs found.
    #[serde(default)]
    pub causes: Causes,
}

impl Default for State {
    fn default() -> Self {
        Self {
            schema: SCHEMA.into(),
            settled: Settled::default(),
            outbox: Outbox::default(),
            watched: Watched::default(),
            causes: Causes::default(),
        }
    }
}

/// When somebody watched: stretches of time in which run followed run, from the begin of the first run until when the last
/// one speaks; the oldest first.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Watched(Vec<Span>);

impl Watched {
    /// Notes a run that speaks for what comes after it for so long. One that begins later than the run before it speaks
    /// begins a new stretch. What ended longer than `keep` ago is forgotten.
    pub fn note(&mut self, at: Timestamp, holds_for: SignedDuration, keep: SignedDuration) {
        let until = at.saturating_add(holds_for).unwrap_or(Timestamp::MAX);
        match self.0.last_mut() {
            Some(last) if last.since <= at && at <= last.until => {
                last.until = until.max(last.until);
            }
            // After a gap, or by a clock that was set back.
            _ => self.0.push(Span { since: at, until }),
        }
        let oldest = at.saturating_sub(keep).unwrap_or(Timestamp::MIN);
        self.0.retain(|stretch| stretch.until >= oldest);
        let surplus = self.0.len().saturating_sub(STRETCHES);
        self.0.drain(..surplus);
    }

    /// The stretches.
    pub fn stretches(&self) -> &[Span] {
        &self.0
    }
}

/// The folder of a watch, which no other watch uses at the same time.
pub struct Folder {
    path: PathBuf,
    _lock: File,
}

fn unusable(path: &Path, why: &std::io::Error) -> Failure {
    let path = path.display();
    unavailable(format!("the folder {path} cannot be used: {why}"))
}

fn foreign(path: &Path, why: &str) -> Failure {
    let path = path.display();
    unavailable(format!(
        "{path} is not the state of a watch: {why}; move it away, and the watch begins anew"
    ))
}

fn unavailable(why: String) -> Failure {
    Failure::new(Code::Unavailable, why)
}

impl Folder {
    /// Opens a folder, and makes it where there is none.
    ///
    /// # Errors
    /// When it cannot be made or written, or another watch uses it.
    pub fn open(path: &Path) -> Result<Self, Failure> {
        let unusable = |why| unusable(path, &why);
        files::private_folder(path).map_err(unusable)?;
        let mut options = File::options();
        let lock = options.create(true).truncate(false).write(true);
        let lock = lock.open(path.join(LOCK)).map_err(unusable)?;
        match lock.try_lock() {
            Ok(()) => {
                files::remove_temporary(path);
                Ok(Self {
                    path: path.to_owned(),
                    _lock: lock,
                })
            }
            Err(TryLockError::WouldBlock) => Err(unavailable(format!(
                "another `otpdoctor watch` uses the folder {}: stop it, or use another folder with --reports",
                path.display()
            ))),
            Err(TryLockError::Error(why)) => Err(unusable(why)),
        }
    }

    /// What an earlier watch kept; empty where there was none.
    ///
    /// # Errors
    /// When the file cannot be read, or is not ours.
    pub fn read(&self) -> Result<State, Failure> {
        Ok(read(&self.path)?.unwrap_or_default())
    }

    /// Keeps the report of a run in which something settled; `keep` bounds the age of those that are kept.
    ///
    /// # Errors
    /// As of the system.
    pub fn keep(&self, report: &Report, keep: SignedDuration) -> std::io::Result<()> {
        reports::keep(&self.path, report, keep)
    }

    /// Replaces what is kept.
    ///
    /// # Errors
    /// As of the system; what was kept before is still there.
    pub fn write(&self, state: &State) -> std::io::Result<()> {
        let text = serde_json::to_vec(state).expect("it is plain data");
        files::replace(&self.path.join(FILE), &text, 0o600)
    }
}

/// When somebody watched, as the watch of a folder kept it; `None` where the folder does not say.
///
/// # Errors
/// When the state in it cannot be read, or is not ours.
pub fn watched(folder: &Path) -> Result<Option<Watched>, Failure> {
    Ok(read(folder)?.map(|state| state.watched))
}

/// What the watch of a folder kept last.
fn read(folder: &Path) -> Result<Option<State>, Failure> {
    /// What every version of the format says.
    #[derive(Deserialize)]
    struct Head {
        schema: String,
    }
    let path = folder.join(FILE);
    let text = match files::read_within(&path, LARGEST) {
        Ok(text) => text,
        Err(FileError::Missing) => return Ok(None),
        Err(FileError::Io(why)) => return Err(unusable(&path, &why)),
        Err(why) => return Err(foreign(&path, &why.to_string())),
    };
    match serde_json::from_slice::<Head>(&text) {
        Ok(Head { schema }) if schema != SCHEMA => {
            let shown = quote(&schema, 60);
            Err(if schema.starts_with("otpdoctor.watch/") {
                unavailable(format!(
                    "{} was written by a newer otpdoctor ({shown}): use that one, or name another folder with --reports",
                    path.display()
                ))
            } else {
                foreign(&path, &format!("its schema is {shown:?}"))
            })
        }
        _ => serde_json::from_slice(&text)
            .map(Some)
            .map_err(|why| foreign(&path, &quote(&why.to_string(), 200))),
    }
}

#[cfg(test)]
mod tests;
