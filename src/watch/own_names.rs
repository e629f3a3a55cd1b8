//! The names under which a watch answers. A page of the web could have a name of its own lead to this machine, and read
//! what is served here through the browser of somebody who may (DNS rebinding).

use std::collections::HashSet;
use std::net::IpAddr;

use hickory_resolver::system_conf::read_system_conf;
use hyper::http::uri::Authority;

use crate::run::context::this_host;

/// Lowercase, without a dot at the end.
pub struct OwnNames(HashSet<String>);

impl OwnNames {
    /// Those of this host, also with the domains that it looks names up in, localhost, and these.
    pub fn of(more: impl IntoIterator<Item = String>) -> Self {
        let host = this_host().name;
        let domains = read_system_conf().map_or_else(
            |_| Vec::new(),
            |(config, _)| {
                config
                    .domain()
                    .into_iter()
                    .chain(config.search())
                    .cloned()
                    .collect()
            },
        );
        let whole = domains.iter().map(|domain| format!("{host}.{domain}"));
        let whole: Vec<String> = whole.collect();
        let names = ["localhost".to_owned(), host].into_iter().chain(whole);
        Self(names.chain(more).map(|name| plain(&name)).collect())
    }

    /// Whether a Host header, of a connection to this address, names this watch.
    pub fn include(&self, header: &str, address: IpAddr) -> bool {
        let Ok(authority) = header.parse::<Authority>() else {
            return false;
        };
        let name = plain(authority.host());
        let literal = name.trim_matches(['[', ']']).parse::<IpAddr>();
        literal.is_ok_and(|own| own.to_canonical() == address.to_canonical())
            || self.0.contains(&name)
    }
}

fn plain(name: &str) -> String {
    name.trim_end_matches('.').to_ascii_lowercase()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    #[test]
    fn only_its_own_names_and_addresses_are_those_of_a_watch() {
        let names = OwnNames::of([
            "IdP-01.example.net.".to_owned(),
            "watch.example.net".to_owned(),
        ]);
        let own = this_host().name;
        let v4: IpAddr = "192.0.2.7".parse().unwrap();
        for header in [
            "localhost:9464",
            "LOCALHOST",
            "192.0.2.7:9464",
            "idp-01.example.net:9464",
            "watch.example.net",
            "watch.example.net.:80",
            &own,
        ] {
            assert!(names.include(header, v4), "{header}");
        }
        assert!(names.include("[::1]:9464", "::1".parse().unwrap()));
        assert!(names.include("192.0.2.7", "::ffff:192.0.2.7".parse().unwrap()));
        for header in [
            "evil.example.com:9464",
            "localhost.evil.example.com",
            "evil.example.com.localhost",
            "192.0.2.8",
            "127.0.0.1",
            "idp-01.example.net.evil.example.com",
            "",
            "a b",
            "[::1",
        ] {
            assert!(!names.include(header, v4), "{header}");
        }
    }
}
