//! The watch's own metrics, behind those of its last report.

use std::time::Duration;

use jiff::Timestamp;
use tokio::time::Instant;

use crate::report::metrics::{Form, Metrics};

/// How the watch stands.
#[derive(Clone, Debug, Default)]
pub struct WatchStatus {
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

/// The metrics of the last report with those of the watch: `report` is what [`crate::report::metrics`] made of it, in
/// the same form.
pub(super) fn with(report: &str, status: &WatchStatus, form: Form) -> String {
    let mut out = Metrics::behind(report, form);
    out.counter("otpdoctor_watch_runs_total", [([], count(status.runs))]);
    out.gauge(
        "otpdoctor_watch_last_run_timestamp_seconds",
        status.last_run_at.map(|at| ([], seconds(at))),
    );
    out.gauge(
        "otpdoctor_watch_next_run_timestamp_seconds",
        status.next_run_at.map(|at| ([], seconds(at))),
    );
    let notices = status.notices.iter();
    out.counter(
        "otpdoctor_watch_notices_total",
        notices.map(|(channel, outcome, number)| {
            let labels = [("channel", *channel), ("outcome", *outcome)];
            (labels, count(*number))
        }),
    );
    out.gauge(
        "otpdoctor_watch_notices_waiting",
        [([], count(status.waiting))],
    );
    out.gauge(
        "otpdoctor_watch_state_written",
        [([], count(status.state_written.into()))],
    );
    out.gauge(
        "otpdoctor_watch_config_valid",
        [([], count(status.config_valid.into()))],
    );
    out.finished()
}

#[allow(clippy::cast_precision_loss, reason = "nobody counts to 2^52")]
fn count(number: u64) -> f64 {
    number as f64
}

#[allow(
    clippy::cast_precision_loss,
    reason = "milliseconds until the year 9999 fit"
)]
fn seconds(at: Timestamp) -> f64 {
    at.as_millisecond() as f64 / 1000.0
}
