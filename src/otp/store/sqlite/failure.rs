//! What an error of SQLite means to the one who keeps the file.

use std::fmt::Display;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::time::Duration;

use rusqlite::{Error, ErrorCode, ffi};

use crate::otp::store::error::StoreError;

/// How long others may keep us waiting: for their turn in this process, and then for their lock.
pub(super) const PATIENCE: Duration = Duration::from_secs(10);

/// Where the file is.
#[derive(Clone)]
pub(super) struct File {
    /// In full.
    pub(super) path: PathBuf,
    /// As messages show it.
    pub(super) place: String,
}

impl File {
    /// What came of a call to SQLite.
    pub(super) fn failed(&self, error: &Error) -> StoreError {
        let code = error.sqlite_error().map(|error| error.extended_code);
        match error.sqlite_error_code() {
            Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => self.busy(),
            Some(ErrorCode::ReadOnly | ErrorCode::CannotOpen | ErrorCode::PermissionDenied) => {
                self.read_only()
            }
            Some(ErrorCode::DiskFull) => self.full(),
            // No commit mark was written: SQLite writes it last.
            Some(ErrorCode::SystemIoFailure)
                if matches!(
                    code,
                    Some(ffi::SQLITE_IOERR_WRITE | ffi::SQLITE_IOERR_SHMSIZE | ffi::SQLITE_IOERR_TRUNCATE)
                ) =>
            {
                self.full()
            }
            Some(ErrorCode::SystemIoFailure) => self.unavailable(format!(
                "{error} (SQLite code {}): look at the disk and the system's log; whether the last change is stored is not known",
                code.unwrap_or_default()
            )),
            Some(ErrorCode::NotADatabase) => self.damaged("it is not an SQLite database"),
            Some(ErrorCode::OutOfMemory) => self.unavailable("memory has run out"),
            Some(ErrorCode::DatabaseCorrupt | ErrorCode::Unknown) | None => self.damaged(format!(
                "{error}: bring it back from a backup; `sqlite3 FILE .recover` may save its records"
            )),
            Some(_) => self.unavailable(error),
        }
    }

    /// Another process keeps its lock for too long.
    pub(super) fn busy(&self) -> StoreError {
        self.unavailable(format!(
            "others have kept it busy for {} s: look for a process that holds it open",
            PATIENCE.as_secs()
        ))
    }

    /// The file, or its folder, lets nothing be written.
    pub(super) fn read_only(&self) -> StoreError {
        let folder = self.path.parent().unwrap_or(Path::new("."));
        let why = if let Err(why) = may_write(&self.path) {
            format!("the file: {why}")
        } else if let Err(why) = may_write(folder) {
            format!(
                "its folder {}, in which SQLite keeps the write-ahead log: {why}",
                shown(folder)
            )
        } else {
            "SQLite may not write to it, or to the files -wal and -shm beside it".into()
        };
        let why = format!("{why}; this user must be allowed to write to the file and its folder");
        self.not_writable(why)
    }

    /// A file or folder that could not be made.
    pub(super) fn not_made(&self, folder: &Path, why: &std::io::Error) -> StoreError {
        match why.kind() {
            ErrorKind::StorageFull | ErrorKind::QuotaExceeded => self.full(),
            _ => self.not_writable(format!(
                "nothing can be made in the folder {}: {why}",
                shown(folder)
            )),
        }
    }

    /// A schema version that is not ours.
    pub(super) fn of_version(&self, found: i64) -> StoreError {
        match u32::try_from(found) {
            Ok(found @ 1..) => StoreError::Newer {
                place: self.place.clone(),
                found,
            },
            _ => self.damaged(format!("its schema version is {found}")),
        }
    }

    pub(super) fn unavailable(&self, why: impl Display) -> StoreError {
        let (place, why) = (self.place.clone(), why.to_string());
        StoreError::Unavailable { place, why }
    }

    pub(super) fn damaged(&self, why: impl Display) -> StoreError {
        let (place, why) = (self.place.clone(), why.to_string());
        StoreError::Damaged { place, why }
    }

    fn full(&self) -> StoreError {
        self.not_writable("no space is left on its disk, or the user's quota is used up".into())
    }

    fn not_writable(&self, why: String) -> StoreError {
        let place = self.place.clone();
        StoreError::NotWritable { place, why }
    }
}

/// A path in full, as messages show it.
pub(super) fn shown(path: &Path) -> String {
    checks::kit::text::quote(&path.display().to_string(), 300)
}

#[cfg(unix)]
fn may_write(path: &Path) -> std::io::Result<()> {
    use rustix::fs::{Access, AtFlags, CWD};
    Ok(rustix::fs::accessat(
        CWD,
        path,
        Access::WRITE_OK,
        AtFlags::EACCESS,
    )?)
}

#[cfg(not(unix))]
fn may_write(path: &Path) -> std::io::Result<()> {
    match std::fs::metadata(path)?.permissions().readonly() {
        true => Err(ErrorKind::PermissionDenied.into()),
        false => Ok(()),
    }
}
