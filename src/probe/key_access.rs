//! Who may read a private key: owners, modes and ACLs of every folder on the way and of the file.

use checks::kit::Answered;
#[cfg(unix)]
use checks::kit::ProbeError;
use checks::kit::probe::key_access::{Answer, Query};

#[cfg(unix)]
mod acl;
#[cfg(unix)]
mod names;
#[cfg(unix)]
mod walk;
#[cfg(windows)]
mod windows;

#[cfg(unix)]
pub use walk::look;

use super::live::Live;

/// Looks at the key of a certificate, and looks the account up. No file is opened or read.
///
/// # Errors
/// When a folder may not be looked into, or the key is where this system cannot look.
#[cfg(unix)]
pub async fn ask(_live: &Live, query: &Query) -> Answered<Answer> {
    let query = query.clone();
    // The name service may ask a directory server, which takes its time.
    let broke_off =
        || ProbeError::Unsupported("reading the key's permissions ended unexpectedly".into());
    let answer = crate::files::apart::apart(move || answer(&query)).await;
    answer.ok_or_else(broke_off)?
}

/// Looks at the key of a certificate, and looks the account up. No file is opened or read.
///
/// # Errors
/// When its permissions may not be read, or Windows does not know the account.
#[cfg(windows)]
pub async fn ask(live: &Live, query: &Query) -> Answered<Answer> {
    windows::look(live, query).await
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

#[cfg(all(test, unix))]
mod tests {
    use checks::kit::realm::{CertificateSource, StoreEntry};

    use super::*;

    fn asked(source: CertificateSource, account: &str) -> Answered<Answer> {
        let account = account.to_owned();
        answer(&Query { source, account })
    }

    fn files(key: &str) -> CertificateSource {
        CertificateSource::Files {
            certificate: "any.pem".into(),
            key: Some(key.into()),
            password: None,
        }
    }

    #[test]
    fn accounts_and_ids_come_with_their_names() {
        let answer = asked(files("/etc/passwd"), "root").expect("facts");
        assert_eq!(answer.account.map(|account| account.uid), Some(0));
        let paths: Vec<_> = answer
            .path
            .iter()
            .map(|node| node.path.as_os_str())
            .collect();
        assert_eq!(paths, ["/", "/etc", "/etc/passwd"]);
        assert_eq!(answer.path[0].owner.name.as_deref(), Some("root"));
    }

    #[test]
    fn an_account_of_another_system_is_none() {
        let answer = asked(files("/etc/passwd"), "Network Service").expect("facts");
        assert_eq!(answer.account, None);
    }

    #[test]
    fn a_store_is_not_looked_into() {
        let source = CertificateSource::Store {
            store: "LocalMachine/My".into(),
            entry: StoreEntry::Thumbprint("00".into()),
        };
        let error = asked(source, "root").expect_err("there is none");
        assert!(matches!(error, ProbeError::Unsupported(_)));
    }
}
