//! The name to greet with: the host's own, as the appliance's mail client gives it.

use std::net::{IpAddr, SocketAddr};

use checks::kit::realm::Endpoint;

/// The short host name, or the address as a literal (RFC 5321 section 4.1.3) where it is no name.
pub(super) fn own_name(local: Option<SocketAddr>) -> String {
    let name = system_name();
    let short = name.split('.').next().unwrap_or_default();
    let is_name = Endpoint::parse(short, 25).is_ok_and(|parsed| parsed.host == short);
    match (is_name, local.map(|local| local.ip())) {
        (true, _) => short.to_owned(),
        (false, Some(IpAddr::V6(address))) => format!("[IPv6:{address}]"),
        (false, Some(IpAddr::V4(address))) => format!("[{address}]"),
        (false, None) => "localhost".into(),
    }
}

/// The host's name, in full where it knows it.
#[cfg(unix)]
pub fn system_name() -> String {
    let system = rustix::system::uname();
    system.nodename().to_string_lossy().into_owned()
}

/// The host's name, in full where it knows it.
#[cfg(windows)]
pub fn system_name() -> String {
    crate::windows::host::full_name().unwrap_or_default()
}
