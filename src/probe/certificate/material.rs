//! What a source of a certificate holds, and how it is presented.

use std::sync::Arc;

use checks::kit::ProbeError;
use checks::kit::probe::certificate::Problem;
use rustls::sign::{CertifiedKey, SigningKey};
use rustls_pki_types::{CertificateDer, SubjectPublicKeyInfoDer};

use super::identity::{Identity, Unusable};
use crate::probe::x509;

/// What a source holds.
#[derive(Clone)]
pub(crate) struct Material {
    /// The leaf first; never empty.
    pub(super) certificates: Result<Vec<CertificateDer<'static>>, Problem>,
    /// The private key, where one is named.
    pub(crate) key: Result<Option<PrivateKey>, Problem>,
    /// The thumbprints of what Windows refuses.
    pub(super) disallowed: Vec<String>,
    /// What the provider of a key in a store calls it, and its security descriptor, where the provider gives one.
    #[cfg(windows)]
    pub(crate) kept: (Option<String>, Option<Vec<u8>>),
}

/// A private key as far as it can be had.
#[derive(Clone)]
pub(crate) enum PrivateKey {
    /// It is here, and can sign.
    Loaded(Arc<dyn SigningKey>),
    /// It lies in a store of Windows, which alone signs with it: its public key, a SubjectPublicKeyInfo in DER.
    #[cfg(windows)]
    InStore(Vec<u8>),
}

impl PrivateKey {
    /// The key, where it is here.
    fn loaded(self) -> Option<Arc<dyn SigningKey>> {
        match self {
            Self::Loaded(key) => Some(key),
            #[cfg(windows)]
            Self::InStore(_) => None,
        }
    }

    /// Its public key, where it is known.
    pub(super) fn public_key(&self) -> Option<SubjectPublicKeyInfoDer<'_>> {
        match self {
            Self::Loaded(key) => key.public_key(),
            #[cfg(windows)]
            Self::InStore(public_key) => Some(public_key.as_slice().into()),
        }
    }
}

impl Material {
    /// Certificate and key as they are presented.
    pub(super) fn identity(self) -> Identity {
        let certificates = self
            .certificates
            .map_err(|problem| unusable("the certificate", problem))?;
        let key = self
            .key
            .map_err(|problem| unusable("the private key", problem))?
            .ok_or_else(without_key)?;
        let elsewhere = || {
            let why = "Windows alone signs with a key of its store".into();
            Unusable::Withheld(ProbeError::Unsupported(why))
        };
        let key = key.loaded().ok_or_else(elsewhere)?;
        // Whoever trusts a root has it, and whoever does not is not persuaded by it.
        let is_root = |der: &CertificateDer<'_>| {
            x509::issuer_of(der).is_some_and(|issuer| x509::subject_of(der) == Some(issuer))
        };
        let shown = certificates.into_iter().enumerate();
        let shown = shown.filter(|(place, one)| *place == 0 || !is_root(one));
        let identity = CertifiedKey::new(shown.map(|(_, one)| one).collect(), key);
        match identity.keys_match() {
            Err(rustls::Error::InconsistentKeys(rustls::InconsistentKeys::KeyMismatch)) => {
                let why = "the private key belongs to another certificate";
                Err(Unusable::AtFault(why.into()))
            }
            // A certificate that rustls does not read may still be presented.
            _ => Ok(Arc::new(identity)),
        }
    }
}

/// Why a certificate or its key cannot be presented.
pub(super) fn unusable(what: &str, problem: Problem) -> Unusable {
    match problem {
        Problem::NoPermission => Unusable::Withheld(ProbeError::NoPermission(format!(
            "{what} {}",
            problem.describe()
        ))),
        Problem::Locked(why) => Unusable::Withheld(why),
        problem @ (Problem::Unusable(_) | Problem::Encrypted | Problem::Several(_)) => {
            let why = format!("{what} {}", problem.describe());
            Unusable::Withheld(ProbeError::Unsupported(why))
        }
        problem => Unusable::AtFault(format!("{what} cannot be used: {}", describe(&problem))),
    }
}

/// A certificate alone proves nothing.
pub(super) fn without_key() -> Unusable {
    Unusable::AtFault("there is no private key".into())
}

/// What is wrong with a file, in words.
pub(crate) fn describe(problem: &Problem) -> String {
    match problem {
        Problem::Missing => "the file does not exist".into(),
        Problem::NoPermission => "permission denied".into(),
        Problem::Unreadable(why) => why.clone(),
        other => format!("it {}", other.describe()),
    }
}
