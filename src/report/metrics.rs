//! The report as metrics: OpenMetrics for Prometheus to scrape, and the classic form for node_exporter's files.
//!
//! Of a report everything is a gauge, the sets of states and the infos too: the tools that check and read the classic form know
//! no other types for them, and a rule is to hold for both forms.

use std::collections::HashSet;
use std::fmt::Write as _;

use checks::kit::text;

use super::cell::{Cell, Outcome, cells};
use super::{Report, measured};

/// What HTTP calls the first form.
pub const CONTENT_TYPE: &str = "application/openmetrics-text; version=1.0.0; charset=utf-8";

/// The whole report as OpenMetrics text.
pub fn openmetrics(report: &Report) -> String {
    let mut out = String::new();
    for family in families(report) {
        family.write(&mut out, Form::OpenMetrics);
    }
    out + "# EOF\n"
}

/// The whole report as node_exporter's textfile collector reads it.
pub fn textfile(report: &Report) -> String {
    let mut out = String::new();
    for family in families(report) {
        family.write(&mut out, Form::Classic);
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
    let cells = cells(report);
    vec![
        build(report),
        run(report),
        duration(report),
        findings(report),
        statuses(&cells),
        durations(&cells),
        reasons(&cells),
        causes(report),
        clock(report),
        servers(report),
        certificates(report),
        licenses(report),
        stages(report),
    ]
}

fn build(report: &Report) -> Family {
    let mut family = Family::new(
        "otpdoctor_build_info",
        "The otpdoctor that wrote this, as a label.",
    );
    family.add(&[("version", &report.version)], 1.0);
    family
}

fn run(report: &Report) -> Family {
    let mut family = Family::new(
        "otpdoctor_run_timestamp_seconds",
        "When the run began, by the clock of the host.",
    );
    #[allow(
        clippy::cast_precision_loss,
        reason = "milliseconds until the year 9999 fit"
    )]
    family.add(&[], report.started_at.as_millisecond() as f64 / 1000.0);
    family
}

fn duration(report: &Report) -> Family {
    let mut family = Family::new(
        "otpdoctor_run_duration_seconds",
        "How long the whole run took.",
    );
    family.add(&[], report.duration_s);
    family
}

fn findings(report: &Report) -> Family {
    let mut family = Family::new(
        "otpdoctor_findings",
        "Findings by status; one that holds for several realms counts once.",
    );
    let summary = &report.summary;
    for outcome in Outcome::ALL {
        let count = match outcome {
            Outcome::Of(status) => summary.of(*status),
            Outcome::Waived => summary.waived,
        };
        #[allow(clippy::cast_precision_loss, reason = "no run finds 2^52 things")]
        family.add(&[("status", outcome.name())], count as f64);
    }
    family
}

fn statuses(cells: &[Cell<'_>]) -> Family {
    let mut family = Family::new(
        "otpdoctor_check_status",
        "1 for the status that the check has in the realm, 0 for the others.",
    );
    for cell in cells {
        let holds = cell.outcome();
        for outcome in Outcome::ALL {
            let value = if *outcome == holds { 1.0 } else { 0.0 };
            let labels = [
                ("realm", cell.realm),
                ("check", cell.check),
                ("status", outcome.name()),
            ];
            family.add(&labels, value);
        }
    }
    family
}

fn durations(cells: &[Cell<'_>]) -> Family {
    let mut family = Family::new(
        "otpdoctor_check_duration_seconds",
        "How long the check took; what realms share is asked once.",
    );
    for cell in cells {
        let labels = [("realm", cell.realm), ("check", cell.check)];
        family.add(&labels, cell.duration_s());
    }
    family
}

fn reasons(cells: &[Cell<'_>]) -> Family {
    let mut family = Family::new(
        "otpdoctor_failure_reason_info",
        "Why a check fails, warns or could not be made, as labels.",
    );
    for cell in cells {
        let outcome = cell.outcome();
        if !matches!(outcome, Outcome::Of(status) if status >= checks::kit::Status::Warn) {
            continue;
        }
        for (_, finding) in cell.told() {
            let labels = [
                ("realm", cell.realm),
                ("check", cell.check),
                ("status", outcome.name()),
                ("reason", finding.reason.as_str()),
            ];
            family.add(&labels, 1.0);
        }
    }
    family
}

fn causes(report: &Report) -> Family {
    let mut family = Family::new(
        "otpdoctor_cause_info",
        "What is wrong and is explained by nothing else, in each realm; always 1.",
    );
    for cause in &report.diagnosis {
        let status = cause.gravity(report).name();
        for realm in &cause.realms {
            let labels = [
                ("realm", realm.as_str()),
                ("check", &cause.check),
                ("reason", &cause.reason),
                ("status", status),
            ];
            family.add(&labels, 1.0);
        }
    }
    family
}

fn clock(report: &Report) -> Family {
    let mut family = Family::new(
        "otpdoctor_clock_offset_seconds",
        "The clock of the appliance minus true time; negative is behind.",
    );
    if let Some(offset) = measured::clock_offset(report) {
        family.add(&[], offset);
    }
    family
}

fn servers(report: &Report) -> Family {
    let mut family = Family::new(
        "otpdoctor_clock_server_offset_seconds",
        "The clock of the appliance minus the time of one NTP server.",
    );
    for (server, offset) in measured::server_offsets(report) {
        family.add(&[("server", server)], offset);
    }
    family
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
                    ("realm", realm.as_str()),
                    ("role", role),
                    ("name", one.name.as_str()),
                    ("serial", one.serial.as_str()),
                ];
                family.add(&labels, seconds(one.not_after));
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
            family.add(&[("realm", realm)], seconds(end));
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
                let labels = [
                    ("realm", realm.as_str()),
                    ("server", talk.server),
                    ("stage", stage),
                ];
                family.add(&labels, *took);
            }
        }
    }
    family
}

#[allow(
    clippy::cast_precision_loss,
    reason = "seconds until the year 9999 fit"
)]
fn seconds(at: jiff::Timestamp) -> f64 {
    at.as_second() as f64
}

/// A label's value: harmless, and without what would end it.
fn escape(value: &str, out: &mut String) {
    let plain = |byte: u8| matches!(byte, b' '..=b'~') && byte != b'"' && byte != b'\\';
    if value.bytes().all(plain) {
        out.push_str(value);
        return;
    }
    for letter in text::harmless(value).chars() {
        if matches!(letter, '\\' | '"') {
            out.push('\\');
        }
        out.push(letter);
    }
}
