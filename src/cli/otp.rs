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

use failed::Asked;

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
    let asked = match &command {
        OtpCommand::Enroll(args) => Asked::of("enroll", &args.whom),
        OtpCommand::Issue(args) => Asked::of("issue", &args.whom),
        OtpCommand::Verify(args) => Asked::of("verify", &args.whom),
        OtpCommand::Resync(args) => Asked::of("resync", &args.whom),
        OtpCommand::Status(args) => Asked::of("status", &args.whom),
        OtpCommand::Unlock(args) => Asked::of("unlock", &args.whom),
    };
    let ran = match command {
        OtpCommand::Enroll(args) => enroll::run(args, named).await,
        OtpCommand::Issue(args) => issue::run(args, named).await,
        OtpCommand::Verify(args) => verify::run(args, named).await,
        OtpCommand::Resync(args) => resync::run(args, named).await,
        OtpCommand::Status(args) => status::run(args, named).await,
        OtpCommand::Unlock(args) => unlock::run(args, named).await,
    };
    ran.inspect_err(|error| asked.tell(error))
}
