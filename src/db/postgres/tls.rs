//! The TLS of a connection to PostgreSQL.

use std::sync::Arc;

use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::crypto::{CryptoProvider, verify_tls12_signature, verify_tls13_signature};
use rustls::{ClientConfig, DigitallySignedStruct, Error, RootCertStore, SignatureScheme};
use rustls_pki_types::pem::PemObject as _;
use rustls_pki_types::{CertificateDer, ServerName, UnixTime};
use tokio_postgres::config::SslMode;
use tokio_postgres_rustls::MakeRustlsConnect;

use super::address::{Address, Tls};
use super::failure::Failure;

/// What is asked of the server, and what of its certificate.
///
/// # Errors
/// When the certificates to trust cannot be read.
pub(super) fn connector(address: &Address) -> Result<(SslMode, MakeRustlsConnect), Failure> {
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let config = ClientConfig::builder_with_provider(provider.clone())
        .with_protocol_versions(&[&rustls::version::TLS13, &rustls::version::TLS12])
        .map_err(|why| Failure::Unavailable(why.to_string()))?;
    let config = match address.tls {
        Tls::VerifyFull => config.with_root_certificates(roots(address)?),
        Tls::Disable | Tls::Prefer | Tls::Require => config
            .dangerous()
            .with_custom_certificate_verifier(Arc::new(Anyone(provider))),
    };
    let mode = match address.tls {
        Tls::Disable => SslMode::Disable,
        Tls::Prefer => SslMode::Prefer,
        Tls::Require | Tls::VerifyFull => SslMode::Require,
    };
    Ok((mode, MakeRustlsConnect::new(config.with_no_client_auth())))
}

fn roots(address: &Address) -> Result<RootCertStore, Failure> {
    let (certificates, whose) = match &address.roots {
        Some(file) => {
            let whose = format!("the file {}", file.display());
            let bytes = std::fs::read(file)
                .map_err(|why| Failure::Unavailable(format!("{whose} of sslrootcert: {why}")))?;
            let certificates = CertificateDer::pem_slice_iter(&bytes).filter_map(Result::ok);
            (certificates.collect(), whose)
        }
        None => {
            let system = rustls_native_certs::load_native_certs().certs;
            (system, "this host's list".to_owned())
        }
    };
    let mut roots = RootCertStore::empty();
    match roots.add_parsable_certificates(certificates) {
        (0, _) => Err(Failure::Unavailable(format!(
            "{whose} holds no certificate authority to verify the server with"
        ))),
        _ => Ok(roots),
    }
}

/// Takes any certificate; that its owner holds the key is verified for real.
#[derive(Debug)]
struct Anyone(Arc<CryptoProvider>);

impl ServerCertVerifier for Anyone {
    fn verify_server_cert(
        &self,
        _leaf: &CertificateDer<'_>,
        _others: &[CertificateDer<'_>],
        _name: &ServerName<'_>,
        _ocsp_response: &[u8],
        _now: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        Ok(ServerCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        leaf: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        let algorithms = &self.0.signature_verification_algorithms;
        verify_tls12_signature(message, leaf, signed, algorithms)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        leaf: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        let algorithms = &self.0.signature_verification_algorithms;
        verify_tls13_signature(message, leaf, signed, algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.0.signature_verification_algorithms.supported_schemes()
    }
}
