//! What is another than before, although it may be as good.

use std::net::{IpAddr, SocketAddr};

use super::Fact;
use crate::report::{Evidence, Finding};

/// The evidence that tells who or what it is. All else is measured anew each time, or is a peer's greeting.
pub const IDENTITY: &[&str] = &[
    "Default Workflow",
    "Remote IP address",
    "SPF",
    "TLS",
    "account",
    "address",
    "client certificate",
    "extended key usage",
    "host",
    "issuer",
    "key",
    "key usage",
    "last day of support",
    "names",
    "path",
    "protocol and remote port",
    "resolver",
    "signature",
    "source",
    "subject",
    "through proxy",
    "thumbprint",
    "user",
    "valid",
    "valid from",
    "valid until",
];

/// What differs in who or what it is.
pub fn facts(before: &Finding, after: &Finding) -> Vec<Fact> {
    let mut facts = Vec::new();
    let mut note = |name: &str, before: Option<String>, after: Option<String>| {
        if before != after {
            facts.push(Fact {
                name: name.to_owned(),
                before,
                after,
            });
        }
    };
    note(
        "subject",
        Some(before.subject.clone()),
        Some(after.subject.clone()),
    );
    // Evidence that only one of them gives says how far each got, unless it is an address: then another one answered.
    let (earlier, later) = (identities(before), identities(after));
    for (name, value) in &later {
        match earlier.iter().find(|(known, _)| known == name) {
            Some((_, was)) => note(name, Some(was.clone()), Some(value.clone())),
            None if is_address(name) => note(name, None, Some(value.clone())),
            None => {}
        }
    }
    for (name, value) in &earlier {
        if is_address(name) && !later.iter().any(|(known, _)| known == name) {
            note(name, Some(value.clone()), None);
        }
    }
    facts
}

fn identities(finding: &Finding) -> Vec<(&str, String)> {
    let told = finding.evidence.iter().filter_map(|one| {
        let value = one.value.as_str()?;
        let name = one.name.as_str();
        match is_address(name) {
            // What stands beside an address is how long it took to answer.
            true => Some((name, "answers".to_owned())),
            false => is_identity(one, value).then(|| (name, sorted(value))),
        }
    });
    told.collect()
}

fn is_identity(evidence: &Evidence, value: &str) -> bool {
    let addresses = || value.split(", ").all(|part| part.parse::<IpAddr>().is_ok());
    IDENTITY.contains(&evidence.name.as_str()) || addresses()
}

/// Several addresses in one order: servers turn them around to spread the load.
fn sorted(value: &str) -> String {
    let mut parts: Vec<&str> = value.split(", ").collect();
    if parts.iter().all(|part| part.parse::<IpAddr>().is_ok()) {
        parts.sort_unstable();
    }
    parts.join(", ")
}

fn is_address(name: &str) -> bool {
    name.parse::<SocketAddr>().is_ok()
}
