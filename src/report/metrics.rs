//! The report as metrics: OpenMetrics for Prometheus to scrape, and the classic form for node_exporter's files.
//!
//! Of a report everything is a gauge, the sets of states and the infos too: the tools that check and read the classic form know
//! no other types for them, and a rule is to hold for both forms.

use std::collections::HashSet;
use std::fmt::Write as _;

use super::model::{Outcome, Report};
use super::view::{CheckResult, Matrix, measured};

/// What HTTP calls the first form.
pub const CONTENT_TYPE: &str = "application/openmetrics-text; version=1.0.0; charset=utf-8";

/// The whole report as OpenMetrics text.
pub fn openmetrics(report: &Report) -> String {
    written(report, Form::OpenMetrics)
}

/// The whole report as node_exporter's textfile collector reads it.
pub fn textfile(report: &Report) -> String {
    written(report, Form::Classic)
}

fn written(report: &Report, form: Form) -> String {
    let mut out = Metrics::behind("", form);
    run(report, &mut out);
    results(&Matrix::of(report), &mut out);
    causes(report, &mut out);
    clock(report, &mut out);
    ends(report, &mut out);
    stages(report, &mut out);
    out.finished()
}

/// The two forms.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Form {
    OpenMetrics,
    Classic,
}

/// What each metric is, a line each.
const HELP: &str = include_str!("metrics.txt");

/// What ends OpenMetrics text.
const END: &str = "# EOF\n";

/// The labels of a series, and its value.
pub(crate) type Series<'a, const N: usize> = ([(&'static str, &'a str); N], f64);

/// Metrics in the making, a family after the other.
pub(crate) struct Metrics {
    text: String,
    form: Form,
}

impl Metrics {
    /// What follows is written behind the finished text of others.
    pub(crate) fn behind(text: &str, form: Form) -> Self {
        let text = text.strip_suffix(END).unwrap_or(text).to_owned();
        Self { text, form }
    }

    /// A gauge; nothing of one without series.
    pub(crate) fn gauge<'a, const N: usize>(
        &mut self,
        name: &str,
        series: impl IntoIterator<Item = Series<'a, N>>,
    ) {
        self.family(name, "gauge", name, series);
    }

    /// A counter, whose series end in `_total`; in OpenMetrics the family is named without it.
    pub(crate) fn counter<'a, const N: usize>(
        &mut self,
        name: &str,
        series: impl IntoIterator<Item = Series<'a, N>>,
    ) {
        let family = match self.form {
            Form::OpenMetrics => name.trim_end_matches("_total"),
            Form::Classic => name,
        };
        self.family(family, "counter", name, series);
    }

    fn family<'a, const N: usize>(
        &mut self,
        family: &str,
        kind: &str,
        name: &str,
        series: impl IntoIterator<Item = Series<'a, N>>,
    ) {
        let mut told = HELP.lines().filter_map(|line| line.split_once(' '));
        let help = told.find_map(|(known, help)| (known == name).then_some(help));
        let help = help.unwrap_or_default();
        let mut head = format!("# HELP {family} {help}\n# TYPE {family} {kind}\n");
        if self.form == Form::OpenMetrics && family.ends_with("_seconds") {
            head += &format!("# UNIT {family} seconds\n");
        }
        let series = series.into_iter();
        for (labels, value) in series.filter(|(_, value)| value.is_finite()) {
            self.text.push_str(&std::mem::take(&mut head));
            self.text.push_str(name);
            for (index, (label, value)) in labels.iter().enumerate() {
                self.text.push(if index == 0 { '{' } else { ',' });
                self.text.push_str(label);
                self.text.push_str("=\"");
                escape(value, &mut self.text);
                self.text.push('"');
            }
            let close = if N == 0 { "" } else { "}" };
            let _ = writeln!(self.text, "{close} {value}");
        }
    }

    /// The whole text.
    pub(crate) fn finished(mut self) -> String {
        if self.form == Form::OpenMetrics {
            self.text.push_str(END);
        }
        self.text
    }
}

/// The first of the series with the same labels.
fn once<'a, const N: usize>(
    series: impl Iterator<Item = Series<'a, N>>,
) -> impl Iterator<Item = Series<'a, N>> {
    let mut known = HashSet::new();
    series.filter(move |(labels, value)| value.is_finite() && known.insert(*labels))
}

/// What the run itself was.
fn run(report: &Report, out: &mut Metrics) {
    out.gauge(
        "otpdoctor_build_info",
        [([("version", report.version.as_str())], 1.0)],
    );
    out.gauge(
        "otpdoctor_run_timestamp_seconds",
        [([], report.started_at.as_millisecond() as f64 / 1000.0)],
    );
    out.gauge("otpdoctor_run_duration_seconds", [([], report.duration_s)]);
    let count = |outcome: Outcome| report.summary.of(outcome) as f64;
    out.gauge(
        "otpdoctor_findings",
        Outcome::ALL.map(|outcome| ([("status", outcome.name())], count(outcome))),
    );
}

fn labels<'a>(result: &CheckResult<'a>) -> [(&'static str, &'a str); 2] {
    [("realm", result.realm), ("check", result.check)]
}

/// What each check says of each realm.
fn results(matrix: &Matrix<'_>, out: &mut Metrics) {
    let statuses = matrix.results().flat_map(|result| {
        let ([realm, check], holds) = (labels(&result), result.outcome());
        Outcome::ALL.map(|outcome| {
            let value = if outcome == holds { 1.0 } else { 0.0 };
            ([realm, check, ("status", outcome.name())], value)
        })
    });
    out.gauge("otpdoctor_check_status", statuses);
    let durations = matrix.results();
    out.gauge(
        "otpdoctor_check_duration_seconds",
        durations.map(|result| (labels(&result), result.duration_s())),
    );
    let wrong = matrix.results().filter(|one| one.outcome().is_wrong());
    let reasons = wrong.flat_map(|result| {
        let ([realm, check], status) = (labels(&result), ("status", result.outcome().name()));
        let reasons = result.decisive().map(|(_, one)| one.reason.as_str());
        reasons.map(move |reason| ([realm, check, status, ("reason", reason)], 1.0))
    });
    out.gauge("otpdoctor_failure_reason_info", once(reasons));
}

fn causes(report: &Report, out: &mut Metrics) {
    let causes = report.diagnosis.iter().flat_map(|cause| {
        let (check, reason) = (("check", &*cause.check), ("reason", &*cause.reason));
        let status = ("status", cause.gravity(&report.findings).name());
        let realms = cause.realms.iter().map(|realm| ("realm", &**realm));
        realms.map(move |realm| ([realm, check, reason, status], 1.0))
    });
    out.gauge("otpdoctor_cause_info", once(causes));
}

fn clock(report: &Report, out: &mut Metrics) {
    out.gauge(
        "otpdoctor_clock_offset_seconds",
        measured::clock_offset(report).map(|offset| ([], offset)),
    );
    let servers = measured::server_offsets(report).into_iter();
    out.gauge(
        "otpdoctor_clock_server_offset_seconds",
        servers.map(|one| ([("server", one.server)], one.offset_s)),
    );
}

/// When certificates and licenses end.
fn ends(report: &Report, out: &mut Metrics) {
    let certificates = report.chains.iter().flat_map(|chain| {
        let whose = chain.whose.trim_start_matches("the ");
        let whose = whose.trim_start_matches("certificate ");
        let role = ("role", whose.trim_start_matches("of "));
        chain.realms.iter().flat_map(move |realm| {
            chain.certificates.iter().map(move |one| {
                let (name, serial) = (("name", &*one.name), ("serial", &*one.serial));
                let end = one.not_after.as_second() as f64;
                ([("realm", &**realm), role, name, serial], end)
            })
        })
    });
    out.gauge(
        "otpdoctor_certificate_not_after_timestamp_seconds",
        once(certificates),
    );
    let licenses = measured::license_ends(report).flat_map(|(end, realms)| {
        let realms = realms.iter().map(|realm| [("realm", &**realm)]);
        realms.map(move |realm| (realm, end.as_second() as f64))
    });
    out.gauge("otpdoctor_license_expiry_timestamp_seconds", once(licenses));
}

fn stages(report: &Report, out: &mut Metrics) {
    let stages = measured::conversations(report).flat_map(|talk| {
        let server = ("server", talk.server);
        talk.realms.iter().flat_map(move |realm| {
            let stages = talk.stages.clone().into_iter();
            stages.map(move |(stage, took)| ([("realm", &**realm), server, ("stage", stage)], took))
        })
    });
    out.gauge("otpdoctor_smtp_stage_duration_seconds", once(stages));
}

/// A label's value, without what would end it.
fn escape(value: &str, out: &mut String) {
    if !value.contains(['\\', '"']) {
        return out.push_str(value);
    }
    for letter in value.chars() {
        if matches!(letter, '\\' | '"') {
            out.push('\\');
        }
        out.push(letter);
    }
}
