//! What a command could not do, as JSON for programs that asked for it; people read it on stderr.

use anyhow::Error;

use super::session::{Explained, Whom};
use crate::cli::output::{self, Plain};
use crate::exit::{self, Code, Failure};
use crate::otp::core::{Refused, User};
use crate::otp::engine::EngineError;
use crate::report::schema::otp_error::OtpError;

/// What was asked for.
pub(super) struct Asked {
    command: &'static str,
    realm: String,
    user: User,
    format: Plain,
}

impl Asked {
    /// A command with its options.
    pub(super) fn of(command: &'static str, whom: &Whom) -> Self {
        Self {
            command,
            realm: whom.realm.clone(),
            user: whom.user.clone(),
            format: whom.output,
        }
    }

    /// Tells on stdout why nothing came of it, where JSON is wanted.
    pub(super) fn tell(&self, error: &Error) {
        if self.format != Plain::Json {
            return;
        }
        let engine = engine_error(error);
        let told = OtpError {
            schema: "otpdoctor.otp-error/1".into(),
            command: self.command.into(),
            realm: self.realm.clone(),
            user: self.user.as_str().into(),
            reason: reason(error, engine).into(),
            exit_code: exit::code(error) as u8,
            locked_until: match engine {
                Some(EngineError::Refused(Refused::Locked { until })) => *until,
                _ => None,
            },
            summary: format!("{error:#}"),
        };
        let text = serde_json::to_string_pretty(&told).expect("it has nothing that JSON has not");
        // Where stdout takes nothing, stderr and the exit code still tell.
        let _ = output::print(&format!("{text}\n"));
    }
}

fn engine_error(error: &Error) -> Option<&EngineError> {
    let failure = error.downcast_ref::<Failure>()?;
    let explained = failure.cause::<Explained>();
    explained
        .map(|explained| &explained.error)
        .or_else(|| failure.cause())
}

fn reason(error: &Error, engine: Option<&EngineError>) -> &'static str {
    match engine {
        Some(EngineError::Store(_)) => "store-unavailable",
        Some(EngineError::Key(_)) => "key-unusable",
        Some(EngineError::SeedNotOpened { .. }) => "seed-not-opened",
        Some(EngineError::Impossible(_)) => "impossible",
        Some(EngineError::Refused(refused)) => refused.reason(),
        None => match exit::code(error) {
            Code::Usage => "usage",
            Code::NoInput => "no-input",
            Code::Config => "config-invalid",
            Code::Unavailable => "store-unavailable",
            Code::CannotWrite => "cannot-write",
            Code::Interrupted | Code::Terminated => "interrupted",
            _ => "error",
        },
    }
}
