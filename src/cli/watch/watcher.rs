//! The loop of a watch: read the config, run the checks, settle, keep, notify, wait.

use std::path::Path;
use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};
use tokio::net::TcpListener;
use tokio::task::JoinSet;
use tokio::time::{Instant, sleep, sleep_until};

use super::args::Args;
use super::console;
use super::settings::Current;
use crate::cli::output;
use crate::exit::{Code, Failure};
use crate::probe::login_ledger::LoginLedger;
use crate::report::view::text::counted;
use crate::report::{Report, waivers};
use crate::run::context::{Context, Mode};
use crate::run::select;
use crate::watch::channel::Channel;
use crate::watch::compose;
use crate::watch::delivery::Delivery;
use crate::watch::metrics::WatchStatus;
use crate::watch::own_names::OwnNames;
use crate::watch::pages::Published;
use crate::watch::schedule::Chance;
use crate::watch::server;
use crate::watch::settle::Found;
use crate::watch::state::{Folder, State};

/// Runs until it has run as often as it should.
///
/// # Errors
/// When it cannot begin, what it is to keep cannot be written, or stdout cannot be written to.
pub(super) async fn run(args: &Args, named: Option<&Path>) -> Result<(), Failure> {
    let current = Current::read(args, named)?;
    warn(&current);
    let appliance = current.appliance()?;
    let folder = Folder::open(&current.settings.reports)?;
    let state = folder.read()?;
    let mut server = JoinSet::new();
    let published = listen(&current, args, &mut server).await?;
    let mut watcher = Watcher {
        args,
        named,
        appliance,
        current,
        logins: Arc::default(),
        folder,
        state,
        delivery: Delivery::default(),
        invalid: None,
        status: WatchStatus {
            state_written: true,
            ..WatchStatus::default()
        },
        published,
    };
    watcher.go().await
}

/// Serves the pages where the settings name an address, as long as `server` is kept.
async fn listen(
    current: &Current,
    args: &Args,
    server: &mut JoinSet<()>,
) -> Result<Option<Arc<Published>>, Failure> {
    let Some(address) = current.settings.listen else {
        return Ok(None);
    };
    let listener = TcpListener::bind(address).await;
    let listener =
        listener.map_err(|why| unavailable(format!("cannot listen at {address}: {why}")))?;
    let published = Arc::<Published>::default();
    let appliance = current.loaded.config.appliance.name.clone();
    let names = OwnNames::of(args.listen_name.iter().cloned().chain(appliance));
    server.spawn(server::serve(
        listener,
        published.clone(),
        names,
        server::Limits::default(),
    ));
    Ok(Some(published))
}

struct Watcher<'a> {
    args: &'a Args,
    named: Option<&'a Path>,
    appliance: String,
    current: Current,
    logins: Arc<LoginLedger>,
    folder: Folder,
    state: State,
    delivery: Delivery,
    /// What is wrong with the config that stands there now.
    invalid: Option<String>,
    status: WatchStatus,
    published: Option<Arc<Published>>,
}

impl Watcher<'_> {
    async fn go(&mut self) -> Result<(), Failure> {
        self.print(&self.greeting())?;
        sleep(self.current.settings.schedule.first(chance()?)).await;
        loop {
            let started = Instant::now();
            if self.status.runs > 0 {
                self.read_anew()?;
            }
            self.run().await?;
            let runs = self.status.runs;
            if self.args.runs.is_some_and(|most| runs >= most.get()) {
                self.print(&format!("ends after {}", counted(runs as usize, "run")))?;
                return self.kept();
            }
            let schedule = &self.current.settings.schedule;
            let next = schedule.next(started, Instant::now(), chance()?);
            self.publish_status(Some(next));
            sleep_until(next).await;
        }
    }

    /// What is in memory alone ends with the process.
    fn kept(&self) -> Result<(), Failure> {
        if self.status.state_written {
            return Ok(());
        }
        let path = self.current.settings.reports.display();
        let lost =
            format!("the folder {path} could not be written: what was kept in memory is lost");
        Err(Failure::new(Code::CannotWrite, lost))
    }

    fn greeting(&self) -> String {
        let Current {
            settings, loaded, ..
        } = &self.current;
        let every = SignedDuration::try_from(settings.schedule.every).unwrap_or_default();
        let realms = select::realms(&self.args.selection.chosen(), &loaded.config);
        let realms = realms.map_or(0, |realms| realms.len());
        let serves = settings
            .listen
            .map(|at| format!(", and serves http://{at}/"));
        format!(
            "{} watches {} every {every:#}{}",
            self.appliance,
            counted(realms, "realm"),
            serves.unwrap_or_default()
        )
    }

    /// Uses the config as it stands now, if that can be used.
    fn read_anew(&mut self) -> Result<(), Failure> {
        let before = &self.current;
        match Current::read(self.args, self.named) {
            Ok(current) => {
                if current.loaded.sha256 != before.loaded.sha256 {
                    self.logins.forget();
                    warn(&current);
                    self.print("the config has changed and is used from now on")?;
                    for setting in current.settings.fixed(&before.settings) {
                        remark(&format!("{setting} is used from the next start on"));
                    }
                } else if self.invalid.is_some() {
                    self.print("the config is again as it was before")?;
                }
                self.invalid = None;
                self.current = current;
            }
            Err(why) => {
                let text = format!("{why:#}");
                if self.invalid.as_deref() != Some(text.as_str()) {
                    output::complain(&why);
                    remark(
                        "this config cannot be used, so the watch continues with the one that it read before",
                    );
                    self.invalid = Some(text);
                }
            }
        }
        Ok(())
    }

    /// One run, and what follows from it.
    async fn run(&mut self) -> Result<(), Failure> {
        let (report, context) = self.examine().await?;
        let ended = Instant::now();
        let now = Timestamp::now();
        self.status.runs += 1;
        self.status.last_run_at = Some(report.started_at);
        self.status.fresh = Some((ended, self.current.settings.schedule.holds_for()));
        let settled = self.settle(&report)?;
        let confirm = self.current.settings.confirm;
        let others = self.state.causes.note(&report, confirm);
        let kept = (settled || others).then(|| self.keep_report(&report));
        if let Some(published) = &self.published {
            published.publish(report);
        }
        let dropped = self
            .delivery
            .trim(&mut self.state.outbox, &self.current.channels, now);
        dropped.iter().for_each(|text| remark(text));
        // A notice is kept before it is sent, so that none is lost with the process.
        self.keep(self.folder.write(&self.state).and(kept.unwrap_or(Ok(()))));
        self.publish_status(None);
        self.deliver(&context).await;
        Ok(())
    }

    /// Runs the checks once.
    async fn examine(&self) -> Result<(Report, Context), Failure> {
        let Current {
            loaded, waivers, ..
        } = &self.current;
        // A signal ends the whole watch: a run that it cut short would settle and be kept like any other.
        let asking = &self.args.asking;
        let mut context = asking.context(loaded.clone(), Mode::Live).unstoppable();
        context.chosen = self.args.selection.chosen();
        self.args.accepted.name(&mut context);
        context.logins = self.logins.clone();
        let (report, _) = context.examine(context.live()).await?;
        Ok((waivers::apply(report, waivers, context.config()), context))
    }

    fn keep_report(&mut self, report: &Report) -> std::io::Result<()> {
        self.folder.keep(report, self.current.settings.keep)?;
        self.state.causes.kept();
        Ok(())
    }

    /// Prints what has settled, and puts it in for the channels. Says whether anything has.
    fn settle(&mut self, report: &Report) -> Result<bool, Failure> {
        let settings = &self.current.settings;
        let holds_for = SignedDuration::try_from(settings.schedule.holds_for());
        self.state.watched.note(
            report.started_at,
            holds_for.unwrap_or(SignedDuration::MAX),
            settings.keep,
        );
        let events = self
            .state
            .settled
            .note(&Found::all(report), settings.confirm);
        let Some(notice) = compose::notice(report, &self.appliance, events)? else {
            return Ok(false);
        };
        console::notice(self.args.output, &notice)?;
        let channels = self.current.channels.iter();
        let keys = channels.map(|channel| channel.key().to_owned());
        self.state.outbox.put(&notice, keys);
        Ok(true)
    }

    /// Notes what came of writing: where that fails it is remarked on once, and tried again after the next run.
    fn keep(&mut self, written: std::io::Result<()>) {
        match (&written, self.status.state_written) {
            (Ok(()), false) => remark("the folder of the watch can be written again"),
            (Err(why), true) => {
                let path = self.current.settings.reports.display();
                remark(&format!(
                    "the folder {path} cannot be written: {why}; until it can, the state is kept in memory"
                ));
            }
            _ => {}
        }
        self.status.state_written = written.is_ok();
    }

    /// Tries to deliver what waits, and keeps what came of it.
    async fn deliver(&mut self, context: &Context) {
        let (outbox, now) = (&mut self.state.outbox, Timestamp::now());
        let channels = &self.current.channels;
        let due = |one: &Channel| outbox.due(one.key(), now).next().is_some();
        if !channels.iter().any(due) {
            return;
        }
        let (live, every) = (context.live(), self.current.settings.schedule.every);
        let delivered = self.delivery.deliver(outbox, channels, &live, every);
        let remarks = delivered.await;
        remarks.iter().for_each(|text| remark(text));
        let written = self.folder.write(&self.state);
        // What failed before stays so until all of it is tried again.
        if self.status.state_written {
            self.keep(written);
        }
    }

    fn print(&self, text: &str) -> Result<(), Failure> {
        console::say(self.args.output, text)
    }

    /// Publishes how the watch stands.
    fn publish_status(&self, next: Option<Instant>) {
        let due = next.map(|next| next.saturating_duration_since(Instant::now()));
        let due = due.and_then(|due| Timestamp::now().checked_add(due).ok());
        let status = WatchStatus {
            next_run_at: due,
            notices: self.delivery.counts(),
            waiting: self.state.outbox.len() as u64,
            config_valid: self.invalid.is_none(),
            ..self.status.clone()
        };
        if let Some(published) = &self.published {
            published.set_status(status);
        }
    }
}

/// Says on stderr what is wrong with the watch itself.
fn remark(text: &str) {
    output::remark(&format!("otpdoctor: {text}"));
}

fn warn(current: &Current) {
    let warnings = current.loaded.warnings.iter();
    warnings.for_each(|warning| output::remark(&warning.to_string()));
}

fn unavailable(why: impl ToString) -> Failure {
    Failure::new(Code::Unavailable, why.to_string())
}

/// A number from 0 up to 1.
fn chance() -> Result<Chance, Failure> {
    let number = u32::from_be_bytes(compose::random()?);
    Ok(f64::from(number) / (f64::from(u32::MAX) + 1.0))
}
