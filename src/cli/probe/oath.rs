//! `otpdoctor probe oath`: codes of an app in every realm that takes them.

use std::path::Path;

use checks::kit::oath::provisioning;
use checks::kit::realm::Config;

use super::shared::{Ground, Shared};
use crate::e2e::oath::{Journey, Stop, plan, realms, walk};
use crate::exit::{Code, Failure};

/// Options of `otpdoctor probe oath`.
#[derive(clap::Args)]
#[command(after_help = "\
Tokens are enrolled in the realm with `role: provisioning`, for the reserved user otpdoctor-probe unless --user names \
another; they are called otpdoctor-probe-0, -1, … and replaced by the next probe. Without --realm every realm that takes \
codes of apps is tried; with it, that one alone.\n\n\
Everything is done by otpdoctor's own engine, with the certificates that the config names: no appliance is contacted, \
and no code is shown.")]
pub struct Args {
    #[command(flatten)]
    shared: Shared,
}

/// Runs `otpdoctor probe oath`.
///
/// # Errors
/// As `otpdoctor probe`.
pub async fn run(args: Args, named: Option<&Path>) -> anyhow::Result<Code> {
    let only = args.shared.realm_named();
    let home_of = |config: &Config| provisioning(config).map(|(name, _)| name.to_owned());
    let ground = args.shared.prepare_with(named, &home_of)?;
    let config = &ground.loaded.config;
    // Where no realm is said to enroll, the one that is named does.
    let home = home_of(config).unwrap_or_else(|| ground.name.clone());
    let only = only
        .map(|_| ground.name.as_str())
        .filter(|name| *name != home);
    let journey = journey(&ground, &home, only).await?;
    ground
        .run("oath", async |_| {
            let mut chain = ground.walk(plan(&journey));
            // Where it ended stands in the chain.
            let _ = walk(&mut chain, &journey).await;
            chain.finish()
        })
        .await
}

async fn journey<'a>(
    ground: &'a Ground,
    home: &str,
    only: Option<&str>,
) -> anyhow::Result<Journey<'a>> {
    let store = ground.open_store().await?;
    let mut stops = Vec::new();
    for (name, realm) in realms(&ground.loaded.config, home, only) {
        stops.push(Stop {
            name,
            realm,
            engine: ground.engine_for(name, store.clone())?,
        });
    }
    let mut stops = stops.into_iter();
    let home = stops
        .next()
        .ok_or_else(|| Failure::error(Code::Usage, "the config has no realm that enrolls apps"))?;
    let others: Vec<Stop<'a>> = stops.collect();
    if let Some(only) = only
        && others.is_empty()
    {
        let why =
            format!("--realm {only}: it takes no codes of apps (`multi_factor.oath.enabled`)");
        return Err(Failure::error(Code::Usage, why));
    }
    Ok(Journey {
        user: &ground.user,
        home,
        others,
        vault: ground.vault(),
    })
}
