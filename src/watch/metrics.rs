//! The watch's own metrics, behind those of its last report.

use jiff::Timestamp;

use super::standing::Standing;
use crate::report::metrics::{Form, Metrics};

/// The metrics of the last report with those of the watch: `report` is what [`crate::report::metrics`] made of it, in
/// the same form.
pub(super) fn with(report: &str, standing: &Standing, form: Form) -> String {
    let mut out = Metrics::behind(report, form);
    out.counter(
        "otpdoctor_watch_runs_total",
        "Runs since the watch began.",
        [([], count(standing.runs))],
    );
    out.gauge(
        "otpdoctor_watch_last_run_timestamp_seconds",
        "When the last run began, by the clock of the host.",
        standing.last_run_at.map(|at| ([], seconds(at))),
    );
    out.gauge(
        "otpdoctor_watch_next_run_timestamp_seconds",
        "When the next run is due, by the clock of the host.",
        standing.next_run_at.map(|at| ([], seconds(at))),
    );
    let notices = standing.notices.iter();
    out.counter(
        "otpdoctor_watch_notices_total",
        "Notices by the kind of channel and what came of handing them over.",
        notices.map(|(channel, outcome, number)| {
            let labels = [("channel", *channel), ("outcome", *outcome)];
            (labels, count(*number))
        }),
    );
    for (name, help, value) in [
        (
            "otpdoctor_watch_notices_waiting",
            "Notices that some channel does not have yet.",
            standing.waiting,
        ),
        (
            "otpdoctor_watch_state_written",
            "Whether the state of the watch could be written after the last run.",
            standing.state_written.into(),
        ),
        (
            "otpdoctor_watch_config_valid",
            "Whether the config that stands there now can be used; if not, the last one that could is.",
            standing.config_valid.into(),
        ),
    ] {
        out.gauge(name, help, [([], count(value))]);
    }
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
