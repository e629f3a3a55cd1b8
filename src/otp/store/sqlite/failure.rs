//! What an error of SQLite means to the one who keeps the file.

use std::io::ErrorKind;
use std::path::Path;
use std::time::Duration;

use rusqlite::{Error, ErrorCode, ffi};

use crate::exit::MORE;
use crate::files::folder;
use crate::otp::store::error::Problem;

/// How long others may keep us waiting: for their turn in this process, and then for their lock.
pub(super) const PATIENCE: Duration = Duration::from_secs(10);

/// What came of a call to SQLite about a file.
pub(super) fn failed(path: &Path, error: &Error) -> Problem {
    let code = error.sqlite_error().map(|error| error.extended_code);
    match error.sqlite_error_code() {
        Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => busy(),
        Some(ErrorCode::ReadOnly | ErrorCode::CannotOpen | ErrorCode::PermissionDenied) => {
            read_only(path)
        }
        Some(ErrorCode::DiskFull) => full(),
        // No commit mark was written: SQLite writes it last.
        Some(ErrorCode::SystemIoFailure)
            if matches!(
                code,
                Some(
                    ffi::SQLITE_IOERR_WRITE
                        | ffi::SQLITE_IOERR_SHMSIZE
                        | ffi::SQLITE_IOERR_TRUNCATE
                )
            ) =>
        {
            full()
        }
        Some(ErrorCode::SystemIoFailure) => Problem::Unavailable(format!(
            "{error} (SQLite code {}): check the disk and the system's log; whether the last change was stored is not known",
            code.unwrap_or_default()
        )),
        Some(ErrorCode::NotADatabase) => Problem::Damaged("it is not an SQLite database".into()),
        Some(ErrorCode::OutOfMemory) => Problem::Unavailable("memory has run out".into()),
        Some(ErrorCode::DatabaseCorrupt | ErrorCode::Unknown) | None => Problem::Damaged(format!(
            "{error}: restore it from a backup; `sqlite3 FILE .recover` may save its records"
        )),
        Some(_) => Problem::Unavailable(error.to_string()),
    }
}

/// Another process keeps its lock for too long.
pub(super) fn busy() -> Problem {
    Problem::Unavailable(format!(
        "other processes have kept it busy for {} s: look for one that keeps it open",
        PATIENCE.as_secs()
    ))
}

/// The file, or its folder, lets nothing be written.
pub(super) fn read_only(path: &Path) -> Problem {
    let folder = folder(path);
    let why = if let Err(why) = may_write(path) {
        format!("the file: {why}")
    } else if let Err(why) = may_write(folder) {
        format!(
            "its folder {}, in which SQLite keeps the write-ahead log: {why}",
            shown(folder)
        )
    } else if let Err(why) = has_handles() {
        return Problem::Unavailable(format!("{why}: {MORE}"));
    } else {
        "SQLite may not write to it, or to the files -wal and -shm beside it".into()
    };
    Problem::NotWritable(format!(
        "{why}; this user must be allowed to write to the file and its folder"
    ))
}

/// Whether this process may open as many files as SQLite does beside its own, which does not say that this is why it fails.
fn has_handles() -> std::io::Result<()> {
    let pipes = [std::io::pipe(), std::io::pipe()];
    pipes.into_iter().try_for_each(|pipe| pipe.map(drop))
}

/// The file, or a folder above it, could not be made.
pub(super) fn not_made(path: &Path, why: &std::io::Error) -> Problem {
    match why.kind() {
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded => full(),
        _ => Problem::NotWritable(format!(
            "nothing can be made in the folder {}: {why}",
            shown(folder(path))
        )),
    }
}

fn full() -> Problem {
    Problem::NotWritable("no space is left on its disk, or the user's quota is used up".into())
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
    if std::fs::metadata(path)?.permissions().readonly() {
        Err(ErrorKind::PermissionDenied.into())
    } else {
        Ok(())
    }
}
