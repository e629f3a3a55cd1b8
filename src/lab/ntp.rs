//! NTP servers (RFC 5905) whose time can be wrong, which is cheaper than setting the host's clock.

use std::io;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use serde::Deserialize;
use tokio::net::UdpSocket;
use tokio::task::JoinSet;

use super::serve;

/// Seconds from 1900, where NTP begins to count, to 1970.
const ERA: i64 = 2_208_988_800;

/// What a server says about the time.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Ntp {
    /// Server's time minus the host's, in seconds: the host is behind by that much.
    pub(super) shift: i64,
    /// Distance from a reference clock.
    pub(super) stratum: u8,
    /// 3 is an alarm.
    pub(super) leap: u8,
    /// Whether it answers at all.
    pub(super) answers: bool,
    /// The server that it follows.
    pub(super) reference: Ipv4Addr,
    /// By how many seconds more every second answer is off.
    pub(super) jumps: i64,
}

/// Opens a server on a free port of this address.
pub(super) async fn open(
    tasks: &mut JoinSet<()>,
    ntp: Ntp,
    address: IpAddr,
) -> io::Result<SocketAddr> {
    let socket = UdpSocket::bind((address, 0)).await?;
    let address = socket.local_addr()?;
    let jumps = AtomicBool::new(false);
    serve::open_udp(tasks, socket, move |request| {
        let mut ntp = ntp;
        if jumps.fetch_not(Ordering::Relaxed) {
            ntp.shift += ntp.jumps;
        }
        reply(request, &ntp, SystemTime::now()).filter(|_| ntp.answers)
    });
    Ok(address)
}

/// The reply to a client's packet; nothing to anything else.
fn reply(request: &[u8], ntp: &Ntp, now: SystemTime) -> Option<Vec<u8>> {
    let first = *request.first()?;
    let (version, mode) = (first >> 3 & 7, first & 7);
    if request.len() < 48 || mode != 3 {
        return None;
    }
    let time = timestamp(now, ntp.shift);
    let mut reply = vec![0; 48];
    reply[0] = ntp.leap << 6 | version << 3 | 4;
    reply[1] = ntp.stratum;
    reply[2] = request[2];
    reply[3] = 0xEC;
    // Root delay and dispersion: a millisecond each, in units of 1/65536 s.
    reply[7] = 66;
    reply[11] = 66;
    reply[12..16].copy_from_slice(&ntp.reference.octets());
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

    const HEALTHY: Ntp = Ntp {
        shift: 0,
        stratum: 2,
        leap: 0,
        answers: true,
        reference: Ipv4Addr::new(192, 0, 2, 123),
        jumps: 0,
    };

    async fn ask(ntp: Ntp) -> [u8; 48] {
        let mut tasks = JoinSet::new();
        let address = open(&mut tasks, ntp, Ipv4Addr::LOCALHOST.into());
        let address = address.await.unwrap();
        let socket = UdpSocket::bind(("127.0.0.1", 0)).await.unwrap();
        let mut request = [0; 48];
        request[0] = 4 << 3 | 3;
        request[40..48].copy_from_slice(b"a moment");
        socket.send_to(&request, address).await.unwrap();
        let mut reply = [0; 48];
        let (length, _) = socket.recv_from(&mut reply).await.unwrap();
        assert_eq!(length, 48);
        reply
    }

    #[tokio::test]
    async fn the_time_is_off_by_the_shift() {
        let ntp = Ntp {
            shift: 312,
            ..HEALTHY
        };
        let reply = ask(ntp).await;
        assert_eq!(&reply[24..32], b"a moment");
        let seconds = u32::from_be_bytes(reply[40..44].try_into().unwrap());
        let now = u32::from_be_bytes(timestamp(SystemTime::now(), 0)[..4].try_into().unwrap());
        assert!(now.wrapping_add(312).wrapping_sub(seconds) <= 2);
    }

    #[test]
    fn only_clients_are_answered() {
        let mut server = [0; 48];
        server[0] = 4 << 3 | 4;
        assert!(reply(&server, &HEALTHY, SystemTime::now()).is_none());
        assert!(reply(&server[..20], &HEALTHY, SystemTime::now()).is_none());
    }
}
