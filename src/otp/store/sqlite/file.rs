//! The file itself: looked at before it is touched, and made whole or not at all.

use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use rusqlite::{Connection, ErrorCode, OpenFlags};

use super::failure::{PATIENCE, failed, not_made, read_only, shown};
use crate::files::{self, folder};
use crate::otp::store::error::{Problem, SCHEMA};

/// Marks our files among all SQLite files: "otpd".
const APPLICATION: i64 = 0x6f74_7064;

const TABLE: &str = "CREATE TABLE accounts (
        user TEXT NOT NULL PRIMARY KEY,
        version INTEGER NOT NULL,
        record TEXT NOT NULL
    ) STRICT, WITHOUT ROWID";

/// The smallest page that SQLite knows, in bytes.
const SMALLEST: u64 = 512;

/// A connection to a file, made where there is none.
///
/// # Errors
/// When it cannot be made, opened or written, is no store of ours, or is of a newer version.
pub(super) fn open(path: &Path) -> Result<Connection, Problem> {
    let damaged = |why: &str| Err(Problem::Damaged(why.to_owned()));
    match fs::metadata(path) {
        Err(error) if error.kind() == ErrorKind::NotFound => create(path)?,
        Err(error) => return Err(Problem::Unavailable(error.to_string())),
        Ok(found) if found.is_dir() => return damaged("it is a folder: name a file in it"),
        Ok(found) if !found.is_file() => return damaged("it is not an ordinary file"),
        Ok(found) if found.len() == 0 => {
            return damaged("it is empty: restore its contents, or remove it");
        }
        // SQLite takes a single byte for an empty database.
        Ok(found) if found.len() < SMALLEST => return damaged("it is not an SQLite database"),
        Ok(_) => {}
    }
    refuse_foreign(path)?;
    let connection = connect(path)?;
    let version = number(&connection, "user_version").map_err(|error| failed(path, &error))?;
    Problem::of_version(version)?;
    Ok(connection)
}

/// Makes the file beside its place and then moves it there, so that nobody ever sees half of it.
fn create(path: &Path) -> Result<(), Problem> {
    refuse_remains(path)?;
    let _whole = files::whole::hold();
    let folder = folder(path);
    let known = folder.ancestors().find(|folder| folder.exists());
    let not_made = |error: std::io::Error| not_made(path, &error);
    files::private_folder(folder).map_err(not_made)?;
    let new = tempfile::Builder::new()
        .prefix(".otp-")
        .suffix(".sqlite")
        .make_in(folder, files::private_file)
        .map_err(not_made)?
        .into_temp_path();
    fill(&new).map_err(|error| failed(path, &error))?;
    // Windows syncs only what is open for writing.
    let moved = fs::File::options()
        .write(true)
        .open(&new)
        .and_then(|file| file.sync_all())
        .and_then(|()| Ok(new.persist_noclobber(path)?));
    match moved {
        // Another process was faster: its file is as good.
        Err(error) if error.kind() == ErrorKind::AlreadyExists => {}
        moved => moved.map_err(not_made)?,
    }
    let new_folders = folder
        .ancestors()
        .take_while(|folder| Some(*folder) != known);
    for folder in new_folders.chain(known) {
        files::sync_folder(folder).map_err(not_made)?;
    }
    Ok(())
}

/// A WAL or journal without its file would be played into a new one.
fn refuse_remains(path: &Path) -> Result<(), Problem> {
    let remains = ["-wal", "-journal"].map(|end| beside(path, end));
    match remains.iter().find(|path| path.exists()) {
        Some(remains) if !path.exists() => Err(Problem::Damaged(format!(
            "it is missing, but {} still exists and may contain the last changes: restore the file, or remove both",
            shown(remains)
        ))),
        _ => Ok(()),
    }
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
/// cannot be recognized like this, and is left to [`connect`]. The file is never opened but through SQLite: to close it
/// elsewhere would drop the locks that this process may have on it.
fn refuse_foreign(path: &Path) -> Result<(), Problem> {
    let Ok(mut url) = url::Url::from_file_path(path) else {
        return Ok(());
    };
    url.set_query(Some("immutable=1"));
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_URI;
    let application = Connection::open_with_flags(url.as_str(), flags)
        .and_then(|connection| number(&connection, "application_id"));
    match application {
        Ok(APPLICATION) => Ok(()),
        Ok(_) => Err(foreign()),
        Err(error)
            if error.sqlite_error_code() == Some(ErrorCode::NotADatabase)
                && !beside(path, "-wal").exists() =>
        {
            Err(failed(path, &error))
        }
        Err(_) => Ok(()),
    }
}

fn connect(path: &Path) -> Result<Connection, Problem> {
    let failed = |error| failed(path, &error);
    let connection =
        Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_WRITE).map_err(failed)?;
    if connection.is_readonly("main").unwrap_or(false) {
        return Err(read_only(path));
    }
    connection.busy_timeout(PATIENCE).map_err(failed)?;
    if number(&connection, "application_id").map_err(failed)? != APPLICATION {
        return Err(foreign());
    }
    match set_up(&connection).map_err(failed)?.as_str() {
        "wal" => {
            // On Unix SQLite does so itself.
            #[cfg(windows)]
            for part in ["-wal", "-shm"].map(|end| beside(path, end)) {
                if part.exists() {
                    files::others::keep_as(&part, path).map_err(Problem::Unavailable)?;
                }
            }
            Ok(connection)
        }
        mode => Err(Problem::Unavailable(format!(
            "its file system does not support SQLite's write-ahead log (journal mode {mode}): store it on a local disk"
        ))),
    }
}

fn set_up(connection: &Connection) -> rusqlite::Result<String> {
    connection.pragma_update(None, "synchronous", "full")?;
    connection.pragma_update(None, "trusted_schema", false)?;
    connection.pragma_update_and_check(None, "journal_mode", "wal", |row| row.get(0))
}

fn number(connection: &Connection, pragma: &str) -> rusqlite::Result<i64> {
    connection.pragma_query_value(None, pragma, |row| row.get(0))
}

fn foreign() -> Problem {
    let why = "it is an SQLite database of another program, and was left as it is";
    Problem::Damaged(why.into())
}

fn beside(path: &Path, end: &str) -> PathBuf {
    let mut name = path.to_owned().into_os_string();
    name.push(end);
    name.into()
}
