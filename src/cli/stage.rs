//! What `check`, `diagnose` and `demo` share: a loaded config, whom to ask, and the report that comes of it.

use std::sync::Arc;
use std::time::Duration;

use checks::kit::ctx::{Here, Network};
use checks::kit::forecast::forecast;
use checks::kit::replay::Header;
use checks::kit::shown::shown;
use checks::kit::{Host, Prober, Scope};
use jiff::{SignedDuration, Timestamp};
use tokio::sync::watch;

use super::check::{span, this_host};
use super::progress::Display;
use super::select::Selection;
use super::signals;
use crate::config::Loaded;
use crate::probe::{Live, Patience};
use crate::report::{Asked, Chain, ClockBounds, Expiry, Frame, Report};
use crate::run::ask::limit::{Progress, Quiet, Stop};
use crate::run::session::{Examined, Session};
use crate::secret::{Commands, Resolve, Vault};

/// How far the forecast looks.
const HORIZON: SignedDuration = SignedDuration::from_hours(24 * 90);

/// Everything about a run but who answers.
pub struct Stage<'a> {
    /// The config.
    pub loaded: &'a Loaded,
    /// Its secrets.
    pub vault: Arc<Vault>,
    /// Which realms and checks.
    pub selection: &'a Selection,
    /// What may be asked.
    pub scope: Scope,
    /// The longest that the run may take.
    pub deadline: Duration,
    /// The machine that this is, or was.
    pub host: Host,
    /// When the run began.
    pub started_at: Timestamp,
    /// The moment to judge at.
    pub judged_at: Timestamp,
    /// Ends the run early.
    pub stop: watch::Receiver<Stop>,
    /// Shows what is being waited for.
    pub progress: Arc<dyn Progress>,
}

/// How a run may ask the world.
#[derive(clap::Args)]
pub struct Asking {
    /// The longest that the whole run may take, such as 30s or 2m
    #[arg(long, value_name = "SPAN", default_value = "60s", value_parser = span)]
    deadline: Duration,

    /// Take this machine for the appliance, whatever its name
    #[arg(long)]
    here: bool,

    /// Allow programs that the config names to run: `{command: …}` secrets, and those that a watch tells
    #[arg(long)]
    allow_commands: bool,
}

impl Asking {
    /// A run that asks so.
    pub fn stage<'a>(
        &self,
        loaded: &'a Loaded,
        selection: &'a Selection,
        network: Network,
        resolve: Resolve,
    ) -> Stage<'a> {
        let scope = Scope {
            network,
            here: if self.here { Here::Yes } else { Here::ByName },
        };
        let mut stage = Stage::new(loaded, selection, scope, self.commands(), resolve);
        stage.deadline = self.deadline;
        stage
    }

    /// Whether programs that the config names may run.
    pub fn commands(&self) -> Commands {
        match self.allow_commands {
            true => Commands::Allowed,
            false => Commands::Refused,
        }
    }
}

/// The longest that a run may take where nothing else is said.
pub const DEADLINE: Duration = Duration::from_secs(60);

impl<'a> Stage<'a> {
    /// A run on this machine and as of now, ended by Ctrl-C, of which nothing is shown while it goes on.
    pub fn new(
        loaded: &'a Loaded,
        selection: &'a Selection,
        scope: Scope,
        commands: Commands,
        resolve: Resolve,
    ) -> Self {
        let now = Timestamp::now();
        let vault = Vault::new(
            loaded.literals.clone(),
            loaded.commands.clone(),
            commands,
            resolve,
        );
        Self {
            loaded,
            vault: Arc::new(vault),
            selection,
            scope,
            deadline: DEADLINE,
            host: this_host(),
            started_at: now,
            judged_at: now,
            stop: signals::listen(),
            progress: Arc::new(Quiet),
        }
    }

    /// Runs against the world, and shows on a terminal what is being waited for.
    ///
    /// # Errors
    /// When the selection matches nothing.
    pub async fn examine_live(&mut self) -> anyhow::Result<(Report, Examined)> {
        let display = Arc::new(Display::new());
        self.progress = display.clone();
        let appliance = &self.loaded.config.appliance;
        let live = Live::new(
            &appliance.trust,
            appliance.dns.as_ref(),
            self.vault.clone(),
            Patience::default(),
        );
        let examined = self.examine(live).await;
        display.clear();
        examined
    }

    /// Puts itself into the circumstances of a recording.
    pub fn travel(&mut self, header: Header) {
        self.host = header.host;
        if header.here {
            self.scope.here = Here::Yes;
        }
        if header.offline {
            self.scope.network = Network::Offline;
        }
        (self.started_at, self.judged_at) = (header.now, header.now);
    }

    /// Runs against a live source.
    ///
    /// # Errors
    /// When the selection matches nothing.
    pub async fn examine<P: Prober + 'static>(
        &self,
        source: P,
    ) -> anyhow::Result<(Report, Examined)> {
        let examined = self.session()?.examine(source, self.vault.clone()).await;
        Ok((self.report(&examined)?, examined))
    }

    /// Runs against a recording.
    ///
    /// # Errors
    /// When the selection matches nothing.
    pub async fn judge(&self, prober: &dyn Prober) -> anyhow::Result<Report> {
        let examined = self.session()?.judge(prober, self.vault.clone()).await;
        self.report(&examined)
    }

    fn session(&self) -> anyhow::Result<Session<'_>> {
        Ok(Session {
            config: &self.loaded.config,
            realms: self.selection.realms(&self.loaded.config)?,
            checks: self.selection.checks()?,
            now: self.judged_at,
            host: &self.host,
            scope: self.scope,
            deadline: self.deadline,
            stop: self.stop.clone(),
            progress: self.progress.clone(),
        })
    }

    fn report(&self, examined: &Examined) -> anyhow::Result<Report> {
        let config = &self.loaded.config;
        let realms = self.selection.realms(config)?;
        let log = examined.log.lock().expect("no holder panics");
        let spans = examined.spans.lock().expect("no holder panics");
        let answers = log
            .iter()
            .filter_map(|(probe, answer)| Some((probe, answer.as_ref().ok()?)));
        let chains = shown(config, &realms, answers.clone());
        let forecast = forecast(config, &realms, answers, self.judged_at, HORIZON)
            .into_iter()
            .map(|end| Expiry {
                at: end.at,
                days_left: end.at.duration_since(self.judged_at).as_hours() / 24,
                what: end.what,
                realms: end.realms,
            })
            .collect();
        let frame = Frame {
            started_at: self.started_at,
            took: examined.took,
            judged_at: self.judged_at,
            appliance: self.loaded.config.appliance.name.clone(),
            platform: config.appliance.platform.unwrap_or(self.host.platform),
            config: self.loaded.path.display().to_string(),
            realm_sites: realms
                .iter()
                .filter_map(|(name, _)| {
                    let site = config.sites.exact(&format!("realms.{name}"))?;
                    Some(((*name).to_owned(), site.clone()))
                })
                .collect(),
            realms: realms
                .into_iter()
                .map(|(name, _)| name.to_owned())
                .collect(),
            checks: self
                .selection
                .checks()?
                .into_iter()
                .map(|check| check.about().id.to_owned())
                .collect(),
            forecast,
            chains: chains
                .iter()
                .map(|one| Chain::of(one, &self.vault))
                .collect(),
            asked: Asked::all(&spans, &log, &self.vault),
            clock_bounds: match config.appliance.time.servers.is_empty() {
                true => None,
                false => Some(ClockBounds::of(&config.appliance.time)),
            },
        };
        Ok(Report::new(frame, &examined.findings, &self.vault))
    }
}
