//! A recording: what a run asked and what was answered, a line each below a header, so that it can be judged again.

use checks::kit::Probe;
use checks::kit::ctx::{Here, Network};
use checks::kit::replay::{Header, Line, Replayed};
use serde::de::IgnoredAny;

use super::ask::record;
use super::context::Context;
use super::examine::Examined;
use crate::exit::{Code, Failure};

/// What was asked and answered.
///
/// # Errors
/// When it has no form in JSON, which is a bug.
pub fn write(examined: &Examined, context: &Context) -> Result<Vec<u8>, Failure> {
    let header = Header {
        schema: record::SCHEMA.into(),
        version: env!("CARGO_PKG_VERSION").into(),
        now: context.started_at,
        host: context.host.clone(),
        here: context.scope.here == Here::Yes,
        offline: context.scope.network == Network::Offline,
        config_sha256: context.loaded.sha256.clone(),
        config_folder: Some(context.loaded.folder.clone()),
        chosen: context.chosen.clone(),
    };
    let mut bytes = Vec::new();
    record::write(&mut bytes, &header, &examined.log, &context.vault)
        .map_err(|why| Failure::of(Code::Bug, why))?;
    Ok(bytes)
}

/// Reads one again.
///
/// # Errors
/// With the line, and what was expected.
pub fn read(bytes: &[u8]) -> Result<(Header, Replayed), String> {
    let text = std::str::from_utf8(bytes).map_err(|why| format!("it is not UTF-8: {why}"))?;
    let mut lines = text.lines().enumerate();
    let (_, first) = lines
        .next()
        .ok_or("it is empty; expected a recording, as `otpdoctor check --record FILE` makes it")?;
    let header: Header = serde_json::from_str(first)
        .map_err(|why| format!("this is not a recording; expected a file that `otpdoctor check --record FILE` made ({why})"))?;
    if header.schema != record::SCHEMA {
        return Err(format!(
            "its format is {:?}; this version reads {:?}",
            header.schema,
            record::SCHEMA
        ));
    }
    let mut known = Vec::new();
    for (number, line) in lines {
        let read = understood(line).map_err(|why| format!("line {}: {why}", number + 1))?;
        known.extend(read);
    }
    Ok((header, Replayed::new(known)))
}

/// A line, where its question is one that this version asks: any other JSON may take a hundred times its size in memory.
fn understood(line: &str) -> serde_json::Result<Option<Line>> {
    match serde_json::from_str::<Line<Probe>>(line) {
        Ok(asked) => Ok(Some(Line {
            probe: serde_json::to_value(asked.probe)?,
            observed: asked.observed,
            failed: asked.failed,
        })),
        Err(_) => serde_json::from_str::<Line<IgnoredAny>>(line).map(|_| None),
    }
}
