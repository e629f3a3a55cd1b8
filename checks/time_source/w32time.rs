//! What keeps Windows' own time service from keeping the clock, by how it is set up.

use jiff::SignedDuration;

use crate::kit::probe::discipline::{Answer, W32Time};
use crate::kit::text;

/// The hypervisor as a source.
const HYPERVISOR: &str = "VM IC Time Synchronization Provider";
/// The server that Windows has by itself.
const DEFAULT: &str = "time.windows.com";
/// The longest that Windows waits between two questions is a week (`SpecialPollInterval`).
const STALE: SignedDuration = SignedDuration::from_hours(8 * 24);

/// Why nothing keeps the clock, where that is sure.
pub(super) fn fault(answer: &Answer, time: &W32Time) -> Option<String> {
    let kind = time
        .kind
        .as_ref()
        .map(|kind| kind.raw().to_ascii_lowercase());
    let kind = kind.as_deref().unwrap_or_default();
    let synchronised = answer.synchronised == Some(true);
    let no_server = time
        .servers
        .as_ref()
        .is_some_and(|servers| servers.raw().trim().is_empty());
    if time.disabled == Some(true) && time.runs != Some(true) {
        return Some(
            "the Windows time service is disabled, so nothing synchronizes the appliance clock"
                .into(),
        );
    }
    if time.runs == Some(false) {
        return Some(
            "the Windows time service is stopped, so nothing synchronizes the appliance clock"
                .into(),
        );
    }
    match kind {
        "nosync" => Some("the Windows time service is set to NoSync: it uses no time server".into()),
        "nt5ds" if time.joined == Some(false) && !synchronised => Some(
            "the Windows time service waits for a domain (NT5DS), and the appliance has not joined one".into(),
        ),
        "ntp" if no_server && !synchronised => {
            Some("the Windows time service is set to NTP, and no server is named".into())
        }
        "ntp" | "allsync" if time.client == Some(false) && !synchronised => {
            Some("the NTP client of the Windows time service is switched off".into())
        }
        _ => {
            let since = time.last_good_sync.filter(|since| *since > STALE)?;
            Some(format!(
                "the appliance clock was last synchronized {} ago",
                text::duration(since)
            ))
        }
    }
}

/// Why the clock has another source than the setup calls for.
pub(super) fn conflict(answer: &Answer, time: &W32Time) -> Option<String> {
    let is_kind = |wanted: &str| {
        let kind = time.kind.as_ref();
        kind.is_some_and(|kind| kind.raw().eq_ignore_ascii_case(wanted))
    };
    let joined = time.joined == Some(true);
    let servers = time.servers.as_ref().map(|servers| servers.raw());
    let is_default = |one: &str| one.to_ascii_lowercase().starts_with(DEFAULT);
    let by_default = servers.is_some_and(|servers| servers.split_whitespace().all(is_default));
    let chosen = servers.is_some() && !by_default;
    let source = answer.source.as_ref().map(|source| source.raw());
    if source == Some(HYPERVISOR) && (joined || (is_kind("NTP") && chosen)) {
        let wanted = if joined {
            "the domain"
        } else {
            "the NTP servers"
        };
        return Some(format!(
            "the hypervisor sets the appliance clock, instead of {wanted}"
        ));
    }
    // Servers that somebody named for a member, by hand or by policy, are meant ("How the Windows Time Service Works":
    // a member may be set up to follow a source outside of its domain).
    (joined && is_kind("NTP") && by_default).then(|| {
        format!("the appliance has joined a domain, but its clock follows {DEFAULT} (Type NTP)")
    })
}
