//! A saved report, read back.

use std::path::Path;

use crate::bundle;
use crate::cli::recording;
use crate::exit::Failure;
use crate::report::{Report, read};
use crate::run::context::DEADLINE;

/// Reads a saved report, or the one in a bundle.
///
/// # Errors
/// When it is missing, too large, or no report: with the place.
pub fn load(path: &Path) -> Result<Report, Failure> {
    let input = recording::Input::read(path, "report")?;
    let _limit = recording::end_after(DEADLINE, &input.name);
    let report = match recording::is_bundle(&input.bytes) {
        true => &in_bundle(&input.bytes).map_err(|why| input.wrong(why))?,
        false => &input.bytes,
    };
    read::read(report).map_err(|why| input.wrong(why))
}

fn in_bundle(bytes: &[u8]) -> Result<Vec<u8>, String> {
    let bundle = recording::sound(bytes)?;
    let report = bundle.file(bundle::REPORT);
    report
        .map(<[u8]>::to_vec)
        .ok_or_else(|| format!("it holds no {}", bundle::REPORT))
}
