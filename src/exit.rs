//! The exit codes, and the one place that decides between them.

use std::ffi::OsString;
use std::process::ExitCode;

use crate::cli::otp::Explained;
use crate::cli::output::Output;
use crate::config::ConfigError;
use crate::e2e::chain::{Journey, Outcome};
use crate::otp::core::{Refused, Verdict};
use crate::otp::engine::EngineError;
use crate::report::nagios::State;
use crate::report::waivers::WaiverError;
use crate::report::{Report, diff};
use crate::run::ask::limit::Stop;

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
    /// `otp`: the code is not right.
    Rejected = 10,
    /// `otp`: the code came too late.
    Expired = 11,
    /// `otp`: the code was taken before.
    Replayed = 12,
    /// `otp`: the user is locked.
    Locked = 13,
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

/// The exit code of a comparison: something that heals does not make up for something that breaks.
pub fn of_changes(summary: &diff::Summary, fail_on: FailOn) -> Code {
    match fail_on {
        _ if summary.broke > 0 => Code::Failed,
        FailOn::Warn if summary.worsened > 0 => Code::Failed,
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

/// The exit code of an end-to-end probe that ended by itself.
pub fn of_journey(journey: &Journey) -> Code {
    match journey.outcome() {
        Outcome::Fail => Code::Failed,
        Outcome::Unknown if journey.lacked_store() => Code::Unavailable,
        Outcome::Unknown => Code::Unknown,
        Outcome::Pass | Outcome::Skip | Outcome::Warn => Code::Ok,
    }
}

/// The exit code of a presented code.
pub fn of_verdict(verdict: &Verdict) -> Code {
    match verdict {
        Verdict::Verified { .. } => Code::Ok,
        Verdict::Rejected { .. } => Code::Rejected,
        Verdict::Expired => Code::Expired,
        Verdict::Replayed | Verdict::Superseded => Code::Replayed,
        Verdict::Locked { .. } => Code::Locked,
    }
}

/// The exit code of what the OTP engine could not do. What the realm's settings or the user's state forbid is a failure.
pub fn of_engine(error: &EngineError) -> Code {
    match error {
        EngineError::Store(_) | EngineError::Key(_) => Code::Unavailable,
        EngineError::SeedNotOpened { .. }
        | EngineError::Refused(Refused::NotFound | Refused::NotEnrolled) => Code::Rejected,
        EngineError::Refused(Refused::Locked { .. }) => Code::Locked,
        EngineError::Refused(Refused::NotDelivered | Refused::Unfit)
        | EngineError::Impossible(_) => Code::Usage,
        EngineError::Refused(
            Refused::MethodOff(_)
            | Refused::AlreadyEnrolled
            | Refused::SeedEnrolled(_)
            | Refused::SeedSpent,
        ) => Code::Failed,
    }
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

/// The code of an error.
pub fn of_any(error: &anyhow::Error) -> Code {
    let failure = error.downcast_ref::<Failure>();
    failure.map_or_else(|| of(error), |failure| failure.code)
}

/// The code of an error that is no [`Failure`].
fn of(error: &anyhow::Error) -> Code {
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
    if let Some(engine) = error.downcast_ref::<EngineError>() {
        return of_engine(engine);
    }
    if let Some(explained) = error.downcast_ref::<Explained>() {
        return of_engine(&explained.error);
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
