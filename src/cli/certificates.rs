//! `otpdoctor certificates`: every certificate that a realm could select, and what is wrong with each for which use.

mod candidate;

use std::path::Path;

use checks::kit::ctx::{Here, Network};
use checks::kit::realm::{CertificateSource, Realm, StoreEntry};
use checks::kit::replay::Chosen;
use schemars::JsonSchema;
use serde::Serialize;

use self::candidate::{Candidate, USES, realm_of};
use super::options::{Asking, load};
use super::output::Answering;
use crate::config::import::Stored;
use crate::config::{self, Loaded};
use crate::exit::{Code, Failure};
use crate::probe::certificate::listed;
use crate::report::view::json::pretty;
use crate::run::context::{Context, Mode};
use crate::secret::Commands;

/// What is asked of each certificate.
const CHECKS: [&str; 5] = [
    "certificate-validity",
    "certificate-chain",
    "certificate-use",
    "key-match",
    "key-access",
];

/// Options of `otpdoctor certificates`.
#[derive(clap::Args)]
#[command(after_help = "\
The list has the certificates of the config and, on Windows, those in the Local Computer's Personal store; on Windows no config is \
needed. otpdoctor checks each as a realm's client certificate for the cloud and as the license certificate of OATH seeds. It contacts \
no server.")]
pub struct Args {
    #[command(flatten)]
    asking: Asking,

    #[command(flatten)]
    answering: Answering,
}

/// The certificates that a realm could select.
#[derive(Serialize, JsonSchema)]
pub struct Candidates<'a> {
    /// `otpdoctor.certificates/1`.
    schema: &'static str,
    /// Those of the config by their names, then those that the store holds besides.
    certificates: &'a [Candidate],
}

/// Runs `otpdoctor certificates`.
///
/// # Errors
/// When there is no config and no store, the config is invalid, or the store may not be opened.
pub async fn run(args: Args, named: Option<&Path>) -> Result<Code, Failure> {
    let has_config = config::is_found(named);
    let mut loaded = match has_config {
        true => load(named)?,
        false if cfg!(windows) => of_nothing()?,
        false => {
            return Err(Failure::new(
                Code::NoInput,
                "no config names a certificate, and this system has no certificate store: name a config with --config, or look at one file with `otpdoctor try --certificate FILE --key FILE`",
            ));
        }
    };
    let mut candidates = candidates(&mut loaded)?;
    let mut context = args.asking.context(loaded, Mode::Live);
    if !has_config {
        context.scope.here = Here::Yes;
    }
    examine(context, &mut candidates).await?;
    // What the config names by its subject or friendly name is in the store as well.
    let known: Vec<_> = candidates.iter().filter(|one| !one.is_listed()).collect();
    let known: Vec<_> = known
        .iter()
        .filter_map(|one| one.thumbprint.clone())
        .collect();
    candidates.retain(|one| !one.is_listed() || !known.contains(&one.name));
    let human = |width| {
        if candidates.is_empty() {
            "No certificate: the config names none, and the Personal store of the Local Computer is empty.\n".to_owned()
        } else {
            candidates
                .iter()
                .map(|one| one.human(width))
                .collect::<Vec<_>>()
                .join("\n")
        }
    };
    let json = || {
        pretty(&Candidates {
            schema: "otpdoctor.certificates/1",
            certificates: &candidates,
        })
    };
    args.answering.write(&human, &json)
}

/// What the Personal store of this machine holds.
///
/// # Errors
/// When it may not be opened.
pub(super) async fn stored() -> Result<Vec<Stored>, Failure> {
    let mut loaded = of_nothing()?;
    let mut candidates = candidates(&mut loaded)?;
    let mut context = Context::new(loaded, Mode::Live, Commands::Refused);
    context.scope.here = Here::Yes;
    examine(context, &mut candidates).await?;
    let mut stored: Vec<Stored> = Vec::new();
    for one in &candidates {
        let called = one
            .friendly_name
            .as_ref()
            .filter(|name| !stored.iter().any(|one| one.name == **name));
        stored.push(one.stored(called.unwrap_or(&one.name)));
    }
    Ok(stored)
}

/// Has each candidate learn what is wrong with it; no server is contacted.
async fn examine(mut context: Context, candidates: &mut [Candidate]) -> Result<(), Failure> {
    context.scope.network = Network::Offline;
    context.chosen = Chosen {
        only: CHECKS.map(str::to_owned).to_vec(),
        ..Chosen::default()
    };
    if !candidates.is_empty() {
        let (_, examined) = context.examine_live().await?;
        for (index, candidate) in candidates.iter_mut().enumerate() {
            candidate.learn(index, &examined);
        }
    }
    Ok(())
}

/// A config that says nothing.
pub(super) fn of_nothing() -> Result<Loaded, Failure> {
    let nothing = config::of_text("schema: 1\nrealms: {none: {}}\n".to_owned());
    Ok(nothing?)
}

/// Every certificate that the config names and that the store holds, each selected by two realms of its own, one a use: the
/// realms of the config are gone after that.
fn candidates(loaded: &mut Loaded) -> Result<Vec<Candidate>, Failure> {
    let stored = listed().map_err(|why| Failure::new(Code::NoInput, why.to_string()))?;
    let config = &mut loaded.config;
    let is_named = |name: &str, realm: &Realm| config.certificates_of(realm).contains(&name);
    let mut found: Vec<Candidate> = Vec::new();
    for (name, source) in &config.certificates {
        let realms = config
            .realms
            .iter()
            .filter(|(_, realm)| is_named(name, realm));
        let realms = realms.map(|(name, _)| name.clone()).collect();
        found.push(Candidate::new(name.clone(), source.clone(), realms));
    }
    for (store, thumbprint, friendly_name) in stored {
        let entry = StoreEntry::Thumbprint(thumbprint.clone());
        let same = |one: &&mut Candidate| matches!(&one.source, CertificateSource::Store { entry: named, .. } if *named == entry);
        if let Some(one) = found.iter_mut().find(same) {
            one.friendly_name = friendly_name;
            continue;
        }
        let source = CertificateSource::Store { store, entry };
        let mut one = Candidate::new(thumbprint, source, Vec::new());
        one.friendly_name = friendly_name;
        found.push(one);
    }
    config.realms.clear();
    config.appliance.license = None;
    for (index, one) in found.iter().enumerate() {
        config
            .certificates
            .insert(one.name.clone(), one.source.clone());
        let [client, license] = USES.map(|(usage, _)| realm_of(index, usage));
        let (name, none) = (Some(one.name.clone()), Some(String::new()));
        let client_realm = Realm {
            client_certificate: name.clone(),
            ..Realm::default()
        };
        let license_realm = Realm {
            client_certificate: none,
            license_certificate: name,
            ..Realm::default()
        };
        config.realms.extend([
            (client, client_realm.into()),
            (license, license_realm.into()),
        ]);
    }
    if cfg!(windows) && config.appliance.service_account.is_none() {
        config.appliance.service_account = Some("Network Service".into());
    }
    Ok(found)
}
