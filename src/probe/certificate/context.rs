//! A client certificate as Windows' own TLS presents it: with its key where it lies.

use std::path::Path;

use checks::kit::probe::certificate::Problem;
use checks::kit::probe::schannel::named;
use checks::kit::realm::{CertificateSource, SecretRef};
use checks::kit::{Answered, ProbeError};
use schannel::cert_context::CertContext;
use schannel::cert_store::PfxImportOptions;
use secrecy::ExposeSecret as _;

use super::identity::Unusable;
use super::material::{unusable, without_key};
use super::{apart, client_identity, pfx, read_file, resolve, store, store_key};
use crate::probe::live::Live;
use crate::windows::store::Stored;
use crate::windows::tls::{Session, hex};

type Usable = Result<CertContext, Unusable>;

/// The certificate of this source; `None` where it is none that Windows can present.
pub(super) async fn of(live: &Live, source: &CertificateSource) -> Option<Usable> {
    match source {
        CertificateSource::Store { store, entry } => {
            let (store, entry, vault) = (store.clone(), entry.clone(), live.vault.clone());
            let found = apart(move || of_store(store::find(&store, &entry, &vault))).await;
            let broke_off = || ProbeError::Unsupported("the look into the store broke off".into());
            Some(found.unwrap_or_else(|| Err(Unusable::Withheld(broke_off()))))
        }
        CertificateSource::Pfx {
            pfx: file,
            password,
        } => {
            // What is wrong with the file is told as everywhere.
            let identity = match client_identity(live, source).await {
                Ok(identity) => identity,
                Err(why) => return Some(Err(why)),
            };
            let leaf = identity.cert.first()?.to_vec();
            let imported = import(live, file, password.clone(), &leaf).await?;
            // Windows proper cannot use the key of an archive that is not made permanent, and nothing is written here.
            Session::begin("", Some(&imported)).ok()?;
            Some(Ok(imported))
        }
        CertificateSource::Files { .. } => None,
    }
}

fn of_store(found: Answered<Result<Stored, Problem>>) -> Usable {
    let found = found.map_err(Unusable::Withheld)?;
    let found = found.map_err(|problem| unusable("the certificate", problem))?;
    match found.private_key() {
        Ok(Some(_)) => {}
        Ok(None) => return Err(without_key()),
        Err(error) => return Err(unusable("the private key", store_key::problem(&error))),
    }
    match Session::begin("", Some(&found.context)) {
        Ok(_) => Ok(found.context),
        Err(code) => {
            let why = format!("Windows cannot use its private key: {}", named(&hex(code)));
            Err(Unusable::Itself(why))
        }
    }
}

async fn import(
    live: &Live,
    file: &Path,
    password: Option<SecretRef>,
    leaf: &[u8],
) -> Option<CertContext> {
    let password = resolve(live, password).await.ok()?;
    let password = password
        .as_ref()
        .map_or("", |password| password.expose_secret());
    let archive = read_file(file).and_then(pfx::archive).ok()?;
    let store = PfxImportOptions::new()
        .password(password)
        .no_persist_key(true)
        .import(&archive)
        .ok()?;
    store.certs().find(|one| one.to_der() == leaf)
}
