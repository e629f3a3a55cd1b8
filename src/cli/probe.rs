//! `otpdoctor probe`: a passcode's whole way, end to end.

mod api;
#[cfg(feature = "mail")]
mod email;
mod help_desk;
mod oath;
mod phone;
mod shared;

use std::path::Path;

use checks::kit::About;
use clap::Subcommand;

#[cfg(feature = "mail")]
use crate::e2e::email as mail;
use crate::e2e::{factors, gateway, help_desk as desk, oath as app, phone as call};
use crate::exit::{Code, Failure};

/// The probes by name, with their steps.
const STEPS: &[(&str, &[&About])] = &[
    #[cfg(feature = "mail")]
    ("email", mail::STEPS),
    ("sms", call::STEPS),
    ("sms", gateway::STEPS),
    ("voice", call::STEPS),
    ("help-desk", desk::STEPS),
    ("oath", app::STEPS),
    ("api", factors::STEPS),
];

/// The probes that take a step.
pub fn with_step(step: &About) -> Vec<&'static str> {
    let probes = STEPS.iter();
    let with = probes.filter(|(_, steps)| steps.iter().any(|one| one.id == step.id));
    let mut names: Vec<&str> = with.map(|(name, _)| *name).collect();
    names.dedup();
    names
}

/// The end-to-end probes.
#[derive(Subcommand)]
pub enum ProbeCommand {
    /// Send a passcode by e-mail as the realm does, and verify what arrives
    #[cfg(feature = "mail")]
    Email(email::Args),
    /// Send a passcode to a phone by text message, and verify it
    Sms(phone::SmsArgs),
    /// Send a passcode to a phone by voice call, and verify it
    Voice(phone::VoiceArgs),
    /// Let a help desk release a passcode: a user asks for it, the operator releases it, the user enters it
    HelpDesk(help_desk::Args),
    /// Enroll an app, and verify its codes in every OATH realm
    Oath(oath::Args),
    /// Ask a realm's Authentication API about a user
    Api(api::Args),
}

/// Runs `otpdoctor probe`.
///
/// # Errors
/// When the config is missing or invalid, the usage is wrong, the store is not available, or a report cannot be written.
pub async fn run(command: ProbeCommand, named: Option<&Path>) -> Result<Code, Failure> {
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
