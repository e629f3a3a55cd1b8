//! What certificate files hold, and by what their forms are known.

use checks::kit::probe::certificate::Problem;
use rustls_pki_types::{CertificateDer, PrivateKeyDer};

/// What the files of a source hold, before the key is loaded.
pub(super) struct Contents {
    /// In the order of the file; never none.
    pub(super) certificates: Result<Vec<CertificateDer<'static>>, Problem>,
    /// Every private key that was found; none where none is named.
    pub(super) keys: Result<Vec<PrivateKeyDer<'static>>, Problem>,
}

impl Contents {
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

/// Whether the bytes hold these.
pub(super) fn holds(bytes: &[u8], these: &[u8]) -> bool {
    bytes.windows(these.len()).any(|window| window == these)
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
