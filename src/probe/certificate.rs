//! A certificate and its key from files or a Windows store: what they are, and whether they belong together.

pub mod bundle;
mod cipher;
pub mod contents;
#[cfg(windows)]
mod context;
pub mod identity;
mod key;
mod kind;
pub(crate) mod material;
mod pfx;
mod store;
#[cfg(windows)]
mod store_key;

use std::path::Path;
use std::sync::Arc;

use checks::kit::chain_fault::Refusal;
use checks::kit::probe::certificate::{Answer, Key, Problem, Query};
use checks::kit::realm::{CertificateSource, SecretRef};
use checks::kit::{Answered, ProbeError};
use rustls_pki_types::{CertificateDer, PrivateKeyDer, UnixTime};
use secrecy::SecretString;

use self::contents::{Contents, unreadable};
use self::identity::{Identity, Unusable};
pub(crate) use self::material::describe;
use self::material::{Material, PrivateKey};
pub use self::store::listed;
use super::live::Live;
use super::tls::Client;
use super::tls::verdict::Verifier;
use super::x509;
use crate::files;
use crate::files::apart::apart;
use crate::files::pem::{self, Form};

/// Reads a certificate with its chain and its key.
///
/// # Errors
/// When the password or the trusted roots cannot be had, or the source is a store and this is not Windows.
pub async fn ask(live: &Live, query: &Query) -> Answered<Answer> {
    let material = read(live, &query.source).await?;
    let roots = match live.roots() {
        Ok(roots) => roots,
        // What is wrong with the certificate itself can be said without roots.
        Err(why) => {
            return match material.certificates {
                Ok(_) => Err(why),
                Err(problem) => Ok(Answer {
                    problem: Some(problem),
                    ..Answer::default()
                }),
            };
        }
    };
    let key = match &material.key {
        Ok(None) => Key::Absent,
        Ok(Some(key)) => match key.public_key() {
            Some(public) => Key::Present {
                public_key_sha256: x509::public_key_sha256(&public),
            },
            None => Key::Failed(key::unusable(material.certificates.as_deref().ok())),
        },
        Err(problem) => Key::Failed(problem.clone()),
    };
    let certificates = material.certificates.as_deref().ok();
    let newer = match query.source {
        CertificateSource::Store { .. } => None,
        _ => certificates.and_then(x509::newer),
    };
    let verifier = Verifier {
        roots: &roots,
        algorithms: live.tls.provider.signature_verification_algorithms,
        vault: &live.vault,
        now: UnixTime::now(),
    };
    let examined = material.certificates.and_then(|certificates| {
        let (chain, refusal) = verifier.examine(&certificates, None);
        match chain {
            Ok(chain) => Ok((chain, refusal)),
            Err(why) if refusal == Some(Refusal::ManyWays) => Err(Problem::Unusable(why)),
            Err(why) => Err(Problem::Unreadable(why)),
        }
    });
    let ((chain, refusal), problem) = match examined {
        Ok(examined) => (examined, None),
        Err(problem) => (Default::default(), Some(problem)),
    };
    let disallowed = chain.certificates.iter();
    let disallowed = disallowed
        .filter(|one| material.disallowed.contains(&one.thumbprint))
        .map(|one| one.subject.clone())
        .next();
    Ok(Answer {
        disallowed,
        chain,
        refusal,
        problem,
        key,
        newer,
    })
}

/// The certificate with its key, ready to be presented.
///
/// # Errors
/// Says why it cannot be presented. One that is out of date can, and the peer's answer to it is of interest.
pub async fn client_identity(live: &Live, source: &CertificateSource) -> Identity {
    match read(live, source).await {
        Ok(material) => material.identity(),
        Err(error) => Err(Unusable::Withheld(error)),
    }
}

/// Who presents the certificate of this source as the appliance does it.
///
/// # Errors
/// As [`client_identity`].
pub async fn client(live: &Live, source: &CertificateSource) -> Result<Client, Unusable> {
    #[cfg(windows)]
    match source {
        CertificateSource::Store { store, entry } if live.by_windows => {
            let usable = context::of_store(live, store, entry).await?;
            return Ok(Client::Windows(Some(usable)));
        }
        CertificateSource::Pfx {
            pfx: file,
            password,
        } if live.by_windows => {
            // What is wrong with the file is said as everywhere else.
            let identity = client_identity(live, source).await?;
            let password = resolve(live, password.clone()).await.ok().flatten();
            let archive = read_file(file).and_then(pfx::archive);
            let usable = identity.cert.first().zip(archive.ok());
            let usable = usable
                .and_then(|(leaf, archive)| context::of_archive(&archive, password.as_ref(), leaf));
            return Ok(match usable {
                Some(usable) => Client::Windows(Some(usable)),
                None => Client::Library(Some(identity)),
            });
        }
        _ => {}
    }
    let identity = client_identity(live, source).await?;
    Ok(Client::Library(Some(identity)))
}

/// The certificate of a source, without its chain.
///
/// # Errors
/// When the password cannot be had, or the source is a store and this is not Windows.
pub(crate) async fn leaf(
    live: &Live,
    source: &CertificateSource,
) -> Answered<Result<CertificateDer<'static>, Problem>> {
    let certificates = read(live, source).await?.certificates;
    Ok(certificates.and_then(|found| found.into_iter().next().ok_or(Problem::Missing)))
}

/// Every private key of a source; none where none is named.
///
/// # Errors
/// When the password cannot be had, or the source is a store, whose keys stay where they are.
pub(crate) async fn private_keys(
    live: &Live,
    source: &CertificateSource,
) -> Answered<Result<Vec<PrivateKeyDer<'static>>, Problem>> {
    let keys = unlock(live, source).await?.keys();
    Ok(keys.and_then(|keys| {
        let provider = live.tls.provider.key_provider;
        let loads = |key: &PrivateKeyDer<'_>| provider.load_private_key(key.clone_key()).is_ok();
        if keys.is_empty() || keys.iter().any(loads) {
            Ok(keys)
        } else {
            Err(key::unusable(None))
        }
    }))
}

async fn unlock(live: &Live, source: &CertificateSource) -> Answered<Arc<Contents>> {
    // Held while unlocking, and by who unlocks, so that nothing is unlocked twice, also where nobody waits for it any more.
    let mut unlocked = live.unlocked.clone().lock_owned().await;
    if let Some(known) = unlocked.get(source) {
        return Ok(known.clone());
    }
    let password = match source {
        CertificateSource::Files { password, .. } | CertificateSource::Pfx { password, .. } => {
            resolve(live, password.clone()).await
        }
        CertificateSource::Store { .. } => Ok(None),
    };
    let source = source.clone();
    // Away from the conversations: unlocking takes a while on purpose, and the parsers are not ours.
    let contents = apart(move || {
        // A certificate beside an encrypted key needs no password.
        let contents = match password {
            Ok(password) => open(&source, password.as_ref())?,
            Err(why) => open(&source, None)?.without_password(why)?,
        };
        let contents = Arc::new(contents);
        unlocked.insert(source, contents.clone());
        Ok(contents)
    });
    contents.await.unwrap_or_else(|| {
        let why = "it is damaged";
        Ok(Arc::new(Contents::failed(unreadable(why))))
    })
}

fn open(source: &CertificateSource, password: Option<&SecretString>) -> Answered<Contents> {
    match source {
        CertificateSource::Files {
            certificate, key, ..
        } => Ok(files(certificate, key.as_deref(), password)),
        CertificateSource::Pfx { pfx, .. } => Ok(archive(pfx, password)),
        CertificateSource::Store { .. } => Err(ProbeError::Unsupported(
            "the key of a certificate store does not leave it".into(),
        )),
    }
}

pub(crate) async fn read(live: &Live, source: &CertificateSource) -> Answered<Material> {
    if let CertificateSource::Store { store, entry } = source {
        // Held while reading, so that no store is read and no key looked up twice in a run.
        let mut stores = live.stores.lock().await;
        if let Some(known) = stores.get(source) {
            return known.clone();
        }
        let read = store::read(live, store, entry).await;
        stores.insert(source.clone(), read.clone());
        return read;
    }
    let unlocked = unlock(live, source).await?;
    let certificates = unlocked.certificates.clone();
    let certificates = certificates.map(|found| bundle::leaf_first(found, None));
    let key = unlocked
        .keys()
        .and_then(|keys| key::load(&live.tls.provider, keys, certificates.as_deref().ok()));
    let leaf_key = key.as_ref().ok().and_then(Option::as_deref);
    Ok(Material {
        certificates: certificates.map(|found| bundle::leaf_first(found, leaf_key)),
        key: key.map(|key| key.map(PrivateKey::Loaded)),
        disallowed: Vec::new(),
        #[cfg(windows)]
        kept: (None, None),
    })
}

async fn resolve(live: &Live, secret: Option<SecretRef>) -> Answered<Option<SecretString>> {
    match secret {
        Some(secret) => live.vault.resolve(&secret).await.map(Some),
        None => Ok(None),
    }
}

fn files(certificate: &Path, key: Option<&Path>, password: Option<&SecretString>) -> Contents {
    let form = read_file(certificate);
    let keys = match (key, &form) {
        (Some(key), _) => read_file(key).and_then(|form| key::unlock(&form, password)),
        // Certificate and key often share a file.
        (None, Ok(form)) if key::is_in(form) => key::unlock(form, password),
        (None, _) => Ok(Vec::new()),
    };
    Contents {
        certificates: form.and_then(|form| bundle::certificates(&form)),
        keys,
    }
}

fn archive(pfx: &Path, password: Option<&SecretString>) -> Contents {
    match read_file(pfx).and_then(pfx::archive) {
        Ok(bytes) => pfx::unlock(&bytes, password),
        Err(problem) => Contents::failed(problem),
    }
}

fn read_file(path: &Path) -> Result<Form, Problem> {
    let bytes = files::read(path).map_err(|error| match error.ours(path) {
        Some(ProbeError::NoPermission(_)) => Problem::NoPermission,
        Some(ours) => Problem::Locked(ours),
        None => error.into(),
    })?;
    Ok(pem::read(bytes))
}
