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
    let broke_off = || ProbeError::Unsupported("the look at the key broke off".into());
    let answer = super::apart::apart(move || answer(&query)).await;
    answer.ok_or_else(broke_off)?
}

/// Looks at the key of a certificate, and looks the account up. No file is opened or read.
///
/// # Errors
/// When its permissions may not be read, or Windows cannot tell who the account is.
#[cfg(windows)]
pub async fn ask(live: &Live, query: &Query) -> Answered<Answer> {
    windows::look(live, query).await
}

/// The SID of an account that Windows itself has, in whatever language it names it, and of an application pool, which is
/// computed: the SHA-1 of its name in lower case.
#[cfg(any(windows, test))]
fn known_sid(account: &str) -> Option<String> {
    use sha1::{Digest as _, Sha1};

    let name = account.to_lowercase();
    if let Some(pool) = name.strip_prefix("iis apppool\\") {
        let units: Vec<u8> = pool.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let hash = Sha1::digest(units);
        let (words, _) = hash.as_chunks::<4>();
        let words = words.iter().map(|word| u32::from_le_bytes(*word));
        return Some(words.fold("S-1-5-82".into(), |sid, word| format!("{sid}-{word}")));
    }
    let name = name.strip_prefix("nt authority\\").unwrap_or(&name);
    let sid = match name.replace(' ', "").as_str() {
        "networkservice" => "S-1-5-20",
        "localservice" => "S-1-5-19",
        "system" | "localsystem" => "S-1-5-18",
        _ => return None,
    };
    Some(sid.into())
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
    fn accounts_of_windows_are_known_in_every_language() {
        for (account, sid) in [
            ("Network Service", Some("S-1-5-20")),
            ("NT AUTHORITY\\NETWORK SERVICE", Some("S-1-5-20")),
            ("NetworkService", Some("S-1-5-20")),
            ("LocalSystem", Some("S-1-5-18")),
            // `whoami /all` of a pool, as several public listings have it.
            (
                "IIS APPPOOL\\DefaultAppPool",
                Some("S-1-5-82-3006700770-424185619-1745488364-794895919-4004696415"),
            ),
            ("CORP\\system", None),
            ("otp", None),
        ] {
            assert_eq!(known_sid(account).as_deref(), sid, "{account}");
        }
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
