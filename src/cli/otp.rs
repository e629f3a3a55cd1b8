//! `otpdoctor otp`: the OTP engine at the command line.

mod apps;
mod desk;
mod enroll;
mod import;
mod issue;
mod qr;
mod resync;
mod say;
mod status;
mod typed;
mod unlock;
mod verify;

use std::path::Path;

use super::exit::Code;

/// The commands of `otpdoctor otp`.
#[derive(clap::Subcommand)]
#[command(
    after_help = "Exit codes: 0 done or verified, 1 refused by the realm's settings, 10 rejected, 11 expired, 12 replayed, 13 locked, 64 wrong usage, 69 the store or a key is unavailable."
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
    match command {
        OtpCommand::Enroll(args) => enroll::run(args, named).await,
        OtpCommand::Issue(args) => issue::run(args, named).await,
        OtpCommand::Verify(args) => verify::run(args, named).await,
        OtpCommand::Resync(args) => resync::run(args, named).await,
        OtpCommand::Status(args) => status::run(args, named).await,
        OtpCommand::Unlock(args) => unlock::run(args, named).await,
    }
}
