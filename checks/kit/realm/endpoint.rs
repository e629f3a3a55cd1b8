//! A host and a port as one text.

use std::net::IpAddr;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error};

/// A host name or address with a port, written `host:port` or `[v6]:port`.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
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

    /// Reads `host`, `host:port`, `[v6]`, `[v6]:port` or a bare IPv6 address.
    ///
    /// # Errors
    /// Says what was expected when the text is none of these.
    pub fn parse(text: &str, default_port: u16) -> Result<Self, String> {
        let wrong = || format!("expected HOST or HOST:PORT, got {text:?}");
        if let Ok(address) = text.parse::<IpAddr>() {
            return Ok(Self::new(address.to_string(), default_port));
        }
        let (host, port) = match text.strip_prefix('[') {
            Some(rest) => {
                let (host, rest) = rest.split_once(']').ok_or_else(wrong)?;
                host.parse::<std::net::Ipv6Addr>().map_err(|_| wrong())?;
                (
                    host,
                    rest.strip_prefix(':')
                        .or(if rest.is_empty() { None } else { Some("?") }),
                )
            }
            None => match text.split_once(':') {
                Some((host, port)) => (host, Some(port)),
                None => (text, None),
            },
        };
        let port = match port {
            Some(port) => port
                .parse()
                .ok()
                .filter(|port| *port != 0)
                .ok_or_else(wrong)?,
            None => default_port,
        };
        if !is_host(host) {
            return Err(wrong());
        }
        Ok(Self::new(host, port))
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
        match self.host.contains(':') {
            true => write!(f, "[{}]:{}", self.host, self.port),
            false => write!(f, "{}:{}", self.host, self.port),
        }
    }
}

impl Serialize for Endpoint {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Endpoint {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let text = String::deserialize(from)?;
        let endpoint = Self::parse(&text, 0).map_err(D::Error::custom)?;
        match endpoint.port {
            0 => Err(D::Error::custom(format!(
                "expected HOST:PORT, got {text:?}"
            ))),
            _ => Ok(endpoint),
        }
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
