//! What every conversation states in the same way: how long it took, what the system said of an error, how it ended.

use std::io;
use std::net::SocketAddr;
use std::time::Instant;

use checks::kit::ProbeError;
use checks::kit::probe::tcp::Ended;
use jiff::SignedDuration;

/// The time since `start`.
pub fn since(start: Instant) -> SignedDuration {
    SignedDuration::try_from(start.elapsed()).unwrap_or(SignedDuration::MAX)
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
    const EXHAUSTED: [rustix::io::Errno; 4] = {
        use rustix::io::Errno;
        [Errno::MFILE, Errno::NFILE, Errno::NOMEM, Errno::NOBUFS]
    };
    #[cfg(unix)]
    let (exhausted, forbidden) = {
        let errno = rustix::io::Errno::from_io_error(error)?;
        (EXHAUSTED.contains(&errno), errno == rustix::io::Errno::PERM)
    };
    // WSAEMFILE and WSAENOBUFS; WSAEACCES.
    #[cfg(windows)]
    let (exhausted, forbidden) = {
        let code = error.raw_os_error()?;
        (matches!(code, 10024 | 10055), code == 10013)
    };
    // No local port is left; of IPv6 it says that this machine has none.
    let no_port = error.kind() == io::ErrorKind::AddrNotAvailable && peer.is_ipv4();
    let why = || format!("{} to connect to {peer}", os_text(error));
    match forbidden {
        true => Some(ProbeError::NoPermission(why())),
        false => (exhausted || no_port).then(|| ProbeError::OutOfResources(why())),
    }
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
