//! `otpdoctor otp unlock`: a user's lock taken off.

use std::path::Path;

use super::format;
use super::session::Whom;
use crate::exit::Code;
use crate::otp::engine::answers::Outcome;

/// Options of `otpdoctor otp unlock`.
#[derive(clap::Args)]
#[command(
    after_help = "Realms that count failed attempts in the same field share the lock: it is off in all of them."
)]
pub struct Args {
    #[command(flatten)]
    pub(super) whom: Whom,
}

/// Runs `otpdoctor otp unlock`.
///
/// # Errors
/// When the store is not available.
pub async fn run(args: &Args, named: Option<&Path>) -> anyhow::Result<Code> {
    let session = args.whom.open_existing(named).await?;
    let before = session.engine.status(&session.user).await;
    let before = before.map_err(|error| session.explain(error))?;
    let unlocked = session.engine.unlock(&session.user).await;
    unlocked.map_err(|error| session.explain(error))?;
    let locked = before.attempts.iter().any(|count| count.locked);
    let failures: u32 = before.attempts.iter().map(|count| count.failed).sum();
    let name = session.name();
    let text = match (locked, failures) {
        (true, _) => format!("unlocked: {name} may try again"),
        (false, 0) => format!("nothing to unlock: {name} is not locked"),
        (false, _) => {
            let attempts = format::failed_attempts(failures);
            format!("not locked; {attempts} of {name} forgotten")
        }
    };
    let outcome = Outcome::Unlock {
        was_locked: locked,
        failures,
    };
    session.answer(&text, outcome)?;
    Ok(Code::Ok)
}
