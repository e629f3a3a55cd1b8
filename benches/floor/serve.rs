//! The servers, each on addresses of its own in 127.77.0.0/16, until standard input ends.

use std::io::Read as _;
use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, DnType, IsCa, KeyPair};
use rustls::ServerConfig;
use rustls::pki_types::PrivateKeyDer;
use tokio::io::{AsyncBufReadExt as _, AsyncReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::net::{TcpListener, TcpSocket, TcpStream, UdpSocket};
use tokio_rustls::TlsAcceptor;

use crate::{EXPIRED, HOLE, address, is_hole};

const ENDPOINTS: usize = 1000;
const FILES: usize = 10_000;
const DAY: Duration = Duration::from_secs(86_400);

pub async fn serve(folder: &Path) -> anyhow::Result<()> {
    let (root, key) = (authority()?, KeyPair::generate()?);
    let files = folder.join("certificates");
    std::fs::create_dir_all(&files)?;
    std::fs::write(folder.join("ca.pem"), root.pem())?;
    std::fs::write(files.join("key.pem"), key.serialize_pem())?;
    for nth in 0..FILES {
        let leaf = leaf(&format!("{nth}.peers.test"), nth)?.signed_by(&key, &root)?;
        std::fs::write(files.join(format!("{nth}.pem")), leaf.pem())?;
    }
    for nth in 0..ENDPOINTS {
        let leaf = leaf(&address(nth).to_string(), nth)?.signed_by(&key, &root)?;
        let key = PrivateKeyDer::try_from(key.serialize_der()).map_err(anyhow::Error::msg)?;
        let tls = ServerConfig::builder_with_provider(Arc::new(
            rustls::crypto::aws_lc_rs::default_provider(),
        ))
        .with_safe_default_protocol_versions()?
        .with_no_client_auth()
        .with_single_cert(vec![leaf.der().clone()], key)?;
        let tls = TlsAcceptor::from(Arc::new(tls));
        for (port, delay) in [(4430, 0), (4431, 50)] {
            let delay = Duration::from_millis(delay);
            accept(nth, port, &tls, move |stream, tls| {
                https(stream, tls, delay)
            })
            .await?;
        }
        accept(nth, 2525, &tls, smtp).await?;
        if nth < 20 {
            ntp(SocketAddr::from((address(nth), 1123)), 0).await?;
            ntp(SocketAddr::from((address(nth), 1124)), 20).await?;
            // Port 123 is the only one that ntpdig asks.
            for (nth, jitter) in [(nth, 0), (nth + 500, 20)] {
                if let Err(why) = ntp(SocketAddr::from((address(nth), 123)), jitter).await {
                    println!("port 123: {why}");
                }
            }
        }
    }
    dns(SocketAddr::from((address(0), 5300))).await?;
    let mut full = Vec::new();
    for nth in (0..ENDPOINTS).filter(|nth| is_hole(*nth, true)) {
        full.push(hole(SocketAddr::from((address(nth), HOLE))).await?);
    }
    println!("ready");
    tokio::task::spawn_blocking(|| std::io::stdin().read_to_end(&mut Vec::new())).await??;
    // The runtime would wait for what still converses.
    std::process::exit(0)
}

fn authority() -> anyhow::Result<CertifiedIssuer<'static, KeyPair>> {
    let mut root = CertificateParams::new(Vec::new())?;
    root.distinguished_name.push(DnType::CommonName, "Peers");
    root.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    Ok(CertifiedIssuer::self_signed(root, KeyPair::generate()?)?)
}

fn leaf(host: &str, nth: usize) -> anyhow::Result<CertificateParams> {
    let mut leaf = CertificateParams::new([host.to_owned()])?;
    leaf.distinguished_name.push(DnType::CommonName, host);
    let now = SystemTime::now();
    leaf.not_before = (now - 100 * DAY).into();
    leaf.not_after = match nth {
        EXPIRED => now - 2 * DAY,
        _ => now + 300 * DAY,
    }
    .into();
    Ok(leaf)
}

async fn accept<T, F>(nth: usize, port: u16, tls: &TlsAcceptor, converse: T) -> anyhow::Result<()>
where
    T: Fn(TcpStream, TlsAcceptor) -> F + Send + 'static,
    F: Future<Output = std::io::Result<()>> + Send + 'static,
{
    let listener = TcpListener::bind((address(nth), port)).await?;
    let tls = tls.clone();
    tokio::spawn(async move {
        loop {
            let Ok((stream, _)) = listener.accept().await else {
                continue;
            };
            let _ = stream.set_nodelay(true);
            let talk = converse(stream, tls.clone());
            tokio::spawn(tokio::time::timeout(Duration::from_secs(20), talk));
        }
    });
    Ok(())
}

/// Answers one request as a WCF service answers a GET.
async fn https(stream: TcpStream, tls: TlsAcceptor, delay: Duration) -> std::io::Result<()> {
    tokio::time::sleep(delay).await;
    let mut stream = tls.accept(stream).await?;
    if stream.read(&mut [0; 4096]).await? > 0 {
        tokio::time::sleep(delay).await;
        let reply =
            "HTTP/1.1 405 Method Not Allowed\r\ncontent-length: 0\r\nconnection: close\r\n\r\n";
        stream.write_all(reply.as_bytes()).await?;
    }
    stream.shutdown().await
}

async fn smtp(stream: TcpStream, tls: TlsAcceptor) -> std::io::Result<()> {
    let mut stream = BufReader::new(stream);
    stream.write_all(b"220 peers.test ESMTP\r\n").await?;
    loop {
        let mut line = String::new();
        stream.read_line(&mut line).await?;
        match line.get(..4).unwrap_or_default() {
            "EHLO" => {
                let reply = b"250-peers.test\r\n250-SIZE 10485760\r\n250 STARTTLS\r\n";
                stream.write_all(reply).await?;
            }
            "STAR" => break,
            "QUIT" => return stream.write_all(b"221 bye\r\n").await,
            "" => return Ok(()),
            _ => stream.write_all(b"250 ok\r\n").await?,
        }
    }
    stream.write_all(b"220 go ahead\r\n").await?;
    let mut stream = BufReader::new(tls.accept(stream.into_inner()).await?);
    loop {
        let mut line = String::new();
        stream.read_line(&mut line).await?;
        match line.get(..4).unwrap_or_default() {
            "QUIT" => {
                stream.write_all(b"221 bye\r\n").await?;
                return stream.shutdown().await;
            }
            "" => return Ok(()),
            _ => stream.write_all(b"250 ok\r\n").await?,
        }
    }
}

/// Tells this machine's time after up to `jitter` milliseconds.
async fn ntp(address: SocketAddr, jitter: u128) -> anyhow::Result<()> {
    let socket = UdpSocket::bind(address).await?;
    tokio::spawn(async move {
        let mut asked = [0; 512];
        loop {
            let Ok((48.., from)) = socket.recv_from(&mut asked).await else {
                continue;
            };
            let mut reply = [0; 48];
            // A server of version 4 at stratum 2, synchronised to a reference.
            reply[..16]
                .copy_from_slice(&[0x24, 2, 3, 0xec, 0, 0, 0, 64, 0, 0, 0, 64, 192, 0, 2, 1]);
            reply[16..24].copy_from_slice(&now());
            reply[24..32].copy_from_slice(&asked[40..48]);
            reply[32..40].copy_from_slice(&now());
            reply[40..48].copy_from_slice(&now());
            if jitter > 0 {
                let wait = UNIX_EPOCH.elapsed().unwrap().as_nanos() / 1000 % (jitter * 1000);
                tokio::time::sleep(Duration::from_micros(wait as u64)).await;
            }
            let _ = socket.send_to(&reply, from).await;
        }
    });
    Ok(())
}

/// Seconds since 1900 and their fraction, 32 bits each.
pub fn now() -> [u8; 8] {
    let now = UNIX_EPOCH.elapsed().unwrap();
    let seconds = now.as_secs() + 2_208_988_800;
    let fraction = (u64::from(now.subsec_nanos()) << 32) / 1_000_000_000;
    (seconds << 32 | fraction).to_be_bytes()
}

/// Knows no name.
async fn dns(address: SocketAddr) -> anyhow::Result<()> {
    let socket = UdpSocket::bind(address).await?;
    tokio::spawn(async move {
        let mut packet = [0; 1232];
        loop {
            let Ok((length @ 12.., from)) = socket.recv_from(&mut packet).await else {
                continue;
            };
            packet[2] |= 0x80;
            packet[3] = 0x83;
            // The question alone is repeated.
            let end = 12
                + packet[12..length]
                    .iter()
                    .position(|byte| *byte == 0)
                    .unwrap_or(0)
                + 5;
            packet[6..12].fill(0);
            let _ = socket.send_to(&packet[..end.min(length)], from).await;
        }
    });
    Ok(())
}

/// A listener whose queue is full: the system drops further connections.
async fn hole(address: SocketAddr) -> anyhow::Result<(TcpListener, Vec<TcpStream>)> {
    let socket = TcpSocket::new_v4()?;
    socket.bind(address)?;
    let listener = socket.listen(0)?;
    let mut queue = Vec::new();
    let patience = Duration::from_millis(50);
    while let Ok(Ok(stream)) = tokio::time::timeout(patience, TcpStream::connect(address)).await {
        queue.push(stream);
    }
    Ok((listener, queue))
}
