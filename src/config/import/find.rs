//! The files that an import reads, the realm that each is of, and why nothing was taken of one.

use std::path::{Path, PathBuf};

use crate::config::text::clean;
use crate::files;

/// The most folders and files that a folder may hold.
const ENTRIES: usize = 10_000;

/// Why nothing was imported: the file or address, and what is wrong with it.
#[derive(Debug, thiserror::Error)]
#[error("{place}: {why}")]
pub struct ImportError {
    place: String,
    why: String,
}

impl ImportError {
    pub(super) fn new(place: &str, why: impl Into<String>) -> Self {
        Self {
            place: clean(place),
            why: why.into(),
        }
    }
}

/// A file to import.
pub(super) struct Found {
    path: PathBuf,
    /// As the user named it.
    pub(super) source: String,
    /// The realm's name by the file's place.
    pub(super) name: String,
}

/// The files at these paths; of a folder, the web.config in it, or those in its `SecureAuth*` folders.
///
/// # Errors
/// When there is nothing at a path, or no web.config in a folder.
pub(super) fn files(paths: &[PathBuf]) -> Result<Vec<Found>, ImportError> {
    let mut found = Vec::new();
    for path in paths {
        if path.is_dir() {
            found.extend(of_folder(path)?)
        } else {
            found.push(Found::at(path))
        }
    }
    Ok(found)
}

/// The web.config of each realm on these drives, or on what was copied of one: in the folder SecureAuth of it, or in itself.
///
/// # Errors
/// When there is none.
pub(super) fn on_drives(roots: &[PathBuf]) -> Result<Vec<Found>, ImportError> {
    let on_drive = |root: &PathBuf| {
        let inner = entry(root, |name| name.eq_ignore_ascii_case("SecureAuth"));
        let found = inner.and_then(|inner| of_folder(&inner).ok());
        found.or_else(|| of_folder(root).ok())
    };
    let found: Vec<Found> = roots.iter().filter_map(on_drive).flatten().collect();
    if found.is_empty() {
        let places: Vec<String> = roots.iter().map(|one| one.display().to_string()).collect();
        let why = "no folder of a realm is there, which means a folder such as SecureAuth\\SecureAuth1 with a web.config";
        return Err(ImportError::new(&places.join(", "), why));
    }
    Ok(found)
}

fn of_folder(folder: &Path) -> Result<Vec<Found>, ImportError> {
    let named = folder.display().to_string();
    let wrong = |why: String| ImportError::new(&named, why);
    if let Some(own) = entry(folder, |name| name.eq_ignore_ascii_case("web.config")) {
        return Ok(vec![Found::at(&own)]);
    }
    let mut realms: Vec<PathBuf> = std::fs::read_dir(folder)
        .map_err(|why| wrong(why.to_string()))?
        .take(ENTRIES)
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(|path| {
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            path.is_dir() && name.to_ascii_lowercase().starts_with("secureauth")
        })
        .filter_map(|realm| entry(&realm, |name| name.eq_ignore_ascii_case("web.config")))
        .collect();
    realms.sort_by_key(|path| (number(path), path.clone()));
    if realms.is_empty() {
        Err(wrong(
            "the folder holds no web.config, and no SecureAuth* folder with one".into(),
        ))
    } else {
        Ok(realms.iter().map(|path| Found::at(path)).collect())
    }
}

fn entry(folder: &Path, wanted: impl Fn(&str) -> bool) -> Option<PathBuf> {
    std::fs::read_dir(folder)
        .ok()?
        .take(ENTRIES)
        .filter_map(|entry| Some(entry.ok()?.path()))
        .find(|path| wanted(&path.file_name().unwrap_or_default().to_string_lossy()))
}

/// The number at the end of the realm's name, so that SecureAuth2 stands before SecureAuth10.
fn number(path: &Path) -> u64 {
    let name = realm_of(path);
    let digits = name.trim_start_matches(|c: char| !c.is_ascii_digit());
    digits.parse().unwrap_or(u64::MAX)
}

/// A web.config is of the realm whose folder it stands in; any other file carries the name itself.
fn realm_of(path: &Path) -> String {
    let text =
        |name: Option<&std::ffi::OsStr>| name.map(|name| name.to_string_lossy().into_owned());
    let file = text(path.file_name()).unwrap_or_default();
    let own = if file.eq_ignore_ascii_case("web.config") {
        let whole = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
        text(whole.parent().and_then(Path::file_name))
    } else {
        text(path.file_stem())
    };
    own.unwrap_or_else(|| "SecureAuth".into())
}

impl Found {
    fn at(path: &Path) -> Self {
        Self {
            path: path.to_owned(),
            source: clean(&path.display().to_string()),
            name: realm_of(path),
        }
    }

    /// The folder that it stands in.
    pub(super) fn folder(&self) -> &Path {
        self.path.parent().unwrap_or(Path::new(""))
    }

    /// What stands in it.
    ///
    /// # Errors
    /// When it cannot be read.
    pub(super) fn text(&self) -> Result<String, ImportError> {
        let wrong = |why: files::FileError| ImportError::new(&self.source, why.to_string());
        let bytes = files::read(&self.path).map_err(wrong)?;
        Ok(files::text::decode(&bytes))
    }
}
