//! A client certificate as Windows' own TLS presents it: with its key where it lies.

use checks::kit::probe::certificate::Problem;
use checks::kit::probe::schannel::{Versions, named};
use checks::kit::realm::StoreEntry;
use checks::kit::{Answered, ProbeError};
use schannel::cert_context::CertContext;
use schannel::cert_store::PfxImportOptions;
use secrecy::{ExposeSecret as _, SecretString};

use super::identity::Unusable;
use super::material::{unusable as refused, without_key};
use super::{store, store_key};
use crate::files::apart::apart;
use crate::probe::live::Live;
use crate::windows::store::Stored;
use crate::windows::tls::{Session, hex};

type Usable = Result<CertContext, Unusable>;

/// That of a store, with its key.
pub(super) async fn of_store(live: &Live, store: &str, entry: &StoreEntry) -> Usable {
    let (store, entry, vault) = (store.to_owned(), entry.clone(), live.vault.clone());
    let found = apart(move || usable(store::find(&store, &entry, &vault))).await;
    found.unwrap_or_else(|| {
        let why = "reading the certificate store ended unexpectedly".into();
        Err(Unusable::Withheld(ProbeError::Unsupported(why)))
    })
}

/// That of an archive; `None` where Windows cannot use its key, as Windows proper cannot where it is not made permanent:
/// nothing is written here.
pub(super) fn of_archive(
    archive: &[u8],
    password: Option<&SecretString>,
    leaf: &[u8],
) -> Option<CertContext> {
    let password = password.map_or("", |password| password.expose_secret());
    let store = PfxImportOptions::new()
        .password(password)
        .no_persist_key(true)
        .import(archive)
        .ok()?;
    let imported = store.certs().find(|one| one.to_der() == leaf)?;
    Session::begin("", Some(&imported), Versions::System).ok()?;
    Some(imported)
}

fn usable(found: Answered<Result<Stored, Problem>>) -> Usable {
    let found = found.map_err(Unusable::Withheld)?;
    let found = found.map_err(|problem| refused("the certificate", problem))?;
    match found.private_key() {
        Ok(Some(_)) => {}
        Ok(None) => return Err(without_key()),
        Err(error) => return Err(refused("the private key", store_key::problem(&error))),
    }
    match Session::begin("", Some(&found.context), Versions::System) {
        Ok(_) => Ok(found.context),
        Err(code) => {
            let why = format!("Windows cannot use its private key: {}", named(&hex(code)));
            Err(Unusable::AtFault(why))
        }
    }
}
