//! What bounds each row from below: the same conversations and files, and nothing else.

use std::fmt;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use anyhow::Context as _;
use futures_util::{StreamExt as _, stream};
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, ServerName};
use rustls::{ClientConfig, RootCertStore};
use tokio::io::{AsyncBufReadExt as _, AsyncReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::net::{TcpStream, UdpSocket};
use tokio_rustls::TlsConnector;
use x509_parser::prelude::{FromDer as _, X509Certificate};

use crate::{HOLE, address, is_hole, serve};

const AT_ONCE: usize = 256;
const PATIENCE: Duration = Duration::from_secs(10);

fn connector(folder: &Path) -> anyhow::Result<TlsConnector> {
    let mut roots = RootCertStore::empty();
    roots.add(CertificateDer::from_pem_file(folder.join("ca.pem"))?)?;
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()?
        .with_root_certificates(roots)
        .with_no_client_auth();
    Ok(TlsConnector::from(Arc::new(config)))
}

/// How many servers or files came to what.
#[derive(Default)]
pub struct Came {
    well: usize,
    expired: usize,
    silent: usize,
}

impl Came {
    fn add(mut self, other: Self) -> Self {
        self.well += other.well;
        self.expired += other.expired;
        self.silent += other.silent;
        self
    }
}

impl fmt::Display for Came {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            well,
            expired,
            silent,
        } = self;
        write!(f, "well {well} expired {expired} silent {silent}")
    }
}

async fn each<F>(count: usize, ask: impl Fn(usize) -> F) -> Came
where
    F: Future<Output = anyhow::Result<()>>,
{
    let asked = stream::iter(0..count).map(ask).buffer_unordered(AT_ONCE);
    let answers: Vec<_> = asked.collect().await;
    let mut came = Came::default();
    for answer in answers {
        match answer {
            Ok(()) => came.well += 1,
            Err(why) if why.to_string().contains("xpired") => came.expired += 1,
            Err(_) => came.silent += 1,
        }
    }
    came
}

/// A handshake with each, and what `request` says after it until the server ends.
pub async fn tls(
    folder: &Path,
    port: u16,
    count: usize,
    holes: bool,
    request: &str,
) -> anyhow::Result<Came> {
    let connector = &connector(folder)?;
    let asked = each(count, |nth| async move {
        let port = if is_hole(nth, holes) { HOLE } else { port };
        let connecting = TcpStream::connect((address(nth), port));
        let stream = tokio::time::timeout(PATIENCE, connecting).await??;
        stream.set_nodelay(true)?;
        shake(connector, nth, stream, request).await
    });
    Ok(asked.await)
}

async fn shake(
    connector: &TlsConnector,
    nth: usize,
    stream: TcpStream,
    request: &str,
) -> anyhow::Result<()> {
    let name = ServerName::IpAddress(std::net::IpAddr::from(address(nth)).into());
    let mut stream = connector.connect(name, stream).await?;
    let sent = stream.get_ref().1.peer_certificates().context("no chain")?;
    X509Certificate::from_der(&sent[0])?;
    if request.is_empty() {
        return Ok(stream.shutdown().await?);
    }
    stream.write_all(request.as_bytes()).await?;
    // What the socket had no room for would wait in the TLS stream, and the server for it.
    stream.flush().await?;
    stream.read_to_end(&mut Vec::new()).await?;
    Ok(())
}

pub async fn smtp(folder: &Path, port: u16, count: usize) -> anyhow::Result<Came> {
    let connector = &connector(folder)?;
    let asked = each(count, |nth| async move {
        let stream = TcpStream::connect((address(nth), port)).await?;
        stream.set_nodelay(true)?;
        let mut stream = BufReader::new(stream);
        for (line, replies) in [("", 1), ("EHLO peers.test\r\n", 3), ("STARTTLS\r\n", 1)] {
            stream.write_all(line.as_bytes()).await?;
            for _ in 0..replies {
                stream.read_line(&mut String::new()).await?;
            }
        }
        shake(connector, nth, stream.into_inner(), "").await
    });
    Ok(asked.await)
}

pub async fn ntp(port: u16, count: usize) -> Came {
    each(count, |nth| async move {
        for _ in 0..4 {
            let socket = UdpSocket::bind("0.0.0.0:0").await?;
            socket.connect((address(nth), port)).await?;
            let mut packet = [0; 48];
            packet[0] = 0x23;
            packet[40..].copy_from_slice(&serve::now());
            socket.send(&packet).await?;
            socket.recv(&mut packet).await?;
        }
        Ok(())
    })
    .await
}

/// What bounds every check of the realms in `file`: reading it, two requests, a mail server and a certificate for each of
/// so many servers, and three time servers, all at once.
pub async fn realms(folder: &Path, file: &Path, servers: usize) -> anyhow::Result<String> {
    let realms = parse(file)?;
    let get = "GET / HTTP/1.0\r\n\r\n";
    let (telephony, sms, mail, time) = tokio::join!(
        tls(folder, 4430, servers, false, get),
        tls(folder, 4430, servers, false, get),
        smtp(folder, 2525, servers),
        ntp(1123, 3),
    );
    let files = certificates(folder, servers)?;
    let came = telephony?.add(sms?).add(mail?).add(time).add(files);
    Ok(format!("realms {realms} {came}"))
}

/// Has blackbox_exporter ask, as Prometheus does.
pub async fn blackbox(port: u16, target: u16, module: &str, count: usize, holes: bool) -> Came {
    each(count, |nth| async move {
        let target = if is_hole(nth, holes) { HOLE } else { target };
        let mut stream = TcpStream::connect(("127.0.0.1", port)).await?;
        let request = format!(
            "GET /probe?module={module}&debug=true&target={}:{target} HTTP/1.0\r\n\r\n",
            address(nth)
        );
        stream.write_all(request.as_bytes()).await?;
        let mut answer = String::new();
        stream.read_to_string(&mut answer).await?;
        anyhow::ensure!(!answer.contains("has expired"), "expired");
        anyhow::ensure!(answer.contains("\nprobe_success 1"), "no success");
        Ok(())
    })
    .await
}

pub fn certificates(folder: &Path, count: usize) -> anyhow::Result<Came> {
    let mut expired = 0;
    for nth in 0..count {
        let file = folder.join("certificates").join(format!("{nth}.pem"));
        let der = CertificateDer::from_pem_file(file)?;
        let (_, certificate) = X509Certificate::from_der(&der)?;
        expired += usize::from(!certificate.validity().is_valid());
    }
    Ok(Came {
        well: count - expired,
        expired,
        silent: 0,
    })
}

/// The number of realms in the config.
pub fn parse(file: &Path) -> anyhow::Result<usize> {
    let text = std::fs::read_to_string(file)?;
    let mut options = serde_saphyr::Options::default();
    options.budget = None;
    let config: serde_json::Value = serde_saphyr::from_str_with_options(&text, options)?;
    Ok(config["realms"].as_object().context("no realms")?.len())
}
