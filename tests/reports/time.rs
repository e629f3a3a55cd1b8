//! What time servers answered: the fields of their packets.

use std::net::UdpSocket;
use std::path::Path;

use jiff::Timestamp;
use serde::Deserialize;

use super::report::Input;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Time {
    #[serde(default = "no_settings")]
    realm: String,
    servers: Vec<Clock>,
}

/// RFC 5905 section 7.3; seconds are true time's.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct Clock {
    #[serde(default)]
    leap: u8,
    #[serde(default = "version")]
    version: u8,
    stratum: u8,
    /// Four characters, or an address.
    #[serde(default)]
    reference: String,
    #[serde(default)]
    root_delay: f64,
    #[serde(default)]
    root_dispersion: f64,
    #[serde(default)]
    offset: f64,
    /// What it answers from the second question on.
    then: Option<Box<Clock>>,
}

fn no_settings() -> String {
    "{}".into()
}

fn version() -> u8 {
    4
}

impl Input for Time {
    const ONLY: &str = "clock-skew,time-source";
    const ARGUMENTS: &[&str] = &["--here"];
    const BESIDE: &str = "time-source warn not-disciplined";

    fn stage(&self, _: &Path) -> String {
        let servers = self
            .servers
            .iter()
            .map(|clock| format!("\"127.0.0.1:{}\"", serve(clock.clone())));
        let servers = servers.collect::<Vec<_>>().join(", ");
        let realm = &self.realm;
        format!(
            "schema: 1\nappliance: {{name: x, time: {{servers: [{servers}]}}}}\nrealms: {{R: {realm}}}\n"
        )
    }
}

fn serve(clock: Clock) -> u16 {
    let socket = UdpSocket::bind("127.0.0.1:0").unwrap();
    let port = socket.local_addr().unwrap().port();
    std::thread::spawn(move || {
        let mut clock = &clock;
        let mut request = [0; 1024];
        while let Ok((_, from)) = socket.recv_from(&mut request) {
            let _ = socket.send_to(&clock.packet(&request), from);
            clock = clock.then.as_deref().unwrap_or(clock);
        }
    });
    port
}

impl Clock {
    fn packet(&self, request: &[u8]) -> Vec<u8> {
        let short = |seconds: f64| ((seconds * 65536.0) as u32).to_be_bytes();
        let now = Timestamp::now().as_nanosecond() as f64 / 1e9 + self.offset + 2_208_988_800.0;
        let seconds = now.rem_euclid(4_294_967_296.0);
        let time = [
            (seconds as u32).to_be_bytes(),
            ((seconds.fract() * 4_294_967_296.0) as u32).to_be_bytes(),
        ]
        .concat();
        let mut reference = [0; 4];
        match self.reference.parse::<std::net::Ipv4Addr>() {
            Ok(address) => reference = address.octets(),
            Err(_) => reference[..self.reference.len()].copy_from_slice(self.reference.as_bytes()),
        }
        let first = [
            self.leap << 6 | self.version << 3 | 4,
            self.stratum,
            6,
            0xec,
        ];
        [
            &first[..],
            &short(self.root_delay),
            &short(self.root_dispersion),
            &reference,
            &time,
            &request[40..48],
            &time,
            &time,
        ]
        .concat()
    }
}
