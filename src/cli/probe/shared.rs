//! What all end-to-end probes share: their options, how they begin, and the report that they end with.

use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use checks::kit::Finding;
use checks::kit::probe::api::USER;
use checks::kit::realm::Config;
use checks::kit::replay::Chosen;
use clap::builder::NonEmptyStringValueParser;

use crate::cli::options::{Accepted, commands, load, span};
use crate::cli::output::Reporting;
use crate::e2e::chain::{Chain, ChainRunner, Limits, Planned};
use crate::e2e::person::{Input, Person};
use crate::e2e::series::{Repetition, Series};
use crate::e2e::target::Target;
use crate::exit::{Code, Failure};
use crate::otp::core::User;
use crate::otp::engine::{self, Engine};
use crate::otp::store::Store;
use crate::probe::Live;
use crate::report::model::waivers::{self, Waiver};
use crate::report::model::{Frame, Report, Site, Text};
use crate::run::context::{Context, Mode};
use crate::run::select;
use crate::secret::Vault;

/// Options of every probe.
#[derive(clap::Args)]
pub struct Shared {
    /// The realm; may be left out where the config has one
    #[arg(long, value_name = "NAME")]
    realm: Option<String>,

    /// The user that it is about
    #[arg(long, value_name = "NAME", default_value = USER, value_parser = user)]
    user: User,

    /// How often; of several, each step shows in how many runs, and its median, 95th and 99th percentile
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

    #[command(flatten)]
    reporting: Reporting,

    #[command(flatten)]
    accepted: Accepted,

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

/// A probe that is ready to begin.
pub struct Session {
    /// The config, the secrets, the machine, and what ends the probe early.
    pub context: Context,
    /// The realm's name.
    pub name: String,
    /// The user.
    pub user: User,
    /// How often.
    pub repetition: Repetition,
    /// Whether something is sent without asking.
    pub consent: Consent,
    live: Live,
    reporting: Reporting,
    waivers: Vec<Waiver>,
}

impl Shared {
    /// What `--realm` names.
    pub fn realm_named(&self) -> Option<String> {
        self.realm.clone()
    }

    /// Loads the config and finds the realm: the one that is named, or the one that the config itself says the probe is
    /// about. Nothing is contacted.
    ///
    /// # Errors
    /// When the config is missing or invalid, or the usage is wrong.
    pub fn prepare(
        self,
        named: Option<&Path>,
        unnamed: &dyn Fn(&Config) -> Option<String>,
    ) -> anyhow::Result<Session> {
        self.reporting.check()?;
        let mut loaded = load(named)?;
        let waivers = self.accepted.read()?;
        if let Some(store) = self.store {
            loaded.config.otp.get_or_insert_default().store = Some(store);
        }
        let wanted = self.realm.or_else(|| unnamed(&loaded.config));
        let name = one_realm(wanted.as_deref(), &loaded.config)?;
        let mut context = Context::new(loaded, Mode::Live, commands(self.allow_commands));
        context.deadline = self.deadline;
        Ok(Session {
            live: context.live(),
            context,
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
            reporting: self.reporting.with_all(),
            waivers,
        })
    }
}

impl Session {
    /// The config.
    pub fn config(&self) -> &Config {
        self.context.config()
    }

    /// The realm and the user, as steps see them.
    pub fn target(&self) -> Target<'_> {
        let host = &self.context.host;
        Target::new(self.config(), &self.name, &self.user, host, &self.live)
    }

    /// The secrets, and whatever else is cut out of the report.
    pub fn vault(&self) -> &Arc<Vault> {
        &self.context.vault
    }

    fn limits(&self) -> Limits {
        Limits {
            stop: self.context.stop(),
            deadline: self.context.deadline,
        }
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
        Engine::for_realm(self.config(), realm, self.vault().clone(), store)
            .map_err(|why| Failure::error(Code::Unavailable, why.to_string()))
    }

    /// Opens the state of the OTP engine.
    ///
    /// # Errors
    /// When it is not available.
    pub async fn open_store(&self) -> anyhow::Result<Arc<dyn Store>> {
        let unavailable = |why: String| Failure::error(Code::Unavailable, why);
        let opened = engine::open_store(self.config(), self.vault()).await;
        opened.map_err(|why| unavailable(self.vault().redact(&why.to_string())))
    }

    /// Has the person confirm by typing yes, unless `--yes` is given. Nothing has been sent when this refuses.
    ///
    /// # Errors
    /// A usage error: nobody can be asked, for which `unasked` says what is not certain, or the answer is another.
    pub async fn confirm(
        &self,
        person: &mut Person,
        unasked: &str,
        question: &str,
    ) -> anyhow::Result<()> {
        if self.consent == Consent::Given {
            return Ok(());
        }
        if person.input() == Input::Pipe {
            let why = format!("{unasked}: confirm it with --yes");
            return Err(Failure::error(Code::Usage, why));
        }
        let answer = person.ask(&format!("{question} Type yes:")).await;
        match answer.is_ok_and(|answer| answer.eq_ignore_ascii_case("yes")) {
            true => Ok(()),
            false => {
                let why = "not confirmed: nothing was sent";
                Err(Failure::error(Code::Usage, why))
            }
        }
    }

    /// Runs the probe as often as was asked for, writes the reports, and decides the exit code.
    ///
    /// # Errors
    /// When a report cannot be written.
    pub async fn run(
        &self,
        plan: &[Planned<'_>],
        mut probe: impl AsyncFnMut(&mut ChainRunner<'_>),
    ) -> anyhow::Result<Code> {
        self.repeat(plan, self.repetition, async || {
            let mut run = ChainRunner::new(self.limits(), plan.to_vec());
            probe(&mut run).await;
            run.finish()
        })
        .await
    }

    /// Ends as [`Self::run`] does, with a finding that is not worth repeating.
    ///
    /// # Errors
    /// When a report cannot be written.
    pub async fn end(&self, plan: &[Planned<'_>], finding: Finding) -> anyhow::Result<Code> {
        let once = Repetition {
            count: 1,
            interval: Duration::ZERO,
        };
        self.repeat(plan, once, async || {
            let mut run = ChainRunner::new(self.limits(), plan.to_vec());
            run.note(&self.name, vec![finding.clone()]);
            run.finish()
        })
        .await
    }

    async fn repeat(
        &self,
        plan: &[Planned<'_>],
        repetition: Repetition,
        probe: impl AsyncFnMut() -> Chain,
    ) -> anyhow::Result<Code> {
        let begun = Instant::now();
        let series = Series::of(repetition, self.context.stop(), probe).await;
        let frame = self.frame(plan, begun.elapsed());
        let report = Report::new(frame, &series.findings(), &|text| self.vault().redact(text));
        let report = waivers::apply(report, &self.waivers);
        Ok(self.reporting.finish(&report, &self.context)?)
    }

    fn frame(&self, plan: &[Planned<'_>], took: Duration) -> Frame {
        let config = self.config();
        let (mut realms, mut checks) = (Vec::new(), Vec::new());
        for planned in plan {
            for (names, name) in [
                (&mut realms, planned.realm),
                (&mut checks, planned.about.id),
            ] {
                if !names.contains(&name) {
                    names.push(name);
                }
            }
        }
        let sites = realms.iter().filter_map(|name| {
            let site = config.sites.exact(&format!("realms.{name}"))?;
            Some((Text::from(*name), Site::from(site)))
        });
        Frame {
            started_at: self.context.started_at,
            took,
            judged_at: self.context.judged_at,
            appliance: config.appliance.name.as_deref().map(Text::from),
            platform: self.context.platform(),
            config: self.context.loaded.path.display().to_string().into(),
            realm_sites: sites.collect(),
            realms: realms.iter().map(|name| Text::from(*name)).collect(),
            checks: checks.into_iter().map(Text::from).collect(),
            forecast: Vec::new(),
            chains: Vec::new(),
            asked: Vec::new(),
            clock_bounds: None,
        }
    }
}

fn one_realm(wanted: Option<&str>, config: &Config) -> anyhow::Result<String> {
    let chosen = Chosen {
        realm: wanted.map(str::to_owned).into_iter().collect(),
        ..Chosen::default()
    };
    let chosen = select::realms(&chosen, config)?;
    match chosen.as_slice() {
        [(name, _)] => Ok((*name).to_owned()),
        many => {
            let first: Vec<&str> = many.iter().map(|(name, _)| *name).take(10).collect();
            let more = match many.len() > first.len() {
                true => ", …",
                false => "",
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
