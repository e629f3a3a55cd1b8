//! `otpdoctor otp`: the OTP engine at the command line.

mod enroll;
mod format;
mod import;
mod issue;
mod qr;
mod resync;
pub(super) mod session;
mod status;
pub(super) mod typed;
mod unlock;
mod verify;

use std::path::Path;

use crate::exit::{Code, Failure};

/// The commands of `otpdoctor otp`.
#[derive(clap::Subcommand)]
#[command(
    after_help = "Exit codes: 0 done or verified, 1 refused (the realm's settings do not allow it, or the token is already enrolled), 10 rejected or no such token, 11 expired, 12 replayed, 13 locked, 64 the command line is wrong, 69 the store or a key is unavailable."
)]
pub enum OtpCommand {
    /// Make a seed for an authenticator app or token, or import one
    Enroll(enroll::Args),
    /// Issue a code and print it
    Issue(issue::Args),
    /// Verify a code, read from standard input or a prompt
    Verify(verify::Args),
    /// Resynchronize a token with two consecutive codes
    Resync(resync::Args),
    /// Show what is stored about a user, without secrets
    Status(session::Whom),
    /// Unlock a user
    #[command(
        after_help = "Realms that count failed attempts in the same field share the lock: the user is unlocked in all of them."
    )]
    Unlock(session::Whom),
}

/// Runs a command of `otpdoctor otp`.
///
/// # Errors
/// When the config, the store or a key cannot be used, or the realm's settings forbid it.
pub async fn run(command: OtpCommand, named: Option<&Path>) -> Result<Code, Failure> {
    use OtpCommand::{Enroll, Issue, Resync, Status, Unlock, Verify};
    let (name, whom, token) = match &command {
        Enroll(args) => ("enroll", &args.whom, Some(args.token.as_str())),
        Issue(args) => ("issue", &args.whom, None),
        Verify(args) => ("verify", &args.whom, args.token.as_deref()),
        Resync(args) => ("resync", &args.whom, Some(args.token.as_str())),
        Status(whom) => ("status", whom, None),
        Unlock(whom) => ("unlock", whom, None),
    };
    let ran = async {
        let new = match &command {
            Enroll(args) => Some(args.asked().await?),
            _ => None,
        };
        let session = match &command {
            Enroll(_) | Issue(_) => whom.open(named).await?,
            Verify(_) | Resync(_) | Status(_) | Unlock(_) => whom.open_existing(named).await?,
        };
        let ran = match &command {
            Enroll(args) => {
                let new = new.expect("whoever enrolls was asked for it");
                enroll::run(args, new, &session).await
            }
            Issue(args) => issue::run(args, &session).await,
            Verify(args) => verify::run(args, &session).await,
            Resync(args) => resync::run(args, &session).await,
            Status(_) => status::run(&session).await,
            Unlock(_) => unlock::run(&session).await,
        };
        ran.map_err(|error| session.explain(token, error))
    };
    let ran = ran.await;
    ran.inspect_err(|error| whom.answer_failed(name, error))
}
