//! What certificate files hold, and by what their forms are known.

use std::collections::HashMap;
use std::sync::Arc;

use checks::kit::probe::certificate::Problem;
use checks::kit::realm::CertificateSource;
use checks::kit::{Answered, ProbeError};
use rustls_pki_types::{CertificateDer, PrivateKeyDer};
use tokio::sync::Mutex;

/// What was unlocked, by source: each is once per run, and one at a time, so that a hundred of them take the memory and the
/// processors of one.
pub type Unlocked = Arc<Mutex<HashMap<CertificateSource, Arc<Contents>>>>;

/// What the files of a source hold, before the key is loaded.
pub struct Contents {
    /// In the order of the file; never none.
    pub(super) certificates: Result<Vec<CertificateDer<'static>>, Problem>,
    /// Every private key that was found; none where none is named.
    pub(super) keys: Result<Vec<PrivateKeyDer<'static>>, Problem>,
}

impl Contents {
    /// Copies of the keys.
    pub(super) fn keys(&self) -> Result<Vec<PrivateKeyDer<'static>>, Problem> {
        let keys = self.keys.as_ref().map_err(Problem::clone)?;
        Ok(keys.iter().map(PrivateKeyDer::clone_key).collect())
    }

    /// What remains where the password could not be had, and why.
    ///
    /// # Errors
    /// That, where nothing remains.
    pub(super) fn without_password(self, why: ProbeError) -> Answered<Self> {
        let locked = |problem| matches!(problem, &Problem::Encrypted | &Problem::WrongPassword);
        if self.certificates.as_ref().is_err_and(locked) {
            return Err(why);
        }
        let keys = match self.keys {
            Err(problem) if locked(&problem) => Err(Problem::Locked(why)),
            keys => keys,
        };
        Ok(Self { keys, ..self })
    }

    /// Nothing, for one reason.
    pub(super) fn failed(problem: Problem) -> Self {
        Self {
            certificates: Err(problem.clone()),
            keys: Err(problem),
        }
    }
}

/// A file that cannot be used, and why.
pub(super) fn unreadable(why: impl Into<String>) -> Problem {
    Problem::Unreadable(why.into())
}

/// Whether the bytes have this part anywhere.
pub(super) fn contains(bytes: &[u8], part: &[u8]) -> bool {
    bytes.windows(part.len()).any(|window| window == part)
}

/// Whether the bytes begin like a PKCS#12 file: a sequence that begins with the version 3.
pub(super) fn is_pfx(bytes: &[u8]) -> bool {
    matches!(
        bytes,
        [0x30, 0x82, _, _, 2, 1, 3, ..]
            | [0x30, 0x83, _, _, _, 2, 1, 3, ..]
            | [0x30, 0x80, 2, 1, 3, ..]
    )
}
