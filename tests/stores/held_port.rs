//! A port of this machine that nobody else is given.

use std::net::Ipv4Addr;

use tokio::net::TcpSocket;

/// A TCP port of the loopback that nobody else is given: it refuses until somebody who knows it listens on it, and
/// again when that one has gone.
pub(crate) struct HeldPort {
    pub(crate) number: u16,
    _socket: Option<TcpSocket>,
}

impl HeldPort {
    pub(crate) fn hold() -> Self {
        let socket = TcpSocket::new_v4().unwrap();
        // Whoever sets it too may listen: PostgreSQL does.
        socket.set_reuseaddr(true).unwrap();
        socket.bind((Ipv4Addr::LOCALHOST, 0).into()).unwrap();
        Self {
            number: socket.local_addr().unwrap().port(),
            // On Windows nobody can listen on a port that is held.
            _socket: cfg!(unix).then_some(socket),
        }
    }
}
