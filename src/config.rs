//! The realm config: YAML files into a valid [`checks::kit::Config`], every mistake at once.
//!
//! The way of a config: found ([`find`](self::find)), read into trees of values with places (`load`),
//! united (`merge`), held against the schema (`validate`) and against itself (`refer`), `defaults` laid
//! under every realm, secrets taken out (`secrets`), and typed (`effective`).

pub mod diagnostic;
mod effective;
mod expect;
pub mod find;
pub mod import;
mod labels;
mod load;
mod loaded;
mod mask;
mod merge;
mod mistake;
mod node;
pub mod portable;
mod refer;
mod secrets;
pub mod show;
pub mod small_file;
mod source;
mod store_location;
mod syntax;
mod text;
mod validate;
pub mod waivers;
pub mod yaml;

use std::path::{Path, PathBuf};

use checks::kit::Sites;

pub use expect::schema;
pub use loaded::{ConfigError, Loaded, Look, Mistakes};
pub use store_location::{is_connection_string, is_url};

/// Whether there is a config to read: one is named, or stands in one of the usual places.
pub fn is_found(named: Option<&Path>) -> bool {
    find::find(named, |name| std::env::var_os(name)).is_ok()
}

/// Reads the config: `named` (a file or a folder), else the usual places.
///
/// # Errors
/// All mistakes at once, each with file, line, column and the marked text.
pub fn load(named: Option<&Path>) -> Result<Loaded, ConfigError> {
    load_from(named, None)
}

/// The same, its relative paths starting from a folder of this name, which need not exist: that of the machine where a
/// recording was made, whose questions hold them.
///
/// # Errors
/// As [`load`].
pub fn load_from(named: Option<&Path>, folder: Option<&str>) -> Result<Loaded, ConfigError> {
    let path = find::find(named, |name| std::env::var_os(name))?;
    let files = find::files(&path)?;
    #[cfg(windows)]
    find::are_safe(&files, |name| std::env::var_os(name))?;
    let mut reading = effective::Reading::from(folder);
    let tree = reading.read(&files)?;
    reading.finish(tree, path)
}

/// Makes a config of a text that stands in no file: no setting has a place.
///
/// # Errors
/// All mistakes at once.
pub fn of_text(text: String) -> Result<Loaded, ConfigError> {
    let mut reading = effective::Reading::default();
    let tree = reading.read_text(text)?;
    let mut loaded = reading.finish(tree, PathBuf::new())?;
    loaded.config.sites = Sites::default();
    Ok(loaded)
}
