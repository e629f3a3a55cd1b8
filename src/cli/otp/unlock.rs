//! `otpdoctor otp unlock`: a user's lock taken off.

use std::path::Path;

use serde_json::json;

use super::desk::Whom;
use super::{say, status};
use crate::cli::output::{self, Plain};
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
    let desk = args.whom.look_up(named).await?;
    let before = desk.engine.status(&desk.user).await;
    let before = before.map_err(|error| desk.explain(error))?;
    let unlocked = desk.engine.unlock(&desk.user).await;
    unlocked.map_err(|error| desk.explain(error))?;
    let locked = before.counts.iter().any(|count| count.locked.is_some());
    let failures: u32 = before.counts.iter().map(|count| count.failures).sum();
    match desk.format {
        Plain::Human => {
            let attempts = status::attempts(failures);
            let text = match (locked, failures) {
                (true, _) => format!("unlocked: {} may try again", desk.name()),
                (false, 0) => format!("nothing to unlock: {} is not locked", desk.name()),
                (false, _) => format!("not locked; {attempts} of {} forgotten", desk.name()),
            };
            output::print(&format!("{text}\n"))?;
        }
        Plain::Json => {
            let fields = json!({"was_locked": locked, "failures": failures});
            output::print(&say::json(&desk, "unlock", fields))?;
        }
    }
    Ok(Code::Ok)
}
