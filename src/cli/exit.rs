//! The exit codes, and the one place that decides between them.

use std::ffi::OsString;
use std::process::ExitCode;

use super::output::Output;
use crate::config::ConfigError;
use crate::probe::limit::Stop;
use crate::report::Report;
use crate::report::nagios::State;
use crate::waivers::WaiverError;

/// The documented exit codes, after sysexits.h where it has one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Code {
    /// Nothing failed.
    Ok = 0,
    /// A check failed; with `--fail-on warn`, or warned.
    Failed = 1,
    /// A check failed, as a monitoring system counts: where 1 is a warning.
    Critical = 2,
    /// Nothing failed, but something could not be checked.
    Unknown = 3,
    /// Wrong usage, or a selection that matches nothing.
    Usage = 64,
    /// A file named on the command line is missing or unreadable.
    NoInput = 66,
    /// A needed service is unavailable.
    Unavailable = 69,
    /// A bug of ours.
    Bug = 70,
    /// A report could not be written.
    CannotWrite = 74,
    /// The config is invalid.
    Config = 78,
    /// Interrupted by Ctrl-C.
    Interrupted = 130,
    /// The reader of our output went away.
    BrokenPipe = 141,
    /// Asked to terminate.
    Terminated = 143,
}

impl From<Code> for ExitCode {
    fn from(code: Code) -> Self {
        Self::from(code as u8)
    }
}

/// What fails a run, beside a failed check.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum FailOn {
    /// Only failures.
    Fail,
    /// Warnings too.
    Warn,
}

/// The exit code of a run that ended by itself. Failures and unknowns together are failures.
pub fn verdict(report: &Report, fail_on: FailOn) -> Code {
    let summary = &report.summary;
    match fail_on {
        _ if summary.fail > 0 => Code::Failed,
        FailOn::Warn if summary.warn > 0 => Code::Failed,
        _ if summary.unknown > 0 => Code::Unknown,
        _ => Code::Ok,
    }
}

/// What a monitoring system is told of a run: the worst that was found. A run that was cut short tells nothing.
pub fn state(report: &Report, stop: Stop) -> State {
    let summary = &report.summary;
    match stop {
        Stop::Interrupted | Stop::Terminated => State::Unknown,
        Stop::No if summary.fail > 0 => State::Critical,
        Stop::No if summary.unknown > 0 => State::Unknown,
        Stop::No if summary.warn > 0 => State::Warning,
        Stop::No => State::Ok,
    }
}

/// The exit code of a plugin, whatever the other codes mean.
pub fn plugin(state: State) -> Code {
    match state {
        State::Ok => Code::Ok,
        State::Warning => Code::Failed,
        State::Critical => Code::Critical,
        State::Unknown => Code::Unknown,
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

/// An error that knows its exit code.
#[derive(Debug, thiserror::Error)]
#[error("{message}")]
pub struct Failure {
    /// The code.
    pub code: Code,
    message: String,
}

impl Failure {
    /// An error with this code.
    pub fn error(code: Code, message: impl Into<String>) -> anyhow::Error {
        Self {
            code,
            message: message.into(),
        }
        .into()
    }
}

/// The code of an error that is no [`Failure`].
pub(super) fn of(error: &anyhow::Error) -> Code {
    if let Some(config) = error.downcast_ref::<ConfigError>() {
        return match config {
            ConfigError::NotFound(_) | ConfigError::Unreadable(_) => Code::NoInput,
            ConfigError::Invalid(_) => Code::Config,
        };
    }
    if let Some(waivers) = error.downcast_ref::<WaiverError>() {
        return match waivers {
            WaiverError::Unreadable(_) => Code::NoInput,
            WaiverError::Invalid(_) => Code::Config,
        };
    }
    match error
        .downcast_ref::<std::io::Error>()
        .map(std::io::Error::kind)
    {
        Some(std::io::ErrorKind::BrokenPipe) => Code::BrokenPipe,
        Some(_) => Code::CannotWrite,
        None => Code::Bug,
    }
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
