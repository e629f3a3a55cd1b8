//! `otpdoctor probe api`: what a realm's Authentication API says of a user.

use std::path::Path;

use super::shared::Shared;
use crate::e2e::api::Api;
use crate::e2e::factors::{Journey, Validation, plan, walk};
use crate::e2e::person::Person;
use crate::exit::Code;

/// Options of `otpdoctor probe api`.
#[derive(clap::Args)]
#[command(after_help = "\
Of a user's factors only their kinds and their number are told, never numbers, addresses or names of devices. \
Every reply's signature is verified with the application key.")]
pub struct Args {
    #[command(flatten)]
    shared: Shared,

    /// Have a code validated that the realm has sent: you type it, and a wrong one counts as a failed attempt
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
    let ground = args.shared.prepare(named)?;
    let config = &ground.loaded.config;
    let api = match Api::of(config, ground.realm()) {
        Ok(api) => api,
        Err(said) => {
            let mut chain = ground.walk(plan(validation));
            chain.note("factors", said);
            return ground.once("api", chain.finish());
        }
    };
    let journey = Journey {
        user: &ground.user,
        api: &api,
        live: &ground.live,
        time: &config.appliance.time,
        validation,
    };
    let mut person = Person::at_stdin();
    ground
        .run("api", async |_| {
            let mut chain = ground.walk(plan(validation));
            // Where it ended stands in the chain.
            let _ = walk(&mut chain, &journey, &mut person).await;
            chain.finish()
        })
        .await
}
