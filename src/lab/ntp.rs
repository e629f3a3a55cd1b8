//! NTP servers (RFC 5905) whose time can be wrong, which is cheaper than setting the host's clock.

use std::io;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use tokio::net::UdpSocket;
use tokio::task::JoinSet;

/// Seconds from 1900, where NTP begins to count, to 1970.
const ERA: i64 = 2_208_988_800;

/// What a server says about the time.
#[derive(Clone, Copy, Debug)]
pub(super) struct Ntp {
    /// Server's time minus the host's, in seconds: the host is behind by that much.
    pub(super) shift: i64,
    /// Distance from a reference clock; 0 makes `reference` a kiss code.
    pub(super) stratum: u8,
    /// 3 is an alarm.
    pub(super) leap: u8,
    /// The reference id.
    pub(super) reference: [u8; 4],
    /// Whether it answers at all.
    pub(super) answers: Answers,
}

/// Whether a server answers at all.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Answers {
    /// It does.
    Yes,
    /// It reads and says nothing.
    Never,
}

impl Default for Ntp {
    fn default() -> Self {
        Self {
            shift: 0,
            stratum: 2,
            leap: 0,
            reference: [127, 127, 1, 0],
            answers: Answers::Yes,
        }
    }
}

/// Where a server listens.
pub(super) struct Place {
    pub(super) address: IpAddr,
    pub(super) port: u16,
}

/// Opens a server on `127.0.0.1`.
pub(super) async fn open(tasks: &mut JoinSet<()>, ntp: Ntp) -> io::Result<Place> {
    open_at(tasks, ntp, Ipv4Addr::LOCALHOST.into()).await
}

/// Opens a server on `::1`, or on `127.0.0.1` where this machine has no IPv6.
pub(super) async fn open_v6(tasks: &mut JoinSet<()>, ntp: Ntp) -> io::Result<Place> {
    match open_at(tasks, ntp, Ipv6Addr::LOCALHOST.into()).await {
        Ok(place) => Ok(place),
        Err(_) => open(tasks, ntp).await,
    }
}

async fn open_at(tasks: &mut JoinSet<()>, ntp: Ntp, address: IpAddr) -> io::Result<Place> {
    let socket = UdpSocket::bind((address, 0)).await?;
    let port = socket.local_addr()?.port();
    tasks.spawn(serve(socket, ntp));
    Ok(Place { address, port })
}

async fn serve(socket: UdpSocket, ntp: Ntp) {
    let mut request = [0; 512];
    loop {
        let Ok((length, from)) = socket.recv_from(&mut request).await else {
            continue;
        };
        if ntp.answers == Answers::Yes
            && let Some(reply) = reply(&request[..length], &ntp, SystemTime::now())
        {
            let _ = socket.send_to(&reply, from).await;
        }
    }
}

/// The reply to a client's packet; nothing to anything else.
fn reply(request: &[u8], ntp: &Ntp, now: SystemTime) -> Option<[u8; 48]> {
    let first = *request.first()?;
    let (version, mode) = (first >> 3 & 7, first & 7);
    if request.len() < 48 || mode != 3 {
        return None;
    }
    let time = timestamp(now, ntp.shift);
    let mut reply = [0; 48];
    reply[0] = ntp.leap << 6 | version << 3 | 4;
    reply[1] = ntp.stratum;
    reply[2] = request[2];
    reply[3] = 0xEC;
    // Root delay and dispersion: a millisecond each, in units of 1/65536 s.
    reply[7] = 66;
    reply[11] = 66;
    reply[12..16].copy_from_slice(&ntp.reference);
    reply[16..24].copy_from_slice(&time);
    reply[24..32].copy_from_slice(&request[40..48]);
    reply[32..40].copy_from_slice(&time);
    reply[40..48].copy_from_slice(&time);
    Some(reply)
}

fn timestamp(now: SystemTime, shift: i64) -> [u8; 8] {
    let since = now.duration_since(UNIX_EPOCH).unwrap_or(Duration::ZERO);
    // NTP's seconds wrap in 2036; so does this.
    let seconds = (since.as_secs() as i64 + shift + ERA) as u32;
    let fraction = (u64::from(since.subsec_nanos()) << 32) / 1_000_000_000;
    let mut bytes = [0; 8];
    bytes[..4].copy_from_slice(&seconds.to_be_bytes());
    bytes[4..].copy_from_slice(&(fraction as u32).to_be_bytes());
    bytes
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    async fn ask(ntp: Ntp) -> [u8; 48] {
        let mut tasks = JoinSet::new();
        let place = open(&mut tasks, ntp).await.unwrap();
        let socket = UdpSocket::bind(("127.0.0.1", 0)).await.unwrap();
        let mut request = [0; 48];
        request[0] = 4 << 3 | 3;
        request[40..48].copy_from_slice(b"a moment");
        socket
            .send_to(&request, (place.address, place.port))
            .await
            .unwrap();
        let mut reply = [0; 48];
        let (length, _) = socket.recv_from(&mut reply).await.unwrap();
        assert_eq!(length, 48);
        reply
    }

    #[tokio::test]
    async fn the_time_is_off_by_the_shift() {
        let ntp = Ntp {
            shift: 312,
            ..Ntp::default()
        };
        let reply = ask(ntp).await;
        assert_eq!(&reply[24..32], b"a moment");
        let seconds = u32::from_be_bytes(reply[40..44].try_into().unwrap());
        let now = u32::from_be_bytes(timestamp(SystemTime::now(), 0)[..4].try_into().unwrap());
        assert!(now.wrapping_add(312).wrapping_sub(seconds) <= 2);
    }

    #[tokio::test]
    async fn a_kiss_is_stratum_0_with_its_code() {
        let ntp = Ntp {
            stratum: 0,
            leap: 3,
            reference: *b"RATE",
            ..Ntp::default()
        };
        let reply = ask(ntp).await;
        assert_eq!(
            (reply[0] >> 6, reply[1], &reply[12..16]),
            (3, 0, &b"RATE"[..])
        );
    }

    #[test]
    fn only_clients_are_answered() {
        let mut server = [0; 48];
        server[0] = 4 << 3 | 4;
        assert!(reply(&server, &Ntp::default(), SystemTime::now()).is_none());
        assert!(reply(&server[..20], &Ntp::default(), SystemTime::now()).is_none());
    }
}
