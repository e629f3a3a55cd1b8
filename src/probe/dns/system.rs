//! What the system itself looks names up with.

use std::fmt::Display;
#[cfg(unix)]
use std::path::Path;

use checks::kit::{Answered, ProbeError};
use hickory_resolver::config::{ResolverConfig, ResolverOpts};
use hickory_resolver::{Hosts, system_conf};

#[cfg(unix)]
use crate::files;

fn without_servers(why: impl Display) -> ProbeError {
    ProbeError::NoNetwork(format!("this host has no name server configured: {why}"))
}

/// As the system has it, where its file can be read: what somebody put in its place may have no end.
#[cfg(unix)]
pub(super) fn servers() -> Answered<(ResolverConfig, ResolverOpts)> {
    let path = Path::new("/etc/resolv.conf");
    let bytes = files::read(path).map_err(|why| {
        let ours = why.ours(path);
        ours.unwrap_or_else(|| without_servers(format_args!("{}: {why}", path.display())))
    })?;
    system_conf::parse_resolv_conf(bytes).map_err(without_servers)
}

#[cfg(windows)]
pub(super) fn servers() -> Answered<(ResolverConfig, ResolverOpts)> {
    system_conf::read_system_conf().map_err(without_servers)
}

#[cfg(unix)]
pub(super) fn hosts() -> Hosts {
    let mut hosts = Hosts::default();
    if let Ok(bytes) = files::read(Path::new("/etc/hosts")) {
        // What cannot be read is as if it were not there.
        let _ = hosts.read_hosts_conf(&*bytes);
    }
    hosts
}

#[cfg(windows)]
pub(super) fn hosts() -> Hosts {
    Hosts::from_system().unwrap_or_default()
}
