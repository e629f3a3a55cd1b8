//! Peers that do what they are told, and worlds that ask them.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use checks::kit::realm::{Dns, Endpoint, Trust};
use otpdoctor::probe::{Live, Patience};
use otpdoctor::secret::{Commands, Resolve, Vault};
use tokio::io::{AsyncBufReadExt as _, AsyncRead, AsyncWrite, AsyncWriteExt as _, BufReader};
use tokio::net::{TcpListener, TcpSocket, TcpStream, UdpSocket};
use tokio::task::JoinHandle;

/// For peers that answer: a slow machine must not fail a test.
pub(crate) const PATIENT: Patience = Patience {
    connect: Duration::from_secs(20),
    total: Duration::from_secs(20),
    reply: Duration::from_secs(20),
};

/// For peers that fall silent: the test ends when this does, and whatever comes before must be quicker.
pub(crate) const SHORT: Patience = Patience {
    connect: Duration::from_secs(3),
    total: Duration::from_secs(3),
    reply: Duration::from_secs(3),
};

/// What a peer does next.
#[derive(Clone, Debug)]
pub(crate) enum Step {
    /// Sends this.
    Say(Vec<u8>),
    /// Reads a line.
    Hear,
    /// Reads whatever comes first, such as the beginning of a handshake.
    HearAny,
    /// Sends this for as long as it is taken.
    Flood(Vec<u8>),
    /// Sends this byte for byte, then the last byte again and again.
    Drip(Vec<u8>),
    /// Sends no more, and reads until the other side has gone.
    HalfClose,
    /// Stays silent until the other side has gone.
    Hold,
    /// Breaks the connection with a reset.
    Reset,
}

pub(crate) fn say(text: &str) -> Step {
    Step::Say(text.as_bytes().to_vec())
}

/// A server that closes a connection after the last step.
pub(crate) struct Peer {
    pub(crate) address: SocketAddr,
    heard: JoinHandle<Vec<String>>,
}

impl Peer {
    pub(crate) async fn start(steps: Vec<Step>) -> Self {
        Self::start_at("127.0.0.1:0", steps).await
    }

    pub(crate) async fn start_at(address: &str, steps: Vec<Step>) -> Self {
        Self::start_scripts(address, vec![steps]).await
    }

    /// One connection after the other, each with its own steps.
    pub(crate) async fn start_scripts(address: &str, scripts: Vec<Vec<Step>>) -> Self {
        let listener = TcpListener::bind(address).await.unwrap();
        let address = listener.local_addr().unwrap();
        let heard = tokio::spawn(async move {
            let mut heard = Vec::new();
            for steps in scripts {
                let (stream, _) = listener.accept().await.unwrap();
                heard.extend(play(stream, steps).await);
            }
            heard
        });
        Self { address, heard }
    }

    pub(crate) fn endpoint(&self) -> Endpoint {
        Endpoint::new(self.address.ip().to_string(), self.address.port())
    }

    /// The lines that came, once the connection is over.
    pub(crate) async fn heard(self) -> Vec<String> {
        self.heard.await.unwrap()
    }
}

async fn play(stream: TcpStream, steps: Vec<Step>) -> Vec<String> {
    let mut stream = BufReader::new(stream);
    let mut heard = Vec::new();
    for step in steps {
        let done = match step {
            Step::Reset => {
                stream.get_ref().set_zero_linger().unwrap();
                break;
            }
            Step::HalfClose => {
                let _ = stream.shutdown().await;
                drain(&mut stream, &mut heard).await
            }
            step => act(&mut stream, step, &mut heard).await,
        };
        // The other side has gone: nothing is left to do.
        if done.is_err() {
            break;
        }
    }
    heard
}

/// Does what needs no socket, so that it can be done inside TLS too.
pub(crate) async fn act<S: AsyncRead + AsyncWrite + Unpin>(
    stream: &mut BufReader<S>,
    step: Step,
    heard: &mut Vec<String>,
) -> std::io::Result<()> {
    match step {
        Step::Say(bytes) => {
            stream.write_all(&bytes).await?;
            stream.flush().await
        }
        Step::Hear => hear(stream, heard).await.map(|_| ()),
        Step::HearAny => {
            let length = stream.fill_buf().await?.len();
            stream.consume(length);
            Ok(())
        }
        Step::Flood(bytes) => loop {
            stream.write_all(&bytes).await?;
        },
        Step::Drip(bytes) => {
            let last = *bytes.last().unwrap();
            let mut pace = tokio::time::interval(Duration::from_millis(5));
            for byte in bytes.into_iter().chain(std::iter::repeat(last)) {
                pace.tick().await;
                stream.write_all(&[byte]).await?;
            }
            Ok(())
        }
        Step::Hold => drain(stream, heard).await,
        Step::HalfClose | Step::Reset => unreachable!("they need the socket"),
    }
}

async fn hear<S: AsyncRead + Unpin>(
    stream: &mut BufReader<S>,
    heard: &mut Vec<String>,
) -> std::io::Result<usize> {
    let mut line = Vec::new();
    let length = stream.read_until(b'\n', &mut line).await?;
    if length > 0 {
        heard.push(String::from_utf8_lossy(&line).trim_end().to_owned());
    }
    Ok(length)
}

async fn drain<S: AsyncRead + Unpin>(
    stream: &mut BufReader<S>,
    heard: &mut Vec<String>,
) -> std::io::Result<()> {
    while hear(stream, heard).await? > 0 {}
    Ok(())
}

/// A server that answers datagrams by their number, from 0.
pub(crate) async fn datagrams(
    address: &str,
    mut answer: impl FnMut(usize, &[u8]) -> Option<Vec<u8>> + Send + 'static,
) -> SocketAddr {
    let socket = UdpSocket::bind(address).await.unwrap();
    let address = socket.local_addr().unwrap();
    tokio::spawn(async move {
        let mut buffer = [0; 4096];
        for number in 0.. {
            let (length, from) = socket.recv_from(&mut buffer).await.unwrap();
            if let Some(reply) = answer(number, &buffer[..length]) {
                let _ = socket.send_to(&reply, from).await;
            }
        }
    });
    address
}

/// A UDP port that is held and refuses: its socket takes datagrams from one peer only, which sends none.
pub(crate) async fn closed_datagrams() -> (UdpSocket, SocketAddr) {
    let socket = UdpSocket::bind("127.0.0.1:0").await.unwrap();
    socket.connect("127.0.0.1:9").await.unwrap();
    let address = socket.local_addr().unwrap();
    (socket, address)
}

/// A TCP port that is held and not listened on, so that nobody else can: it refuses.
pub(crate) fn deaf(address: &str) -> TcpSocket {
    let address: SocketAddr = address.parse().unwrap();
    let socket = match address {
        SocketAddr::V4(_) => TcpSocket::new_v4(),
        SocketAddr::V6(_) => TcpSocket::new_v6(),
    }
    .unwrap();
    socket.bind(address).unwrap();
    socket
}

/// The live world with these secrets as the plain texts of the config.
pub(crate) fn live_with(secrets: &[&str], patience: Patience) -> Live {
    live_over(&Trust::System, None, secrets, patience)
}

pub(crate) fn live(patience: Patience) -> Live {
    live_with(&[], patience)
}

pub(crate) fn live_over(
    trust: &Trust,
    dns: Option<&Dns>,
    secrets: &[&str],
    patience: Patience,
) -> Live {
    let literals = secrets.iter().map(|secret| (*secret).into()).collect();
    let vault = Vault::new(literals, Vec::new(), Commands::Refused, Resolve::Yes);
    Live::new(trust, dns, Arc::new(vault), patience)
}
