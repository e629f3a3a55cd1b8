//! How the lab's servers stand at the door: open, closed, full, silent; bounded in number and in time.

use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpSocket, TcpStream};
use tokio::sync::Semaphore;
use tokio::task::JoinSet;

/// No conversation of the lab lasts longer; what is silent by design outlasts every asker's patience.
const LONGEST: Duration = Duration::from_secs(20);
/// Conversations at once, for each server.
const AT_ONCE: usize = 64;

/// What a server does with a connection before it says anything of its protocol.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Door {
    /// It converses.
    #[default]
    Open,
    /// Nothing listens: the connection is refused.
    Closed,
    /// The queue of connections is full, so the system drops further ones: to the asker a firewall that drops.
    Full,
    /// It accepts, then resets.
    Resets,
    /// It accepts, then says nothing.
    Silent,
    /// It accepts, says something else, and hangs up.
    Says(&'static str),
}

/// Opens a server on a free port of the loopback and serves until `tasks` ends.
pub(super) async fn open<T, F>(tasks: &mut JoinSet<()>, door: Door, converse: T) -> io::Result<u16>
where
    T: Fn(TcpStream) -> F + Send + Sync + 'static,
    F: Future<Output = io::Result<()>> + Send + 'static,
{
    let socket = TcpSocket::new_v4()?;
    socket.bind(SocketAddr::from((Ipv4Addr::LOCALHOST, 0)))?;
    let address = socket.local_addr()?;
    match door {
        // Bound and not listening: the port stays ours, and whoever comes is refused.
        Door::Closed => {
            tasks.spawn(async move {
                let _held = socket;
                std::future::pending::<()>().await;
            });
        }
        Door::Full => {
            let listener = socket.listen(0)?;
            let queue = fill(address).await;
            tasks.spawn(async move {
                let _held = (listener, queue);
                std::future::pending::<()>().await;
            });
        }
        _ => {
            let listener = socket.listen(128)?;
            tasks.spawn(accept(listener, door, Arc::new(converse)));
        }
    }
    Ok(address.port())
}

/// Connects until the queue takes no more.
async fn fill(address: SocketAddr) -> Vec<TcpStream> {
    let mut queue = Vec::new();
    while let Ok(Ok(stream)) =
        tokio::time::timeout(Duration::from_millis(150), TcpStream::connect(address)).await
    {
        queue.push(stream);
        if queue.len() == AT_ONCE {
            break;
        }
    }
    queue
}

async fn accept<T, F>(listener: TcpListener, door: Door, converse: Arc<T>)
where
    T: Fn(TcpStream) -> F + Send + Sync + 'static,
    F: Future<Output = io::Result<()>> + Send + 'static,
{
    let seats = Arc::new(Semaphore::new(AT_ONCE));
    // Ends its conversations when the server is dropped.
    let mut conversations = JoinSet::new();
    loop {
        while conversations.try_join_next().is_some() {}
        let Ok(seat) = Arc::clone(&seats).acquire_owned().await else {
            return;
        };
        let Ok((stream, _)) = listener.accept().await else {
            continue;
        };
        let converse = Arc::clone(&converse);
        conversations.spawn(async move {
            let talk = async move {
                match door {
                    Door::Resets => reset(stream).await,
                    Door::Silent => stay_silent(stream).await,
                    Door::Says(text) => say_and_leave(stream, text).await,
                    _ => converse(stream).await,
                }
            };
            // What an asker does to a conversation is the asker's business.
            let _ = tokio::time::timeout(LONGEST, talk).await;
            drop(seat);
        });
    }
}

/// A reset that comes at once is seen as a refusal to connect by some systems, so the asker is given a moment.
async fn reset(stream: TcpStream) -> io::Result<()> {
    let mut heard = [0; 512];
    let _ = tokio::time::timeout(Duration::from_millis(100), stream.peek(&mut heard)).await;
    stream.set_zero_linger()
}

/// Reads and says nothing until the asker leaves.
pub(super) async fn stay_silent(mut stream: TcpStream) -> io::Result<()> {
    let mut heard = [0; 512];
    while stream.read(&mut heard).await? > 0 {}
    Ok(())
}

async fn say_and_leave(mut stream: TcpStream, text: &str) -> io::Result<()> {
    stream.write_all(text.as_bytes()).await?;
    stream.shutdown().await?;
    stay_silent(stream).await
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    async fn knock(door: Door) -> (JoinSet<()>, io::Result<String>) {
        let mut tasks = JoinSet::new();
        let greet = |mut stream: TcpStream| async move { stream.write_all(b"welcome").await };
        let port = open(&mut tasks, door, greet).await.unwrap();
        let talk = async {
            let mut stream = TcpStream::connect(("127.0.0.1", port)).await?;
            let mut heard = String::new();
            stream.read_to_string(&mut heard).await?;
            Ok(heard)
        };
        let heard = tokio::time::timeout(Duration::from_millis(400), talk).await;
        let heard = heard.unwrap_or_else(|_| Err(io::ErrorKind::TimedOut.into()));
        (tasks, heard)
    }

    #[tokio::test]
    async fn each_door_does_what_it_says() {
        let kind = |heard: io::Result<String>| heard.map_err(|why| why.kind());
        assert_eq!(kind(knock(Door::Open).await.1), Ok("welcome".to_owned()));
        assert_eq!(
            kind(knock(Door::Says("SSH-2.0")).await.1),
            Ok("SSH-2.0".to_owned())
        );
        for (door, error) in [
            (Door::Closed, io::ErrorKind::ConnectionRefused),
            (Door::Resets, io::ErrorKind::ConnectionReset),
            (Door::Silent, io::ErrorKind::TimedOut),
            (Door::Full, io::ErrorKind::TimedOut),
        ] {
            assert_eq!(kind(knock(door).await.1), Err(error), "{door:?}");
        }
    }
}
