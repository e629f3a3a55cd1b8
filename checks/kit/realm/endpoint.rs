//! A host and a port as one text.

use std::net::{IpAddr, Ipv6Addr};
use std::str::FromStr;

use serde_with::{DeserializeFromStr, SerializeDisplay};
use url::Url;

/// A host name or address with a port, written `host:port` or `[v6]:port`.
#[derive(
    Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, SerializeDisplay, DeserializeFromStr,
)]
pub struct Endpoint {
    /// Host name or address, without brackets.
    pub host: String,
    /// TCP or UDP port.
    pub port: u16,
}

impl Endpoint {
    /// The endpoint of these parts.
    pub fn new(host: impl Into<String>, port: u16) -> Self {
        Self {
            host: host.into(),
            port,
        }
    }

    /// Host and port that a URL leads to; `None` where its scheme has no port of its own, and it names none.
    pub fn of(url: &Url) -> Option<Self> {
        let host = url.host_str()?.trim_matches(['[', ']']);
        Some(Self::new(host, url.port_or_known_default()?))
    }

    /// Reads `host`, `host:port`, `[v6]`, `[v6]:port` or a bare IPv6 address.
    ///
    /// # Errors
    /// Says what was expected when the text is none of these.
    pub fn parse(text: &str, default_port: u16) -> Result<Self, String> {
        let wrong = || format!("expected HOST or HOST:PORT, got {text:?}");
        if let Ok(address) = text.parse::<IpAddr>() {
            return Ok(Self::new(address.to_string(), default_port));
        }
        let (host, port) = match text.rsplit_once(':').filter(|_| !text.ends_with(']')) {
            Some((host, port)) => {
                let port = port.parse().ok().filter(|port| *port != 0);
                (host, port.ok_or_else(wrong)?)
            }
            None => (text, default_port),
        };
        let bracketed = host
            .strip_prefix('[')
            .and_then(|host| host.strip_suffix(']'));
        match bracketed {
            Some(host) if host.parse::<Ipv6Addr>().is_ok() => Ok(Self::new(host, port)),
            None if is_host(host) && !host.contains(':') => Ok(Self::new(host, port)),
            _ => Err(wrong()),
        }
    }

    /// Whether it is on this machine.
    pub fn is_loopback(&self) -> bool {
        self.host == "localhost" || self.address().is_some_and(|address| address.is_loopback())
    }

    /// The host as an address, where it is one.
    pub fn address(&self) -> Option<IpAddr> {
        self.host.parse().ok()
    }
}

/// Whether the text is an address or a host name by RFC 1123 section 2.1 (underscores tolerated).
pub fn is_host(text: &str) -> bool {
    let label = |label: &str| {
        !label.is_empty()
            && label.len() <= 63
            && label
                .bytes()
                .all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_')
            && !label.starts_with('-')
            && !label.ends_with('-')
    };
    let name = text.strip_suffix('.').unwrap_or(text);
    text.parse::<IpAddr>().is_ok() || (name.len() <= 253 && name.split('.').all(label))
}

impl std::fmt::Display for Endpoint {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        if self.host.contains(':') {
            write!(f, "[{}]:{}", self.host, self.port)
        } else {
            write!(f, "{}:{}", self.host, self.port)
        }
    }
}

impl FromStr for Endpoint {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let endpoint = Self::parse(text, 0).ok();
        let endpoint = endpoint.filter(|endpoint| endpoint.port != 0);
        endpoint.ok_or_else(|| format!("expected HOST:PORT, got {text:?}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_names_and_both_address_families() {
        let read = |text: &str| Endpoint::parse(text, 123).map(|e| e.to_string());
        assert_eq!(
            read("ntp1.example.net").as_deref(),
            Ok("ntp1.example.net:123")
        );
        assert_eq!(
            read("ntp1.example.net:1123").as_deref(),
            Ok("ntp1.example.net:1123")
        );
        assert_eq!(read("192.0.2.1").as_deref(), Ok("192.0.2.1:123"));
        assert_eq!(read("2001:db8::1").as_deref(), Ok("[2001:db8::1]:123"));
        assert_eq!(read("[2001:db8::1]:99").as_deref(), Ok("[2001:db8::1]:99"));
        for wrong in [
            "",
            "a b",
            "host:0",
            "host:70000",
            "[::1",
            "[::1]x",
            "-a.example",
        ] {
            assert!(read(wrong).is_err(), "{wrong:?} was read");
        }
    }
}
