//! `otpdoctor otp unlock`: a user's lock taken off.

use std::path::Path;

use serde_json::json;

use super::format;
use super::session::Whom;
use crate::exit::Code;

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
pub async fn run(args: Args, named: Option<&Path>) -> anyhow::Result<Code> {
    let session = args.whom.open_existing(named).await?;
    let before = session.engine.status(&session.user).await;
    let before = before.map_err(|error| session.explain(error))?;
    let unlocked = session.engine.unlock(&session.user).await;
    unlocked.map_err(|error| session.explain(error))?;
    let locked = before.counts.iter().any(|count| count.lock.is_some());
    let failures: u32 = before.counts.iter().map(|count| count.failures).sum();
    let name = session.name();
    let text = match (locked, failures) {
        (true, _) => format!("unlocked: {name} may try again\n"),
        (false, 0) => format!("nothing to unlock: {name} is not locked\n"),
        (false, _) => {
            let attempts = format::failed_attempts(failures);
            format!("not locked; {attempts} of {name} forgotten\n")
        }
    };
    let fields = json!({"was_locked": locked, "failures": failures});
    session.answer("unlock", &text, fields)?;
    Ok(Code::Ok)
}
