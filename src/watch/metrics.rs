//! The watch's own metrics, behind those of its last report.

use jiff::Timestamp;

use super::standing::Standing;
use crate::report::metrics::{Family, Form};

/// What ends OpenMetrics text.
const END: &str = "# EOF\n";

/// The metrics of the last report with those of the watch: `report` is what [`crate::report::metrics`] made of it, in
/// the same form.
pub(super) fn with(report: &str, standing: &Standing, form: Form) -> String {
    let mut out = report.strip_suffix(END).unwrap_or(report).to_owned();
    for family in families(standing) {
        family.write(&mut out, form);
    }
    if form == Form::OpenMetrics {
        out.push_str(END);
    }
    out
}

fn families(standing: &Standing) -> Vec<Family> {
    let gauge = |name, help, value: f64| {
        let mut family = Family::new(name, help);
        family.add(&[], value);
        family
    };
    let mut runs = Family::counter("otpdoctor_watch_runs_total", "Runs since the watch began.");
    runs.add(&[], count(standing.runs));
    let mut notices = Family::counter(
        "otpdoctor_watch_notices_total",
        "Notices by the kind of channel and what came of handing them over.",
    );
    for (channel, outcome, number) in &standing.notices {
        notices.add(
            &[("channel", channel), ("outcome", outcome)],
            count(*number),
        );
    }
    vec![
        runs,
        gauge(
            "otpdoctor_watch_last_run_timestamp_seconds",
            "When the last run began, by the clock of the host.",
            standing.last_run_at.map_or(f64::NAN, seconds),
        ),
        gauge(
            "otpdoctor_watch_next_run_timestamp_seconds",
            "When the next run is due, by the clock of the host.",
            standing.next_run_at.map_or(f64::NAN, seconds),
        ),
        notices,
        gauge(
            "otpdoctor_watch_notices_waiting",
            "Notices that some channel does not have yet.",
            count(standing.waiting),
        ),
        gauge(
            "otpdoctor_watch_state_written",
            "Whether the state of the watch could be written after the last run.",
            f64::from(u8::from(standing.state_written)),
        ),
        gauge(
            "otpdoctor_watch_config_valid",
            "Whether the config that stands there now can be used; if not, the last one that could is.",
            f64::from(u8::from(standing.config_valid)),
        ),
    ]
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
