//! Who may read a private key: owners, modes and ACLs of every folder on the way and of the file.

use checks::kit::probe::key_access::{Answer, Query};
use checks::kit::{Answered, ProbeError};

#[cfg(unix)]
mod acl;
#[cfg(unix)]
mod names;
#[cfg(unix)]
mod walk;

#[cfg(unix)]
pub use walk::look;

/// Looks at the key of a certificate, and looks the account up. Nothing is opened or read.
///
/// # Errors
/// When a folder may not be looked into, or the key is where this system cannot look.
pub async fn ask(query: &Query) -> Answered<Answer> {
    let query = query.clone();
    // The name service may ask a directory server, which takes its time.
    tokio::task::spawn_blocking(move || answer(&query))
        .await
        .map_err(|_| ProbeError::Unsupported("the look at the key broke off".into()))?
}

#[cfg(unix)]
fn answer(query: &Query) -> Answered<Answer> {
    use checks::kit::realm::CertificateSource;

    let key = match &query.source {
        CertificateSource::Files { key: Some(key), .. } => key,
        CertificateSource::Pfx { pfx, .. } => pfx,
        CertificateSource::Files { key: None, .. } => {
            return Err(ProbeError::Unsupported("no key file is named".into()));
        }
        CertificateSource::Store { .. } => {
            return Err(ProbeError::Unsupported(
                "this system has no Windows certificate store".into(),
            ));
        }
    };
    let account = names::account(&query.account)?;
    Ok(Answer {
        account,
        ..look(key)?
    })
}

#[cfg(windows)]
fn answer(_query: &Query) -> Answered<Answer> {
    Err(ProbeError::Unsupported(
        "the private key's ACL cannot be read on Windows yet".into(),
    ))
}
