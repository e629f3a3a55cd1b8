//! Files: read within bounds, written whole or not at all, and the folder of our own.

pub mod apart;
pub mod ber;
mod error;
pub mod oid;
#[cfg(windows)]
pub mod others;
pub mod pem;
pub mod text;
pub mod whole;

use std::ffi::OsString;
use std::io::{self, ErrorKind, Read, Write as _};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use anyhow::Context as _;
use tempfile::NamedTempFile;

pub use self::error::FileError;
use crate::exit::{Code, Failure};

/// The Unix permissions of a file that its owner alone may read and write.
pub const PRIVATE: u32 = 0o600;

/// The largest file that is read.
const LIMIT: u64 = 8 << 20;

/// The byte order mark, which Windows puts before a text: no part of it, and invisible to who looks for a mistake.
pub const MARK: char = '\u{feff}';

/// The bytes of a file. Who named it may be a stranger: a device or a pipe could be read without end.
///
/// # Errors
/// When it is missing, not an ordinary file, larger than 8 MiB, or the system refuses.
pub fn read(path: &Path) -> Result<Vec<u8>, FileError> {
    // Asked before it is opened: opening a pipe would wait for its writer.
    if std::fs::metadata(path)?.is_file() {
        read_within(path, LIMIT)
    } else {
        Err(FileError::NotAFile)
    }
}

/// All that a file holds, or a pipe that its user fills.
///
/// # Errors
/// When it is missing, holds more than so many bytes, or the system refuses.
pub fn read_within(path: &Path, most: u64) -> Result<Vec<u8>, FileError> {
    bounded(std::fs::File::open(path)?, most)
}

/// The text of a file.
///
/// # Errors
/// As [`read`], and when it is not UTF-8.
pub fn read_text(path: &Path) -> Result<String, FileError> {
    let mut text = String::from_utf8(read(path)?).map_err(|_| FileError::NotText)?;
    if text.starts_with(MARK) {
        text.remove(0);
    }
    Ok(text)
}

/// All that a source holds.
///
/// # Errors
/// When that is more than so many bytes, or cannot be read.
pub fn bounded(source: impl Read, most: u64) -> Result<Vec<u8>, FileError> {
    let mut bytes = Vec::new();
    source.take(most + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > most {
        return Err(FileError::TooLarge(most));
    }
    Ok(bytes)
}

/// Writes a file as a user asked for it: it is there whole, or not at all. A device or a pipe is written to as it is:
/// renaming would put a file in its place.
///
/// # Errors
/// With the path and what to do.
pub fn save(path: &Path, bytes: &[u8]) -> Result<(), Failure> {
    // A temporary file is private; a report is as readable as the one before it, else as the umask lets the user's
    // other files be.
    save_as(path, bytes, mode(path).unwrap_or(0o666))
}

/// As [`save`], for the eyes of the file's owner alone.
///
/// # Errors
/// As [`save`].
pub fn save_private(path: &Path, bytes: &[u8]) -> Result<(), Failure> {
    save_as(path, bytes, PRIVATE)
}

/// Refuses to write over a file, and says what to do instead.
///
/// # Errors
/// A usage error, where there is one.
pub fn must_be_new(path: &Path, instead: &str) -> Result<(), Failure> {
    if !path.exists() {
        return Ok(());
    }
    let path = path.display();
    Err(Failure::usage(format!(
        "{path} already exists and was not changed: {instead}"
    )))
}

/// Whether a file could be saved there: for what must not be done in vain.
///
/// # Errors
/// As [`save`].
pub fn check_place(path: &Path) -> Result<(), Failure> {
    if is_special(path) {
        Ok(())
    } else {
        named(path, beside(path, PRIVATE).map(drop))
    }
}

fn save_as(path: &Path, bytes: &[u8], mode: u32) -> Result<(), Failure> {
    let written = if is_special(path) {
        overwrite(path, bytes)
    } else {
        replace(path, bytes, mode)
    };
    named(path, written)
}

fn overwrite(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut file = std::fs::OpenOptions::new().write(true).open(path)?;
    file.write_all(bytes)
}

/// Whether it is a device or a pipe.
fn is_special(path: &Path) -> bool {
    std::fs::metadata(path).is_ok_and(|meta| !meta.is_file())
}

#[cfg(unix)]
fn mode(path: &Path) -> Option<u32> {
    use std::os::unix::fs::PermissionsExt as _;
    let meta = std::fs::metadata(path).ok()?;
    Some(meta.permissions().mode() & 0o777)
}

#[cfg(not(unix))]
fn mode(_: &Path) -> Option<u32> {
    None
}

fn named(path: &Path, written: io::Result<()>) -> Result<(), Failure> {
    let path = path.display();
    written
        .with_context(|| format!("{path} cannot be written, and is as it was"))
        .map_err(|error| Failure::new(Code::CannotWrite, format!("{error:#}")))
}

/// Writes a file under a temporary name beside its path and renames it. `mode` holds the Unix permissions, before the
/// umask.
///
/// # Errors
/// As of the system, with the folder where that is what refuses; then nothing has changed.
pub fn replace(path: &Path, bytes: &[u8], mode: u32) -> io::Result<()> {
    let _whole = whole::hold();
    let mut file = beside(path, mode)?;
    // Its own errors would name the temporary file.
    file.as_file_mut().write_all(bytes)?;
    file.as_file().sync_all()?;
    let until = Instant::now() + HELD;
    loop {
        match file.persist(path) {
            Err(refused) if is_held(&refused.error) && Instant::now() < until => {
                file = refused.file;
                std::thread::sleep(HELD / 50);
            }
            done => return done.map(drop).map_err(|refused| refused.error),
        }
    }
}

/// How long a file is waited for that another program has open, as a monitoring agent has for a moment: Windows does not
/// replace it until then.
const HELD: Duration = Duration::from_secs(1);

/// Whether it may be that (ERROR_ACCESS_DENIED, ERROR_SHARING_VIOLATION).
fn is_held(error: &io::Error) -> bool {
    cfg!(windows) && matches!(error.raw_os_error(), Some(5 | 32))
}

/// An empty file under a temporary name in the folder of this path.
fn beside(path: &Path, mode: u32) -> io::Result<NamedTempFile> {
    let folder = folder(path);
    let mut builder = tempfile::Builder::new();
    builder.prefix(TEMPORARY);
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(mode));
    let made = if mode == PRIVATE {
        builder.make_in(folder, private_file)
    } else {
        builder.tempfile_in(folder)
    };
    made.map_err(|why| refused(folder, why))
}

/// A new file that only its owner can read.
///
/// # Errors
/// When there is one, or as of the system.
#[cfg(unix)]
pub fn private_file(path: &Path) -> io::Result<std::fs::File> {
    use std::os::unix::fs::OpenOptionsExt as _;
    let mut options = std::fs::OpenOptions::new();
    let options = options.read(true).write(true).create_new(true);
    options.mode(PRIVATE).open(path)
}

#[cfg(windows)]
pub use crate::windows::access::private_file;

/// The folder that a file of this path is in.
pub fn folder(path: &Path) -> &Path {
    match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    }
}

/// Removes the temporary files that a killed process left in a folder; only for a folder that no other process writes.
pub fn remove_temporary(folder: &Path) {
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        let name = entry.file_name();
        if name
            .to_str()
            .is_some_and(|name| name.starts_with(TEMPORARY))
        {
            // One that stays does no harm.
            let _ = std::fs::remove_file(entry.path());
        }
    }
}

/// What the names of temporary files begin with.
const TEMPORARY: &str = ".otpdoctor-";

/// Why a folder takes no file, without the temporary name that nobody asked for.
fn refused(folder: &Path, error: io::Error) -> io::Error {
    let folder = folder.display();
    match error.kind() {
        ErrorKind::NotFound => io::Error::other(format!("the folder {folder} does not exist")),
        ErrorKind::PermissionDenied => {
            io::Error::other(format!("the folder {folder} may not be written to"))
        }
        // It names the temporary file, which nobody asked for; the system's own error stands below it.
        kind => {
            let below = error.get_ref().and_then(|error| error.source());
            let system = below.and_then(|error| error.downcast_ref::<io::Error>());
            let system = system.or(error.raw_os_error().map(|_| &error));
            let why = system.map_or_else(|| kind.to_string(), io::Error::to_string);
            io::Error::new(kind, format!("the folder {folder} takes no file: {why}"))
        }
    }
}

/// The folder of otpdoctor's own files: `otpdoctor` below `$XDG_STATE_HOME` or `~/.local/state`; on Windows below
/// `%LOCALAPPDATA%`, or for an administrator who has none there `state` in `%ProgramData%\otpdoctor`, if that is there.
///
/// # Errors
/// Which variable of the environment is missing, or who else may change what is of the machine.
pub fn state_folder() -> Result<PathBuf, String> {
    state_folder_in(|name| std::env::var_os(name))
}

fn state_folder_in(env: impl Fn(&str) -> Option<OsString>) -> Result<PathBuf, String> {
    // The XDG Base Directory Specification lets relative paths not count.
    let folder = |name: &str| {
        let path = PathBuf::from(env(name)?);
        path.is_absolute().then_some(path)
    };
    #[cfg(unix)]
    let (state, missing) = (
        folder("XDG_STATE_HOME").or_else(|| folder("HOME").map(|home| home.join(".local/state"))),
        "neither XDG_STATE_HOME nor HOME is set",
    );
    #[cfg(windows)]
    let (state, missing) = (folder("LOCALAPPDATA"), "LOCALAPPDATA is not set");
    let state = state.map(|state| state.join("otpdoctor"));
    #[cfg(windows)]
    if !state.as_ref().is_some_and(|state| state.exists())
        && let Some(common) = others::common_state(&env)?
    {
        return Ok(common);
    }
    state.ok_or_else(|| missing.to_owned())
}

/// Makes a folder that only its owner may look into; one that is there stays as it is.
///
/// # Errors
/// As of the system.
#[cfg(unix)]
pub fn private_folder(folder: &Path) -> io::Result<()> {
    let mut builder = std::fs::DirBuilder::new();
    builder.recursive(true);
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)
}

/// The same on Windows.
///
/// # Errors
/// As of the system.
#[cfg(windows)]
pub fn private_folder(folder: &Path) -> io::Result<()> {
    if folder.is_dir() {
        return Ok(());
    }
    if let Some(above) = folder
        .parent()
        .filter(|above| !above.as_os_str().is_empty())
    {
        private_folder(above)?;
    }
    match crate::windows::access::private_folder(folder) {
        // Another process was faster.
        Err(_) if folder.is_dir() => Ok(()),
        made => made,
    }
}

/// Has the names in a folder survive a crash. Windows has no such call: the file system's journal keeps the order.
///
/// # Errors
/// As of the system.
pub fn sync_folder(folder: &Path) -> io::Result<()> {
    if cfg!(unix) {
        std::fs::File::open(folder)?.sync_all()
    } else {
        Ok(())
    }
}

#[cfg(test)]
mod tests;
