//! A run from end to end: the decorators around whoever answers, the deadline, and what was recorded.

use std::sync::Arc;
use std::time::{Duration, Instant};

use checks::kit::{Check, Config, Host, Prober, Realm, Scope};
use jiff::Timestamp;
use tokio::sync::watch;

use super::runner::{Job, Merged, run};
use crate::run::ask::limit::{Limited, Progress, Stop};
use crate::run::ask::record::{Log, Recorded};
use crate::run::ask::retry::{Retried, Retries};
use crate::run::ask::shared::Shared;
use crate::run::ask::timed::{Spans, Timed};
use crate::secret::Vault;

/// The longest deadline: clocks end somewhere beyond it.
const LONGEST: Duration = Duration::from_secs(366 * 24 * 60 * 60);

/// What to run, and within which limits.
pub struct Session<'a> {
    /// The config.
    pub config: &'a Config,
    /// The chosen realms, in report order.
    pub realms: Vec<(&'a str, &'a Realm)>,
    /// The chosen checks, in registry order.
    pub checks: Vec<&'static dyn Check>,
    /// The moment to judge at.
    pub now: Timestamp,
    /// The machine that this is.
    pub host: &'a Host,
    /// What may be asked.
    pub scope: Scope,
    /// How long the whole run may take.
    pub deadline: Duration,
    /// Ends the run early.
    pub stop: watch::Receiver<Stop>,
    /// Shows what is being waited for.
    pub progress: Arc<dyn Progress>,
}

/// What a run came to.
pub struct Examined {
    /// What the checks say.
    pub findings: Vec<Merged>,
    /// What was asked and answered.
    pub log: Log,
    /// The answers that said "try again".
    pub retries: Retries,
    /// When each question was asked and how long it took; nothing of a recording.
    pub spans: Spans,
    /// How long it took.
    pub took: Duration,
}

impl Session<'_> {
    /// Runs the checks against a live source: shared, recorded, limited, retried. The vault's secrets are cut out
    /// of every answer before it is judged, so that a recording is judged as the run itself was.
    pub async fn examine<P: Prober + 'static>(self, source: P, vault: Arc<Vault>) -> Examined {
        let retries = Retries::default();
        let deadline = tokio::time::Instant::now() + self.deadline.min(LONGEST);
        // A pause before a second try is within the deadline like all else.
        let retried = Retried::new(source, retries.clone());
        let spans = Spans::default();
        // Within the limits: waiting for a turn is not the peer's time.
        let timed = Timed::new(retried, spans.clone());
        let limited = Limited::new(timed, deadline, self.stop.clone(), self.progress.clone());
        let mut examined = self.judge(&limited, vault).await;
        examined.retries = retries;
        examined.spans = spans;
        examined
    }

    /// Runs the checks against a source as it is: a recording needs no limits.
    pub async fn judge(self, source: &dyn Prober, vault: Arc<Vault>) -> Examined {
        let begin = Instant::now();
        let log = Log::default();
        let job = Job {
            config: self.config,
            realms: self.realms,
            checks: self.checks,
            now: self.now,
            host: self.host,
            scope: self.scope,
            prober: &Shared::new(Recorded::new(source, log.clone(), vault)),
        };
        let findings = run(&job).await;
        Examined {
            findings,
            log,
            retries: Retries::default(),
            spans: Spans::default(),
            took: begin.elapsed(),
        }
    }
}
