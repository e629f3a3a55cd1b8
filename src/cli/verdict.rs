//! The exit code of a run, and what a monitoring system gets of it: decided here, never by a format.

use std::ffi::OsString;

use checks::kit::{EvidenceKind, Status};
use checks::steps::passcode_issue;
use clap::ValueEnum as _;

use super::output::{Output, Outputs};
use crate::exit::Code;
use crate::report::Report;
use crate::report::model::{Evidence, Finding, Remedy, Text, Value};
use crate::report::view::text::{counted, counts};
use crate::run::ask::limit::Stop;

/// What fails a run, beside a failed check.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum FailOn {
    /// Only failures.
    Fail,
    /// Warnings too.
    Warn,
    /// Everything that is not a pass: warnings, what is unknown, and what was skipped.
    Skip,
}

/// What a run has to come to for the exit code 0.
#[derive(Clone, Copy, Debug, clap::Args)]
pub struct Gate {
    /// What makes the exit code 1: fail (failures only), warn (warnings too), or skip (everything that is not a pass)
    #[arg(
        long,
        value_name = "STATUS",
        default_value = "fail",
        hide_possible_values = true
    )]
    pub fail_on: FailOn,

    /// Exit with 3 if fewer than N % of the checks could run in one of the realms
    #[arg(long, value_name = "N%", default_value = "0", value_parser = percent, hide_default_value = true)]
    pub min_checked: usize,
}

fn percent(text: &str) -> Result<usize, String> {
    let number = text.strip_suffix('%').unwrap_or(text).parse().ok();
    number
        .filter(|percent| *percent <= 100)
        .ok_or_else(|| "expected a percentage from 0% to 100%, such as 80%".to_owned())
}

/// The report, which says where fewer of the checks could run than was asked for: that is unknown, in every format.
pub fn gated(mut report: Report, gate: Gate) -> Report {
    let (share, checks) = (gate.min_checked, report.checks.len());
    let judged = report.judged_by_realm();
    let is_short = |judged: usize| judged * 100 < checks * share;
    let short = judged.iter().filter(|(_, judged)| is_short(*judged));
    let realms: Vec<Text> = short.map(|(realm, _)| realm.clone()).collect();
    let least = judged.iter().min_by_key(|(_, judged)| *judged);
    let Some((least, judged)) = least.filter(|(_, judged)| is_short(*judged)) else {
        return report;
    };
    let place = if report.realms.len() > 1 && !least.is_empty() {
        format!(" in \"{least}\"")
    } else {
        String::new()
    };
    let (all, judged) = (counted(checks, "check"), *judged);
    let summary = format!("{judged} of {all} could run{place}, but {share}% are required");
    let counted = |(id, name, value, unit): (&str, &str, usize, Option<&str>)| Evidence {
        id: id.into(),
        of: None,
        kind: EvidenceKind::Measure,
        name: name.into(),
        value: Value::from(serde_json::Value::from(value)),
        unit: unit.map(Text::from),
    };
    let evidence = [
        ("checked", "checks that could run", judged, None),
        ("checks", "checks chosen", checks, None),
        ("asked", "asked for", share, Some("%")),
    ];
    report.findings.push(Finding {
        realms: realms.into_iter().filter(|realm| !realm.is_empty()).collect(),
        evidence: evidence.map(counted).into(),
        remedy: Remedy {
            steps: vec!["Add the settings that the skipped checks need to the config (-v lists each with its reason), or set a lower --min-checked.".into()],
            commands: Vec::new(),
        },
        ..Finding::of_run("min-checked", Status::Unknown, "unmet", "--min-checked", &summary)
    });
    report.counted()
}

/// The exit code of a run that ended by itself. Failures and unknowns together are failures; where something is unknown
/// since the OTP engine of a probe has no store, the store is missing.
pub fn verdict(report: &Report, gate: Gate) -> Code {
    let summary = &report.summary;
    let wrong = match gate.fail_on {
        FailOn::Fail => summary.fail,
        FailOn::Warn => summary.fail + summary.warn,
        FailOn::Skip => summary.fail + summary.warn + summary.unknown + summary.skip,
    };
    match wrong {
        1.. => Code::Failed,
        0 if summary.unknown > 0 && lacks_store(report) => Code::Unavailable,
        0 if summary.unknown > 0 => Code::Unknown,
        // Where nothing was looked at, nothing is well.
        0 if summary.pass + summary.warn + summary.waived + summary.fail == 0 => Code::Unknown,
        0 => Code::Ok,
    }
}

/// Why a run in which nothing failed ends with [`Code::Failed`].
pub fn by_the_gate(report: &Report, gate: Gate) -> String {
    let option = gate.fail_on.to_possible_value();
    let option = option.as_ref().map_or("", |one| one.get_name());
    let counts = counts(report);
    format!("The exit code is 1, though nothing failed, by --fail-on {option}: {counts}.")
}

fn lacks_store(report: &Report) -> bool {
    let code = passcode_issue::STORE_UNAVAILABLE.code;
    let mut findings = report.findings.iter();
    findings.any(|one| one.waived.is_none() && *one.reason == *code)
}

/// The exit code of a run that a signal ended, or else that one.
pub fn unless_ended(stop: Stop, code: impl FnOnce() -> Code) -> Code {
    match stop {
        Stop::Interrupted => Code::Interrupted,
        Stop::Terminated => Code::Terminated,
        Stop::No => code(),
    }
}

/// The exit code of a run: of a plugin where a format asks for that, else of the signal that ended it, or else this one.
pub fn exit(outputs: &Outputs, state: Status, ended: Stop, code: impl FnOnce() -> Code) -> Code {
    if outputs.for_monitoring() {
        plugin(state)
    } else {
        unless_ended(ended, code)
    }
}

/// What a monitoring system gets of a run: the worst that was found. A run that was cut short says nothing.
pub fn state(report: &Report, stop: Stop) -> Status {
    let summary = &report.summary;
    match stop {
        Stop::Interrupted | Stop::Terminated => Status::Unknown,
        Stop::No if summary.fail > 0 => Status::Fail,
        Stop::No if summary.unknown > 0 => Status::Unknown,
        Stop::No if summary.warn > 0 => Status::Warn,
        // Green is only what somebody saw.
        Stop::No if summary.pass + summary.waived == 0 || !report.has_judged(50) => Status::Unknown,
        Stop::No => Status::Pass,
    }
}

/// The exit code of a plugin, whatever the other codes mean.
pub fn plugin(state: Status) -> Code {
    match state {
        Status::Pass | Status::Skip => Code::Ok,
        Status::Warn => Code::Failed,
        Status::Fail => Code::Critical,
        Status::Unknown => Code::Unknown,
    }
}

/// Whether the arguments ask for a plugin's line on stdout. They are read as they stand, since a monitoring system
/// wants its answer to a wrong argument too.
pub fn is_plugin(arguments: impl Iterator<Item = OsString>) -> bool {
    let is_output = |text: &str| text.parse::<Output>().is_ok_and(|one| one.is_plugin());
    let mut before = false;
    for argument in arguments.map(|one| one.to_string_lossy().into_owned()) {
        let attached = argument
            .strip_prefix("--output=")
            .or_else(|| argument.strip_prefix("-o"));
        if before && is_output(&argument) || attached.is_some_and(is_output) {
            return true;
        }
        before = argument == "-o" || argument == "--output";
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_plugin_is_known_by_its_arguments() {
        let plugin = |line: &str| is_plugin(line.split(' ').map(OsString::from));
        for line in [
            "check -o nagios",
            "check -onagios",
            "check --output nagios",
            "check --output=nagios --bogus",
            "check -o json=x -o nagios=-",
        ] {
            assert!(plugin(line), "{line}");
        }
        for line in [
            "check",
            "check -o json",
            "check -o nagios=x",
            "check nagios",
        ] {
            assert!(!plugin(line), "{line}");
        }
    }
}
