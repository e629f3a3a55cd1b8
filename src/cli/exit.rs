//! The exit codes, and the one place that decides between them.

use std::process::ExitCode;

use crate::config::ConfigError;
use crate::engine::EngineError;
use crate::otp::{Refused, Verdict};
use crate::report::Report;
use crate::waivers::WaiverError;

/// The documented exit codes, after sysexits.h where it has one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Code {
    /// Nothing failed.
    Ok = 0,
    /// A check failed; with `--fail-on warn`, or warned.
    Failed = 1,
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

/// The exit code of a presented code.
pub fn of_verdict(verdict: &Verdict) -> Code {
    match verdict {
        Verdict::Verified { .. } => Code::Ok,
        Verdict::Rejected { .. } => Code::Rejected,
        Verdict::Expired => Code::Expired,
        Verdict::Replayed => Code::Replayed,
        Verdict::Locked { .. } => Code::Locked,
    }
}

/// The exit code of what the OTP engine could not do. What the realm's settings or the user's state forbid is a failure.
pub fn of_engine(error: &EngineError) -> Code {
    match error {
        EngineError::Store(_) | EngineError::Key(_) => Code::Unavailable,
        EngineError::SeedNotOpened { .. } | EngineError::Refused(Refused::NotFound) => {
            Code::Rejected
        }
        EngineError::Refused(Refused::Locked { .. }) => Code::Locked,
        EngineError::Refused(Refused::NotDelivered | Refused::Unfit)
        | EngineError::Impossible(_) => Code::Usage,
        EngineError::Refused(
            Refused::MethodOff(_) | Refused::NotEnrolled | Refused::AlreadyEnrolled,
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
    if let Some(engine) = error.downcast_ref::<EngineError>() {
        return of_engine(engine);
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
