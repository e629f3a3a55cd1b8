//! Why a file could not be read.

use std::fmt;
use std::io::{self, ErrorKind};
use std::path::Path;

use checks::kit::ProbeError;
use checks::kit::probe::certificate::Problem;

use crate::exit::{Code, Failure, is_exhausted};

/// Why a file could not be read.
#[derive(Debug, thiserror::Error)]
pub enum FileError {
    /// There is none.
    #[error("there is no such file")]
    Missing,
    /// It is a folder, a device, a pipe.
    #[error("it is not an ordinary file")]
    NotAFile,
    /// It is larger than any file of its kind, which has so many bytes at most.
    #[error("it is larger than {} MiB", .0 >> 20)]
    TooLarge(u64),
    /// It holds bytes that are not text.
    #[error("it is not valid UTF-8")]
    NotText,
    /// The system said no.
    #[error("{0}")]
    Io(io::Error),
}

impl FileError {
    /// What the account may not, or this machine has no handle or memory for: it says nothing of the file.
    pub fn ours(&self, path: &Path) -> Option<ProbeError> {
        let Self::Io(error) = self else { return None };
        let why = format!("{}: {error}", path.display());
        match error.kind() {
            ErrorKind::PermissionDenied => Some(ProbeError::NoPermission(why)),
            _ => is_exhausted(error).then_some(ProbeError::OutOfResources(why)),
        }
    }

    /// The failure that the file of this name cannot be read.
    pub fn of(self, name: impl fmt::Display) -> Failure {
        match self {
            Self::Io(why) if is_exhausted(&why) => {
                Failure::exhausted(format_args!("{name}: {why}"))
            }
            why => Failure::new(Code::NoInput, format!("{name}: {why}")),
        }
    }
}

impl From<FileError> for Problem {
    fn from(error: FileError) -> Self {
        match error {
            FileError::Missing => Self::Missing,
            other => Self::Unreadable(other.to_string()),
        }
    }
}

impl From<io::Error> for FileError {
    fn from(error: io::Error) -> Self {
        match error.kind() {
            ErrorKind::NotFound => Self::Missing,
            _ => Self::Io(error),
        }
    }
}
