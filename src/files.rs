//! Files of ours: the user's state folder, and files that are there whole or not at all.

use std::ffi::OsString;
use std::io::{Error, ErrorKind, Write as _};
use std::path::{Path, PathBuf};

/// The folder of otpdoctor's own files: `otpdoctor` below `$XDG_STATE_HOME` or `~/.local/state`, on Windows below
/// `%LOCALAPPDATA%`.
///
/// # Errors
/// Which variable of the environment is missing.
pub fn state_folder() -> Result<PathBuf, &'static str> {
    state_folder_in(|name| std::env::var_os(name))
}

fn state_folder_in(env: impl Fn(&str) -> Option<OsString>) -> Result<PathBuf, &'static str> {
    // The XDG Base Directory Specification lets relative paths not count.
    let folder = |name: &str| {
        let path = PathBuf::from(env(name)?);
        path.is_absolute().then_some(path)
    };
    let (state, missing) = match cfg!(windows) {
        true => (folder("LOCALAPPDATA"), "LOCALAPPDATA is not set"),
        false => (
            folder("XDG_STATE_HOME")
                .or_else(|| folder("HOME").map(|home| home.join(".local/state"))),
            "neither XDG_STATE_HOME nor HOME is set",
        ),
    };
    state.map(|state| state.join("otpdoctor")).ok_or(missing)
}

/// Makes a folder that only its owner may look into; one that is there stays as it is.
///
/// # Errors
/// As of the system.
pub fn private_folder(folder: &Path) -> std::io::Result<()> {
    let mut builder = std::fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)
}

/// Writes a file under a temporary name beside its path and renames it. `mode` holds the Unix permissions, before the
/// umask.
///
/// # Errors
/// As of the system, with the folder where that is what refuses; then nothing has changed.
pub fn replace(path: &Path, bytes: &[u8], mode: u32) -> std::io::Result<()> {
    let mut file = beside(path, mode)?;
    file.write_all(bytes)?;
    file.as_file().sync_all()?;
    file.persist(path).map_err(|error| error.error)?;
    Ok(())
}

/// A file under a temporary name in the folder of this path.
///
/// # Errors
/// As of [`replace`].
pub fn beside(path: &Path, mode: u32) -> std::io::Result<tempfile::NamedTempFile> {
    let folder = match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    };
    let mut builder = tempfile::Builder::new();
    builder.prefix(TEMPORARY);
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(mode));
    #[cfg(not(unix))]
    let _ = mode;
    builder
        .tempfile_in(folder)
        .map_err(|why| refused(folder, why))
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
fn refused(folder: &Path, error: Error) -> Error {
    let folder = folder.display();
    match error.kind() {
        ErrorKind::NotFound => Error::other(format!("the folder {folder} does not exist")),
        ErrorKind::PermissionDenied => {
            Error::other(format!("the folder {folder} may not be written to"))
        }
        _ => error,
    }
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    #[test]
    fn the_state_folder_follows_the_xdg_specification() {
        let of = |set: &'static [(&str, &str)]| {
            state_folder_in(|name| {
                let found = set.iter().find(|(key, _)| *key == name);
                found.map(|(_, value)| value.into())
            })
        };
        let both = of(&[("XDG_STATE_HOME", "/state"), ("HOME", "/home/me")]);
        assert_eq!(both, Ok("/state/otpdoctor".into()));
        let relative = of(&[("XDG_STATE_HOME", "state"), ("HOME", "/home/me")]);
        assert_eq!(relative, Ok("/home/me/.local/state/otpdoctor".into()));
        assert!(of(&[]).is_err_and(|why| why.contains("HOME")));
    }
}
