//! `otpdoctor probe api`: what a realm's Authentication API says of a user.

use std::path::Path;

use super::shared::Shared;
use crate::e2e::api::Api;
use crate::e2e::factors::{self, Validation};
use crate::e2e::person::Person;
use crate::exit::Code;

/// Options of `otpdoctor probe api`.
#[derive(clap::Args)]
#[command(after_help = "\
Of a user's factors only their kinds and their number are shown, never numbers, addresses or names of devices. \
Every reply's signature is verified with the application key.")]
pub struct Args {
    #[command(flatten)]
    shared: Shared,

    /// Have a passcode validated that the realm has sent: you type it, and a wrong one counts as a failed attempt
    #[arg(long)]
    validate: bool,
}

/// Runs `otpdoctor probe api`.
///
/// # Errors
/// As `otpdoctor probe`.
pub async fn run(args: Args, named: Option<&Path>) -> anyhow::Result<Code> {
    let validation = match args.validate {
        true => Validation::Asked,
        false => Validation::No,
    };
    let session = args.shared.prepare(named, &|_| None)?;
    let target = session.target();
    let plan = target.plan(factors::steps(validation));
    let api = match Api::of(&target) {
        Ok(api) => api,
        Err(finding) => return session.end(&plan, *finding).await,
    };
    let mut person = Person::at_stdin();
    session
        .run(&plan, async |run| {
            // Where it ended stands in its steps.
            let _ = factors::run(run, &target, &api, validation, &mut person).await;
        })
        .await
}
