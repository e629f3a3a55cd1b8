//! The web proxy between the appliance and the cloud.

use std::net::IpAddr;

use ipnet::IpNet;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use url::Url;

use super::{Endpoint, SecretRef};

/// The web proxy between the appliance and the cloud.
#[serde_with::skip_serializing_none]
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Proxy {
    /// `http://HOST:PORT`, `https://…` or `socks5://…`.
    #[schemars(with = "String", extend("format" = "proxy-url"))]
    pub url: Url,
    /// The user, where the proxy wants one.
    pub username: Option<String>,
    /// The user's password.
    pub password: Option<SecretRef>,
    /// Hosts that are reached directly: names, `*.suffix`, addresses, networks.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub bypass: Vec<Bypass>,
    /// Set by the loader when user and password stood in the URL; it takes them out.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    #[schemars(skip)]
    pub credentials_in_url: bool,
}

/// The ways to speak to a proxy.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ProxyScheme {
    /// CONNECT in clear (RFC 9110 section 9.3.6).
    Http,
    /// CONNECT inside TLS to the proxy.
    Https,
    /// SOCKS version 5 (RFC 1928), names resolved by the proxy.
    Socks5,
}

impl Proxy {
    /// How to speak to it; `None` for a scheme that is not supported.
    pub fn scheme(&self) -> Option<ProxyScheme> {
        match self.url.scheme() {
            "http" => Some(ProxyScheme::Http),
            "https" => Some(ProxyScheme::Https),
            "socks5" | "socks5h" => Some(ProxyScheme::Socks5),
            _ => None,
        }
    }

    /// Its host and port, with the scheme's default port.
    pub fn endpoint(&self) -> Option<Endpoint> {
        let port = self.url.port().or(match self.scheme()? {
            ProxyScheme::Http => Some(80),
            ProxyScheme::Https => Some(443),
            ProxyScheme::Socks5 => Some(1080),
        })?;
        let host = self.url.host_str()?.trim_matches(['[', ']']);
        Some(Endpoint::new(host, port))
    }

    /// The bypass entry that makes this host be reached directly.
    pub fn bypassed_by(&self, host: &str) -> Option<&Bypass> {
        self.bypass.iter().find(|entry| entry.matches(host))
    }
}

/// A host that is reached directly: a name, `*.suffix`, an address or a network.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(transparent)]
pub struct Bypass(#[schemars(extend("format" = "bypass"))] pub String);

impl Bypass {
    /// Whether the entry covers this host. `.suffix` and `*.suffix` cover what is below a name, `*` all.
    pub fn matches(&self, host: &str) -> bool {
        let (entry, host) = (self.0.to_ascii_lowercase(), host.to_ascii_lowercase());
        if let Ok(address) = host.parse::<IpAddr>() {
            let net = entry
                .parse::<IpNet>()
                .ok()
                .or_else(|| entry.parse::<IpAddr>().ok().map(IpNet::from));
            return entry == "*" || net.is_some_and(|net| net.contains(&address));
        }
        match entry.strip_prefix('*').unwrap_or(&entry) {
            "" => !entry.is_empty(),
            suffix if suffix.starts_with('.') => host.ends_with(suffix),
            name => name == host,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bypass_entries_cover_names_suffixes_and_networks() {
        let covers = |entry: &str, host: &str| Bypass(entry.into()).matches(host);
        assert!(covers("localhost", "LOCALHOST"));
        assert!(covers("*.corp.example.net", "a.corp.example.net"));
        assert!(!covers("*.corp.example.net", "corp.example.net"));
        assert!(covers("10.0.0.0/8", "10.1.2.3"));
        assert!(!covers("10.0.0.0/8", "11.1.2.3"));
        assert!(covers("*", "anything.example"));
        assert!(!covers("", "anything.example"));
    }
}
