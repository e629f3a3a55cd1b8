//! The file of waivers, read.

use std::path::Path;

use crate::files;
use crate::report::model::waivers::{Waiver, WaiverError, parse};

/// The waivers of a file; none without one.
///
/// # Errors
/// When it cannot be read, or has mistakes.
pub fn read(path: Option<&Path>) -> Result<Vec<Waiver>, WaiverError> {
    let Some(path) = path else {
        return Ok(Vec::new());
    };
    let name = path.display().to_string();
    let text = files::read_text(path);
    let text = text.map_err(|why| WaiverError::Unreadable(format!("{name}: {why}")))?;
    parse(&name, &text)
}
