//! What a Windows firewall rule says of the remote side: addresses and ports, as rules write them.

use std::net::IpAddr;

use crate::kit::firewall::covers::{Covers, covers_port, is_any, yes_or_no};
use crate::kit::peer_text::PeerText;
use ipnet::{IpNet, Ipv4Net};

/// Keywords that stand for addresses which only the machine knows.
///
/// By their names in `Set-NetFirewallRule -RemoteAddress`, in `netsh`, and as MS-FASP writes them.
const KEYWORDS: &[&str] = &[
    "localsubnet",
    "dns",
    "dhcp",
    "wins",
    "defaultgateway",
    "internet",
    "intranet",
    "intranetremoteaccess",
    "rmtintranet",
    "playtodevice",
    "ply2renders",
    "captiveportal",
];

/// The best that a list says of an address.
pub(super) fn any_address(list: &[PeerText], address: IpAddr) -> Covers {
    let each = list
        .iter()
        .map(|written| covers_address(written.raw(), address));
    each.max().unwrap_or(Covers::Unreadable)
}

/// The best that a list says of a port.
pub(super) fn any_port(list: &[PeerText], port: u16) -> Covers {
    let each = list.iter().map(|written| covers_port(written.raw(), port));
    each.max().unwrap_or(Covers::Unreadable)
}

/// Whether this entry may stand in a command: it is of a known form, and so cannot be anything else.
pub(super) fn is_address_entry(written: &str) -> bool {
    // Whether it covers any particular address does not matter here.
    covers_address(written, IpAddr::from([0, 0, 0, 0])) != Covers::Unreadable
}

/// The same of a port.
pub(super) fn is_port_entry(written: &str) -> bool {
    covers_port(written, 0) != Covers::Unreadable
}

fn covers_address(written: &str, address: IpAddr) -> Covers {
    let written = written.trim();
    if is_any(written) {
        return Covers::Yes;
    }
    // With a digit behind it, a keyword stands for addresses of IPv4 or IPv6 alone.
    let keyword = written.to_ascii_lowercase();
    if KEYWORDS.contains(&keyword.trim_end_matches(['4', '6'])) {
        return Covers::Depends;
    }
    if let Some(net) = network(written) {
        return yes_or_no(net.contains(&address));
    }
    match range(written) {
        Some((from, to)) => {
            let same_family = from.is_ipv4() == address.is_ipv4();
            yes_or_no(same_family && from <= address && address <= to)
        }
        None => Covers::Unreadable,
    }
}

/// `192.0.2.1`, `192.0.2.0/24`, `192.0.2.0/255.255.255.0`.
fn network(written: &str) -> Option<IpNet> {
    if let Ok(address) = written.parse::<IpAddr>() {
        return Some(address.into());
    }
    written.parse().ok().or_else(|| {
        let (address, mask) = written.split_once('/')?;
        let net = Ipv4Net::with_netmask(address.parse().ok()?, mask.parse().ok()?);
        net.ok().map(IpNet::V4)
    })
}

/// `192.0.2.1-192.0.2.9`.
fn range(written: &str) -> Option<(IpAddr, IpAddr)> {
    let (from, to) = written.split_once('-')?;
    let (from, to): (IpAddr, IpAddr) = (from.trim().parse().ok()?, to.trim().parse().ok()?);
    (from.is_ipv4() == to.is_ipv4()).then_some((from, to))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    fn says(written: &str, address: &str) -> Covers {
        covers_address(written, address.parse().unwrap())
    }

    #[test]
    fn every_form_of_an_address_is_read() {
        for written in [
            "192.0.2.25",
            "192.0.2.25/32",
            "192.0.2.0/24",
            "192.0.2.0/255.255.255.0",
            "192.0.2.20-192.0.2.30",
            "Any",
            "*",
            "0.0.0.0/0",
        ] {
            assert_eq!(says(written, "192.0.2.25"), Covers::Yes, "{written}");
        }
        for written in [
            "192.0.2.26",
            "192.0.2.0/28",
            "192.0.2.0/255.255.255.240",
            "192.0.2.26-192.0.2.30",
            "192.0.2.30-192.0.2.20",
            "2001:db8::/32",
            "::-ffff::",
        ] {
            assert_eq!(says(written, "192.0.2.25"), Covers::No, "{written}");
        }
        assert_eq!(says("2001:db8::/64", "2001:db8::25"), Covers::Yes);
        assert_eq!(
            says("2001:db8::1-2001:db8::ff", "2001:db8::25"),
            Covers::Yes
        );
    }

    #[test]
    fn keywords_depend_and_the_rest_is_unreadable() {
        for written in [
            "LocalSubnet",
            "localsubnet6",
            "DNS",
            "WINS4",
            "IntranetRemoteAccess",
            "RmtIntrAnet",
            "PlayToDevice",
        ] {
            assert_eq!(says(written, "192.0.2.25"), Covers::Depends, "{written}");
        }
        for written in [
            "",
            "Beliebig",
            "192.0.2.0/33",
            "192.0.2.0/255.0.255.0",
            "1.2.3.4-",
            "1.2.3.4-::1",
            "a & del",
        ] {
            assert_eq!(says(written, "192.0.2.25"), Covers::Unreadable, "{written}");
            assert!(!is_address_entry(written), "{written}");
        }
    }

    #[test]
    fn the_best_entry_counts() {
        let list = |entries: &[&'static str]| {
            entries
                .iter()
                .map(|e| PeerText::from(*e))
                .collect::<Vec<_>>()
        };
        let address = "192.0.2.25".parse().unwrap();
        assert_eq!(
            any_address(&list(&["LocalSubnet", "192.0.2.25"]), address),
            Covers::Yes
        );
        assert_eq!(
            any_address(&list(&["LocalSubnet", "192.0.2.1"]), address),
            Covers::Depends
        );
        assert_eq!(any_address(&[], address), Covers::Unreadable);
        assert_eq!(any_port(&list(&["80", "20-30"]), 25), Covers::Yes);
        assert_eq!(any_port(&list(&["587"]), 25), Covers::No);
        assert_eq!(any_port(&list(&["Beliebig"]), 25), Covers::Unreadable);
    }
}
