//! Why an import took nothing.

use crate::config::text::clean;

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
