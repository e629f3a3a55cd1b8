//! The rounds of a watch: read the config, run, settle, keep, tell, wait.

use std::path::Path;
use std::sync::Arc;

use checks::kit::ctx::Network;
use checks::kit::text::duration;
use jiff::{SignedDuration, Timestamp};
use tokio::time::Instant;

use super::Args;
use super::say::Voice;
use super::settings::Current;
use crate::cli::exit::{Code, Failure};
use crate::cli::output;
use crate::history::{self, History, Run};
use crate::probe::refusals::Refusals;
use crate::probe::{Live, Patience};
use crate::report::Report;
use crate::secret::{Resolve, Vault};
use crate::store::StoreError;
use crate::waivers;
use crate::watch::compose;
use crate::watch::keeper::{Keeper, News};
use crate::watch::memory::Memory;
use crate::watch::schedule::Chance;

use super::post::Post;

/// Runs until it has run as often as it should.
pub(super) async fn run(args: &Args, named: Option<&Path>) -> anyhow::Result<()> {
    let current = Current::read(args, named)?;
    current
        .loaded
        .warnings
        .iter()
        .for_each(|warning| output::remark(warning));
    let appliance = current.appliance(args)?;
    let voice = Voice::new(args.output);
    let keeper = keeper(&current, args, appliance.clone()).await?;
    if let Some(why) = keeper.trouble() {
        voice.complain(&format!(
            "{why}: runs are kept in memory until it can be reached"
        ));
    }
    let mut rounds = Rounds {
        args,
        named,
        appliance,
        refusals: Arc::default(),
        memory: Memory::default(),
        post: Post::default(),
        complaint: None,
        current,
        voice,
        keeper,
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
}

impl Rounds<'_> {
    async fn go(&mut self) -> anyhow::Result<()> {
        self.resume().await;
        self.voice.say(&self.greeting())?;
        tokio::time::sleep(self.current.settings.schedule.first(chance()?)).await;
        let mut runs = 0;
        loop {
            let started = Instant::now();
            if runs > 0 {
                self.read_anew()?;
            }
            self.round().await?;
            runs += 1;
            if self.args.runs.is_some_and(|wanted| runs >= wanted.get()) {
                let said = if runs == 1 { "run" } else { "runs" };
                return self.voice.say(&format!("ends after {runs} {said}"));
            }
            let next = self
                .current
                .settings
                .schedule
                .next(started, Instant::now(), chance()?);
            tokio::time::sleep_until(next).await;
        }
    }

    fn greeting(&self) -> String {
        let settings = &self.current.settings;
        let every = SignedDuration::try_from(settings.schedule.every).unwrap_or_default();
        let realms = self
            .args
            .selection
            .realms(&self.current.loaded.config)
            .map_or(0, |realms| realms.len());
        let realms = if realms == 1 {
            "1 realm".to_owned()
        } else {
            format!("{realms} realms")
        };
        format!(
            "{} watches {realms} every {}",
            self.appliance,
            duration(every)
        )
    }

    /// Takes over what an earlier watch left.
    async fn resume(&mut self) {
        if let Some(earlier) = self.keeper.recall().await {
            match Memory::read(earlier) {
                Ok(memory) => self.memory = memory,
                Err(why) => self.voice.complain(&why.to_string()),
            }
        }
    }

    /// Uses the config as it stands now, if that can be used.
    fn read_anew(&mut self) -> anyhow::Result<()> {
        match Current::read(self.args, self.named) {
            Ok(current) => {
                let changed = current.loaded.sha256 != self.current.loaded.sha256;
                if changed {
                    self.refusals.forget();
                    current
                        .loaded
                        .warnings
                        .iter()
                        .for_each(|warning| output::remark(warning));
                    self.voice
                        .say("the config has changed and is used from now on")?;
                } else if self.complaint.is_some() {
                    self.voice.say("the config is again as it was")?;
                }
                self.complaint = None;
                self.current = current;
            }
            Err(why) => {
                let text = format!("{why:#}");
                if self.complaint.as_deref() != Some(text.as_str()) {
                    self.voice.complain(
                        "the config cannot be used any more, and the last one that could goes on:",
                    );
                    output::complain(&why);
                    self.complaint = Some(text);
                }
            }
        }
        Ok(())
    }

    async fn round(&mut self) -> anyhow::Result<()> {
        let (report, vault) = self.examine().await?;
        let settings = &self.current.settings;
        let run = Run::of(&report, &self.appliance, settings.schedule.holds_for());
        let events = self.memory.settled.note(&run.states, settings.confirm);
        let notice = compose::notice(&report, &self.appliance, &events)?;
        let now = Timestamp::now();
        if let Some(notice) = &notice {
            self.voice.tell(notice)?;
            let keys = self
                .current
                .channels
                .iter()
                .map(|channel| channel.key().to_owned());
            self.memory.outbox.put(notice.clone(), keys, now);
        }
        self.keeper.add(run);
        if let Some(earlier) = self.keeper.recall().await
            && let Ok(earlier) = Memory::read(earlier)
        {
            self.memory.outbox.adopt(earlier.outbox);
        }
        for said in self
            .post
            .trim(&mut self.memory.outbox, &self.current.channels, now)
        {
            self.voice.complain(&said);
        }
        let news = self.keeper.store(&self.memory.write()).await;
        self.tell_news(news)?;
        self.deliver(vault).await?;
        let news = self.keeper.forget(self.current.settings.keep, now).await;
        self.tell_news(news)
    }

    /// Runs the checks once.
    async fn examine(&self) -> anyhow::Result<(Report, Arc<Vault>)> {
        let Current {
            loaded, waivers, ..
        } = &self.current;
        let stage =
            self.args
                .asking
                .stage(loaded, &self.args.selection, Network::Online, Resolve::Yes);
        let vault = stage.vault.clone();
        let (report, _) = stage.examine(self.live(&vault)).await?;
        Ok((waivers::apply(report, waivers), vault))
    }

    fn live(&self, vault: &Arc<Vault>) -> Live {
        let appliance = &self.current.loaded.config.appliance;
        let dns = appliance.dns.as_ref();
        Live::new(&appliance.trust, dns, vault.clone(), Patience::default())
            .after(self.refusals.clone())
    }

    async fn deliver(&mut self, vault: Arc<Vault>) -> anyhow::Result<()> {
        if self.memory.outbox.is_empty() {
            return Ok(());
        }
        let live = self.live(&vault);
        let before = self.memory.outbox.clone();
        let said = self
            .post
            .deliver(&mut self.memory.outbox, &self.current.channels, &live)
            .await;
        said.iter().for_each(|text| self.voice.complain(text));
        if self.memory.outbox != before {
            let news = self.keeper.remember(&self.memory.write()).await;
            self.tell_news(news)?;
        }
        Ok(())
    }

    fn tell_news(&self, news: Option<News>) -> anyhow::Result<()> {
        match news {
            None => {}
            Some(News::Gone(why)) => self.voice.complain(&format!("{why}: runs are kept in memory until it can be reached")),
            Some(News::Back { runs, lost: 0 }) => self.voice.complain(&format!("the history is back, and has the {runs} runs that waited")),
            Some(News::Back { runs, lost }) => self.voice.complain(&format!("the history is back, and has the {runs} runs that waited; {lost} before them are lost")),
        }
        Ok(())
    }
}

/// Opens the history; one on a server that cannot be reached is opened later.
async fn keeper(current: &Current, args: &Args, appliance: String) -> anyhow::Result<Keeper> {
    let unavailable = |why: String| Failure::error(Code::Unavailable, why);
    let settings = &current.settings;
    let place = match settings
        .history
        .clone()
        .filter(|place| !place.trim().is_empty())
    {
        Some(place) => place,
        None => history::default_place().map_err(|why| unavailable(why.to_string()))?,
    };
    let loaded = &current.loaded;
    let (literals, words) = (loaded.literals.clone(), loaded.commands.clone());
    let vault = Vault::new(literals, words, args.asking.commands(), Resolve::Yes);
    let password = match &settings.password {
        Some(secret) if place.contains("://") => {
            let password = vault.resolve(secret).await;
            Some(password.map_err(|why| unavailable(why.to_string()))?)
        }
        _ => None,
    };
    let open = {
        let place = place.clone();
        move || {
            let (place, password) = (place.clone(), password.clone());
            Box::pin(async move { history::open(&place, password).await })
                as futures_util::future::BoxFuture<'static, Result<Arc<dyn History>, StoreError>>
        }
    };
    let opened = open().await;
    if let Err(why) = &opened
        && !super::reach::is_away(&place, why).await
    {
        return Err(unavailable(vault.redact(&why.to_string())));
    }
    Ok(Keeper::new(appliance, Box::new(open), opened))
}

/// A number from 0 up to 1.
fn chance() -> anyhow::Result<Chance> {
    let mut bytes = [0; 4];
    aws_lc_rs::rand::fill(&mut bytes)
        .map_err(|_| anyhow::anyhow!("the system gives no random bytes"))?;
    Ok(f64::from(u32::from_be_bytes(bytes)) / (f64::from(u32::MAX) + 1.0))
}
