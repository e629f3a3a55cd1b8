//! `otpdoctor otp`: the OTP engine at the command line.

mod apps;
mod enroll;
mod failed;
mod format;
mod import;
mod issue;
mod qr;
mod resync;
mod session;
mod status;
mod typed;
mod unlock;
mod verify;

use std::path::Path;

use crate::exit::Code;

/// The commands of `otpdoctor otp`.
#[derive(clap::Subcommand)]
#[command(
    after_help = "Exit codes: 0 done or verified, 1 refused: the realm's settings turn it off, or it is enrolled already; 10 rejected, or no such token, 11 expired, 12 replayed, 13 locked, 64 wrong usage, 69 the store or a key is unavailable."
)]
pub enum OtpCommand {
    /// Make a seed for an authenticator app or token, or take one over
    Enroll(enroll::Args),
    /// Issue a code and print it
    Issue(issue::Args),
    /// Verify a code, read from standard input or a prompt
    Verify(verify::Args),
    /// Bring a token back into step with two of its codes in a row
    Resync(resync::Args),
    /// Show what is kept of a user, without secrets
    Status(status::Args),
    /// Take a user's lock off
    Unlock(unlock::Args),
}

/// Runs a command of `otpdoctor otp`.
///
/// # Errors
/// When the config, the store or a key cannot be used, or the realm's settings forbid it.
pub async fn run(command: OtpCommand, named: Option<&Path>) -> anyhow::Result<Code> {
    use OtpCommand::{Enroll, Issue, Resync, Status, Unlock, Verify};
    let (name, whom, ran) = match &command {
        Enroll(args) => ("enroll", &args.whom, enroll::run(args, named).await),
        Issue(args) => ("issue", &args.whom, issue::run(args, named).await),
        Verify(args) => ("verify", &args.whom, verify::run(args, named).await),
        Resync(args) => ("resync", &args.whom, resync::run(args, named).await),
        Status(args) => ("status", &args.whom, status::run(args, named).await),
        Unlock(args) => ("unlock", &args.whom, unlock::run(args, named).await),
    };
    ran.inspect_err(|error| failed::answer(name, whom, error))
}
