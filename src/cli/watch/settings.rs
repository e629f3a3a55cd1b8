//! What a watch is to do: by its flags, else by the config, else as usual.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use checks::kit::realm::{Config, Watch};
use jiff::SignedDuration;

use super::args::Args;
use crate::config::{self, Loaded};
use crate::exit::{Code, Failure};
use crate::files;
use crate::report::model::waivers::Waiver;
use crate::run::context::this_host;
use crate::run::select;
use crate::watch::channel::Channel;
use crate::watch::schedule::Schedule;

/// The longest time between runs: clocks end somewhere beyond it.
const LONGEST: Duration = Duration::from_secs(366 * 24 * 3600);

/// A config that is in use, and what it and the flags say.
pub(super) struct Current {
    pub(super) loaded: Arc<Loaded>,
    pub(super) waivers: Vec<Waiver>,
    pub(super) channels: Vec<Channel>,
    pub(super) settings: Settings,
}

/// What a watch does.
pub(super) struct Settings {
    pub(super) schedule: Schedule,
    pub(super) confirm: u8,
    pub(super) keep: SignedDuration,
    pub(super) listen: Option<SocketAddr>,
    pub(super) reports: PathBuf,
}

impl Current {
    /// Reads it anew.
    ///
    /// # Errors
    /// When the config or the waivers cannot be used, or the selection matches nothing.
    pub(super) fn read(args: &Args, named: Option<&Path>) -> Result<Self, Failure> {
        let loaded = config::load(named).map_err(Failure::from);
        let (loaded, waivers) = Failure::both(loaded, args.accepted.read())?;
        // Said now, not in the middle of a run.
        let chosen = args.selection.chosen();
        select::realms(&chosen, &loaded.config)?;
        select::checks(&chosen)?;
        let settings = Settings::of(&loaded.config, args)?;
        let channels = Channel::all(&loaded.config, args.asking.commands())
            .map_err(|why| Failure::new(Code::Config, why))?;
        Ok(Self {
            settings,
            channels,
            waivers,
            loaded: Arc::new(loaded),
        })
    }

    /// The appliance's name: as the config has it, else this host's.
    ///
    /// # Errors
    /// When neither has one.
    pub(super) fn appliance(&self) -> Result<String, Failure> {
        let named = self.loaded.config.appliance.name.clone();
        let name = named.unwrap_or_else(|| this_host().name);
        match name.trim() {
            "" => Err(Failure::usage(
                "this host has no name: set appliance.name in the config",
            )),
            name => Ok(name.to_owned()),
        }
    }
}

impl Settings {
    /// The settings that are others than before, and that only a start can change.
    pub(super) fn fixed(&self, before: &Self) -> Vec<&'static str> {
        let fixed = [
            ("watch.reports", self.reports != before.reports),
            ("watch.listen", self.listen != before.listen),
        ];
        let changed = fixed.into_iter().filter(|(_, changed)| *changed);
        changed.map(|(name, _)| name).collect()
    }

    fn of(config: &Config, args: &Args) -> Result<Self, Failure> {
        let usual = Watch::default();
        let watch = config.watch.as_ref().unwrap_or(&usual);
        let every = args.every.unwrap_or_else(|| unsigned(watch.every));
        let jitter = args.jitter.or_else(|| watch.jitter.map(unsigned));
        let named = args.reports.clone();
        let named = named.or_else(|| watch.reports.as_ref().map(PathBuf::from));
        let named = named.or_else(|| args.usual_reports.clone());
        let reports = named.map_or_else(default_folder, Ok)?;
        Ok(Self {
            schedule: Schedule {
                every: every.min(LONGEST),
                jitter: jitter.map(|jitter| jitter.min(LONGEST)),
            },
            confirm: watch.confirm,
            keep: watch.keep,
            listen: args.listen.or(watch.listen),
            reports,
        })
    }
}

/// The folder of the user's watch.
fn default_folder() -> Result<PathBuf, Failure> {
    let state = files::state_folder().map_err(|why| {
        let why = format!("{why}: name a folder with --reports or `watch.reports`");
        Failure::new(Code::Unavailable, why)
    })?;
    Ok(state.join("watch"))
}

fn unsigned(span: SignedDuration) -> Duration {
    Duration::try_from(span).unwrap_or_default()
}
