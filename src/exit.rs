//! The exit codes, and the error that carries its own.

use std::fmt;
use std::io;
use std::process::ExitCode;

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
    /// Nothing failed, but something could not be checked, or nothing was looked at.
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
    /// This machine has no file handle, thread or memory left.
    System = 71,
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

/// An error that knows its exit code. A module whose errors reach the command line converts them itself, with
/// `impl From<ItsError> for Failure`: this file knows none of them.
#[derive(Debug)]
pub struct Failure {
    code: Code,
    cause: anyhow::Error,
}

impl Failure {
    /// A failure with this message.
    pub fn new(code: Code, message: impl Into<String>) -> Self {
        Self {
            code,
            cause: anyhow::Error::msg(message.into()),
        }
    }

    /// The command line is wrong.
    pub fn usage(message: impl Into<String>) -> Self {
        Self::new(Code::Usage, message)
    }

    /// A failure that another error caused, which can be had again with [`Self::cause`].
    pub fn of(code: Code, cause: impl std::error::Error + Send + Sync + 'static) -> Self {
        Self {
            code,
            cause: cause.into(),
        }
    }

    /// That this machine has nothing left for what the message says.
    pub fn exhausted(what: impl fmt::Display) -> Self {
        Self::new(
            Code::System,
            format!("this machine has no file handle, thread or memory left: {what}; {MORE}"),
        )
    }

    /// The exit code.
    pub fn code(&self) -> Code {
        self.code
    }

    /// The error that caused it, if it is of this type.
    pub fn cause<E: std::error::Error + Send + Sync + 'static>(&self) -> Option<&E> {
        self.cause.downcast_ref()
    }

    /// Both, or every failure of the two in one: its code is that of the first.
    ///
    /// # Errors
    /// When one of them is one.
    pub fn both<A, B>(one: Result<A, Self>, other: Result<B, Self>) -> Result<(A, B), Self> {
        match (one, other) {
            (Ok(one), Ok(other)) => Ok((one, other)),
            (Err(one), Err(other)) => {
                let words = format!("{one}\n{other}");
                Err(one.reworded(words))
            }
            (Err(why), _) | (_, Err(why)) => Err(why),
        }
    }

    /// The same failure with another message.
    pub fn reworded(self, words: String) -> Self {
        Self {
            cause: self.cause.context(words),
            ..self
        }
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.cause.fmt(f)
    }
}

impl std::error::Error for Failure {}

/// What to do where this machine has no file handle, thread or memory left.
pub const MORE: &str = if cfg!(windows) {
    "close other programs, and try again"
} else {
    "raise the limit, with `ulimit -n 4096` or LimitNOFILE in its service"
};

/// What could not be written. Who reads gives its errors a code of its own.
impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Self {
        if is_exhausted(&error) {
            return Self::exhausted(error);
        }
        let code = match error.kind() {
            io::ErrorKind::BrokenPipe => Code::BrokenPipe,
            _ => Code::CannotWrite,
        };
        Self::of(code, error)
    }
}

/// Whether this machine has no file handle, port or memory left.
pub fn is_exhausted(error: &io::Error) -> bool {
    #[cfg(unix)]
    let codes = {
        use rustix::io::Errno;
        [Errno::MFILE, Errno::NFILE, Errno::NOMEM, Errno::NOBUFS].map(Errno::raw_os_error)
    };
    // ERROR_TOO_MANY_OPEN_FILES, ERROR_NOT_ENOUGH_MEMORY, WSAEMFILE and WSAENOBUFS.
    #[cfg(windows)]
    let codes = [4, 8, 10024, 10055];
    error
        .raw_os_error()
        .is_some_and(|code| codes.contains(&code))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_this_machine_lacks_is_told_with_what_its_platform_can_do() {
        let (code, cure) = if cfg!(windows) {
            (10024, "close other programs")
        } else {
            (24, "ulimit -n")
        };
        let failure = Failure::from(io::Error::from_raw_os_error(code));
        assert_eq!(failure.code(), Code::System);
        assert!(failure.to_string().contains(cure), "{failure}");
    }
}
