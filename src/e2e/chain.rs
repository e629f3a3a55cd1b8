//! One run of a probe: its steps in order, each timed by a clock that does not jump; the rest is not reached.

use std::time::{Duration, Instant};

use checks::kit::reason::NOT_REACHED;
use checks::kit::{About, Finding, ProbeError, Reason, Status};
use tokio::sync::watch;

use crate::run::ask::limit::Stop;

/// What bounds one run of a probe.
#[derive(Clone)]
pub struct Limits {
    /// Ends it early.
    pub stop: watch::Receiver<Stop>,
    /// The longest that it may take.
    pub deadline: Duration,
}

/// A step that a run should have: a step of a probe or a check, and the realm that it is about.
#[derive(Clone, Copy, Debug)]
pub struct Planned<'a> {
    /// The step.
    pub about: &'static About,
    /// The name of the realm.
    pub realm: &'a str,
}

/// What a step found that ends the run.
#[derive(Debug)]
pub struct Failed(pub Vec<Finding>);

/// What a step found, and what the next steps need of it. Where the last finding is bad, the run ends all the same.
pub type StepResult<T = ()> = Result<(Vec<Finding>, T), Failed>;

/// The run ends here: the findings are recorded, and `?` leaves the rest as not reached.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ended;

/// Whether a finding failed, or could not be judged.
pub fn is_bad(finding: &Finding) -> bool {
    matches!(finding.status, Status::Fail | Status::Unknown)
}

impl From<Finding> for Failed {
    fn from(finding: Finding) -> Self {
        Self(vec![finding])
    }
}

/// A step that was taken: what it found in a realm, and how long it took.
#[derive(Clone, Debug)]
pub struct TakenStep {
    /// What it found.
    pub finding: Finding,
    /// The name of the realm.
    pub realm: String,
    /// How long it took, in each run that found it; zero for what was only looked up.
    pub took: Vec<Duration>,
    /// The position in the plan; of what was not planned, that of the step before it.
    pub position: usize,
}

impl TakenStep {
    /// Whether it did what it should, with or without a remark.
    pub fn worked(&self) -> bool {
        matches!(self.finding.status, Status::Pass | Status::Warn)
    }

    /// Whether another says the same.
    pub fn says(&self, other: &Self) -> bool {
        let said = |one: &Self| (one.finding.check, one.finding.reason, one.finding.status);
        said(self) == said(other)
            && self.realm == other.realm
            && self.finding.subject == other.finding.subject
    }
}

/// One run of a probe that has ended.
pub struct Chain {
    /// Its steps, in the order of the plan.
    pub taken: Vec<TakenStep>,
    /// How long all of it took.
    pub took: Duration,
}

/// One run of a probe that goes on.
pub struct ChainRunner<'a> {
    limits: Limits,
    plan: Vec<Planned<'a>>,
    taken: Vec<TakenStep>,
    begun: Instant,
}

impl<'a> ChainRunner<'a> {
    /// Begins a run that should have these steps.
    pub fn new(limits: Limits, plan: Vec<Planned<'a>>) -> Self {
        Self {
            limits,
            plan,
            taken: Vec::new(),
            begun: Instant::now(),
        }
    }

    /// Takes a step in the realm of the first planned one.
    ///
    /// # Errors
    /// As [`Self::step_in`].
    pub async fn step<T>(
        &mut self,
        about: &'static About,
        work: impl Future<Output = StepResult<T>>,
    ) -> Result<T, Ended> {
        let realm = self.plan.first().map_or("", |first| first.realm);
        self.step_in(realm, about, work).await
    }

    /// Takes a step and records what it found. A step that did not work gives [`Ended`], and the caller goes on all the
    /// same where the following steps do not need it.
    ///
    /// # Errors
    /// When the step did not work, or the run's time is over.
    pub async fn step_in<T>(
        &mut self,
        realm: &str,
        about: &'static About,
        work: impl Future<Output = StepResult<T>>,
    ) -> Result<T, Ended> {
        let begun = Instant::now();
        let cut = |error| Err(Finding::unasked(about, realm, &error).into());
        let result = match self.cut_short() {
            Some(error) => cut(error),
            None => {
                let mut stop = self.limits.stop.clone();
                tokio::select! {
                    // What is done is done, whatever else has happened.
                    biased;
                    result = work => result,
                    _ = stop.wait_for(|stop| *stop != Stop::No) => cut(ProbeError::Interrupted),
                    () = tokio::time::sleep_until(self.until().into()) => cut(ProbeError::Deadline),
                }
            }
        };
        let (findings, result) = match result {
            Ok((findings, _)) if findings.last().is_some_and(is_bad) => (findings, Err(Ended)),
            Ok((findings, value)) => (findings, Ok(value)),
            Err(Failed(findings)) => (findings, Err(Ended)),
        };
        self.record(realm, findings, begun.elapsed());
        result
    }

    /// Records what is found without asking anybody.
    pub fn note(&mut self, realm: &str, findings: Vec<Finding>) {
        self.record(realm, findings, Duration::ZERO);
    }

    /// When the run's time is over.
    pub fn until(&self) -> Instant {
        later(self.begun, self.limits.deadline)
    }

    /// The run, with what was not reached.
    pub fn finish(mut self) -> Chain {
        let took = self.begun.elapsed();
        let mut findings = self.taken.iter().map(|taken| &taken.finding);
        let why = match findings.rfind(|finding| is_bad(finding)) {
            Some(finding) => format!(
                "{}/{} ended the probe before it",
                finding.check, finding.reason
            ),
            None => "the probe ended before it".to_owned(),
        };
        for (position, planned) in self.plan.iter().enumerate() {
            let is_there = self.taken.iter().any(|taken| {
                taken.finding.check == planned.about.id && taken.realm == planned.realm
            });
            if !is_there {
                let not_reached = Reason {
                    check: planned.about.id,
                    code: NOT_REACHED,
                    status: Status::Skip,
                    about: "the probe ended before this step",
                    cures: "",
                };
                self.taken.push(TakenStep {
                    finding: Finding::new(not_reached, planned.realm).summary(&why),
                    realm: planned.realm.to_owned(),
                    took: vec![Duration::ZERO],
                    position,
                });
            }
        }
        self.taken.sort_by_key(|taken| taken.position);
        Chain {
            taken: self.taken,
            took,
        }
    }

    /// The time of a step is that of its last finding: those before it say how far it got.
    fn record(&mut self, realm: &str, findings: Vec<Finding>, took: Duration) {
        let last = findings.len().saturating_sub(1);
        for (number, finding) in findings.into_iter().enumerate() {
            let planned =
                |planned: &Planned<'_>| planned.about.id == finding.check && planned.realm == realm;
            let before = self.taken.last().map_or(0, |taken| taken.position);
            self.taken.push(TakenStep {
                position: self.plan.iter().position(planned).unwrap_or(before),
                finding,
                realm: realm.to_owned(),
                took: vec![if number == last { took } else { Duration::ZERO }],
            });
        }
    }

    fn cut_short(&self) -> Option<ProbeError> {
        if *self.limits.stop.borrow() != Stop::No {
            return Some(ProbeError::Interrupted);
        }
        (Instant::now() >= self.until()).then_some(ProbeError::Deadline)
    }
}

/// So much later; a moment beyond what the clock counts is as good as a year from then.
pub fn later(from: Instant, span: Duration) -> Instant {
    const YEAR: Duration = Duration::from_hours(366 * 24);
    from.checked_add(span).unwrap_or(from + YEAR)
}

#[cfg(test)]
mod tests;
