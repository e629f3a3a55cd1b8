//! The vendor's cloud as the lab plays it: HTTPS with mutual TLS and one response to everything.

use std::io;
use std::sync::Arc;

use serde::Deserialize;
use tokio::io::{AsyncRead, AsyncWrite, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::task::JoinSet;

use super::http;
use super::serve::{self, PortState};
use super::tls::{Handshake, Tls};

/// How a service answers.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Service {
    pub(super) port: PortState,
    pub(super) tls: Handshake,
    pub(super) clients: Clients,
    pub(super) status: String,
    pub(super) body: String,
}

/// Whose client certificates a service accepts.
#[derive(Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Clients {
    OfTheLab,
    /// Directly below the intermediate: for clients that send their own certificate alone.
    BelowTheIssuer,
    OfAStranger,
}

/// Opens a service.
pub(super) async fn open(tasks: &mut JoinSet<()>, service: Service, tls: Tls) -> io::Result<u16> {
    serve::open(tasks, service.port.clone(), (service, tls), converse).await
}

async fn converse(stream: TcpStream, server: Arc<(Service, Tls)>) -> io::Result<()> {
    let (service, tls) = &*server;
    let mut first = [0];
    let shakes_hands = stream.peek(&mut first).await? == 1 && first[0] == HANDSHAKE;
    match shakes_hands {
        true => answer(tls.begin(stream).await?, service).await,
        // A service that still takes what an http: URL sends: the old URL is the only fault then.
        false => answer(stream, service).await,
    }
}

/// The first byte of a TLS handshake (RFC 8446 section 5.1).
const HANDSHAKE: u8 = 0x16;

async fn answer<S>(mut stream: S, service: &Service) -> io::Result<()>
where
    S: AsyncRead + AsyncWrite + Unpin,
{
    if http::read_head(&mut stream).await?.is_some() {
        let headers = [("Content-Type", "text/html"), ("Connection", "close")];
        http::respond(&mut stream, &service.status, &headers, &service.body).await?;
    }
    stream.shutdown().await
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use rustls::pki_types::ServerName;
    use rustls::{ClientConfig, RootCertStore};
    use tokio::io::AsyncReadExt as _;
    use tokio_rustls::TlsConnector;

    use super::super::pki::{Authority, Request, Signed};
    use super::super::plan::Plan;
    use super::*;

    const HOST: &str = "services.lab.otpdoctor.test";

    /// What a GET with this client certificate comes to.
    async fn get(lab: &Authority, tls: Tls, client: Option<Signed>) -> io::Result<String> {
        let mut tasks = JoinSet::new();
        let port = open(&mut tasks, Plan::with([]).unwrap().services, tls)
            .await
            .unwrap();
        let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
        let roots: RootCertStore = lab.roots().unwrap();
        let config = ClientConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_root_certificates(roots);
        let config = match client {
            Some(client) => config
                .with_client_auth_cert(client.chain.clone(), client.key().unwrap())
                .unwrap(),
            None => config.with_no_client_auth(),
        };
        let stream = TcpStream::connect(("127.0.0.1", port)).await?;
        let name = ServerName::try_from(HOST).unwrap();
        let mut stream = TlsConnector::from(Arc::new(config))
            .connect(name, stream)
            .await?;
        stream.write_all(b"GET / HTTP/1.1\r\n\r\n").await?;
        let mut response = String::new();
        stream.read_to_string(&mut response).await?;
        Ok(response)
    }

    #[tokio::test]
    async fn only_clients_of_the_lab_are_served() {
        let lab = Authority::named("Lab").unwrap();
        let server = lab.sign(&Request::of_server(&[HOST])).unwrap();
        let tls = || Tls::with(&server, Some(lab.roots().unwrap())).unwrap();
        let client = Request::of_client("Client");
        let signed_by = |authority: &Authority| authority.sign(&client).unwrap();
        let served = get(&lab, tls(), Some(signed_by(&lab))).await.unwrap();
        assert!(served.starts_with("HTTP/1.1 405 "), "{served}");
        let stranger = Authority::named("Stranger").unwrap();
        let refused = get(&lab, tls(), Some(signed_by(&stranger)))
            .await
            .unwrap_err();
        assert!(refused.to_string().contains("UnknownCA"), "{refused}");
        let refused = get(&lab, tls(), None).await.unwrap_err();
        assert!(
            refused.to_string().contains("CertificateRequired"),
            "{refused}"
        );
    }

    #[tokio::test]
    async fn faulty_servers_are_refused_for_their_fault() {
        let lab = Authority::named("Lab").unwrap();
        for (fault, word) in [
            (Handshake::Expired, "expired"),
            (Handshake::ForAnotherHost, "not valid for name"),
            (Handshake::Untrusted, "UnknownIssuer"),
            // It chooses TLS 1.0.
            (Handshake::Old, "incompatible"),
        ] {
            let tls = Tls::of(&lab, fault, &[HOST], None).unwrap();
            let refused = get(&lab, tls, None).await.unwrap_err();
            assert!(refused.to_string().contains(word), "{fault:?}: {refused}");
        }
    }
}
