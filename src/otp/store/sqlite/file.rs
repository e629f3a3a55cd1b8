//! The file itself: looked at before it is touched, and made whole or not at all.

use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use rusqlite::{Connection, ErrorCode, OpenFlags};

use super::failure::{File, PATIENCE, shown};
use crate::otp::store::error::{SCHEMA, StoreError};

/// Marks our files among all SQLite files: "otpd".
const APPLICATION: i64 = 0x6f74_7064;

const TABLE: &str = "CREATE TABLE accounts (
        user TEXT NOT NULL PRIMARY KEY,
        version INTEGER NOT NULL,
        record TEXT NOT NULL
    ) STRICT, WITHOUT ROWID";

/// The smallest page that SQLite knows, in bytes.
const SMALLEST: u64 = 512;

/// A connection to the file at a place, made where there is none.
///
/// # Errors
/// When it cannot be made, opened or written, is no store of ours, or is of a newer version.
pub(super) fn open(place: &File) -> Result<Connection, StoreError> {
    match fs::metadata(&place.path) {
        Err(error) if error.kind() == ErrorKind::NotFound => create(place)?,
        Err(error) => return Err(place.unavailable(error)),
        Ok(found) if found.is_dir() => {
            return Err(place.damaged("it is a folder: name a file in it"));
        }
        Ok(found) if !found.is_file() => {
            return Err(place.damaged("it is not an ordinary file"));
        }
        Ok(found) if found.len() == 0 => {
            return Err(place.damaged("it is empty: bring its contents back, or remove it"));
        }
        // SQLite takes a single byte for an empty database.
        Ok(found) if found.len() < SMALLEST => {
            return Err(place.damaged("it is not an SQLite database"));
        }
        Ok(_) => {}
    }
    refuse_foreign(place)?;
    let connection = connect(place)?;
    match number(&connection, "user_version").map_err(|error| place.failed(&error))? {
        version if version == i64::from(SCHEMA) => Ok(connection),
        other => Err(place.of_version(other)),
    }
}

/// Makes the file beside its place and then moves it there, so that nobody ever sees half of it.
fn create(place: &File) -> Result<(), StoreError> {
    refuse_remains(place)?;
    let folder = place.folder();
    let known = folder.ancestors().find(|folder| folder.exists());
    make_folder(folder).map_err(|error| place.not_made(folder, &error))?;
    let new = tempfile::Builder::new()
        .prefix(".otp-")
        .suffix(".sqlite")
        .tempfile_in(folder)
        .map_err(|error| place.not_made(folder, &error))?
        .into_temp_path();
    fill(&new).map_err(|error| place.failed(&error))?;
    // Windows syncs only what is open for writing.
    let moved = fs::File::options()
        .write(true)
        .open(&new)
        .and_then(|file| file.sync_all())
        .and_then(|()| new.persist_noclobber(&place.path).map_err(|why| why.error));
    match moved {
        // Another process was faster: its file is as good.
        Err(error) if error.kind() == ErrorKind::AlreadyExists => {}
        Err(error) => return Err(place.not_made(folder, &error)),
        Ok(()) => {}
    }
    let new_folders = folder
        .ancestors()
        .take_while(|folder| Some(*folder) != known);
    for folder in new_folders.chain(known) {
        sync_folder(folder).map_err(|error| place.not_made(folder, &error))?;
    }
    Ok(())
}

/// A WAL or journal without its file would be played into a new one.
fn refuse_remains(place: &File) -> Result<(), StoreError> {
    let remains = ["-wal", "-journal"].map(|end| place.beside(end));
    let remains = remains.iter().find(|path| path.exists());
    match remains {
        Some(remains) if !place.path.exists() => Err(place.damaged(format!(
            "it is gone, but {} is still there and may hold the last changes: bring the file back, or remove both",
            shown(remains)
        ))),
        _ => Ok(()),
    }
}

#[cfg(unix)]
fn make_folder(folder: &Path) -> std::io::Result<()> {
    use std::os::unix::fs::DirBuilderExt as _;
    fs::DirBuilder::new()
        .recursive(true)
        .mode(0o700)
        .create(folder)
}

#[cfg(not(unix))]
fn make_folder(folder: &Path) -> std::io::Result<()> {
    fs::create_dir_all(folder)
}

#[cfg(unix)]
fn sync_folder(folder: &Path) -> std::io::Result<()> {
    fs::File::open(folder)?.sync_all()
}

/// Windows has no such call: the file system's journal keeps the order.
#[cfg(not(unix))]
fn sync_folder(_: &Path) -> std::io::Result<()> {
    Ok(())
}

fn fill(path: &Path) -> rusqlite::Result<()> {
    let connection = Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_WRITE)?;
    connection.pragma_update(None, "application_id", APPLICATION)?;
    connection.execute_batch(TABLE)?;
    connection.pragma_update(None, "user_version", SCHEMA)?;
    connection.pragma_update(None, "journal_mode", "wal")?;
    connection.close().map_err(|(_, error)| error)
}

/// Refuses a file that is not ours without a lock, a journal or any other trace. What SQLite must recover first
/// cannot be told like this, and is left to [`connect`]. The file is never opened but through SQLite: to close it
/// elsewhere would drop the locks that this process may have on it.
fn refuse_foreign(place: &File) -> Result<(), StoreError> {
    let Ok(mut url) = url::Url::from_file_path(&place.path) else {
        return Ok(());
    };
    url.set_query(Some("immutable=1"));
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_URI;
    let application = Connection::open_with_flags(url.as_str(), flags)
        .and_then(|connection| number(&connection, "application_id"));
    match application {
        Ok(APPLICATION) => Ok(()),
        Ok(_) => Err(foreign(place)),
        Err(error)
            if error.sqlite_error_code() == Some(ErrorCode::NotADatabase)
                && !place.beside("-wal").exists() =>
        {
            Err(place.failed(&error))
        }
        Err(_) => Ok(()),
    }
}

fn connect(place: &File) -> Result<Connection, StoreError> {
    let connection = Connection::open_with_flags(&place.path, OpenFlags::SQLITE_OPEN_READ_WRITE)
        .map_err(|error| place.failed(&error))?;
    if connection.is_readonly("main").unwrap_or(false) {
        return Err(place.read_only());
    }
    let application = connection
        .busy_timeout(PATIENCE)
        .and_then(|()| number(&connection, "application_id"))
        .map_err(|error| place.failed(&error))?;
    if application != APPLICATION {
        return Err(foreign(place));
    }
    let mode = set_up(&connection).map_err(|error| place.failed(&error))?;
    match mode.as_str() {
        "wal" => Ok(connection),
        _ => Err(place.unavailable(format!(
            "its file system takes no SQLite write-ahead log (journal mode {mode}): keep it on a local disk"
        ))),
    }
}

fn set_up(connection: &Connection) -> rusqlite::Result<String> {
    connection.pragma_update(None, "synchronous", "full")?;
    // What the disk of a Mac calls synced is not, without these.
    connection.pragma_update(None, "fullfsync", true)?;
    connection.pragma_update(None, "checkpoint_fullfsync", true)?;
    connection.pragma_update(None, "trusted_schema", false)?;
    connection.pragma_update_and_check(None, "journal_mode", "wal", |row| row.get(0))
}

fn number(connection: &Connection, pragma: &str) -> rusqlite::Result<i64> {
    connection.pragma_query_value(None, pragma, |row| row.get(0))
}

fn foreign(place: &File) -> StoreError {
    place.damaged("it is an SQLite database of another program, and was left as it is")
}

impl File {
    fn folder(&self) -> &Path {
        self.path.parent().unwrap_or(Path::new("."))
    }

    fn beside(&self, end: &str) -> PathBuf {
        let mut name = self.path.clone().into_os_string();
        name.push(end);
        name.into()
    }
}
