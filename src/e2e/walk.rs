//! A chain in the making: steps in order, each timed by a clock that does not jump, the rest told as not reached.

use std::sync::Arc;
use std::time::{Duration, Instant};

use jiff::Timestamp;
use tokio::sync::watch;

use super::chain::{Chain, DEADLINE, Fact, INTERRUPTED, NOT_REACHED, Outcome, Step, seconds};
use super::said::{Done, Said};
use crate::run::ask::limit::Stop;
use crate::secret::Vault;

/// What bounds a chain, and whose secrets are cut out of what it says.
#[derive(Clone)]
pub struct Bounds {
    /// The secrets.
    pub vault: Arc<Vault>,
    /// Ends it early.
    pub stop: watch::Receiver<Stop>,
    /// The longest that it may take.
    pub deadline: Duration,
}

/// A chain in the making.
pub struct Walk {
    bounds: Bounds,
    plan: Vec<Planned>,
    steps: Vec<Step>,
    started_at: Timestamp,
    begun: Instant,
}

/// A step that a chain should have: its name, and what it is about where it has several of that name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Planned {
    name: &'static str,
    subject: Option<String>,
}

/// The chain ends here: the step is recorded, and `?` leaves the rest as not reached.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ended;

impl From<&'static str> for Planned {
    fn from(name: &'static str) -> Self {
        Self {
            name,
            subject: None,
        }
    }
}

impl Planned {
    /// A step about something.
    pub fn about(name: &'static str, subject: &str) -> Self {
        Self {
            name,
            subject: Some(subject.to_owned()),
        }
    }
}

impl Walk {
    /// Begins a chain that should have these steps.
    pub fn begin(bounds: Bounds, plan: impl IntoIterator<Item = Planned>) -> Self {
        Self {
            bounds,
            plan: plan.into_iter().collect(),
            steps: Vec::new(),
            started_at: Timestamp::now(),
            begun: Instant::now(),
        }
    }

    /// Takes a step. What it found is recorded; a step that did not work gives [`Ended`], and the caller goes on all the
    /// same where the following steps do not need it.
    ///
    /// # Errors
    /// When the step did not work, or the chain's time is over.
    pub async fn step<T>(
        &mut self,
        planned: impl Into<Planned>,
        work: impl Future<Output = Result<Done<T>, Said>>,
    ) -> Result<T, Ended> {
        let begun = Instant::now();
        let worked = match self.cut_short() {
            Some(said) => Err(said),
            None => {
                let mut stop = self.bounds.stop.clone();
                tokio::select! {
                    // What is done is done, whatever else has happened.
                    biased;
                    worked = work => worked,
                    _ = stop.wait_for(|stop| *stop != Stop::No) => Err(interrupted()),
                    () = tokio::time::sleep_until(self.until().into()) => Err(too_late(self.bounds.deadline)),
                }
            }
        };
        let took = begun.elapsed();
        match worked {
            Ok(Done { said, value }) => {
                self.record(planned.into(), said, took);
                Ok(value)
            }
            Err(said) => {
                self.record(planned.into(), said, took);
                Err(Ended)
            }
        }
    }

    /// Records a step that takes no time.
    pub fn note(&mut self, planned: impl Into<Planned>, said: Said) {
        self.record(planned.into(), said, Duration::ZERO);
    }

    /// When the chain's time is over.
    pub fn until(&self) -> Instant {
        later(self.begun, self.bounds.deadline)
    }

    /// The chain, with what was not reached.
    pub fn finish(mut self) -> Chain {
        let took = self.begun.elapsed();
        let barrier = self
            .steps
            .iter()
            .rfind(|step| !step.outcome.worked() && step.outcome != Outcome::Skip)
            .map(|step| step.name.clone());
        for planned in self.plan.clone() {
            if self.place(&planned.name.into(), &planned.subject).is_none() {
                let why = barrier.as_deref().map_or_else(
                    || "the chain ended before it".to_owned(),
                    |name| format!("the step {name} did not pass"),
                );
                self.record(planned, Said::skip(NOT_REACHED, why), Duration::ZERO);
            }
        }
        let steps = self.in_order();
        let outcome = steps.iter().map(|step| step.outcome).max();
        Chain {
            started_at: self.started_at,
            duration_s: seconds(took),
            outcome: outcome.unwrap_or(Outcome::Skip),
            steps,
        }
    }

    /// Where a step stands among those that were taken.
    fn place(&self, name: &String, subject: &Option<String>) -> Option<usize> {
        let same = |step: &Step| step.name == *name && step.subject == *subject;
        self.steps.iter().position(same)
    }

    /// The steps as planned; one that was not planned stays behind the one before it.
    fn in_order(&self) -> Vec<Step> {
        let mut last = 0;
        let mut keyed: Vec<(usize, &Step)> = Vec::new();
        for step in &self.steps {
            let planned =
                |planned: &Planned| planned.name == step.name && planned.subject == step.subject;
            last = self.plan.iter().position(planned).unwrap_or(last);
            keyed.push((last, step));
        }
        keyed.sort_by_key(|(place, _)| *place);
        keyed.into_iter().map(|(_, step)| step.clone()).collect()
    }

    fn record(&mut self, planned: Planned, said: Said, took: Duration) {
        let clean = |text: &str| self.bounds.vault.redact(text);
        let step = Step {
            name: planned.name.to_owned(),
            subject: planned.subject.as_deref().map(clean),
            outcome: said.outcome,
            reason: said.reason.map(str::to_owned),
            summary: clean(&said.summary),
            duration_s: seconds(took),
            facts: said
                .facts
                .iter()
                .map(|fact| Fact {
                    name: clean(&fact.name),
                    value: clean(&fact.value),
                })
                .collect(),
            cure: said.cure.iter().map(|sentence| clean(sentence)).collect(),
        };
        self.steps.push(step);
    }

    fn cut_short(&self) -> Option<Said> {
        if *self.bounds.stop.borrow() != Stop::No {
            return Some(interrupted());
        }
        (Instant::now() >= self.until()).then(|| too_late(self.bounds.deadline))
    }
}

/// So much later; a moment beyond what the clock counts is as good as a year from then.
pub(super) fn later(from: Instant, span: Duration) -> Instant {
    const YEAR: Duration = Duration::from_hours(366 * 24);
    from.checked_add(span).unwrap_or(from + YEAR)
}

fn interrupted() -> Said {
    Said::unknown(INTERRUPTED, "the probe was interrupted")
}

fn too_late(deadline: Duration) -> Said {
    let summary = format!(
        "it was not done when the time of the probe was over, {} s",
        deadline.as_secs_f64()
    );
    Said::unknown(DEADLINE, summary).cure("Give the probe more time with --deadline.")
}

#[cfg(test)]
mod tests;
