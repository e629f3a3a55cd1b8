//! What every command needs to start: config, secrets, who answers, the machine, the time limit and what ends it early.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use checks::kit::ctx::{Here, Network, is_named};
use checks::kit::realm::Platform;
use checks::kit::replay::{Chosen, Header};
use checks::kit::text::word;
use checks::kit::{Check, Config, Host, Realm, Scope};
use jiff::Timestamp;
use tokio::sync::watch;
use tokio::time::Instant;

use super::ask::limit::{Progress, Quiet, Stop};
use super::{select, signals};
use crate::config::Loaded;
use crate::config::show::told;
use crate::exit::Failure;
use crate::probe::login_ledger::LoginLedger;
use crate::probe::ntp::Clock;
use crate::probe::trace::Trace;
use crate::probe::{Live, Patience, smtp};
use crate::secret::{Commands, Resolve, Vault};

/// The longest that a run may take where nothing else is said.
pub const DEADLINE: Duration = Duration::from_secs(60);

/// The longest deadline: clocks end somewhere beyond it.
const LONGEST: Duration = Duration::from_secs(366 * 24 * 60 * 60);

/// What a run may look at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// Everything: servers, files and this machine; secrets are resolved.
    Live,
    /// Files and this machine: no server is contacted, no secret resolved (`--offline`).
    Offline,
    /// Nothing: a recording answers, or a list of questions is made; no secret is resolved (`--replay`, `plan`).
    Simulated,
}

/// Everything about a run but who answers. It is set up here alone: nothing else makes a vault, a prober or a deadline.
pub struct Context {
    /// The config.
    pub loaded: Arc<Loaded>,
    /// Its secrets.
    pub vault: Arc<Vault>,
    /// Which realms and checks; all, where nothing was chosen.
    pub chosen: Chosen,
    /// What may be asked.
    pub scope: Scope,
    /// The longest that the run may take.
    pub deadline: Duration,
    /// When the command began, where what it read before the run is within the time limit too.
    pub begun: Option<Instant>,
    /// How long one conversation may take.
    pub patience: Patience,
    /// The logins that servers refused, in this run and in those before it in this process.
    pub logins: Arc<LoginLedger>,
    /// The machine that this is; of a recording, the one that it was made on.
    pub host: Host,
    /// When the run began.
    pub started_at: Timestamp,
    /// The clock that it began by.
    pub clock: Clock,
    /// The moment to judge at.
    pub judged_at: Timestamp,
    /// What the command line names besides, as options that are typed again.
    pub named: Vec<String>,
    /// Where what is said to servers, and by them, is noted, where somebody wants to see it.
    pub trace: Option<Arc<Trace>>,
    /// Shows what is being waited for.
    pub progress: Arc<dyn Progress>,
    /// Ends the run early; the process's signals, where nothing else is said.
    stop: Option<watch::Receiver<Stop>>,
}

impl Context {
    /// A run of everything, on this machine and as of now, which a signal ends, and which shows nothing meanwhile.
    pub fn new(loaded: impl Into<Arc<Loaded>>, mode: Mode, commands: Commands) -> Self {
        let loaded = loaded.into();
        let resolve = match mode {
            Mode::Live => Resolve::Yes,
            Mode::Offline | Mode::Simulated => Resolve::No,
        };
        let (literals, programs) = (loaded.literals.clone(), loaded.commands.clone());
        let now = Timestamp::now();
        // Where there is no secret, none can be shown.
        let (secrets, words) = match resolve {
            Resolve::No if literals.is_empty() => Default::default(),
            _ => told(&loaded),
        };
        let vault = Vault::new(literals, programs, commands, resolve)
            .showing(words)
            .naming(secrets);
        Self {
            vault: Arc::new(vault),
            loaded,
            chosen: Chosen::default(),
            scope: Scope {
                network: match mode {
                    Mode::Live | Mode::Simulated => Network::Online,
                    Mode::Offline => Network::Offline,
                },
                here: Here::ByName,
            },
            deadline: DEADLINE,
            begun: None,
            patience: Patience::default(),
            logins: Arc::default(),
            host: this_host(),
            started_at: now,
            clock: Clock::that_showed(now, std::time::Instant::now()),
            judged_at: now,
            named: Vec::new(),
            trace: None,
            progress: Arc::new(Quiet),
            stop: None,
        }
    }

    /// The config.
    pub fn config(&self) -> &Config {
        &self.loaded.config
    }

    /// The appliance's platform: what the config says, else that of the machine.
    pub fn platform(&self) -> Platform {
        let named = self.config().appliance.platform;
        named.unwrap_or(self.host.platform)
    }

    /// The chosen realms, in natural order.
    ///
    /// # Errors
    /// When a name or glob matches none.
    pub fn realms(&self) -> Result<Vec<(&str, &Realm)>, Failure> {
        select::realms(&self.chosen, self.config())
    }

    /// The chosen checks, in registry order.
    ///
    /// # Errors
    /// When nothing is left.
    pub fn checks(&self) -> Result<Vec<&'static dyn Check>, Failure> {
        select::checks(&self.chosen)
    }

    /// Who answers from the world. A login that a server refused in an earlier run on the same ledger is not tried again.
    pub fn live(&self) -> Live {
        let appliance = &self.config().appliance;
        let (dns, vault) = (appliance.dns.as_ref(), self.vault.clone());
        vault.read_files_and_variables();
        let live = Live::new(&appliance.trust, dns, vault, self.patience);
        let is_far =
            self.scope.here == Here::ByName && is_named(self.config(), &self.host) == Some(false);
        Live {
            trace: self.trace.clone(),
            by_windows: cfg!(windows),
            clock: self.clock,
            ends_at: Some(self.ends_at().into_std()),
            far_from: is_far.then(|| PathBuf::from(&self.loaded.folder)),
            ..live.after(self.logins.clone())
        }
    }

    /// The option that sets the time limit, where it is not the usual one.
    pub fn limit(&self) -> Option<String> {
        (self.deadline != DEADLINE).then(|| format!("--deadline {:?}", self.deadline))
    }

    /// The options of `otpdoctor check` that do the same run again.
    pub fn options(&self) -> String {
        let Chosen { realm, only, skip } = &self.chosen;
        let realms = realm.iter().map(|name| format!("--realm {}", word(name)));
        let chosen = [("--only", only), ("--skip", skip)].into_iter();
        let chosen = chosen.filter(|(_, ids)| !ids.is_empty());
        let chosen = chosen.map(|(option, ids)| format!("{option} {}", ids.join(",")));
        let others = [
            (self.scope.network == Network::Offline).then(|| "--offline".to_owned()),
            (self.scope.here == Here::Yes).then(|| "--here".to_owned()),
            (self.judged_at != self.started_at).then(|| format!("--at {}", self.judged_at)),
            self.limit(),
        ];
        let others = others.into_iter().flatten().chain(self.named.clone());
        realms
            .chain(chosen)
            .chain(others)
            .collect::<Vec<_>>()
            .join(" ")
    }

    /// When a run has to end that begins now, or began with the command.
    pub fn ends_at(&self) -> Instant {
        self.begun.unwrap_or_else(Instant::now) + self.deadline.min(LONGEST)
    }

    /// What ends the run early. From the first call on, signals end no process at once.
    pub fn stop(&self) -> watch::Receiver<Stop> {
        self.stop.clone().unwrap_or_else(signals::listen)
    }

    /// Why the run was ended early, if it was.
    pub fn ended(&self) -> Stop {
        *self.stop().borrow()
    }

    /// No signal ends the run: whoever repeats it ends with the signal instead.
    pub fn unstoppable(mut self) -> Self {
        self.stop = Some(watch::channel(Stop::No).1);
        self
    }

    /// Puts the run into the circumstances of a recording.
    pub fn as_recorded(&mut self, header: Header) {
        self.host = header.host;
        if header.here {
            self.scope.here = Here::Yes;
        }
        if header.offline {
            self.scope.network = Network::Offline;
        }
        (self.started_at, self.judged_at) = (header.now, header.now);
    }
}

/// The machine that this is.
pub fn this_host() -> Host {
    let platform = if cfg!(windows) {
        Platform::Windows
    } else {
        Platform::Linux
    };
    let name = smtp::system_name();
    let name = name.split('.').next().unwrap_or_default();
    Host {
        name: match platform {
            Platform::Windows => name.to_lowercase(),
            Platform::Linux => name.to_owned(),
        },
        platform,
    }
}
