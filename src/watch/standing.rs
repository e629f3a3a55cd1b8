//! How a watch stands, for its pages and its metrics.

use std::time::Duration;

use jiff::Timestamp;
use tokio::time::Instant;

/// How the watch stands.
#[derive(Clone, Debug, Default)]
pub struct Standing {
    /// Runs since it began.
    pub runs: u64,
    /// When the last one began.
    pub last_run_at: Option<Timestamp>,
    /// When the next one is due.
    pub next_run_at: Option<Timestamp>,
    /// When the last one ended, and how long it holds from then on.
    pub fresh: Option<(Instant, Duration)>,
    /// Kinds of channels, outcomes, and how often.
    pub notices: Vec<(&'static str, &'static str, u64)>,
    /// Notices that some channel does not have yet.
    pub waiting: u64,
    /// Whether the state could be written after the last run.
    pub state_written: bool,
    /// Whether the config that stands there now can be used.
    pub config_valid: bool,
}
