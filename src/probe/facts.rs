//! What every conversation states in the same way: how long it took, what the system said of an error, how it ended.

use std::io;
use std::net::{SocketAddr, UdpSocket};
use std::pin::pin;
use std::time::{Duration, Instant};

use checks::kit::ProbeError;
use checks::kit::probe::tcp::Ended;
use jiff::SignedDuration;
use tokio::time::timeout_at;

use crate::exit::is_exhausted;

/// The time since `start`.
pub fn since(start: Instant) -> SignedDuration {
    SignedDuration::try_from(start.elapsed()).unwrap_or(SignedDuration::MAX)
}

/// How often it is looked for what has come.
const LOOK: Duration = Duration::from_millis(100);

/// What comes of `waiting`, and how long it took. What came while nobody could look, since the processor had other things
/// to do or the machine stood still, is taken to have come as soon as it can have: our own lateness is no one else's.
pub async fn timed<T>(waiting: impl Future<Output = T>) -> (T, SignedDuration) {
    let begun = Instant::now();
    let mut waiting = pin!(waiting);
    // When it had not come for certain.
    let mut not_before = begun;
    let mut look = begun + LOOK;
    loop {
        let came = timeout_at(look.into(), &mut waiting).await;
        let now = Instant::now();
        match came {
            Ok(came) => {
                let seen = now.min(not_before + 2 * LOOK);
                let took = SignedDuration::try_from(seen.duration_since(begun));
                return (came, took.unwrap_or(SignedDuration::MAX));
            }
            // Whoever wakes for the time has seen to the connections before.
            Err(_) => (not_before, look) = (look, now + LOOK),
        }
    }
}

/// What the system says of an error, without its number.
pub fn os_text(error: &io::Error) -> String {
    let text = error.to_string();
    match text.find(" (os error ") {
        Some(end) => text[..end].to_owned(),
        None => text,
    }
}

/// What keeps this machine from connecting at all, where the error says that: it says nothing of the peer.
pub fn our_limit(error: &io::Error, peer: SocketAddr) -> Option<ProbeError> {
    #[cfg(unix)]
    let forbidden = {
        use rustix::io::Errno;
        let errno = Errno::from_io_error(error)?;
        // Over IPv6 a router's "administratively prohibited" arrives as EACCES too (Linux, net/ipv6/icmp.c), and
        // EAFNOSUPPORT says that this machine has none; over IPv4 both are a rule of this machine.
        let ruled = peer.is_ipv4() && [Errno::ACCESS, Errno::AFNOSUPPORT].contains(&errno);
        ruled || errno == Errno::PERM
    };
    // WSAEACCES.
    #[cfg(windows)]
    let forbidden = error.raw_os_error() == Some(10013);
    if is_unrouted(error) && !has_default_route() {
        return Some(ProbeError::NoNetwork(NO_ROUTE.into()));
    }
    // No local port is left; of IPv6 the second says that this machine has none.
    let is = |kind| error.kind() == kind;
    let no_port =
        is(io::ErrorKind::WouldBlock) || is(io::ErrorKind::AddrNotAvailable) && peer.is_ipv4();
    let why = || format!("{} to connect to {peer}", os_text(error));
    if forbidden {
        Some(ProbeError::NoPermission(why()))
    } else {
        (is_exhausted(error) || no_port).then(|| ProbeError::OutOfResources(why()))
    }
}

/// What this machine says of itself where nothing beyond it can be reached.
pub const NO_ROUTE: &str = "this machine has no network: it has no default route";

fn is_unrouted(error: &io::Error) -> bool {
    use io::ErrorKind::{HostUnreachable, NetworkDown, NetworkUnreachable};
    [HostUnreachable, NetworkDown, NetworkUnreachable].contains(&error.kind())
}

/// Whether there is a way to the addresses of the documentation (RFC 5737, 3849), which are in no network of this machine.
/// Connecting a socket for datagrams looks for the route, and sends nothing.
pub fn has_default_route() -> bool {
    let leads = |from: &str, to: &str| UdpSocket::bind(from)?.connect(to);
    leads("0.0.0.0:0", "198.51.100.1:9").is_ok() || leads("[::]:0", "[2001:db8::1]:9").is_ok()
}

/// How a conversation ended, by the error that the system gave.
pub fn ended(error: &io::Error) -> Ended {
    match error.kind() {
        io::ErrorKind::UnexpectedEof => Ended::Closed,
        io::ErrorKind::TimedOut => Ended::TimedOut,
        // A broken pipe is a reset that was seen by an earlier read or write.
        _ => Ended::Reset,
    }
}

#[cfg(test)]
mod lateness {
    use std::thread;

    use futures_util::future::join;
    use tokio::sync::oneshot::channel;

    use super::*;

    const SECOND: SignedDuration = SignedDuration::from_secs(1);
    const LONGER: Duration = Duration::from_millis(1200);

    #[tokio::test]
    async fn what_came_while_nobody_looked_did_not_come_late() {
        let (send, receive) = channel();
        let busy = async {
            let _ = send.send(());
            thread::sleep(LONGER);
        };
        let ((came, took), ()) = join(timed(receive), busy).await;
        assert!(came.is_ok() && took < SECOND, "{took}");
    }

    #[tokio::test]
    async fn what_comes_late_did_however_busy_the_one_is_who_waits() {
        for pieces in [0, 12] {
            let (send, receive) = channel();
            let sender = thread::spawn(move || {
                thread::sleep(LONGER + LOOK * 4);
                send.send(())
            });
            let busy = async {
                for _ in 0..pieces {
                    thread::sleep(LOOK * 3 / 2);
                    tokio::task::yield_now().await;
                }
            };
            let ((came, took), ()) = join(timed(receive), busy).await;
            assert!(came.is_ok() && took > SECOND, "{pieces}: {took}");
            assert!(sender.join().is_ok());
        }
    }
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use rustix::io::Errno;

    use super::*;

    #[test]
    fn what_this_machine_forbids_or_lacks_is_no_fault_of_the_peer() {
        let limit =
            |errno: Errno, peer: &str| our_limit(&errno.into(), peer.parse().expect("an address"));
        let forbidden =
            |errno, peer| matches!(limit(errno, peer), Some(ProbeError::NoPermission(_)));
        let (v4, v6) = ("192.0.2.1:25", "[2001:db8::1]:25");
        assert!(forbidden(Errno::PERM, v4) && forbidden(Errno::PERM, v6));
        assert!(forbidden(Errno::ACCESS, v4) && forbidden(Errno::AFNOSUPPORT, v4));
        for errno in [Errno::MFILE, Errno::AGAIN, Errno::NOBUFS] {
            let limit = limit(errno, v6);
            assert!(
                matches!(limit, Some(ProbeError::OutOfResources(_))),
                "{limit:?}"
            );
        }
        // One unreachable server of a machine that has a network.
        if has_default_route() {
            assert_eq!(limit(Errno::NETUNREACH, v4), None);
        }
        // A router may say so, or the machine has no IPv6 at all.
        for errno in [Errno::ACCESS, Errno::AFNOSUPPORT, Errno::ADDRNOTAVAIL] {
            assert_eq!(limit(errno, v6), None);
        }
        for errno in [Errno::CONNREFUSED, Errno::HOSTUNREACH, Errno::TIMEDOUT] {
            assert_eq!(limit(errno, v4), None);
        }
    }
}
