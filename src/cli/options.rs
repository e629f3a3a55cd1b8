//! What several commands take on their command line, and how its values are read.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use checks::kit::Area;
use checks::kit::ctx::Here;
use checks::kit::replay::Chosen;
use checks::kit::text::word;
use clap::builder::{PossibleValue, PossibleValuesParser};
use jiff::Timestamp;

use super::output;
use crate::config::{self, Loaded};
use crate::exit::Failure;
use crate::files;
use crate::report::model::waivers::Waiver;
use crate::run::context::{Context, Mode};
use crate::run::select;
use crate::secret::Commands;

/// Which realms and which checks.
#[derive(clap::Args)]
pub struct Selection {
    /// A realm by name or glob, or `all`; repeatable
    #[arg(long, value_name = "NAME", default_value = select::ALL)]
    realm: Vec<String>,

    /// Run only these checks or areas; repeatable, or separated by commas
    #[arg(long, value_name = "ID-OR-AREA", value_delimiter = ',', value_parser = ids_and_areas(), hide_possible_values = true)]
    only: Vec<String>,

    /// Do not run these checks or areas
    #[arg(long, value_name = "ID-OR-AREA", value_delimiter = ',', value_parser = ids_and_areas(), hide_possible_values = true)]
    skip: Vec<String>,
}

impl Selection {
    /// As a run and its recording keep it: empty where everything is chosen.
    pub fn chosen(&self) -> Chosen {
        let realm = match self.realm.as_slice() {
            [all] if all == select::ALL => Vec::new(),
            named => named.to_vec(),
        };
        Chosen {
            realm,
            only: self.only.clone(),
            skip: self.skip.clone(),
        }
    }
}

/// The ids of all checks and the names of all areas, for parsing and completion.
fn ids_and_areas() -> PossibleValuesParser {
    let ids = checks::ALL
        .iter()
        .map(|check| PossibleValue::new(check.about().id).help(check.about().title));
    let areas = Area::ALL
        .iter()
        .map(|area| PossibleValue::new(area.name()).help("every check of the area"));
    PossibleValuesParser::new(areas.chain(ids).collect::<Vec<_>>())
}

/// How a run may ask the world.
#[derive(clap::Args)]
pub struct Asking {
    /// The time limit of the whole run, such as 30s or 2m
    #[arg(long, value_name = "SPAN", default_value = "60s", value_parser = span)]
    pub deadline: Duration,

    /// Treat this machine as the appliance, whatever its name
    #[arg(long)]
    here: bool,

    /// Allow the programs in the config to run: those of `{command: …}` secrets, and those that a watch notifies
    #[arg(long)]
    allow_commands: bool,
}

impl Asking {
    /// A run of everything that asks so.
    pub fn context(&self, loaded: impl Into<Arc<Loaded>>, mode: Mode) -> Context {
        let mut context = Context::new(loaded, mode, self.commands());
        context.deadline = self.deadline;
        if self.here {
            context.scope.here = Here::Yes;
        }
        let commands = self.allow_commands.then(|| "--allow-commands".to_owned());
        context.named.extend(commands);
        context
    }

    /// Whether programs that the config names may run.
    pub fn commands(&self) -> Commands {
        commands(self.allow_commands)
    }
}

/// Whether the dialogues of a run are shown.
#[derive(clap::Args)]
pub struct Tracing {
    /// Show the dialogue with each server (SMTP, HTTP, CONNECT, NTP) on stderr, without secrets
    #[arg(long)]
    trace: bool,
}

impl Tracing {
    /// Has the run note them.
    pub fn begin(&self, context: &mut Context) {
        context.trace = self.trace.then(Arc::default);
    }

    /// Shows them.
    pub fn end(&self, context: &Context) {
        if let Some(trace) = &context.trace {
            output::remark(trace.text(&context.vault).trim_end());
        }
    }
}

/// What `--allow-commands` says.
pub fn commands(allowed: bool) -> Commands {
    if allowed {
        Commands::Allowed
    } else {
        Commands::Refused
    }
}

/// What `--offline` says.
pub fn mode(offline: bool) -> Mode {
    if offline { Mode::Offline } else { Mode::Live }
}

/// The config that is named, else the one that is found; its warnings go to stderr.
///
/// # Errors
/// When it is missing or invalid.
pub fn load(named: Option<&Path>) -> Result<Loaded, Failure> {
    load_from(named, None)
}

/// The same, its relative paths starting from a folder of this name.
///
/// # Errors
/// As [`load`].
pub fn load_from(named: Option<&Path>, folder: Option<&str>) -> Result<Loaded, Failure> {
    let loaded = config::load_from(named, folder)?;
    let warnings = loaded.warnings.iter();
    warnings.for_each(|warning| output::remark(&warning.to_string()));
    Ok(loaded)
}

/// The findings that `--waivers` accepts.
#[derive(clap::Args)]
pub struct Accepted {
    /// A YAML file of findings that are accepted until a date
    #[arg(long, value_name = "FILE")]
    waivers: Option<PathBuf>,
}

impl Accepted {
    /// Has the run name the file again.
    pub fn name(&self, context: &mut Context) {
        let path = self.waivers.as_ref().map(|path| path.to_string_lossy());
        let option = path.map(|path| format!("--waivers {}", word(&path)));
        context.named.extend(option);
    }

    /// Reads them; none without a file.
    ///
    /// # Errors
    /// When the file is missing, unreadable or invalid.
    pub fn read(&self) -> Result<Vec<Waiver>, Failure> {
        let Some(path) = &self.waivers else {
            return Ok(Vec::new());
        };
        let text = files::read_text(path).map_err(|why| why.of(path.display()))?;
        Ok(config::waivers::parse(path, text)?)
    }
}

/// Where the OTP engine keeps its state, on the command line.
pub fn store(text: &str) -> Result<String, String> {
    match text.trim() {
        "" => Err("a value is required: a file, or postgres://USER@HOST:PORT/DATABASE".into()),
        _ => Ok(text.to_owned()),
    }
}

/// A moment on the command line.
pub fn moment(text: &str) -> Result<Timestamp, String> {
    let day = || {
        let day = text.parse::<jiff::civil::Date>().ok()?;
        let midnight = day.to_zoned(jiff::tz::TimeZone::UTC).ok()?;
        Some(midnight.timestamp())
    };
    text.parse().ok().or_else(day).ok_or_else(|| {
        "expected a date such as 2027-01-31, or a time such as 2027-01-31T08:00:00Z".into()
    })
}

/// The longest span of the command line: what lies beyond is a slip, and soon more than a clock counts.
const LONGEST_SPAN: Duration = Duration::from_hours(366 * 24);

/// A span of time on the command line.
pub fn span(text: &str) -> Result<Duration, String> {
    let span: Option<jiff::SignedDuration> = text.parse().ok();
    let span = span
        .and_then(|span| Duration::try_from(span).ok())
        .filter(|span| !span.is_zero());
    match span {
        Some(span) if span > LONGEST_SPAN => Err("the longest span is 366 days".into()),
        Some(span) => Ok(span),
        None => Err("expected a span such as 30s or 2m".into()),
    }
}
