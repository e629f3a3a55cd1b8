//! Stub: TLS that keeps the peer's whole chain, whatever the outcome.

use std::time::Instant;

use checks::kit::probe::tls as facts;
use checks::kit::realm::{CertificateSource, Trust};
use tokio::io::{AsyncRead, AsyncWrite};

use super::Live;

/// What all conversations share: roots and verifier.
pub struct Tls {}

impl Tls {
    /// Roots are loaded when the first handshake needs them.
    pub fn new(_trust: &Trust) -> Self {
        Self {}
    }
}

/// A handshake that happened.
pub struct Shaken<S> {
    /// What it showed.
    pub facts: facts::Tls,
    /// The connection, where the handshake completed. It goes on even with a peer that did not verify, so that
    /// more can be seen; `verified` says whether anything confidential may be said.
    pub stream: Option<tokio_rustls::client::TlsStream<S>>,
    /// Whether rustls itself verified chain, time and name of the peer.
    pub verified: bool,
    /// Why the client certificate could not be presented, where that was so.
    pub client_certificate_unusable: Option<String>,
}

/// Stub: shakes hands over an open connection, before `until`.
pub async fn handshake<S: AsyncRead + AsyncWrite + Unpin>(
    _live: &Live,
    _stream: S,
    _server_name: &str,
    _client_certificate: Option<&CertificateSource>,
    _until: Instant,
) -> Shaken<S> {
    unimplemented!("stub")
}
