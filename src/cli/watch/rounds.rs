//! The rounds of a watch: read the config, run, settle, keep, tell, wait.

use std::path::Path;
use std::sync::Arc;

use checks::kit::ctx::Network;
use checks::kit::text::quote;
use jiff::{SignedDuration, Timestamp};
use tokio::sync::watch::channel;
use tokio::time::{Instant, sleep, sleep_until};

use super::Args;
use super::matrix::Flapping;
use super::open::{self, Door};
use super::post::Post;
use super::say::Voice;
use super::settings::Current;
use crate::cli::output;
use crate::exit::{Code, Failure};
use crate::history::{Run, State};
use crate::probe::refusals::Refusals;
use crate::probe::{Live, Patience};
use crate::report::Report;
use crate::report::waivers;
use crate::run::ask::limit::Stop;
use crate::secret::{Resolve, Vault};
use crate::watch::compose;
use crate::watch::keeper::{Keeper, News};
use crate::watch::memory::{Author, Memory};
use crate::watch::published::Standing;
use crate::watch::schedule::Chance;

/// Runs until it has run as often as it should.
///
/// # Errors
/// When it cannot begin, or stdout cannot be written to.
pub(super) async fn run(args: &Args, named: Option<&Path>) -> anyhow::Result<()> {
    let current = Current::read(args, named)?;
    warn(&current);
    let appliance = current.appliance(args)?;
    let keeper = open::history(&current, args, appliance.clone()).await?;
    let door = open::door(&current).await?;
    let mut rounds = Rounds {
        args,
        named,
        appliance,
        current,
        refusals: Arc::default(),
        memory: Memory {
            author: Some(author(args)?),
            ..Memory::default()
        },
        keeper,
        post: Post::default(),
        voice: Voice::new(args.output),
        complaint: None,
        runs: 0,
        last: None,
        door,
    };
    rounds.go().await
}

struct Rounds<'a> {
    args: &'a Args,
    named: Option<&'a Path>,
    appliance: String,
    current: Current,
    refusals: Arc<Refusals>,
    memory: Memory,
    keeper: Keeper,
    post: Post,
    voice: Voice,
    /// What is wrong with the config that stands there now.
    complaint: Option<String>,
    runs: u64,
    /// When the last run began, and when it ended.
    last: Option<(Timestamp, Instant)>,
    door: Option<Door>,
}

impl Rounds<'_> {
    async fn go(&mut self) -> anyhow::Result<()> {
        if let Some(why) = self.keeper.trouble() {
            self.voice.complain(&gone(why));
        }
        self.resume().await;
        self.voice.say(&self.greeting())?;
        sleep(self.current.settings.schedule.first(chance()?)).await;
        loop {
            let started = Instant::now();
            if self.runs > 0 {
                self.give_way().await?;
                self.read_anew()?;
            }
            self.round().await?;
            if self.args.runs.is_some_and(|most| self.runs >= most.get()) {
                return self
                    .voice
                    .say(&format!("ends after {}", counted(self.runs, "run")));
            }
            let schedule = &self.current.settings.schedule;
            let next = schedule.next(started, Instant::now(), chance()?);
            self.stand(Some(next));
            self.voice.waits(next);
            sleep_until(next).await;
        }
    }

    fn greeting(&self) -> String {
        let Current {
            settings, loaded, ..
        } = &self.current;
        let every = SignedDuration::try_from(settings.schedule.every).unwrap_or_default();
        let realms = self.args.selection.realms(&loaded.config);
        let realms = realms.map_or(0, |realms| realms.len() as u64);
        format!(
            "{} watches {} every {every:#}",
            self.appliance,
            counted(realms, "realm")
        )
    }

    /// Takes over what an earlier watch left.
    async fn resume(&mut self) {
        if let Some(earlier) = self.keeper.recall().await {
            match Memory::read(earlier) {
                Ok(memory) => {
                    let author = self.memory.author.take();
                    self.memory = Memory { author, ..memory };
                }
                Err(why) => self.voice.complain(&why.to_string()),
            }
        }
    }

    /// One watch speaks for an appliance: a run ends what it does not name, and what was told is remembered once.
    async fn give_way(&self) -> anyhow::Result<()> {
        let remembered = self.keeper.remembered().await;
        let other = remembered.as_ref().and_then(Author::of);
        let (Some(us), Some(other)) = (&self.memory.author, other) else {
            return Ok(());
        };
        if !us.yields_to(&other) {
            return Ok(());
        }
        let selection = match other.selection.as_str() {
            "" => "everything".to_owned(),
            flags => quote(flags, 200),
        };
        let why = format!(
            "another watch keeps its runs under {} in the same history, and looks at something else ({selection}): \
             each would end what the other knows. End one of them, or give this one a name of its own with --appliance",
            self.appliance
        );
        Err(Failure::error(Code::Unavailable, why))
    }

    /// Uses the config as it stands now, if that can be used.
    fn read_anew(&mut self) -> anyhow::Result<()> {
        let before = &self.current;
        match Current::read(self.args, self.named) {
            Ok(current) => {
                if current.loaded.sha256 != before.loaded.sha256 {
                    self.refusals.forget();
                    self.voice.aside(|| warn(&current));
                    self.voice
                        .say("the config has changed, and is used from now on")?;
                    for setting in current.settings.fixed(&before.settings) {
                        self.voice
                            .complain(&format!("{setting} is used from the next start on"));
                    }
                } else if self.complaint.is_some() {
                    self.voice.say("the config is as it was again")?;
                }
                self.complaint = None;
                self.current = current;
            }
            Err(why) => {
                let text = format!("{why:#}");
                if self.complaint.as_deref() != Some(text.as_str()) {
                    self.voice.aside(|| output::complain(&why));
                    self.voice.complain(
                        "this cannot be used, so the watch goes on with what it read before",
                    );
                    self.complaint = Some(text);
                }
            }
        }
        Ok(())
    }

    async fn round(&mut self) -> anyhow::Result<()> {
        let (report, vault) = self.examine().await?;
        let ended = Instant::now();
        let settings = &self.current.settings;
        let run = Run::of(&report, &self.appliance, settings.schedule.holds_for());
        let (confirm, keep) = (settings.confirm, settings.keep);
        let now = Timestamp::now();
        self.runs += 1;
        self.settle(&report, &run.states, confirm, now)?;
        self.show(report, ended);
        self.keeper.add(run);
        if let Some(earlier) = self.keeper.recall().await
            && let Ok(earlier) = Memory::read(earlier)
        {
            // What was told before is not known to have been: but it was to be delivered.
            self.memory.outbox.adopt(earlier.outbox);
        }
        let dropped = self
            .post
            .trim(&mut self.memory.outbox, &self.current.channels, now);
        dropped.iter().for_each(|text| self.voice.complain(text));
        let news = self.keeper.store(&self.memory.write()).await;
        self.tell_news(news);
        self.deliver(vault).await;
        let news = self.keeper.forget(keep, now).await;
        self.tell_news(news);
        Ok(())
    }

    /// Runs the checks once.
    async fn examine(&self) -> anyhow::Result<(Report, Arc<Vault>)> {
        let Current {
            loaded, waivers, ..
        } = &self.current;
        let asking = &self.args.asking;
        let mut stage = asking.stage(loaded, &self.args.selection, Network::Online, Resolve::Yes);
        let vault = stage.vault.clone();
        // A signal ends the whole watch: a run that it cut short would be told and kept like any other.
        stage.stop = channel(Stop::No).1;
        let running = self.voice.running();
        stage.progress = running.progress();
        let (report, _) = stage.examine(self.live(&vault)).await?;
        drop(running);
        Ok((waivers::apply(report, waivers), vault))
    }

    fn live(&self, vault: &Arc<Vault>) -> Live {
        let appliance = &self.current.loaded.config.appliance;
        let dns = appliance.dns.as_ref();
        let live = Live::new(&appliance.trust, dns, vault.clone(), Patience::default());
        live.after(self.refusals.clone())
    }

    /// Tells what has held for long enough, and puts it in for the channels.
    fn settle(
        &mut self,
        report: &Report,
        states: &[State],
        confirm: u32,
        now: Timestamp,
    ) -> anyhow::Result<()> {
        let events = self.memory.settled.note(states, confirm);
        let Some(notice) = compose::notice(report, &self.appliance, &events)? else {
            return Ok(());
        };
        self.voice.tell(&notice)?;
        let channels = self.current.channels.iter();
        let keys = channels.map(|channel| channel.key().to_owned());
        self.memory.outbox.put(notice, keys, now);
        Ok(())
    }

    /// Tries to deliver what waits, and remembers what was.
    async fn deliver(&mut self, vault: Arc<Vault>) {
        let (waiting, now) = (&self.memory.outbox, Timestamp::now());
        let mut channels = self.current.channels.iter();
        if !channels.any(|one| waiting.due(one.key(), now).next().is_some()) {
            return;
        }
        let live = self.live(&vault);
        let outbox = &mut self.memory.outbox;
        let said = self
            .post
            .deliver(
                outbox,
                &self.current.channels,
                &live,
                self.current.settings.schedule.every,
            )
            .await;
        said.iter().for_each(|text| self.voice.complain(text));
        let news = self.keeper.remember(&self.memory.write()).await;
        self.tell_news(news);
    }

    /// Shows what a run found, to whoever looks.
    fn show(&mut self, report: Report, ended: Instant) {
        let flapping: Flapping<'_> = self.memory.settled.flapping().collect();
        self.voice.show(&report, &flapping, self.runs);
        self.last = Some((report.started_at, ended));
        if let Some(door) = &self.door {
            door.published.publish(report);
        }
        self.stand(None);
    }

    /// Tells whoever asks how the watch stands.
    fn stand(&self, next: Option<Instant>) {
        let Some(door) = &self.door else {
            return;
        };
        let holds_for = self.current.settings.schedule.holds_for();
        let due = next.map(|next| next.saturating_duration_since(Instant::now()));
        let due = due.and_then(|due| SignedDuration::try_from(due).ok());
        let flapping = self.memory.settled.flapping();
        let owned = |(realm, check): (&str, &str)| (realm.to_owned(), check.to_owned());
        door.published.stand(Standing {
            runs: self.runs,
            last_run_at: self.last.map(|(at, _)| at),
            next_run_at: due.and_then(|due| Timestamp::now().checked_add(due).ok()),
            fresh: self.last.map(|(_, ended)| (ended, holds_for)),
            notices: self.post.counts(),
            waiting: self.memory.outbox.len() as u64,
            flapping: flapping.map(owned).collect(),
            history_reachable: self.keeper.reachable(),
            config_valid: self.complaint.is_none(),
        });
    }

    fn tell_news(&self, news: Option<News>) {
        match news {
            None => {}
            Some(News::Gone(why)) => self.voice.complain(&gone(&why)),
            Some(News::Back { runs, lost }) => {
                let kept = format!(
                    "the history is back: {} stored",
                    counted(runs as u64, "run")
                );
                self.voice.complain(&match lost {
                    0 => kept,
                    _ => format!("{kept}, {lost} before are lost"),
                });
            }
        }
    }
}

fn gone(why: &str) -> String {
    format!("{why}: runs are kept in memory until it is back")
}

fn counted(number: u64, what: &str) -> String {
    format!("{number} {what}{}", if number == 1 { "" } else { "s" })
}

fn warn(current: &Current) {
    let warnings = current.loaded.warnings.iter();
    warnings.for_each(|warning| output::remark(warning));
}

fn author(args: &Args) -> anyhow::Result<Author> {
    Ok(Author {
        id: compose::id()?,
        began_at: Timestamp::now(),
        selection: args.selection.flags(),
    })
}

/// A number from 0 up to 1.
fn chance() -> anyhow::Result<Chance> {
    let mut bytes = [0; 4];
    let filled = aws_lc_rs::rand::fill(&mut bytes);
    filled.map_err(|_| anyhow::anyhow!("the system gives no random bytes"))?;
    Ok(f64::from(u32::from_be_bytes(bytes)) / (f64::from(u32::MAX) + 1.0))
}
