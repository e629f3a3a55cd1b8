//! Certificates as servers show them, and the handshake.

use std::net::TcpStream;
use std::path::Path;
use std::sync::Arc;

use rcgen::{
    BasicConstraints, CertificateParams, CertifiedIssuer, CustomExtension, DnType, IsCa, KeyPair,
    date_time_ymd,
};
use rustls::{ServerConfig, ServerConnection, StreamOwned};
use rustls_pki_types::CertificateDer;
use serde::Deserialize;

/// The file of trusted roots, beside the config.
pub(crate) const TRUST: &str = "trust.pem";

/// What a server shows.
#[derive(Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Shown {
    /// The subject alternative names; none leaves the extension out.
    #[serde(default)]
    names: Vec<String>,
    #[serde(default)]
    common_name: String,
    /// The authority's name.
    issuer: Option<String>,
    #[serde(default)]
    path: Chain,
}

/// How the certificate leads to a trusted root.
#[derive(Clone, Copy, Default, PartialEq, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Chain {
    #[default]
    Whole,
    /// The authority between is not sent.
    WithoutIntermediate,
    /// Nobody trusts the authority.
    OfAStranger,
    /// It is its own root, and a trusted one.
    OfItself,
    /// The root that is sent besides was once signed by one that is out of date.
    CrossSignedByAnExpiredRoot,
}

impl Shown {
    pub(crate) fn of(name: &str) -> Self {
        Self {
            names: vec![name.into()],
            ..Self::default()
        }
    }
}

fn authority(name: &str) -> CertificateParams {
    let mut params = CertificateParams::new(Vec::new()).unwrap();
    params.distinguished_name.push(DnType::CommonName, name);
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    params
}

/// A server's side of TLS; the root is written down for the config.
pub(crate) fn server(shown: &Shown, folder: &Path) -> Arc<ServerConfig> {
    let key = || KeyPair::generate().unwrap();
    let root = CertifiedIssuer::self_signed(authority("Root"), key()).unwrap();
    let middle = CertifiedIssuer::signed_by(
        authority(shown.issuer.as_deref().unwrap_or("Intermediate")),
        key(),
        &root,
    )
    .unwrap();
    let mut params = CertificateParams::new(shown.names.clone()).unwrap();
    params.distinguished_name = Default::default();
    params
        .distinguished_name
        .push(DnType::CommonName, shown.common_name.clone());
    // Authority information access: where the issuer's certificate is to be had.
    let url = b"http://r3.i.lencr.org/";
    let method = [0x06, 0x08, 0x2b, 0x06, 0x01, 0x05, 0x05, 0x07, 0x30, 0x02];
    let place = [&[0x86, url.len() as u8][..], url].concat();
    let within = |content: &[u8]| [&[0x30, content.len() as u8][..], content].concat();
    let access = within(&within(&[&method[..], &place].concat()));
    params.custom_extensions = vec![CustomExtension::from_oid_content(
        &[1, 3, 6, 1, 5, 5, 7, 1, 1],
        access,
    )];
    let own = key();
    let mut trusted = root.pem();
    let chain: Vec<CertificateDer<'static>> = match shown.path {
        Chain::OfItself => {
            params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
            let leaf = params.self_signed(&own).unwrap();
            trusted = leaf.pem();
            vec![leaf.der().clone()]
        }
        path => {
            let leaf = params.signed_by(&own, &middle).unwrap().der().clone();
            let middle = middle.der().clone();
            match path {
                Chain::WithoutIntermediate => vec![leaf],
                Chain::CrossSignedByAnExpiredRoot => {
                    let mut late = authority("Old Root");
                    late.not_before = date_time_ymd(2000, 9, 30);
                    late.not_after = date_time_ymd(2021, 9, 30);
                    let late = CertifiedIssuer::self_signed(late, key()).unwrap();
                    let crossed = authority("Root").signed_by(root.key(), &late).unwrap();
                    vec![leaf, middle, crossed.der().clone()]
                }
                _ => vec![leaf, middle],
            }
        }
    };
    if shown.path == Chain::OfAStranger {
        trusted = CertifiedIssuer::self_signed(authority("Another"), key())
            .unwrap()
            .pem();
    }
    std::fs::write(folder.join(TRUST), trusted).unwrap();
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let config = ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(chain, own.serialize_der().try_into().unwrap())
        .unwrap();
    Arc::new(config)
}

pub(crate) fn accept(
    config: &Arc<ServerConfig>,
    stream: TcpStream,
) -> StreamOwned<ServerConnection, TcpStream> {
    StreamOwned::new(ServerConnection::new(config.clone()).unwrap(), stream)
}
