//! Recordings as files: `--record` writes one, `--replay` reads one.

use std::path::Path;

use checks::kit::replay::{Header, Line, Replayed};

use super::exit::{Code, Failure};
use super::output;
use super::stage::Stage;
use crate::probe::record;
use crate::runner::session::Examined;

/// Writes what was asked and answered, whole or not at all.
///
/// # Errors
/// When the file cannot be written.
pub fn save(path: &Path, examined: &Examined, stage: &Stage<'_>) -> anyhow::Result<()> {
    let header = Header {
        schema: record::SCHEMA.into(),
        version: env!("CARGO_PKG_VERSION").into(),
        now: stage.started_at,
        host: stage.host.clone(),
        config_sha256: stage.loaded.sha256.clone(),
    };
    let mut bytes = Vec::new();
    record::write(
        &mut bytes,
        &header,
        &examined.log,
        &examined.retries,
        &stage.vault,
    )?;
    output::save(path, &bytes)
}

/// Reads a recording.
///
/// # Errors
/// When the file is missing, unreadable, or not a recording: with the line, what was expected and what to do.
pub fn read(path: &Path) -> anyhow::Result<(Header, Replayed)> {
    let wrong = |what: String| Failure::error(Code::NoInput, format!("{}: {what}", path.display()));
    let text = std::fs::read_to_string(path)
        .map_err(|why| wrong(format!("the recording cannot be read: {why}")))?;
    let mut lines = text.lines().enumerate();
    let (_, first) = lines.next().ok_or_else(|| {
        wrong(
            "it is empty; expected a recording, as `otpdoctor check --record FILE` makes it".into(),
        )
    })?;
    let header: Header = serde_json::from_str(first)
        .map_err(|why| wrong(format!("this is no recording; expected a file that `otpdoctor check --record FILE` made ({why})")))?;
    if header.schema != record::SCHEMA {
        return Err(wrong(format!(
            "its format is {:?}; this version reads {:?}",
            header.schema,
            record::SCHEMA
        )));
    }
    let lines: Vec<Line> = lines
        .map(|(number, line)| {
            serde_json::from_str(line).map_err(|why| wrong(format!("line {}: {why}", number + 1)))
        })
        .collect::<anyhow::Result<_>>()?;
    Ok((header, Replayed::new(lines)))
}
