//! What a command could not do, as JSON for programs that asked for it; people read it on stderr.

use anyhow::Error;

use super::session::{Explained, Whom};
use crate::cli::output::{self, Plain};
use crate::exit::{self, Code, Failure};
use crate::otp::core::Refused;
use crate::otp::engine::EngineError;
use crate::otp::engine::answers::OtpError;

/// Answers on stdout why nothing came of a command, where JSON is wanted.
pub(super) fn answer(command: &'static str, whom: &Whom, error: &Error) {
    if whom.output != Plain::Json {
        return;
    }
    let engine = engine_error(error);
    let answer = OtpError {
        schema: "otpdoctor.otp-error/1",
        command,
        realm: &whom.realm,
        user: whom.user.as_str(),
        reason: reason(error, engine),
        exit_code: exit::code(error) as u8,
        locked_until: match engine {
            Some(EngineError::Refused(Refused::Locked { until })) => *until,
            _ => None,
        },
        summary: format!("{error:#}"),
    };
    let text = serde_json::to_string_pretty(&answer).expect("it has nothing that JSON has not");
    // Where stdout takes nothing, stderr and the exit code still tell.
    let _ = output::print(&format!("{text}\n"));
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
