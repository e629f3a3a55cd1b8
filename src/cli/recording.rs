//! Files that an earlier run wrote, and that are read again: recordings, reports, and bundles, which hold both.

use std::path::Path;
use std::sync::mpsc::{self, RecvTimeoutError};
use std::time::Duration;

use checks::kit::replay::{Header, Replayed};
use checks::kit::text::{argument, quote, word};
use jiff::Timestamp;

use super::options;
use super::output;
use crate::bundle::{self, Bundle};
use crate::config::{Loaded, portable};
use crate::exit::{Code, Failure};
use crate::files::{self, FileError};
use crate::report::{Report, read};
use crate::run::context::{Context, DEADLINE, Mode};
use crate::run::examine::Examined;
use crate::run::{recording, select};

/// The largest recording or report that is read: 10,000 realms come to less than half of it.
const LARGEST: u64 = 128 << 20;
/// How long after the time limit a run may still come to its end.
const GRACE: Duration = Duration::from_millis(500);
/// The longest that is said of what is wrong with one, in letters.
const LONGEST: usize = 600;

/// A run that can be judged again.
pub struct Recording {
    /// The option that names it.
    option: String,
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
    pub fn config(&mut self, named: Option<&Path>) -> Result<Loaded, Failure> {
        if let Some(loaded) = self.loaded.take() {
            loaded
                .warnings
                .iter()
                .for_each(|one| output::remark(&one.to_string()));
            return Ok(loaded);
        }
        let folder = self.header.config_folder.as_deref();
        let loaded = options::load_from(named, folder)?;
        if self.header.config_sha256 != loaded.sha256 {
            output::remark(
                "otpdoctor: the recording was made with another config; checks whose answers it does not have are `unscripted`",
            );
        }
        Ok(loaded)
    }
}

/// The recording that is named instead of the world, and the config to judge by; it has to be judged before the deadline.
///
/// # Errors
/// When the recording cannot be read, or the config is missing or invalid.
pub fn with_config(
    replay: Option<&Path>,
    named: Option<&Path>,
    deadline: Duration,
) -> Result<(Loaded, Option<Recording>), Failure> {
    match replay.map(|path| read(path, deadline)) {
        Some(read) => {
            // Whether it has a config of its own says only one that could be read.
            let config = match (&read, named) {
                (Err(_), Some(_)) => options::load(named).map(drop),
                _ => Ok(()),
            };
            let (mut recording, ()) = Failure::both(read, config)?;
            Ok((recording.config(named)?, Some(recording)))
        }
        None => Ok((options::load(named)?, None)),
    }
}

/// How a run asks: a recording in place of the world needs no network.
pub fn mode(replay: &Option<Recording>, offline: bool) -> Mode {
    match replay {
        Some(_) if !offline => Mode::Simulated,
        _ => options::mode(offline),
    }
}

/// Judges a recording: what its run looked at, where the context chooses nothing else, as of its moment or another.
///
/// # Errors
/// When a selection matches nothing.
pub async fn judge(
    context: &mut Context,
    recording: Recording,
    at: Option<Timestamp>,
) -> Result<(Report, Examined), Failure> {
    let chosen = std::mem::take(&mut context.chosen);
    context.chosen = select::or_recorded(chosen, &recording.header.chosen);
    context.as_recorded(recording.header);
    context.named.push(recording.option);
    context.judged_at = at.unwrap_or(context.judged_at);
    // What was judged until then is reported: only what cannot be cut short ends the process.
    let _limit = end_after(context.deadline, GRACE, "the recording");
    context.examine_again(&recording.replayed).await
}

/// Reads a recording, or the one in a bundle.
///
/// # Errors
/// When the file is missing, unreadable, or neither: with the place, what was expected and what to do.
pub fn read(path: &Path, deadline: Duration) -> Result<Recording, Failure> {
    let input = Input::read(path, "recording")?;
    let _limit = end_after(deadline, Duration::ZERO, &input.name);
    let (bytes, wrong) = (&input.bytes, |what| input.wrong(what));
    let (loaded, (header, replayed)) = if is_bundle(bytes) {
        let bundle = sound(bytes).map_err(wrong)?;
        let (loaded, read) = of_bundle(&bundle).map_err(wrong)?;
        (Some(loaded), read)
    } else {
        (None, recording::read(bytes).map_err(wrong)?)
    };
    Ok(Recording {
        option: format!("--replay {}", word(&path.to_string_lossy())),
        header,
        replayed,
        loaded,
    })
}

/// Reads a file that must be a bundle.
///
/// # Errors
/// When it is missing, unreadable, or no bundle.
pub fn read_bundle(path: &Path) -> Result<Bundle, Failure> {
    let input = Input::read(path, "bundle")?;
    let _limit = end_after(DEADLINE, Duration::ZERO, &input.name);
    bundle::unpack(&input.bytes).map_err(|why| {
        input.wrong(format!(
            "{why}; expected a file that `otpdoctor bundle create` made"
        ))
    })
}

/// Reads a saved report, or the one in a bundle.
///
/// # Errors
/// When it is missing, too large, or no report: with the place.
pub fn report(path: &Path) -> Result<Report, Failure> {
    let input = Input::read(path, "report")?;
    let (bytes, wrong) = (&input.bytes, |what| input.wrong(what));
    if !is_bundle(bytes) {
        return read::read(bytes).map_err(wrong);
    }
    let bundle = sound(bytes).map_err(wrong)?;
    let report = file(&bundle, bundle::REPORT).map_err(wrong)?;
    read::read(report).map_err(wrong)
}

/// What was saved and is read again.
pub struct Input {
    /// What it holds.
    pub bytes: Vec<u8>,
    /// Its name, for messages.
    pub name: String,
    what: &'static str,
}

impl Input {
    /// Reads a file, or stdin where that is named as `-`.
    ///
    /// # Errors
    /// When it is missing, unreadable or too large.
    pub fn read(path: &Path, what: &'static str) -> Result<Self, Failure> {
        if path.is_dir() {
            let text = format!(
                "{} is a folder: name {}",
                path.display(),
                inside(path, what)
            );
            return Err(Failure::new(Code::NoInput, text));
        }
        let (name, bytes) = if path == Path::new("-") {
            (
                "stdin".to_owned(),
                files::bounded(std::io::stdin().lock(), LARGEST),
            )
        } else {
            (
                path.display().to_string(),
                files::read_within(path, LARGEST),
            )
        };
        let bytes = bytes.map_err(|why| match why {
            FileError::Missing => {
                Failure::new(Code::NoInput, format!("{name}: there is no such {what}"))
            }
            why => why.of(format_args!("{name}: the {what} cannot be read")),
        })?;
        Ok(Self { bytes, name, what })
    }

    /// Why what it holds is of no use: on one line, since it may quote what a stranger wrote.
    pub fn wrong(&self, why: impl std::fmt::Display) -> Failure {
        let why = match self.otherwise() {
            Some(hint) => hint,
            None => quote(&why.to_string(), LONGEST),
        };
        Failure::new(Code::NoInput, format!("{}: {why}", self.name))
    }

    /// What it is where that is no {what}, and what takes it.
    fn otherwise(&self) -> Option<String> {
        let head = &self.bytes[..self.bytes.len().min(200)];
        let head = String::from_utf8_lossy(head);
        let is = |schema: &str| head.contains(&format!("\"otpdoctor.{schema}/"));
        let file = argument(&self.name);
        match self.what {
            "report" if is("recording") => Some(format!(
                "it is a recording: `otpdoctor check --replay {file} -o json=report.json` makes a report of it"
            )),
            "recording" if is("report") => Some(format!(
                "it is a report, which has no answers to check again: `otpdoctor report {file}` shows it; name the recording of its run (`check --record`), or a bundle"
            )),
            _ => None,
        }
    }
}

/// The latest in a folder of what is wanted, or what there should be.
fn inside(folder: &Path, what: &str) -> String {
    let ending = if what == "recording" { "jsonl" } else { "json" };
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    let entries = entries.map(|entry| entry.path()).filter(|path| {
        let is = |ending| path.extension().is_some_and(|own| own == ending);
        (is(ending) || is("zip")) && !path.ends_with("state.json")
    });
    match entries.max() {
        Some(latest) => format!(
            "a {what} in it, such as {}",
            argument(&latest.to_string_lossy())
        ),
        None => format!("a {what}, which this one does not have"),
    }
}

/// The bundle of these bytes, if its files are what its manifest says.
///
/// # Errors
/// When it is none, or its files are others.
pub fn sound(bytes: &[u8]) -> Result<Bundle, String> {
    let bundle = bundle::unpack(bytes)?;
    match bundle.faults().as_slice() {
        [] => Ok(bundle),
        faults => Err(format!(
            "it is not as it was made: {}; ask for it again",
            faults.join(", ")
        )),
    }
}

/// Whether a file that begins like this may be a bundle.
fn is_bundle(bytes: &[u8]) -> bool {
    bytes.starts_with(&bundle::ZIP)
}

fn file<'a>(bundle: &'a Bundle, name: &str) -> Result<&'a [u8], String> {
    let file = bundle.file(name);
    file.ok_or_else(|| format!("it holds no {name}"))
}

fn of_bundle(bundle: &Bundle) -> Result<(Loaded, (Header, Replayed)), String> {
    let read = recording::read(file(bundle, bundle::RECORDING)?)
        .map_err(|why| format!("{}: {why}", bundle::RECORDING))?;
    let loaded = portable::read(file(bundle, bundle::CONFIG)?)
        .map_err(|why| format!("{}: {why}", bundle::CONFIG))?;
    Ok((loaded, read))
}

/// Ends the process where a stranger's file has it compute for longer than a run may take, while what this gives lives: a
/// run that waits for nobody could not be ended otherwise.
#[must_use]
pub fn end_after(deadline: Duration, grace: Duration, name: &str) -> mpsc::Sender<()> {
    let why =
        format!("{name}: the time limit ({deadline:?}) was reached before all of it was checked");
    let (alive, ended) = mpsc::channel();
    // Where no thread can be had the file is still bounded in size.
    let _ = std::thread::Builder::new().spawn(move || {
        if ended.recv_timeout(deadline + grace) == Err(RecvTimeoutError::Timeout) {
            output::complain(&Failure::new(Code::Unknown, why));
            std::process::exit(Code::Unknown as i32);
        }
    });
    alive
}
