//! A file of a config.

use std::path::PathBuf;
use std::sync::Arc;

/// A file of the config.
pub(super) struct Source {
    /// As the user named it.
    pub(super) name: Arc<str>,
    /// The folder that its relative paths start from.
    pub(super) folder: PathBuf,
    /// What stands in it; empty where it is not text.
    pub(super) text: String,
    /// The bytes that count for the config's checksum.
    pub(super) bytes: Vec<u8>,
}
