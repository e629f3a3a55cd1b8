//! `otpdoctor otp unlock`: a user's lock taken off.

use super::session::OtpSession;
use crate::exit::{Code, Failure};
use crate::otp::engine::answers::Outcome;
use crate::report::view::text::counted;

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
            let attempts = counted(failures as usize, "failed attempt");
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
