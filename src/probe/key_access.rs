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

use super::apart::apart;

/// Looks at the key of a certificate, and looks the account up. Nothing is opened or read.
///
/// # Errors
/// When a folder may not be looked into, or the key is where this system cannot look.
pub async fn ask(query: &Query) -> Answered<Answer> {
    let query = query.clone();
    // The name service may ask a directory server, which takes its time.
    let broke_off = || ProbeError::Unsupported("the look at the key broke off".into());
    let answer = apart(move || answer(&query)).await;
    answer.ok_or_else(broke_off)?
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

#[cfg(all(test, unix))]
mod tests {
    use checks::kit::realm::{CertificateSource, StoreEntry};

    use super::*;

    async fn asked(source: CertificateSource, account: &str) -> Answered<Answer> {
        let account = account.to_owned();
        ask(&Query { source, account }).await
    }

    fn files(key: &str) -> CertificateSource {
        CertificateSource::Files {
            certificate: "any.pem".into(),
            key: Some(key.into()),
            password: None,
        }
    }

    #[tokio::test]
    async fn accounts_and_ids_come_with_their_names() {
        let answer = asked(files("/etc/passwd"), "root").await.expect("facts");
        assert_eq!(answer.account.map(|account| account.uid), Some(0));
        let paths: Vec<_> = answer
            .path
            .iter()
            .map(|node| node.path.as_os_str())
            .collect();
        assert_eq!(paths, ["/", "/etc", "/etc/passwd"]);
        assert_eq!(answer.path[0].owner.name.as_deref(), Some("root"));
    }

    #[tokio::test]
    async fn an_account_of_another_system_is_none() {
        let answer = asked(files("/etc/passwd"), "Network Service")
            .await
            .expect("facts");
        assert_eq!(answer.account, None);
    }

    #[tokio::test]
    async fn a_store_is_not_looked_into() {
        let source = CertificateSource::Store {
            store: "LocalMachine/My".into(),
            entry: StoreEntry::Thumbprint("00".into()),
        };
        let error = asked(source, "root").await.expect_err("there is none");
        assert!(matches!(error, ProbeError::Unsupported(_)));
    }
}
