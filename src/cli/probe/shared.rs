//! What all end-to-end probes share: their options, the ground they stand on, and how they end.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use checks::kit::probe::api::USER;
use checks::kit::realm::{Config, Platform, Realm};
use checks::kit::replay::Chosen;
use clap::builder::NonEmptyStringValueParser;
use tokio::sync::watch;

use crate::cli::options::{load, span};
use crate::cli::output::{self, Output, Plain};
use crate::cli::verdict::unless_ended;
use crate::config::Loaded;
use crate::e2e::chain::{Chain, Journey, Outcome, SCHEMA};
use crate::e2e::human;
use crate::e2e::repeat::{Repetition, latency, repeat};
use crate::e2e::walk::{Bounds, Planned, Walk};
use crate::exit::{Code, Failure};
use crate::otp::core::User;
use crate::otp::engine::{self, Engine};
use crate::otp::store::Store;
use crate::probe::{Live, Patience};
use crate::report::human::{Detail, Look};
use crate::run::ask::limit::Stop;
use crate::run::context::this_host;
use crate::run::{select, signals};
use crate::secret::{Commands, Resolve, Vault};

/// Options of every probe.
#[derive(clap::Args)]
pub struct Shared {
    /// The realm; may be left out where the config has one
    #[arg(long, value_name = "NAME")]
    realm: Option<String>,

    /// The user that it is about
    #[arg(long, value_name = "NAME", default_value = USER, value_parser = user)]
    user: User,

    /// How often; of several, the report tells how long each step took: p50, p90 and p99 by the nearest rank
    #[arg(long, value_name = "N", default_value = "1", value_parser = clap::value_parser!(u32).range(1..=100_000))]
    count: u32,

    /// The pause between two of them, such as 10s or 5m
    #[arg(long, value_name = "SPAN", default_value = "10s", value_parser = span)]
    interval: Duration,

    /// The longest that one of them may take, a person's answers included
    #[arg(long, value_name = "SPAN", default_value = "3m", value_parser = span)]
    deadline: Duration,

    /// Where the state of the OTP engine is: a file, or postgres://USER@HOST:PORT/DATABASE
    #[arg(long, value_name = "PLACE", value_parser = NonEmptyStringValueParser::new())]
    store: Option<String>,

    /// Do not ask before something is sent
    #[arg(long)]
    yes: bool,

    /// A report: human or json, to stdout or as FORMAT=PATH to a file; repeatable
    #[arg(short, long, value_name = "FORMAT[=PATH]")]
    output: Vec<Output<Plain>>,

    /// Allow `{command: …}` secrets to run
    #[arg(long)]
    allow_commands: bool,
}

/// Whether something is sent without asking.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Consent {
    /// `--yes`.
    Given,
    /// The person is asked.
    ToBeAsked,
}

/// What a probe stands on.
pub struct Ground {
    /// The config.
    pub loaded: Loaded,
    /// The realm's name.
    pub name: String,
    /// The user.
    pub user: User,
    /// How often.
    pub repetition: Repetition,
    /// Whether something is sent without asking.
    pub consent: Consent,
    /// Whom to ask.
    pub live: Live,
    bounds: Bounds,
    outputs: Vec<Output<Plain>>,
}

impl Shared {
    /// What `--realm` names.
    pub fn realm_named(&self) -> Option<String> {
        self.realm.clone()
    }

    /// Loads the config and finds the realm. Nothing is contacted.
    ///
    /// # Errors
    /// When the config is missing or invalid, or the usage is wrong.
    pub fn prepare(self, named: Option<&Path>) -> anyhow::Result<Ground> {
        self.prepare_with(named, &|_| None)
    }

    /// The same, where a config itself says which realm it is about unless one is named.
    ///
    /// # Errors
    /// As [`Self::prepare`].
    pub fn prepare_with(
        self,
        named: Option<&Path>,
        unnamed: &dyn Fn(&Config) -> Option<String>,
    ) -> anyhow::Result<Ground> {
        output::check(&self.output)?;
        let mut loaded = load(named)?;
        if let Some(store) = self.store {
            loaded.config.otp.get_or_insert_default().store = Some(store);
        }
        let wanted = self.realm.or_else(|| unnamed(&loaded.config));
        let name = one_realm(wanted.as_deref(), &loaded)?;
        let commands = match self.allow_commands {
            true => Commands::Allowed,
            false => Commands::Refused,
        };
        let (literals, words) = (loaded.literals.clone(), loaded.commands.clone());
        let vault = Arc::new(Vault::new(literals, words, commands, Resolve::Yes));
        let appliance = &loaded.config.appliance;
        let live = Live::new(
            &appliance.trust,
            appliance.dns.as_ref(),
            vault.clone(),
            Patience::default(),
        );
        Ok(Ground {
            name,
            user: self.user,
            repetition: Repetition {
                count: self.count,
                interval: self.interval,
            },
            consent: match self.yes {
                true => Consent::Given,
                false => Consent::ToBeAsked,
            },
            live,
            bounds: Bounds {
                vault,
                stop: signals::listen(),
                deadline: self.deadline,
            },
            outputs: self.output,
            loaded,
        })
    }
}

impl Ground {
    /// The realm.
    pub fn realm(&self) -> &Realm {
        &self.loaded.config.realms[&self.name]
    }

    /// The secrets, and whatever else is cut out of what is said.
    pub fn vault(&self) -> &Arc<Vault> {
        &self.bounds.vault
    }

    /// What ends the probe early.
    pub fn stop(&self) -> watch::Receiver<Stop> {
        self.bounds.stop.clone()
    }

    /// The OTP engine of the realm.
    ///
    /// # Errors
    /// When the store is not available.
    pub async fn engine(&self) -> anyhow::Result<Engine> {
        let store = self.open_store().await?;
        self.engine_for(&self.name, store)
    }

    /// The OTP engine of any realm of the config.
    ///
    /// # Errors
    /// When its keys cannot be found.
    pub fn engine_for(&self, realm: &str, store: Arc<dyn Store>) -> anyhow::Result<Engine> {
        Engine::for_realm(&self.loaded.config, realm, self.vault().clone(), store)
            .map_err(|why| Failure::error(Code::Unavailable, why.to_string()))
    }

    /// Opens the state of the OTP engine.
    ///
    /// # Errors
    /// When it is not available.
    pub async fn open_store(&self) -> anyhow::Result<Arc<dyn Store>> {
        let unavailable = |why: String| Failure::error(Code::Unavailable, why);
        let opened = engine::open_store(&self.loaded.config, self.vault()).await;
        opened.map_err(|why| unavailable(self.vault().redact(&why.to_string())))
    }

    /// Begins a chain that should have these steps.
    pub fn walk(&self, plan: impl IntoIterator<Item = Planned>) -> Walk {
        Walk::begin(self.bounds.clone(), plan)
    }

    /// Walks the chain as often as was asked for, writes the reports, and decides the exit code.
    ///
    /// # Errors
    /// When a report cannot be written.
    pub async fn run(
        &self,
        probe: &str,
        chain: impl AsyncFnMut(u32) -> Chain,
    ) -> anyhow::Result<Code> {
        let chains = repeat(self.repetition, self.stop(), chain).await;
        self.report(probe, chains)
    }

    /// Ends as [`Self::run`] does, with a chain that is not worth repeating.
    ///
    /// # Errors
    /// When a report cannot be written.
    pub fn once(&self, probe: &str, chain: Chain) -> anyhow::Result<Code> {
        self.report(probe, vec![chain])
    }

    fn report(&self, probe: &str, chains: Vec<Chain>) -> anyhow::Result<Code> {
        let journey = Journey {
            schema: SCHEMA.into(),
            version: env!("CARGO_PKG_VERSION").into(),
            probe: probe.into(),
            realm: self.name.clone(),
            latency: latency(&chains),
            chains,
        };
        output::write_each(&self.outputs, &|format, width| {
            self.render(&journey, format, width)
        })?;
        let stop = *self.bounds.stop.borrow();
        Ok(unless_ended(stop, || code(&journey)))
    }

    fn render(&self, journey: &Journey, format: Plain, width: usize) -> String {
        match format {
            Plain::Human => human::render(
                journey,
                Look {
                    width,
                    detail: Detail::All,
                    platform: self.platform(),
                },
            ),
            Plain::Json => {
                let json = serde_json::to_string_pretty(journey);
                json.expect("a journey is plain data") + "\n"
            }
        }
    }

    fn platform(&self) -> Platform {
        let appliance = &self.loaded.config.appliance;
        appliance.platform.unwrap_or(this_host().platform)
    }
}

/// The exit code of an end-to-end probe that ended by itself.
fn code(journey: &Journey) -> Code {
    match journey.outcome() {
        Outcome::Fail => Code::Failed,
        Outcome::Unknown if journey.lacked_store() => Code::Unavailable,
        Outcome::Unknown => Code::Unknown,
        Outcome::Pass | Outcome::Skip | Outcome::Warn => Code::Ok,
    }
}

fn one_realm(wanted: Option<&str>, loaded: &Loaded) -> anyhow::Result<String> {
    let chosen = Chosen {
        realm: wanted.map(str::to_owned).into_iter().collect(),
        ..Chosen::default()
    };
    let chosen = select::realms(&chosen, &loaded.config)?;
    match chosen.as_slice() {
        [(name, _)] => Ok((*name).to_owned()),
        many => {
            let first: Vec<&str> = many.iter().map(|(name, _)| *name).take(10).collect();
            let more = if many.len() > first.len() {
                ", …"
            } else {
                ""
            };
            let why = format!(
                "a probe looks at one realm: name one of {}{more} with --realm",
                first.join(", ")
            );
            Err(Failure::error(Code::Usage, why))
        }
    }
}

fn user(text: &str) -> Result<User, String> {
    User::new(text).map_err(|why| why.to_string())
}
