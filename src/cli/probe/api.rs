//! `otpdoctor probe api`: what a realm's Authentication API says of a user.

use std::path::Path;

use super::shared::Shared;
use crate::e2e::api::Api;
use crate::e2e::factors::{self, STEPS};
use crate::e2e::person::Person;
use crate::exit::{Code, Failure};

/// Options of `otpdoctor probe api`.
#[derive(clap::Args)]
#[command(after_help = "\
otpdoctor shows which kinds of factors a user has and how many, never numbers, addresses or names of devices. \
It verifies the signature of every reply with the application key.")]
pub struct Args {
    #[command(flatten)]
    shared: Shared,

    /// Let the realm validate a passcode that it has sent: you type it, and a wrong one counts as a failed attempt
    #[arg(long)]
    validate: bool,
}

/// Runs `otpdoctor probe api`.
///
/// # Errors
/// As `otpdoctor probe`.
pub async fn run(args: Args, named: Option<&Path>) -> Result<Code, Failure> {
    let mut person = args.validate.then(Person::at_stdin);
    let steps = if args.validate { STEPS } else { &STEPS[..3] };
    let probe = if args.validate {
        "api --validate"
    } else {
        "api"
    };
    let session = args.shared.prepare(probe, named, |_| None)?;
    let target = session.target();
    let plan = target.plan(steps);
    let api = match Api::of(&target) {
        Ok(api) => api,
        Err(finding) => return session.end(&plan, *finding).await,
    };
    session
        .run(&plan, async |run, target| {
            factors::run(run, &api.of_run(target), person.as_mut()).await
        })
        .await
}
