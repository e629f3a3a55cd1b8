//! `otpdoctor probe`: a passcode's whole way, end to end.

mod api;
#[cfg(feature = "mail")]
mod email;
mod help_desk;
mod oath;
mod phone;
mod shared;

use std::path::Path;

use clap::Subcommand;

use crate::exit::Code;

/// The end-to-end probes.
#[derive(Subcommand)]
pub enum ProbeCommand {
    /// Send a passcode by e-mail as the realm does, and verify what arrives
    #[cfg(feature = "mail")]
    Email(email::Args),
    /// Have a text message with a passcode sent to a phone, and verify what arrives
    Sms(phone::SmsArgs),
    /// Have a call with a passcode made to a phone, and verify what it tells
    Voice(phone::VoiceArgs),
    /// Go through the release of a passcode by a help desk: who asks, who releases, what is entered
    HelpDesk(help_desk::Args),
    /// Enroll an app's token, and have every realm take its codes
    Oath(oath::Args),
    /// Ask a realm's Authentication API what it says of a user
    Api(api::Args),
}

/// Runs `otpdoctor probe`.
///
/// # Errors
/// When the config is missing or invalid, the usage is wrong, the store is not available, or a report cannot be written.
pub async fn run(command: ProbeCommand, named: Option<&Path>) -> anyhow::Result<Code> {
    match command {
        #[cfg(feature = "mail")]
        ProbeCommand::Email(args) => email::run(args, named).await,
        ProbeCommand::Sms(args) => phone::sms(args, named).await,
        ProbeCommand::Voice(args) => phone::voice(args, named).await,
        ProbeCommand::HelpDesk(args) => help_desk::run(args, named).await,
        ProbeCommand::Oath(args) => oath::run(args, named).await,
        ProbeCommand::Api(args) => api::run(args, named).await,
    }
}
