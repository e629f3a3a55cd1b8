//! Whom a run trusts, and the cryptography that it uses.

use std::collections::HashSet;
use std::path::Path;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use checks::kit::probe::certificate::Problem;
use checks::kit::realm::Trust;
use checks::kit::{Answered, ProbeError};
use jiff::Timestamp;
use rustls::crypto::CryptoProvider;
use rustls_pki_types::{CertificateDer, TrustAnchor};

use crate::files::{self, FileError, pem};
use crate::probe::certificate::bundle;
use crate::probe::x509;

/// What all conversations share: roots and cryptography.
pub struct Tls {
    pub(in crate::probe) trust: Trust,
    /// The cryptography in use.
    pub provider: Arc<CryptoProvider>,
    roots: OnceLock<Result<Arc<Roots>, ProbeError>>,
    /// The servers that dropped a handshake.
    dropping: Mutex<HashSet<String>>,
}

/// The roots that are trusted.
#[derive(Debug)]
pub struct Roots {
    /// As certificates, to find paths.
    pub certificates: Vec<CertificateDer<'static>>,
    /// As anchors, to verify: those that are valid, as Windows sees it.
    pub anchors: Vec<TrustAnchor<'static>>,
    /// The places of the anchors among the certificates.
    places: Vec<usize>,
}

impl Roots {
    /// These certificates, of which those that are valid at this moment are anchors.
    ///
    /// # Errors
    /// When none is usable at all.
    pub fn at(
        certificates: Vec<CertificateDer<'static>>,
        moment: Timestamp,
    ) -> Result<Self, ProbeError> {
        let anchors = certificates.iter().enumerate().filter_map(|(place, one)| {
            let anchor = webpki::anchor_from_trusted_cert(one).ok()?.to_owned();
            Some((anchor, place))
        });
        let mut anchors: Vec<_> = anchors.collect();
        if anchors.is_empty() {
            let why = "no certificate authority is usable".into();
            return Err(ProbeError::TrustUnavailable(why));
        }
        anchors.retain(|(_, place)| x509::is_valid(&certificates[*place], moment));
        let (anchors, places): (Vec<_>, Vec<_>) = anchors.into_iter().unzip();
        Ok(Self {
            certificates,
            anchors,
            places,
        })
    }

    /// The certificate of one of the anchors.
    pub fn of(&self, anchor: &TrustAnchor<'_>) -> &CertificateDer<'static> {
        let mut anchors = self.anchors.iter();
        let place = anchors.position(|one| std::ptr::eq(one, anchor));
        let place = place.expect("the library names one of its anchors");
        &self.certificates[self.places[place]]
    }

    /// This very certificate, where it is trusted, is valid then and may be a server's.
    pub fn itself(
        &self,
        certificate: &CertificateDer<'_>,
        moment: Timestamp,
    ) -> Option<&CertificateDer<'static>> {
        let mut all = self.certificates.iter();
        let found = all.find(|one| *one == certificate)?;
        (x509::is_valid(found, moment) && x509::is_for_servers(found)).then_some(found)
    }
}

impl Tls {
    /// Roots are loaded when the first handshake needs them.
    pub fn new(trust: &Trust) -> Self {
        Self {
            trust: trust.clone(),
            provider: Arc::new(rustls::crypto::aws_lc_rs::default_provider()),
            roots: OnceLock::new(),
            dropping: Mutex::default(),
        }
    }

    /// Notes that this server dropped a handshake, and whether it is the first.
    pub(super) fn drops_first(&self, server: &str) -> bool {
        let mut dropping = self.dropping.lock().unwrap_or_else(PoisonError::into_inner);
        dropping.insert(server.to_owned())
    }

    /// The roots that are trusted.
    ///
    /// # Errors
    /// When the bundle cannot be read, or nothing is trusted at all: nothing could be said of any peer then.
    pub fn roots(&self) -> Result<Arc<Roots>, ProbeError> {
        let load = || {
            let certificates = match &self.trust {
                Trust::System => system_roots(),
                Trust::File(bundle) => bundled_roots(bundle),
            };
            Roots::at(certificates?, Timestamp::now()).map(Arc::new)
        };
        self.roots.get_or_init(load).clone()
    }
}

fn system_roots() -> Answered<Vec<CertificateDer<'static>>> {
    let certificates = rustls_native_certs::load_native_certs().certs;
    if certificates.is_empty() {
        Err(ProbeError::TrustUnavailable(
            "this host trusts no certificate authority: install its CA certificates, or name a bundle in `appliance.trust`"
                .into(),
        ))
    } else {
        Ok(certificates)
    }
}

fn bundled_roots(bundle: &Path) -> Answered<Vec<CertificateDer<'static>>> {
    let name = format!("the trust bundle {}", bundle.display());
    let bytes = files::read(bundle).map_err(|error| match (error.ours(bundle), error) {
        (Some(ours), _) => ours,
        (None, FileError::Missing) => ProbeError::TrustMissing(format!("{name} does not exist")),
        (None, why) => ProbeError::TrustMissing(format!("{name} cannot be read: {why}")),
    })?;
    bundle::certificates(&pem::read(bytes)).map_err(|problem| {
        ProbeError::TrustMissing(match problem {
            Problem::Unreadable(why) => format!("{name} cannot be read: {why}"),
            other => format!("{name} {}", other.describe()),
        })
    })
}
