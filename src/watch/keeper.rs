//! Keeps the runs in the history, and in memory while that cannot be reached.

use std::collections::VecDeque;
use std::sync::Arc;

use checks::kit::text::{harmless, quote};
use futures_util::future::BoxFuture;
use jiff::{SignedDuration, Timestamp};
use serde_json::Value;

use crate::history::{History, Run};
use crate::otp::store::StoreError;

/// The most runs that wait for a history that cannot be reached: a day of one every five minutes.
const MOST: usize = 288;
/// How often what is old is forgotten.
const DAY: SignedDuration = SignedDuration::from_hours(24);

/// Opens a history; asked again until it does.
pub type Open =
    Box<dyn Fn() -> BoxFuture<'static, Result<Arc<dyn History>, StoreError>> + Send + Sync>;

/// Keeps the runs of one appliance.
pub struct Keeper {
    appliance: String,
    open: Open,
    history: Option<Arc<dyn History>>,
    waiting: VecDeque<Run>,
    /// Runs that did not even fit in memory.
    lost: u64,
    /// Why it cannot be reached, since it cannot.
    trouble: Option<String>,
    /// What just went wrong, to be told when the next run is stored.
    failed: Option<StoreError>,
    /// Whether what an earlier watch left was asked for.
    recalled: bool,
    /// Whether something of this watch was stored.
    stored: bool,
    forgotten_at: Option<Timestamp>,
}

/// What is worth saying of the history: once when it goes and once when it is back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum News {
    /// It cannot be reached.
    Gone(String),
    /// It is back.
    Back {
        /// How many runs had waited for it.
        runs: usize,
        /// How many had been too many to wait.
        lost: u64,
    },
}

impl Keeper {
    /// Keeps runs in a history that is open, or could not be reached yet.
    pub fn new(
        appliance: String,
        open: Open,
        opened: Result<Arc<dyn History>, StoreError>,
    ) -> Self {
        let (history, trouble) = match opened {
            Ok(history) => (Some(history), None),
            Err(why) => (None, Some(words(&why))),
        };
        Self {
            appliance,
            open,
            history,
            waiting: VecDeque::new(),
            lost: 0,
            trouble,
            failed: None,
            recalled: false,
            stored: false,
            forgotten_at: None,
        }
    }

    /// Whether the history could be reached when it was last needed.
    pub fn reachable(&self) -> bool {
        self.trouble.is_none()
    }

    /// Why it cannot be reached.
    pub fn trouble(&self) -> Option<&str> {
        self.trouble.as_deref()
    }

    /// How many runs wait for it.
    pub fn waiting(&self) -> usize {
        self.waiting.len()
    }

    /// Adds a run to those that wait to be stored.
    pub fn add(&mut self, run: Run) {
        self.waiting.push_back(run);
        if self.waiting.len() > MOST {
            self.waiting.pop_front();
            self.lost += 1;
        }
    }

    /// What an earlier watch left, when the history is reached for the first time. It is to be taken over before
    /// anything is stored, since that takes its place.
    pub async fn recall(&mut self) -> Option<Value> {
        if self.recalled {
            return None;
        }
        let recalled = self.reach().await;
        match recalled {
            Ok(memory) => memory,
            Err(why) => {
                self.failed = Some(why);
                None
            }
        }
    }

    async fn reach(&mut self) -> Result<Option<Value>, StoreError> {
        let history = match &self.history {
            Some(history) => history.clone(),
            None => (self.open)().await?,
        };
        let memory = history.memory(&self.appliance).await?;
        self.history = Some(history);
        self.recalled = true;
        Ok(memory)
    }

    /// What is remembered now: somebody else's, where another watch has stored something since this one did.
    pub async fn remembered(&self) -> Option<Value> {
        let known = self.stored && self.reachable();
        let history = self.history.as_ref().filter(|_| known)?;
        history.memory(&self.appliance).await.ok().flatten()
    }

    /// Stores the runs that wait, in order, each with what is to be remembered.
    pub async fn store(&mut self, memory: &Value) -> Option<News> {
        let runs = self.waiting.len();
        let stored = match (self.failed.take(), &self.history) {
            (Some(why), _) => Err(why),
            (None, Some(history)) => {
                let history = history.clone();
                self.append(history, memory).await
            }
            (None, None) => return None,
        };
        self.tell(stored, runs)
    }

    async fn append(
        &mut self,
        history: Arc<dyn History>,
        memory: &Value,
    ) -> Result<(), StoreError> {
        while let Some(run) = self.waiting.front() {
            history.append(run, memory).await?;
            self.waiting.pop_front();
            self.stored = true;
        }
        Ok(())
    }

    /// Stores what is to be remembered, without a run; while runs wait it waits with them.
    pub async fn remember(&mut self, memory: &Value) -> Option<News> {
        let history = self.history.clone().filter(|_| self.waiting.is_empty())?;
        let stored = history.remember(&self.appliance, memory).await;
        self.tell(stored, 0)
    }

    /// Forgets, once a day, what is older than `keep`.
    pub async fn forget(&mut self, keep: SignedDuration, now: Timestamp) -> Option<News> {
        let soon = |at: Timestamp| now.duration_since(at).abs() < DAY;
        if self.forgotten_at.is_some_and(soon) || !self.reachable() {
            return None;
        }
        let history = self.history.clone()?;
        let before = now.saturating_sub(keep).unwrap_or(Timestamp::MIN);
        let forgotten = history.forget(&self.appliance, before).await;
        if forgotten.is_ok() {
            self.forgotten_at = Some(now);
        }
        self.tell(forgotten, 0)
    }

    fn tell(&mut self, outcome: Result<(), StoreError>, runs: usize) -> Option<News> {
        match (outcome, &self.trouble) {
            (Ok(()), None) => None,
            (Ok(()), Some(_)) => {
                self.trouble = None;
                let lost = std::mem::take(&mut self.lost);
                Some(News::Back { runs, lost })
            }
            (Err(why), known) => {
                let first = known.is_none();
                let why = words(&why);
                self.trouble = Some(why.clone());
                first.then_some(News::Gone(why))
            }
        }
    }
}

fn words(why: &StoreError) -> String {
    quote(&harmless(&why.to_string()), 400)
}

#[cfg(test)]
mod tests;
