//! Recordings as files: `--record` writes one, `--replay` reads one, and both a bundle holds.

use std::io::Read as _;
use std::path::Path;

use checks::kit::ctx::{Here, Network};
use checks::kit::replay::{Header, Line, Replayed};
use checks::kit::text::quote;

use super::exit::{Code, Failure};
use super::output;
use super::stage::Stage;
use crate::bundle::{self, Bundle};
use crate::config::{self, ConfigError, Loaded, portable};
use crate::run::ask::record;
use crate::run::session::Examined;

/// The largest recording, report or packed bundle that is read: 10,000 realms come to a tenth of it.
const LARGEST: u64 = 256 << 20;
/// The longest that is said of what is wrong with one, in letters.
const LONGEST: usize = 600;

/// A run that can be judged again.
pub struct Recording {
    /// Under which circumstances it was made.
    pub header: Header,
    /// What was answered.
    pub replayed: Replayed,
    /// The config that it was made with, where the recording comes in a bundle.
    pub loaded: Option<Loaded>,
}

impl Recording {
    /// The config to judge it with: the bundle's own, else the one that is named or found.
    ///
    /// # Errors
    /// When that is missing or invalid.
    pub fn config(&mut self, named: Option<&Path>) -> Result<Loaded, ConfigError> {
        if let Some(loaded) = self.loaded.take() {
            return Ok(loaded);
        }
        let loaded = config::load(named)?;
        if self.header.config_sha256 != loaded.sha256 {
            output::remark(
                "otpdoctor: the recording was made with another config; questions that it does not hold are `unscripted`",
            );
        }
        Ok(loaded)
    }
}

/// Writes what was asked and answered, whole or not at all.
///
/// # Errors
/// When the file cannot be written.
pub fn save(path: &Path, examined: &Examined, stage: &Stage<'_>) -> anyhow::Result<()> {
    output::save(path, &write(examined, stage)?)
}

/// What was asked and answered, a line each.
///
/// # Errors
/// When it cannot be put in words, which is a bug.
pub fn write(examined: &Examined, stage: &Stage<'_>) -> anyhow::Result<Vec<u8>> {
    let header = Header {
        schema: record::SCHEMA.into(),
        version: env!("CARGO_PKG_VERSION").into(),
        now: stage.started_at,
        host: stage.host.clone(),
        here: stage.scope.here == Here::Yes,
        offline: stage.scope.network == Network::Offline,
        config_sha256: stage.loaded.sha256.clone(),
        chosen: stage.selection.chosen(),
    };
    let mut bytes = Vec::new();
    record::write(
        &mut bytes,
        &header,
        &examined.log,
        &examined.retries,
        &stage.vault,
    )?;
    Ok(bytes)
}

/// Reads a recording, or the one in a bundle.
///
/// # Errors
/// When the file is missing, unreadable, or neither: with the place, what was expected and what to do.
pub fn read(path: &Path) -> anyhow::Result<Recording> {
    let input = Input::read(path, "recording")?;
    let (bytes, wrong) = (&input.bytes, |what| input.wrong(what));
    if is_bundle(bytes) {
        let bundle = sound(bytes).map_err(wrong)?;
        return of_bundle(&bundle).map_err(wrong);
    }
    let (header, replayed) = parse(bytes).map_err(wrong)?;
    Ok(Recording {
        header,
        replayed,
        loaded: None,
    })
}

/// Reads a file that must be a bundle.
///
/// # Errors
/// When it is missing, unreadable, or no bundle.
pub fn read_bundle(path: &Path) -> anyhow::Result<Bundle> {
    let input = Input::read(path, "bundle")?;
    bundle::unpack(input.bytes.as_slice()).map_err(|why| {
        input.wrong(format!(
            "{why}; expected a file that `otpdoctor bundle create` made"
        ))
    })
}

/// What was saved and is read again.
pub struct Input {
    /// What it holds.
    pub bytes: Vec<u8>,
    name: String,
}

impl Input {
    /// Reads a file, or stdin where that is named as `-`.
    ///
    /// # Errors
    /// When it is missing, unreadable or too large.
    pub fn read(path: &Path, what: &str) -> anyhow::Result<Self> {
        let (name, bytes) = match path == Path::new("-") {
            true => ("stdin".to_owned(), bounded(std::io::stdin().lock())),
            false => (
                path.display().to_string(),
                std::fs::File::open(path).and_then(bounded),
            ),
        };
        let bytes = bytes.map_err(|why| {
            let text = match why.kind() {
                std::io::ErrorKind::NotFound => format!("{name}: there is no such {what}"),
                _ => format!("{name}: the {what} cannot be read: {why}"),
            };
            Failure::error(Code::NoInput, text)
        })?;
        Ok(Self { bytes, name })
    }

    /// Why what it holds is of no use: on one line, since it may quote what a stranger wrote.
    pub fn wrong(&self, why: impl std::fmt::Display) -> anyhow::Error {
        let why = quote(&why.to_string(), LONGEST);
        Failure::error(Code::NoInput, format!("{}: {why}", self.name))
    }
}

/// The bundle of these bytes, if its files are what its manifest says.
///
/// # Errors
/// When it is none, or its files are others.
pub fn sound(bytes: &[u8]) -> Result<Bundle, String> {
    let bundle = bundle::unpack(bytes).map_err(|why| why.to_string())?;
    match bundle.faults().as_slice() {
        [] => Ok(bundle),
        faults => Err(format!(
            "it is not as it was made: {}; ask for it again",
            faults.join(", ")
        )),
    }
}

/// Whether a file that begins like this may be a bundle.
pub fn is_bundle(bytes: &[u8]) -> bool {
    bytes.starts_with(&bundle::ZSTD)
}

fn of_bundle(bundle: &Bundle) -> Result<Recording, String> {
    let file = |name: &str| {
        bundle
            .file(name)
            .ok_or_else(|| format!("it holds no {name}"))
    };
    let (header, replayed) =
        parse(file(bundle::RECORDING)?).map_err(|why| format!("{}: {why}", bundle::RECORDING))?;
    let loaded = portable::read(file(bundle::CONFIG)?)
        .map_err(|why| format!("{}: {why}", bundle::CONFIG))?;
    Ok(Recording {
        header,
        replayed,
        loaded: Some(loaded),
    })
}

fn parse(bytes: &[u8]) -> Result<(Header, Replayed), String> {
    let text = std::str::from_utf8(bytes).map_err(|why| format!("it is not UTF-8: {why}"))?;
    let mut lines = text.lines().enumerate();
    let (_, first) = lines
        .next()
        .ok_or("it is empty; expected a recording, as `otpdoctor check --record FILE` makes it")?;
    let header: Header = serde_json::from_str(first)
        .map_err(|why| format!("this is no recording; expected a file that `otpdoctor check --record FILE` made ({why})"))?;
    if header.schema != record::SCHEMA {
        return Err(format!(
            "its format is {:?}; this version reads {:?}",
            header.schema,
            record::SCHEMA
        ));
    }
    let lines: Vec<Line> = lines
        .map(|(number, line)| {
            serde_json::from_str(line).map_err(|why| format!("line {}: {why}", number + 1))
        })
        .collect::<Result<_, String>>()?;
    Ok((header, Replayed::new(lines)))
}

/// The content of a file, or of a pipe that somebody else fills, within bounds.
///
/// # Errors
/// When it cannot be read, or is larger.
fn bounded(source: impl std::io::Read) -> std::io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    source.take(LARGEST + 1).read_to_end(&mut bytes)?;
    match bytes.len() as u64 > LARGEST {
        true => Err(std::io::Error::other("it is larger than 256 MiB")),
        false => Ok(bytes),
    }
}
