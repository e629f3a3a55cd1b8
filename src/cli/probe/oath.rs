//! `otpdoctor probe oath`: codes of an app in every realm that takes them.

use std::path::Path;

use checks::kit::realm::Config;

use super::shared::Shared;
use crate::cli::otp::session::SIMULATED;
use crate::e2e::oath::{self, OathRealm};
use crate::exit::{Code, Failure};
use crate::otp::engine::{self, Engine};

/// Options of `otpdoctor probe oath`.
#[derive(clap::Args)]
#[command(after_help = "\
otpdoctor enrolls tokens in the realm with `role: provisioning`, for the reserved user otpdoctor-probe or that of --user. \
They are called otpdoctor-probe-0, -1, …, and the next probe replaces them. Without --realm otpdoctor tries every realm \
that accepts codes of apps; with it, only that one.\n\n\
otpdoctor's own engine does all of this, with the certificates in the config: it contacts no appliance and shows no code.")]
pub struct Args {
    #[command(flatten)]
    shared: Shared,
}

/// Runs `otpdoctor probe oath`.
///
/// # Errors
/// As `otpdoctor probe`.
pub async fn run(args: Args, named: Option<&Path>) -> Result<Code, Failure> {
    let only_one = args.shared.realm.is_some();
    let home_of = |config: &Config| config.provisioning().map(|(name, _)| name.to_owned());
    let mut session = args.shared.prepare("oath", named, home_of)?;
    session.note = Some(SIMULATED);
    // Where no realm is said to enroll, the one that is named does.
    let home = home_of(session.config()).unwrap_or_else(|| session.name.clone());
    let only = (only_one && session.name != home).then_some(session.name.as_str());
    let (config, vault) = (session.config(), session.vault());
    let store = engine::open_store(config, vault).await?;
    let mut realms = Vec::new();
    for (name, realm) in oath::realms(config, &home, only) {
        realms.push(OathRealm {
            name,
            realm,
            engine: Engine::for_realm(config, name, vault.clone(), store.clone())?,
        });
    }
    if let Some(only) = only.filter(|_| realms.len() < 2) {
        return Err(Failure::usage(format!(
            "--realm {only}: this realm accepts no codes of apps (`multi_factor.oath.enabled`)"
        )));
    }
    session
        .run(&oath::plan(&realms), async |run, target| {
            oath::run(run, target, &realms).await
        })
        .await
}
