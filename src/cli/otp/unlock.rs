//! `otpdoctor otp unlock`: a user's lock taken off.

use super::format;
use super::session::{OtpSession, Whom};
use crate::exit::{Code, Failure};
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
pub async fn run(session: &OtpSession) -> Result<Code, Failure> {
    let before = session.engine.status(&session.user).await?;
    session.engine.unlock(&session.user).await?;
    let was_locked = before.attempts.iter().any(|count| count.locked);
    let failures: u32 = before.attempts.iter().map(|count| count.failed).sum();
    let name = session.name();
    let text = match (was_locked, failures) {
        (true, _) => format!("unlocked: {name} may try again"),
        (false, 0) => format!("nothing to unlock: {name} is not locked"),
        (false, _) => {
            let attempts = format::failed_attempts(failures);
            format!("not locked; {attempts} of {name} forgotten")
        }
    };
    session.answer(
        &text,
        Outcome::Unlock {
            was_locked,
            failures,
        },
    )
}
