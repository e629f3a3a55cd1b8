//! The report as metrics: OpenMetrics for Prometheus to scrape, and the classic form for node_exporter's files.
//!
//! Of a report everything is a gauge, the sets of states and the infos too: the tools that check and read the classic form know
//! no other types for them, and a rule is to hold for both forms.

use std::collections::HashSet;
use std::fmt::Write as _;

use super::model::{Outcome, Report};
use super::view::{Matrix, measured};

/// What HTTP calls the first form.
pub const CONTENT_TYPE: &str = "application/openmetrics-text; version=1.0.0; charset=utf-8";

/// The whole report as OpenMetrics text.
pub fn openmetrics(report: &Report) -> String {
    written(report, Form::OpenMetrics) + "# EOF\n"
}

/// The whole report as node_exporter's textfile collector reads it.
pub fn textfile(report: &Report) -> String {
    written(report, Form::Classic)
}

fn written(report: &Report, form: Form) -> String {
    let mut out = String::new();
    for family in families(report) {
        family.write(&mut out, form);
    }
    out
}

/// The two forms.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Form {
    OpenMetrics,
    Classic,
}

/// A metric with all its series, each once.
pub(crate) struct Family {
    name: &'static str,
    help: &'static str,
    kind: Kind,
    unit: Option<&'static str>,
    lines: String,
    known: HashSet<String>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Gauge,
    Counter,
}

impl Family {
    /// A counter; its name ends in `_total`.
    pub(crate) fn counter(name: &'static str, help: &'static str) -> Self {
        Self {
            kind: Kind::Counter,
            ..Self::new(name, help)
        }
    }

    /// A gauge.
    pub(crate) fn new(name: &'static str, help: &'static str) -> Self {
        let seconds = name.ends_with("_seconds").then_some("seconds");
        Self {
            name,
            help,
            kind: Kind::Gauge,
            unit: seconds,
            lines: String::new(),
            known: HashSet::new(),
        }
    }

    /// Adds a series, unless it is there already or its value is no number.
    pub(crate) fn add(&mut self, labels: &[(&str, &str)], value: f64) {
        let mut key = String::new();
        for (name, value) in labels {
            key.push(if key.is_empty() { '{' } else { ',' });
            key.push_str(name);
            key.push_str("=\"");
            escape(value, &mut key);
            key.push('"');
        }
        if !key.is_empty() {
            key.push('}');
        }
        if value.is_finite() && !self.known.contains(&key) {
            let _ = writeln!(self.lines, "{}{key} {value}", self.name);
            self.known.insert(key);
        }
    }

    /// Writes it, unless it has no series.
    pub(crate) fn write(&self, out: &mut String, form: Form) {
        if self.lines.is_empty() {
            return;
        }
        let Self { help, .. } = self;
        let (name, kind) = match (self.kind, form) {
            (Kind::Gauge, _) => (self.name, "gauge"),
            // There a counter is named without the suffix of its series.
            (Kind::Counter, Form::OpenMetrics) => (self.name.trim_end_matches("_total"), "counter"),
            (Kind::Counter, Form::Classic) => (self.name, "counter"),
        };
        let _ = writeln!(out, "# HELP {name} {help}\n# TYPE {name} {kind}");
        if let Some(unit) = self.unit.filter(|_| form == Form::OpenMetrics) {
            let _ = writeln!(out, "# UNIT {name} {unit}");
        }
        out.push_str(&self.lines);
    }
}

fn families(report: &Report) -> Vec<Family> {
    let matrix = Matrix::of(report);
    let mut families = Vec::from(run(report));
    families.extend(checks(&matrix));
    families.push(causes(report));
    families.extend(clock(report));
    families.extend([certificates(report), licenses(report), stages(report)]);
    families
}

/// What the run itself was.
fn run(report: &Report) -> [Family; 4] {
    let mut build = Family::new(
        "otpdoctor_build_info",
        "The otpdoctor that wrote this, as a label.",
    );
    build.add(&[("version", &report.version)], 1.0);
    let mut began = Family::new(
        "otpdoctor_run_timestamp_seconds",
        "When the run began, by the clock of the host.",
    );
    began.add(&[], report.started_at.as_millisecond() as f64 / 1000.0);
    let mut took = Family::new(
        "otpdoctor_run_duration_seconds",
        "How long the whole run took.",
    );
    took.add(&[], report.duration_s);
    let mut findings = Family::new(
        "otpdoctor_findings",
        "Findings by status; one that holds for several realms counts once.",
    );
    for outcome in Outcome::ALL {
        let count = report.summary.of(outcome);
        findings.add(&[("status", outcome.name())], count as f64);
    }
    [build, began, took, findings]
}

/// What each check says of each realm.
fn checks(matrix: &Matrix<'_>) -> [Family; 3] {
    let mut statuses = Family::new(
        "otpdoctor_check_status",
        "1 for the status that the check has in the realm, 0 for the others.",
    );
    let mut durations = Family::new(
        "otpdoctor_check_duration_seconds",
        "How long the check took; what realms share is asked once.",
    );
    let mut reasons = Family::new(
        "otpdoctor_failure_reason_info",
        "Why a check fails, warns or could not be made, as labels.",
    );
    for result in matrix.results() {
        let (realm, check) = (("realm", &**result.realm), ("check", &**result.check));
        let holds = result.outcome();
        for outcome in Outcome::ALL {
            let value = if outcome == holds { 1.0 } else { 0.0 };
            statuses.add(&[realm, check, ("status", outcome.name())], value);
        }
        durations.add(&[realm, check], result.duration_s());
        if holds.is_wrong() {
            let status = ("status", holds.name());
            for (_, finding) in result.decisive() {
                reasons.add(&[realm, check, status, ("reason", &finding.reason)], 1.0);
            }
        }
    }
    [statuses, durations, reasons]
}

fn causes(report: &Report) -> Family {
    let mut family = Family::new(
        "otpdoctor_cause_info",
        "What is wrong and is explained by nothing else, in each realm; always 1.",
    );
    for cause in &report.diagnosis {
        let status = cause.gravity(&report.findings).name();
        for realm in &cause.realms {
            let labels = [
                ("realm", &**realm),
                ("check", &cause.check),
                ("reason", &cause.reason),
                ("status", status),
            ];
            family.add(&labels, 1.0);
        }
    }
    family
}

fn clock(report: &Report) -> [Family; 2] {
    let mut clock = Family::new(
        "otpdoctor_clock_offset_seconds",
        "The clock of the appliance minus true time; negative is behind.",
    );
    if let Some(offset) = measured::clock_offset(report) {
        clock.add(&[], offset);
    }
    let mut servers = Family::new(
        "otpdoctor_clock_server_offset_seconds",
        "The clock of the appliance minus the time of one NTP server.",
    );
    for one in measured::server_offsets(report) {
        servers.add(&[("server", one.server)], one.offset_s);
    }
    [clock, servers]
}

fn certificates(report: &Report) -> Family {
    let mut family = Family::new(
        "otpdoctor_certificate_not_after_timestamp_seconds",
        "The last moment of a certificate and of each of its issuers, also when it is over.",
    );
    for chain in &report.chains {
        let whose = chain.whose.trim_start_matches("the ");
        let role = whose
            .trim_start_matches("certificate ")
            .trim_start_matches("of ");
        for realm in &chain.realms {
            for one in &chain.certificates {
                let labels = [
                    ("realm", &**realm),
                    ("role", role),
                    ("name", &one.name),
                    ("serial", &one.serial),
                ];
                family.add(&labels, one.not_after.as_second() as f64);
            }
        }
    }
    family
}

fn licenses(report: &Report) -> Family {
    let mut family = Family::new(
        "otpdoctor_license_expiry_timestamp_seconds",
        "The last moment of the support license, also when it is over.",
    );
    for (end, realms) in measured::license_ends(report) {
        for realm in realms {
            family.add(&[("realm", realm)], end.as_second() as f64);
        }
    }
    family
}

fn stages(report: &Report) -> Family {
    let mut family = Family::new(
        "otpdoctor_smtp_stage_duration_seconds",
        "How long each stage of the conversation with the mail server took.",
    );
    for talk in measured::conversations(report) {
        for realm in talk.realms {
            for (stage, took) in &talk.stages {
                let (realm, server) = (("realm", &**realm), ("server", talk.server));
                family.add(&[realm, server, ("stage", stage)], *took);
            }
        }
    }
    family
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
