//! A web proxy for CONNECT with Basic credentials; it leads to the lab's own services and nowhere else.

use std::io;
use std::sync::Arc;

use serde::Deserialize;
use tokio::net::TcpStream;
use tokio::task::JoinSet;

use super::http;
use super::serve::{self, PortState};

/// Whom the proxy lets through.
pub(super) const USER: &str = "svc-idp";
/// With what.
pub(super) const PASSWORD: &str = "proxy-lab-pass";

/// What the proxy does.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Proxy {
    pub(super) port: PortState,
    pub(super) on_connect: OnConnect,
}

/// What it does with a CONNECT whose credentials are right.
#[derive(Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum OnConnect {
    /// It tunnels.
    Tunnels,
    /// It answers this status instead.
    Answers(String),
    /// It plays the service itself, with certificates of its own authority.
    Intercepts,
}

/// Where tunnels lead.
#[derive(Default)]
pub(super) struct Targets {
    /// The ports of the services.
    pub(super) services: Vec<u16>,
    /// Where all of them lead when the proxy intercepts.
    pub(super) interceptor: Option<u16>,
}

/// Opens the proxy.
pub(super) async fn open(
    tasks: &mut JoinSet<()>,
    proxy: Proxy,
    targets: Targets,
) -> io::Result<u16> {
    serve::open(tasks, proxy.port, (proxy.on_connect, targets), converse).await
}

async fn converse(mut stream: TcpStream, server: Arc<(OnConnect, Targets)>) -> io::Result<()> {
    let (on_connect, targets) = &*server;
    let right = data_encoding::BASE64.encode(format!("{USER}:{PASSWORD}").as_bytes());
    let right = format!("Basic {right}");
    while let Some(head) = http::read_head(&mut stream).await? {
        let Some(target) = head.target("CONNECT") else {
            http::respond(&mut stream, "405 Method Not Allowed", &[], "").await?;
            continue;
        };
        if let OnConnect::Answers(status) = on_connect {
            let headers = [("Via", "1.1 proxy.lab.otpdoctor.test")];
            http::respond(&mut stream, status, &headers, "").await?;
            continue;
        }
        if head.header("Proxy-Authorization") != Some(&right) {
            let status = "407 Proxy Authentication Required";
            let headers = [("Proxy-Authenticate", "Basic realm=\"lab\"")];
            http::respond(&mut stream, status, &headers, "").await?;
            continue;
        }
        let target = target.rsplit_once(':');
        let port = target.and_then(|(_, port)| port.parse().ok());
        let Some(port) = port.filter(|port| targets.services.contains(port)) else {
            http::respond(&mut stream, "403 Forbidden", &[], "").await?;
            continue;
        };
        return tunnel(stream, targets.interceptor.unwrap_or(port)).await;
    }
    Ok(())
}

async fn tunnel(mut stream: TcpStream, port: u16) -> io::Result<()> {
    // The name is not looked up: everything in the lab is here.
    let Ok(mut service) = TcpStream::connect(("127.0.0.1", port)).await else {
        return http::respond(&mut stream, "502 Bad Gateway", &[], "").await;
    };
    let head = b"HTTP/1.1 200 Connection established\r\n\r\n";
    tokio::io::AsyncWriteExt::write_all(&mut stream, head).await?;
    tokio::io::copy_bidirectional(&mut stream, &mut service).await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};

    use super::*;

    /// What the proxy says to a CONNECT to an echo of one word.
    async fn connect(on_connect: OnConnect, authorization: &str) -> String {
        let mut tasks = JoinSet::new();
        let hello = PortState::Says("hello".into());
        let service = serve::open(&mut tasks, hello, (), |_, _| async { Ok(()) });
        let service = service.await.unwrap();
        let targets = Targets {
            services: vec![service],
            interceptor: None,
        };
        let proxy = Proxy {
            port: PortState::Open,
            on_connect,
        };
        let port = open(&mut tasks, proxy, targets).await.unwrap();
        let mut stream = TcpStream::connect(("127.0.0.1", port)).await.unwrap();
        let request = format!("CONNECT any:{service} HTTP/1.1\r\n{authorization}\r\n");
        stream.write_all(request.as_bytes()).await.unwrap();
        stream.shutdown().await.unwrap();
        let mut received = String::new();
        stream.read_to_string(&mut received).await.unwrap();
        received
    }

    fn credentials(password: &str) -> String {
        let pair = format!("{USER}:{password}");
        let pair = data_encoding::BASE64.encode(pair.as_ref());
        format!("Proxy-Authorization: Basic {pair}\r\n")
    }

    #[tokio::test]
    async fn only_the_right_credentials_get_a_tunnel() {
        let received = connect(OnConnect::Tunnels, &credentials(PASSWORD)).await;
        assert!(
            received.starts_with("HTTP/1.1 200 ") && received.ends_with("hello"),
            "{received}"
        );
        for wrong in [String::new(), credentials("wrong")] {
            let received = connect(OnConnect::Tunnels, &wrong).await;
            assert!(received.starts_with("HTTP/1.1 407 "), "{received}");
        }
    }

    #[tokio::test]
    async fn it_may_answer_instead() {
        let received = connect(
            OnConnect::Answers("502 Bad Gateway".into()),
            &credentials(PASSWORD),
        )
        .await;
        assert!(
            received.starts_with("HTTP/1.1 502 Bad Gateway\r\n"),
            "{received}"
        );
    }
}
