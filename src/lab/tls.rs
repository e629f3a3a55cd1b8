//! How the lab's servers begin TLS: as they should, with a certificate that has a fault, or in an old version.

use std::io;
use std::sync::Arc;

use rcgen::{ExtendedKeyUsagePurpose, KeyPair, PKCS_ED25519};
use rustls::RootCertStore;
use rustls::ServerConfig;
use rustls::server::WebPkiClientVerifier;
use serde::Deserialize;
use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _};
use tokio_rustls::TlsAcceptor;
use tokio_rustls::server::TlsStream;

use super::pki::{self, Authority, Request, Signed};

/// Every host of the lab's domain.
const WILDCARD: &str = "*.lab.otpdoctor.test";

/// How a server begins TLS.
#[derive(Clone)]
pub(super) enum Tls {
    /// It shakes hands.
    Shakes(TlsAcceptor),
    /// It chooses TLS 1.0, as a server does that knows nothing newer.
    Old,
}

/// A ServerHello that chooses TLS 1.0 (RFC 2246 section 7.4.1.3): the header of the record, that of the message, the
/// version, then 32 bytes of randomness, no session, TLS_RSA_WITH_AES_128_CBC_SHA, no compression.
fn old_hello() -> Vec<u8> {
    let head = [0x16, 3, 1, 0, 0x2a, 2, 0, 0, 0x26, 3, 1];
    [head.as_slice(), &[0x5a; 32], &[0, 0, 0x2f, 0]].concat()
}

/// What is right or wrong with the TLS of a server.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Handshake {
    /// Nothing.
    Sound,
    /// Nothing, and it is valid for six days.
    SixDays,
    /// Nothing, and it is for every host of the lab's domain.
    Wildcard,
    /// Nothing, and its key is an Ed25519 one.
    Ed25519,
    /// Nothing, and its key is an RSA one.
    Rsa,
    /// Its certificate expired yesterday.
    Expired,
    /// Its certificate is for another host.
    ForAnotherHost,
    /// Its certificate is for clients alone.
    ForClients,
    /// An authority that nobody trusts signed its certificate.
    Untrusted,
    /// It chooses TLS 1.0.
    Old,
}

impl Tls {
    /// TLS of a server of these names below `lab`, or below a stranger. With `clients`, whoever comes must present a
    /// certificate below these roots.
    pub(super) fn of(
        lab: &Authority,
        handshake: Handshake,
        hosts: &[&str],
        clients: Option<RootCertStore>,
    ) -> anyhow::Result<Self> {
        let mut request = Request::of_server(hosts);
        match handshake {
            Handshake::Sound | Handshake::Untrusted => {}
            // As authorities issue them that renew by themselves.
            Handshake::SixDays => (request.from, request.until) = (-2, 4),
            Handshake::Wildcard => request = Request::of_server(&[WILDCARD]),
            Handshake::Ed25519 => request.key = || KeyPair::generate_for(&PKCS_ED25519),
            Handshake::Rsa => request.key = pki::rsa_key,
            Handshake::Expired => request.until = -1,
            Handshake::ForAnotherHost => {
                request = Request::of_server(&["elsewhere.otpdoctor.test"])
            }
            Handshake::ForClients => request.usage = ExtendedKeyUsagePurpose::ClientAuth,
            Handshake::Old => return Ok(Self::Old),
        }
        let server = match handshake {
            Handshake::Untrusted => Authority::named("Stranger")?.sign(&request)?,
            _ => lab.sign(&request)?,
        };
        Self::with(&server, clients)
    }

    /// TLS with this certificate.
    pub(super) fn with(server: &Signed, clients: Option<RootCertStore>) -> anyhow::Result<Self> {
        let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
        let config = ServerConfig::builder_with_provider(Arc::clone(&provider))
            .with_safe_default_protocol_versions()?;
        let config = match clients {
            None => config.with_no_client_auth(),
            Some(roots) => config.with_client_cert_verifier(
                WebPkiClientVerifier::builder_with_provider(Arc::new(roots), provider).build()?,
            ),
        };
        let config = config.with_single_cert(server.chain.clone(), server.key()?)?;
        Ok(Self::Shakes(TlsAcceptor::from(Arc::new(config))))
    }

    /// Begins TLS on an open connection.
    pub(super) async fn begin<S>(&self, mut stream: S) -> io::Result<TlsStream<S>>
    where
        S: AsyncRead + AsyncWrite + Unpin,
    {
        match self {
            Self::Shakes(acceptor) => acceptor.accept(stream).await,
            Self::Old => {
                let mut hello = [0; 4096];
                if stream.read(&mut hello).await? > 0 {
                    stream.write_all(&old_hello()).await?;
                    stream.flush().await?;
                    // The alert is read, so that closing does not turn it into a reset.
                    while stream.read(&mut hello).await? > 0 {}
                }
                Err(io::ErrorKind::ConnectionAborted.into())
            }
        }
    }
}
