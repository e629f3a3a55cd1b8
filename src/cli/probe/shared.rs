//! What all end-to-end probes share: their options, how they begin, and the report that they end with.

use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use checks::kit::Finding;
use checks::kit::ctx::Gathered;
use checks::kit::probe::api::USER;
use checks::kit::realm::Config;
use checks::kit::replay::Chosen;
use checks::kit::text::word;

use crate::cli::options::{Accepted, Tracing, commands, load, span, store};
use crate::cli::output::Reporting;
use crate::e2e::chain::{ChainRunner, Ended, Limits, Planned};
use crate::e2e::person::{Consent, Input, Person};
use crate::e2e::series::Series;
use crate::e2e::target::Target;
use crate::exit::{Code, Failure};
use crate::otp::core::User;
use crate::otp::engine::{self, Engine};
use crate::probe::Live;
use crate::report::Report;
use crate::report::model::Text;
use crate::report::model::waivers::{self, Waiver};
use crate::report::view::text::few;
use crate::run::context::{Context, Mode};
use crate::run::select;
use crate::secret::Vault;

/// What to know of a probe in which others deliver what the engine issues.
pub const OWN_ENGINE: &str =
    "issued and verified by otpdoctor's engine; the appliance is not asked";

/// Options of every probe.
#[derive(clap::Args)]
pub struct Shared {
    /// The realm; not needed if the config has only one
    #[arg(long, value_name = "NAME")]
    pub realm: Option<String>,

    /// The user of the probe
    #[arg(long, value_name = "NAME", default_value = USER, value_parser = User::new)]
    user: User,

    /// The number of runs; with several, each step shows in how many runs it occurred, and its median, 95th and 99th percentile
    #[arg(long, value_name = "N", default_value = "1", value_parser = clap::value_parser!(u32).range(1..=100_000))]
    count: u32,

    /// The pause between two runs, such as 10s or 5m
    #[arg(long, value_name = "SPAN", default_value = "10s", value_parser = span)]
    interval: Duration,

    /// The time limit of one run, the time for answers included
    #[arg(long, value_name = "SPAN", default_value = "3m", value_parser = span)]
    deadline: Duration,

    /// Where the OTP engine keeps its state: a file, or postgres://USER@HOST:PORT/DATABASE
    #[arg(long, value_name = "PLACE", value_parser = store)]
    store: Option<String>,

    /// Send without asking
    #[arg(long)]
    yes: bool,

    #[command(flatten)]
    reporting: Reporting,

    #[command(flatten)]
    tracing: Tracing,

    #[command(flatten)]
    accepted: Accepted,

    /// Allow the programs of `{command: …}` secrets to run
    #[arg(long)]
    allow_commands: bool,
}

/// A probe that is ready to begin.
pub struct Session {
    /// The config, the secrets, the machine, and what ends the probe early.
    pub context: Context,
    /// The realm's name.
    pub name: String,
    options: Shared,
    /// What to know of the answers before all else.
    pub note: Option<&'static str>,
    probe: &'static str,
    live: Live,
    waivers: Vec<Waiver>,
}

impl Shared {
    /// Loads the config and finds the realm: the one that is named, or the one that the config itself says the probe is
    /// about. Nothing is contacted. `probe` is the probe's name, with the options that it demands.
    ///
    /// # Errors
    /// When the config is missing or invalid, or the usage is wrong.
    pub fn prepare(
        mut self,
        probe: &'static str,
        named: Option<&Path>,
        unnamed: impl Fn(&Config) -> Option<String>,
    ) -> Result<Session, Failure> {
        self.reporting.outputs.check()?;
        self.reporting.outputs.verbose = true;
        let outputs = &self.reporting.outputs;
        let read = Failure::both(load(named), self.accepted.read());
        let (mut loaded, waivers) = outputs.with_mistakes(read)?;
        if let Some(store) = &self.store {
            loaded.config.otp.get_or_insert_default().store = Some(store.clone());
        }
        let wanted = self.realm.clone().or_else(|| unnamed(&loaded.config));
        let name = one_realm(wanted.as_deref(), &loaded.config)?;
        let mut context = Context::new(loaded, Mode::Live, commands(self.allow_commands));
        let allowed = self.allow_commands.then(|| "--allow-commands".to_owned());
        let store = self.store.as_ref();
        let store = store.map(|store| format!("--store {}", word(store)));
        let count = (self.count > 1).then(|| format!("--count {}", self.count));
        let named = allowed.into_iter().chain(store).chain(count);
        context.named.extend(named);
        context.deadline = self.deadline;
        self.tracing.begin(&mut context);
        self.accepted.name(&mut context);
        Ok(Session {
            live: context.live(),
            options: self,
            context,
            name,
            note: None,
            probe,
            waivers,
        })
    }
}

impl Session {
    /// The config.
    pub fn config(&self) -> &Config {
        self.context.config()
    }

    /// How often the probe is run.
    pub fn count(&self) -> u32 {
        self.options.count
    }

    /// Whether something is sent without asking.
    pub fn consent(&self) -> Consent {
        if self.options.yes {
            Consent::Given
        } else {
            Consent::ToBeAsked
        }
    }

    /// The realm and the user, as steps see them.
    pub fn target(&self) -> Target<'_> {
        Target {
            config: self.config(),
            name: &self.name,
            user: &self.options.user,
            host: &self.context.host,
            live: &self.live,
            gathered: Gathered::default(),
        }
    }

    /// The secrets, and whatever else is cut out of the report.
    pub fn vault(&self) -> &Arc<Vault> {
        &self.context.vault
    }

    /// The OTP engine of the realm.
    ///
    /// # Errors
    /// When the store is not available, or its keys cannot be found.
    pub async fn engine(&self) -> Result<Engine, Failure> {
        let (config, vault) = (self.config(), self.vault());
        let store = engine::open_store(config, vault).await?;
        let engine = Engine::for_realm(config, &self.name, vault.clone(), store);
        Ok(engine?)
    }

    /// Says what is about to be sent, and where to; a person at a terminal confirms it by typing yes, unless `--yes` is
    /// given. Nothing has been sent when this refuses.
    ///
    /// # Errors
    /// A usage error: nobody can be asked, for which `unasked` says what is not certain, or the answer is another.
    pub async fn confirm(
        &self,
        person: &mut Person,
        unasked: Option<&str>,
        what: &str,
    ) -> Result<(), Failure> {
        match (self.consent(), person.input(), unasked) {
            (Consent::ToBeAsked, Input::Terminal, _) => {
                match person.confirm(&format!("Send {what}?")).await {
                    Ok(true) => Ok(()),
                    Ok(false) | Err(_) => Err(Failure::usage("not confirmed: nothing was sent")),
                }
            }
            (Consent::ToBeAsked, Input::Pipe, Some(unasked)) => {
                Err(Failure::usage(format!("{unasked}: confirm it with --yes")))
            }
            _ => {
                person.print(&format!("Sending {what}"));
                Ok(())
            }
        }
    }

    /// Runs the probe as often as was asked for, writes the reports, and decides the exit code. Where a run ended stands
    /// in its steps.
    ///
    /// # Errors
    /// When a report cannot be written.
    pub async fn run(
        &self,
        plan: &[Planned<'_>],
        probe: impl AsyncFnMut(&mut ChainRunner<'_>, &Target<'_>) -> Result<(), Ended>,
    ) -> Result<Code, Failure> {
        self.repeat(self.count(), plan, probe).await
    }

    /// Ends as [`Self::run`] does, with this finding alone, which every run would repeat.
    ///
    /// # Errors
    /// When a report cannot be written.
    pub async fn end(&self, plan: &[Planned<'_>], finding: Finding) -> Result<Code, Failure> {
        self.repeat(1, plan, async |run, _| {
            run.note(&self.name, vec![finding.clone()]);
            Err(Ended)
        })
        .await
    }

    async fn repeat(
        &self,
        count: u32,
        plan: &[Planned<'_>],
        mut probe: impl AsyncFnMut(&mut ChainRunner<'_>, &Target<'_>) -> Result<(), Ended>,
    ) -> Result<Code, Failure> {
        let begun = Instant::now();
        let limits = Limits {
            stop: self.context.stop(),
            deadline: self.context.deadline,
        };
        let interval = self.options.interval;
        let series = Series::of(count, interval, self.context.stop(), async || {
            // Each has its own end, and looks names up anew.
            let live = self.context.live();
            let target = Target {
                live: &live,
                ..self.target()
            };
            let mut run = ChainRunner::new(limits.clone(), plan.to_vec());
            let _ = match &self.context.trace {
                Some(trace) => trace.follow(self.command(), probe(&mut run, &target)).await,
                None => probe(&mut run, &target).await,
            };
            run.finish()
        });
        let findings = series.await.findings();
        self.options.tracing.end(&self.context);
        let (mut realms, mut steps) = (Vec::new(), Vec::new());
        for planned in plan {
            for (names, name) in [(&mut realms, planned.realm), (&mut steps, planned.about.id)] {
                if !names.contains(&name) {
                    names.push(name);
                }
            }
        }
        let took = begun.elapsed();
        let report = self.context.report_of(&realms, &steps, &findings, took);
        let report = Report {
            probe: Some(self.command().into()),
            note: self.note.map(Text::from),
            ..report
        };
        let report = waivers::apply(report, &self.waivers, self.config());
        self.options.reporting.finish(report, &self.context)
    }

    /// The arguments of `otpdoctor probe` that run it again.
    fn command(&self) -> String {
        let mut words = vec![format!("{} --realm {}", self.probe, word(&self.name))];
        let user = Some(self.options.user.as_str()).filter(|user| *user != USER);
        words.extend(user.map(|user| format!("--user {}", word(user))));
        words.extend(self.context.named.clone());
        words.join(" ")
    }
}

/// `a message`, or `3 messages`.
pub fn times(count: u32, what: &str) -> String {
    match count {
        1 => format!("a {what}"),
        many => format!("{many} {what}s"),
    }
}

fn one_realm(wanted: Option<&str>, config: &Config) -> Result<String, Failure> {
    let chosen = Chosen {
        realm: wanted.map(str::to_owned).into_iter().collect(),
        ..Chosen::default()
    };
    let chosen = select::realms(&chosen, config)?;
    match chosen.as_slice() {
        [(name, _)] => Ok((*name).to_owned()),
        many => {
            let names: Vec<&str> = many.iter().map(|(name, _)| *name).collect();
            Err(Failure::usage(format!(
                "a probe is for one realm: choose one of {} with --realm",
                few(&names, 10)
            )))
        }
    }
}
