//! Files that a config names: ordinary ones of a bounded size, since a stranger may have named them.

use std::io::Read as _;
use std::path::Path;

use checks::kit::probe::certificate::Problem;

/// The largest file that is read.
const LIMIT: u64 = 8 << 20;

/// The byte order mark, which Windows puts before a text: no part of it, and invisible to who looks for a mistake.
pub const MARK: char = '\u{feff}';

/// Why a file could not be read.
#[derive(Debug, thiserror::Error)]
pub enum FileError {
    /// There is none.
    #[error("there is no such file")]
    Missing,
    /// It is a folder, a device, a pipe.
    #[error("it is not an ordinary file")]
    NotAFile,
    /// It is larger than any file of its kind.
    #[error("it is larger than 8 MiB")]
    TooLarge,
    /// It holds bytes that are not text.
    #[error("it is not valid UTF-8")]
    NotText,
    /// The system said no.
    #[error("{0}")]
    Io(std::io::Error),
}

impl From<FileError> for Problem {
    fn from(error: FileError) -> Self {
        match error {
            FileError::Missing => Self::Missing,
            other => Self::Unreadable(other.to_string()),
        }
    }
}

/// The bytes of a file.
///
/// # Errors
/// When it is missing, not an ordinary file, larger than 8 MiB, or the system refuses.
pub fn read(path: &Path) -> Result<Vec<u8>, FileError> {
    // Asked before it is opened: opening a pipe would wait for its writer.
    let meta = std::fs::metadata(path).map_err(from_io)?;
    if !meta.is_file() {
        return Err(FileError::NotAFile);
    }
    let mut bytes = Vec::new();
    let file = std::fs::File::open(path).map_err(from_io)?;
    file.take(LIMIT + 1)
        .read_to_end(&mut bytes)
        .map_err(from_io)?;
    match bytes.len() as u64 > LIMIT {
        true => Err(FileError::TooLarge),
        false => Ok(bytes),
    }
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

fn from_io(error: std::io::Error) -> FileError {
    match error.kind() {
        std::io::ErrorKind::NotFound => FileError::Missing,
        _ => FileError::Io(error),
    }
}
