//! Reads an SPF record and says whether it covers an address (RFC 7208), as far as that needs no further questions.

use std::net::IpAddr;

use crate::kit::peer_text::PeerText;
use ipnet::IpNet;

/// What a record says of an address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Verdict {
    /// A term covers it, or the record leaves it open (`?all`, or no `all` at all).
    Allowed,
    /// This term, with `-` or `~`, applies to it.
    Excluded(String),
    /// Terms that are not followed here might cover it.
    Unclear(Vec<String>),
    /// This term is no SPF: receivers answer with a permanent error (section 4.6).
    Invalid(String),
}

/// What is known about the names that a record may speak of.
pub(super) struct Known<'a> {
    /// The domain of the record.
    pub domain: &'a str,
    /// Its own addresses, where they are known.
    pub addresses: Option<&'a [IpAddr]>,
    /// The hosts of its mail exchangers.
    pub exchangers: &'a [&'a str],
    /// The name of the server that sends.
    pub server: &'a str,
}

/// The SPF records among the texts of a domain: the version must stand alone (section 4.5).
pub(super) fn records(texts: &[PeerText]) -> Vec<&str> {
    let is_spf = |text: &&str| {
        let mut words = text.split(' ');
        words
            .next()
            .is_some_and(|version| version.eq_ignore_ascii_case("v=spf1"))
    };
    texts.iter().map(PeerText::raw).filter(is_spf).collect()
}

/// What the record says of mail from this address: the first term that matches decides (section 4.6.2).
pub(super) fn evaluate(record: &str, address: IpAddr, known: &Known<'_>) -> Verdict {
    let mut unclear = Vec::new();
    let mut decided = None;
    for term in record.split(' ').skip(1).filter(|term| !term.is_empty()) {
        match term_matches(term, address, known) {
            Match::Invalid => return Verdict::Invalid(term.to_owned()),
            Match::Unclear if decided.is_none() => unclear.push(term.to_owned()),
            Match::Yes if decided.is_none() => decided = Some(term),
            // What stands behind a match is only read for its form (section 4.6).
            _ => {}
        }
    }
    // A redirect counts only where nothing matches, `all` least of all (section 6.1).
    let denied = decided.filter(|term| term.starts_with(['-', '~']));
    match (decided, denied) {
        (Some(_), None) => Verdict::Allowed,
        (_, Some(term)) if unclear.is_empty() || unclear.iter().all(|one| is_redirect(one)) => {
            Verdict::Excluded(term.to_owned())
        }
        _ if !unclear.is_empty() => Verdict::Unclear(unclear),
        _ => Verdict::Allowed,
    }
}

enum Match {
    Yes,
    No,
    /// It would take further questions, or who is asking, to know.
    Unclear,
    Invalid,
}

impl Match {
    fn of(covers: bool) -> Self {
        if covers { Self::Yes } else { Self::No }
    }
}

fn term_matches(term: &str, address: IpAddr, known: &Known<'_>) -> Match {
    if is_redirect(term) {
        return Match::Unclear;
    }
    if is_modifier(term) {
        return Match::No;
    }
    let mechanism = term.strip_prefix(['+', '-', '~', '?']).unwrap_or(term);
    let end = mechanism.find([':', '/']).unwrap_or(mechanism.len());
    let (name, rest) = mechanism.split_at(end);
    let target = rest.strip_prefix(':');
    match (name.to_ascii_lowercase().as_str(), target) {
        ("all", None) if rest.is_empty() => Match::Yes,
        ("ip4", Some(net)) => ip_matches(net, address, IpAddr::is_ipv4),
        ("ip6", Some(net)) => ip_matches(net, address, IpAddr::is_ipv6),
        ("a", _) => a_matches(rest, address, known),
        ("mx", _) => mx_matches(rest, known),
        ("include" | "exists", Some(target)) if !target.is_empty() => Match::Unclear,
        ("ptr", _) => Match::Unclear,
        _ => Match::Invalid,
    }
}

/// Unknown modifiers, and `exp`, say nothing of addresses (section 6).
fn is_modifier(term: &str) -> bool {
    let name = term.split_once('=').map_or("", |(name, _)| name);
    name.starts_with(|c: char| c.is_ascii_alphabetic())
        && name
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || "-_.".contains(c))
}

fn is_redirect(term: &str) -> bool {
    let name = term.split_once('=').map_or("", |(name, _)| name);
    name.eq_ignore_ascii_case("redirect")
}

/// Section 5.6.
fn ip_matches(net: &str, address: IpAddr, right_family: fn(&IpAddr) -> bool) -> Match {
    let net = net
        .parse::<IpNet>()
        .or_else(|_| net.parse::<IpAddr>().map(IpNet::from));
    match net {
        Ok(net) if !right_family(&net.addr()) => Match::Invalid,
        Ok(net) => Match::of(net.contains(&address)),
        Err(_) => Match::Invalid,
    }
}

/// Section 5.3: the addresses of the domain itself; another host is followed only if it is the server by name.
fn a_matches(rest: &str, address: IpAddr, known: &Known<'_>) -> Match {
    let Some(target) = Target::read(rest) else {
        return Match::Invalid;
    };
    let names = |host: &str| target.host.is_some_and(|named| same_host(named, host));
    if names(known.server) {
        return Match::Yes;
    }
    match known.addresses {
        Some(own) if target.host.is_none() || names(known.domain) => {
            let mut nets = own.iter().filter_map(|one| target.widen(*one));
            Match::of(nets.any(|net| net.contains(&address)))
        }
        _ => Match::Unclear,
    }
}

/// Section 5.4: the exchangers are followed by name only; their addresses would be further questions.
fn mx_matches(rest: &str, known: &Known<'_>) -> Match {
    let Some(target) = Target::read(rest) else {
        return Match::Invalid;
    };
    let own = target.host.is_none_or(|host| same_host(host, known.domain));
    let is_server = |host: &&str| same_host(host, known.server);
    match own {
        true if known.exchangers.iter().any(is_server) => Match::Yes,
        true if known.exchangers.iter().all(|host| host.is_empty()) => Match::No,
        _ => Match::Unclear,
    }
}

/// What stands behind `a` and `mx`: `:host`, `/24`, `//64` (section 5.6, dual-cidr-length).
struct Target<'a> {
    host: Option<&'a str>,
    v4: u8,
    v6: u8,
}

impl<'a> Target<'a> {
    fn read(rest: &'a str) -> Option<Self> {
        let (rest, v6) = match rest.split_once("//") {
            Some((rest, v6)) => (rest, v6.parse().ok().filter(|length| *length <= 128)?),
            None => (rest, 128),
        };
        let (rest, v4) = match rest.split_once('/') {
            Some((rest, v4)) => (rest, v4.parse().ok().filter(|length| *length <= 32)?),
            None => (rest, 32),
        };
        let host = rest.strip_prefix(':');
        (rest.is_empty() || host.is_some_and(|host| !host.is_empty())).then_some(Self {
            host,
            v4,
            v6,
        })
    }

    fn widen(&self, address: IpAddr) -> Option<IpNet> {
        let length = if address.is_ipv4() { self.v4 } else { self.v6 };
        IpNet::new(address, length).ok()
    }
}

fn same_host(one: &str, other: &str) -> bool {
    let bare = |host: &str| host.trim_end_matches('.').to_ascii_lowercase();
    bare(one) == bare(other)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    fn verdict(record: &str) -> Verdict {
        let own = ["198.51.100.7".parse().unwrap()];
        let known = Known {
            domain: "example.net",
            addresses: Some(&own),
            exchangers: &["mx.example.net"],
            server: "smtp.example.net",
        };
        evaluate(record, "192.0.2.25".parse().unwrap(), &known)
    }

    #[test]
    fn the_first_match_decides() {
        for record in [
            "v=spf1 ip4:192.0.2.25 -all",
            "v=spf1 ip4:192.0.2.0/24 ~all",
            "v=spf1 include:other.example ip4:192.0.2.25 -all",
            "v=spf1 a:SMTP.example.net. -all",
            "v=spf1 a/0 -all",
            "v=spf1 ?all",
            "v=spf1 +all",
            "v=spf1 ip4:203.0.113.1",
            "v=spf1",
        ] {
            assert_eq!(verdict(record), Verdict::Allowed, "{record}");
        }
        for (record, term) in [
            ("v=spf1 -all", "-all"),
            ("v=spf1 ip4:203.0.113.0/24 a ip6:2001:db8::/32 ~all", "~all"),
            ("v=spf1 -ip4:192.0.2.0/24 +all", "-ip4:192.0.2.0/24"),
            ("v=spf1 -all redirect=other.example", "-all"),
            ("v=spf1 redirect=other.example -all", "-all"),
            ("v=spf1 -all ip4:192.0.2.25", "-all"),
            ("V=SPF1 exp=why.example.net  -ALL", "-ALL"),
        ] {
            assert_eq!(verdict(record), Verdict::Excluded(term.into()), "{record}");
        }
    }

    #[test]
    fn what_is_not_followed_is_not_claimed() {
        for record in [
            "v=spf1 include:other.example -all",
            "v=spf1 mx -all",
            "v=spf1 a:other.example -all",
            "v=spf1 exists:%{i}.other.example -all",
            "v=spf1 ptr -all",
            "v=spf1 redirect=other.example",
        ] {
            assert!(matches!(verdict(record), Verdict::Unclear(_)), "{record}");
        }
    }

    #[test]
    fn what_is_no_spf_is_told() {
        for term in [
            "ip4:192.0.2.300",
            "ip4:2001:db8::1",
            "ip4",
            "include:",
            "all:x",
            "a/33",
            "mx//129",
            "-everything",
            "192.0.2.25",
        ] {
            let record = format!("v=spf1 {term} -all");
            assert_eq!(verdict(&record), Verdict::Invalid(term.into()), "{record}");
        }
    }

    #[test]
    fn the_version_stands_alone() {
        let texts =
            ["v=spf1 -all", "V=SPF1", "v=spf10 -all", "spf", "v=DMARC1"].map(PeerText::from);
        assert_eq!(records(&texts), ["v=spf1 -all", "V=SPF1"]);
    }
}
