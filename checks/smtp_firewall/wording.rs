//! How the findings about the rule `SecureAuth SMTP` are worded, with the commands that put it right.

use std::net::IpAddr;
use std::path::Path;

use super::about::*;
use super::remote::{is_address_entry, is_port_entry};
use super::rule::{RULE, is_ours};
use crate::kit::firewall::UNMERGED;
use crate::kit::firewall::covers::is_tcp;
use crate::kit::peer_text::Shown;
use crate::kit::probe::certificate::Problem;
use crate::kit::probe::firewall::{Answer, Profile, Rule};
use crate::kit::realm::Endpoint;
use crate::kit::text::{commas, list};
use crate::kit::{Entity, Finding};

pub(super) fn port_not_listed(server: &Endpoint, allowing: &[&Rule]) -> Finding {
    let port = server.port;
    let ours = allowing.iter().filter(|rule| is_tcp(rule.protocol.raw()));
    let listed = ours
        .flat_map(|rule| &rule.remote_ports)
        .map(|entry| entry.raw().trim());
    let listed = listed
        .filter(|entry| is_port_entry(entry))
        .map(str::to_owned);
    let all: Vec<String> = listed.chain([port.to_string()]).collect();
    let finding = Finding::new(PORT_NOT_LISTED, server.to_string())
        .fill("port", port)
        .fill("ports", all.join(","));
    witness(finding, allowing)
}

pub(super) fn not_listed(
    server: &Endpoint,
    known: &[IpAddr],
    missing: &[IpAddr],
    judged: &[&Rule],
) -> Finding {
    let gone = texts(missing);
    let finding = Finding::new(ADDRESS_NOT_LISTED, server.to_string());
    let finding = if missing.len() == known.len() {
        finding.cured(ADDRESS_NOT_LISTED.cure("none"))
    } else {
        finding.only_warns().cured(ADDRESS_NOT_LISTED.cure("some"))
    };
    let finding = finding
        .fill("host", &server.host)
        .fill("missing", list(&gone));
    let listed = judged.iter().flat_map(|rule| &rule.remote_addresses);
    let mut all: Vec<String> = listed
        .map(|entry| entry.raw().trim())
        .filter(|entry| is_address_entry(entry))
        .map(str::to_owned)
        .chain(gone)
        .collect();
    all.sort();
    all.dedup();
    witness(finding, judged).fill("addresses", all.join(","))
}

pub(super) fn missing(server: &Endpoint, known: &[IpAddr]) -> Finding {
    let remote = match known {
        [] => "any".to_owned(),
        known => texts(known).join(","),
    };
    Finding::new(RULE_MISSING, server.to_string())
        .touching(Entity::Appliance)
        .fill("addresses", remote)
        .fill("port", server.port)
}

pub(super) fn disabled(server: &Endpoint, named: &[&Rule]) -> Finding {
    let finding = Finding::new(RULE_DISABLED, server.to_string()).touching(Entity::Appliance);
    let condition = named.iter().find_map(|rule| rule.condition.as_ref());
    finding.cured(RULE_DISABLED.cure(match condition {
        Some(condition) if condition.raw() == UNMERGED => "unmerged",
        _ => "switched-off",
    }))
}

pub(super) fn blocked(server: &Endpoint, rule: &Rule) -> Finding {
    let case = if is_ours(rule) { "ours" } else { "others" };
    let finding = Finding::new(BLOCKS, server.to_string())
        .cured(BLOCKS.cure(case))
        .fill("port", server.port)
        .fill("rule", format!("{:?}", rule.name));
    witness(finding, &[rule])
}

pub(super) fn not_judged(server: &Endpoint, rules: &[&Rule]) -> Finding {
    let why = match &rules[0].condition {
        Some(condition) => format!("it depends on {condition}"),
        None => "only the machine knows its remote addresses".to_owned(),
    };
    let finding = Finding::new(NOT_JUDGED, server.to_string())
        .cured(NOT_JUDGED.cure("by-rule"))
        .fill("port", server.port)
        .fill("rule", format!("{:?}", rules[0].name))
        .fill("why", why);
    witness(finding, rules)
}

pub(super) fn profile_decides(server: &Endpoint, stopped: &[(Profile, Vec<Finding>)]) -> Finding {
    let profiles: Vec<String> = stopped.iter().map(|(one, _)| format!("{one:?}")).collect();
    let profiles = profiles.join(" or ");
    let why = stopped
        .iter()
        .flat_map(|(_, findings)| findings)
        .map(|one| &one.summary)
        .next();
    Finding::new(NOT_JUDGED, server.to_string())
        .with(why, |finding, why| {
            finding.step(format!("Where it is {profiles}: {why}."))
        })
        .cured(NOT_JUDGED.cure("by-profile"))
        .fill("profiles", &profiles)
}

pub(super) fn switched_off(server: &Endpoint) -> Finding {
    Finding::pass(&ABOUT, server.to_string())
        .summary("the host firewall is switched off in every profile, so it blocks no mail")
}

pub(super) fn open(server: &Endpoint) -> Finding {
    Finding::pass(&ABOUT, server.to_string()).summary(format!(
        "the host firewall allows what no rule blocks, and no rule blocks TCP port {}",
        server.port
    ))
}

/// Of an export, or of the host itself.
pub(super) fn unreadable(server: &Endpoint, answer: &Answer, export: Option<&Path>) -> Finding {
    let finding = Finding::new(EXPORT_UNREADABLE, server.to_string());
    let why = match &answer.problem {
        None if export.is_none() => "the registry has none".to_owned(),
        Some(Problem::Unreadable(why)) => Shown(why).into(),
        Some(problem) => format!("the file {}", problem.describe()),
        None => "the file has no rules".to_owned(),
    };
    match (&answer.problem, export) {
        (Some(Problem::Missing), Some(place)) => finding
            .fails()
            .cured(EXPORT_UNREADABLE.cure("missing"))
            .fill("place", place.display()),
        (_, Some(_)) => finding.cured(EXPORT_UNREADABLE.cure("exported")),
        (_, None) => finding.cured(EXPORT_UNREADABLE.cure("of-host")),
    }
    .fill("why", why)
}

pub(super) fn incomplete(server: &Endpoint) -> Finding {
    Finding::new(EXPORT_UNREADABLE, server.to_string()).cured(EXPORT_UNREADABLE.cure("in-part"))
}

pub(super) fn sound(server: &Endpoint, known: &[IpAddr], allowing: &[&Rule]) -> Finding {
    let (port, to) = (server.port, list(&texts(known)));
    let rule = allowing.iter().map(|rule| &rule.name).next();
    let rule = match rule.filter(|_| !allowing.iter().any(|rule| is_ours(rule))) {
        Some(other) => format!("{other:?}"),
        None => RULE.to_owned(),
    };
    let finding = Finding::pass(&ABOUT, server.to_string())
        .summary(format!("the rule {rule} allows TCP port {port} to {to}"));
    witness(finding, allowing)
}

pub(super) fn witness(finding: Finding, rules: &[&Rule]) -> Finding {
    finding.each(rules, |finding, rule| {
        let (addresses, ports) = (commas(&rule.remote_addresses), commas(&rule.remote_ports));
        let ports = format!("{} {:.100}", rule.protocol, Shown(&ports));
        finding
            .identity("remote-ip-address", Shown(&addresses))
            .identity("protocol-and-remote-port", ports)
    })
}

fn texts(addresses: &[IpAddr]) -> Vec<String> {
    addresses.iter().map(ToString::to_string).collect()
}
