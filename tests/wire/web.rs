//! Servers of web and TLS that do what they are told, and the certificates for them.

use std::future::Future;
use std::sync::{Arc, Mutex};

use checks::kit::realm::{Endpoint, Trust};
use otpdoctor::probe::{Live, Patience};
use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, DnType, IsCa, KeyPair};
use rustls::ServerConfig;
use rustls::crypto::CryptoProvider;
use rustls_pki_types::{CertificateDer, PrivateKeyDer};
use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio_rustls::TlsAcceptor;
use tokio_rustls::server::TlsStream;

use crate::peer::live_over;

pub(crate) type Authority = CertifiedIssuer<'static, KeyPair>;

pub(crate) fn provider() -> Arc<CryptoProvider> {
    Arc::new(rustls::crypto::aws_lc_rs::default_provider())
}

/// Serves every connection, by its number from 0, on a port of its own.
pub(crate) async fn serve<F, Served>(serve: F) -> Endpoint
where
    F: Fn(usize, TcpStream) -> Served + Send + 'static,
    Served: Future<Output = ()> + Send + 'static,
{
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    tokio::spawn(async move {
        for number in 0.. {
            let (stream, _) = listener.accept().await.unwrap();
            tokio::spawn(serve(number, stream));
        }
    });
    Endpoint::new("127.0.0.1", port)
}

/// A server that hears a request, sends this, and then stays until the other side has gone; and what it heard.
pub(crate) async fn replies(replies: &[&str]) -> (Endpoint, Arc<Mutex<Vec<String>>>) {
    let replies: Vec<String> = replies.iter().map(|reply| (*reply).to_owned()).collect();
    let heard = Arc::new(Mutex::new(Vec::new()));
    let requests = heard.clone();
    let server = serve(move |number, mut stream| {
        let reply = replies[number.min(replies.len() - 1)].clone();
        let requests = requests.clone();
        async move {
            let request = hear(&mut stream).await;
            requests.lock().unwrap().push(request);
            let _ = stream.write_all(reply.as_bytes()).await;
            stay(&mut stream).await;
        }
    });
    (server.await, heard)
}

/// A request up to its empty line, or what came of one.
pub(crate) async fn hear<S: AsyncRead + Unpin>(stream: &mut S) -> String {
    let mut heard = Vec::new();
    while !heard.ends_with(b"\r\n\r\n") {
        match stream.read_u8().await {
            Ok(byte) => heard.push(byte),
            Err(_) => break,
        }
    }
    String::from_utf8_lossy(&heard).into_owned()
}

/// Reads until the other side has gone.
pub(crate) async fn stay<S: AsyncRead + Unpin>(stream: &mut S) {
    let mut sink = [0; 4096];
    while matches!(stream.read(&mut sink).await, Ok(1..)) {}
}

/// Sends the same for as long as it is taken.
pub(crate) async fn flood<S: AsyncWrite + Unpin>(stream: &mut S, bytes: &[u8]) {
    while stream.write_all(bytes).await.is_ok() {}
}

/// Hears some, and passes everything on to the target.
pub(crate) async fn pass_on(mut stream: TcpStream, target: &Endpoint) {
    let mut onwards = TcpStream::connect((target.host.as_str(), target.port))
        .await
        .unwrap();
    let _ = tokio::io::copy_bidirectional(&mut stream, &mut onwards).await;
}

pub(crate) fn authority(name: &str) -> Authority {
    CertifiedIssuer::self_signed(named(name), KeyPair::generate().unwrap()).unwrap()
}

/// An authority under another.
pub(crate) fn below(name: &str, issuer: &Authority) -> Authority {
    CertifiedIssuer::signed_by(named(name), KeyPair::generate().unwrap(), issuer).unwrap()
}

/// What an authority of this name is made from.
pub(crate) fn named(name: &str) -> CertificateParams {
    let mut params = CertificateParams::new(Vec::new()).unwrap();
    params.distinguished_name = Default::default();
    params.distinguished_name.push(DnType::CommonName, name);
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    params.use_authority_key_identifier_extension = true;
    params
}

/// A certificate for a host, in DER, with its key.
pub(crate) struct Leaf {
    pub(crate) certificate: CertificateDer<'static>,
    pub(crate) key: KeyPair,
}

pub(crate) fn leaf(host: &str, issuer: &Authority) -> Leaf {
    leaf_with(
        CertificateParams::new(vec![host.to_owned()]).unwrap(),
        issuer,
    )
}

pub(crate) fn leaf_with(params: CertificateParams, issuer: &Authority) -> Leaf {
    let key = KeyPair::generate().unwrap();
    let certificate = params.signed_by(&key, issuer).unwrap().der().clone();
    Leaf { certificate, key }
}

impl Leaf {
    pub(crate) fn key_der(&self) -> PrivateKeyDer<'static> {
        self.key.serialize_der().try_into().unwrap()
    }

    /// A server that shows this leaf, and these above it.
    pub(crate) fn server(&self, above: &[&Authority]) -> Arc<ServerConfig> {
        self.server_with(above.iter().map(|authority| authority.der().clone()))
    }

    /// The same with any certificates.
    pub(crate) fn server_with(
        &self,
        above: impl IntoIterator<Item = CertificateDer<'static>>,
    ) -> Arc<ServerConfig> {
        let chain = std::iter::once(self.certificate.clone())
            .chain(above)
            .collect();
        let config = ServerConfig::builder_with_provider(provider())
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_no_client_auth()
            .with_single_cert(chain, self.key_der());
        Arc::new(config.unwrap())
    }
}

/// Shakes hands as a server; `None` when that fails.
pub(crate) async fn accept(
    config: &Arc<ServerConfig>,
    stream: TcpStream,
) -> Option<TlsStream<TcpStream>> {
    TlsAcceptor::from(config.clone()).accept(stream).await.ok()
}

/// A TLS server that answers each request with this.
pub(crate) async fn tls_replies(config: Arc<ServerConfig>, reply: &'static str) -> Endpoint {
    let server = serve(move |_, stream| {
        let config = config.clone();
        async move {
            if let Some(mut stream) = accept(&config, stream).await {
                hear(&mut stream).await;
                let _ = stream.write_all(reply.as_bytes()).await;
                let _ = stream.shutdown().await;
                stay(&mut stream).await;
            }
        }
    });
    server.await
}

/// A world that trusts this authority alone, with these secrets as plain texts of the config.
pub(crate) struct World {
    pub(crate) live: Live,
    _bundle: tempfile::NamedTempFile,
}

pub(crate) fn world(authority: &Authority, secrets: &[&str], patience: Patience) -> World {
    world_of(&[authority.der()], secrets, patience)
}

/// The same of several certificates.
pub(crate) fn world_of(
    trusted: &[&CertificateDer<'_>],
    secrets: &[&str],
    patience: Patience,
) -> World {
    let pem = |der: &&CertificateDer<'_>| {
        let body = data_encoding::BASE64.encode(der.as_ref());
        format!("-----BEGIN CERTIFICATE-----\n{body}\n-----END CERTIFICATE-----\n")
    };
    let bundle = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(bundle.path(), trusted.iter().map(pem).collect::<String>()).unwrap();
    let trust = Trust::File(bundle.path().to_owned());
    World {
        live: live_over(&trust, None, secrets, patience),
        _bundle: bundle,
    }
}
