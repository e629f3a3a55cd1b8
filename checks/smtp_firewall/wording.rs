//! How the findings about the rule `SecureAuth SMTP` are worded, with the commands that put it right.

use std::net::IpAddr;

use super::about::*;
use super::remote::{is_address_entry, is_port_entry};
use super::rule::{RULE, is_ours, is_tcp};
use crate::kit::firewall::UNMERGED;
use crate::kit::peer_text::Shown;
use crate::kit::probe::certificate::Problem;
use crate::kit::probe::firewall::{Answer, Profile, Rule};
use crate::kit::realm::Endpoint;
use crate::kit::text::{commas, list};
use crate::kit::{Entity, Finding, Shell};

pub(super) fn port_not_listed(server: &Endpoint, allowing: &[&Rule]) -> Finding {
    let port = server.port;
    let ours = allowing.iter().filter(|rule| is_tcp(rule));
    let listed = ours
        .flat_map(|rule| &rule.remote_ports)
        .map(|entry| entry.raw().trim());
    let listed = listed
        .filter(|entry| is_port_entry(entry))
        .map(str::to_owned);
    let all: Vec<String> = listed.chain([port.to_string()]).collect();
    let finding = Finding::new(PORT_NOT_LISTED, server.to_string())
        .summary(format!("the rule SecureAuth SMTP does not allow TCP port {port}"))
        .step(format!("In Windows Firewall with Advanced Security, Outbound Rules, open SecureAuth SMTP, and on the tab Protocols and Ports choose TCP and add remote port {port}."))
        .run(Shell::Windows, format!("netsh advfirewall firewall set rule name=\"{RULE}\" dir=out new protocol=TCP remoteport={}", all.join(",")));
    witness(finding, allowing)
}

pub(super) fn not_listed(
    server: &Endpoint,
    known: &[IpAddr],
    missing: &[IpAddr],
    judged: &[&Rule],
) -> Finding {
    let gone = words(missing);
    let finding = Finding::new(ADDRESS_NOT_LISTED, server.to_string());
    let finding = if missing.len() == known.len() {
        finding.summary(format!(
            "the rule SecureAuth SMTP does not list {}, so mail to {} is blocked",
            list(&gone),
            server.host
        ))
    } else {
        finding.only_warns().summary(format!(
            "the rule SecureAuth SMTP lists some addresses of {}, but not {}",
            server.host,
            list(&gone)
        ))
    };
    let listed = judged.iter().flat_map(|rule| &rule.remote_addresses);
    let mut all: Vec<String> = listed
        .map(|entry| entry.raw().trim())
        .filter(|entry| is_address_entry(entry))
        .map(str::to_owned)
        .chain(gone)
        .collect();
    all.sort();
    all.dedup();
    let all = all.join(",");
    witness(finding, judged)
        .step("In Windows Firewall with Advanced Security, Outbound Rules, open SecureAuth SMTP, and on the tab Scope add the address under Remote IP address: mail to an address that is not listed is blocked.")
        .run(Shell::Windows, format!("netsh advfirewall firewall set rule name=\"{RULE}\" dir=out new remoteip={all}"))
        .run(Shell::Windows, format!("powershell Set-NetFirewallRule -DisplayName '{RULE}' -RemoteAddress {all}"))
}

pub(super) fn missing(server: &Endpoint, known: &[IpAddr]) -> Finding {
    let remote = match known {
        [] => "any".to_owned(),
        known => words(known).join(","),
    };
    let port = server.port;
    Finding::new(RULE_MISSING, server.to_string())
        .touching(Entity::Appliance)
        .summary("the host firewall has no outbound rule SecureAuth SMTP, which mail needs where the default is to block")
        .step("In Windows Firewall with Advanced Security create an outbound rule of that name that allows TCP to the mail server.")
        .run(Shell::Windows, format!("netsh advfirewall firewall add rule name=\"{RULE}\" dir=out action=allow protocol=TCP remoteip={remote} remoteport={port}"))
}

pub(super) fn disabled(server: &Endpoint, named: &[&Rule]) -> Finding {
    let finding = Finding::new(RULE_DISABLED, server.to_string()).touching(Entity::Appliance);
    match named.iter().find_map(|rule| rule.condition.as_ref()) {
        Some(condition) if condition.raw() == UNMERGED => finding
            .summary("the outbound rule SecureAuth SMTP is not in force: group policy ignores this machine's own firewall rules")
            .step("Create the rule in the group policy that configures the firewall, or set Apply local firewall rules there to Yes."),
        _ => finding
            .summary("the outbound rule SecureAuth SMTP is disabled")
            .step("In Windows Firewall with Advanced Security, Outbound Rules, choose SecureAuth SMTP, then Enable Rule.")
            .run(Shell::Windows, format!("netsh advfirewall firewall set rule name=\"{RULE}\" dir=out new enable=yes")),
    }
}

pub(super) fn blocked(server: &Endpoint, rule: &Rule) -> Finding {
    let name = &rule.name;
    let finding = Finding::new(BLOCKS, server.to_string()).summary(format!(
        "the outbound rule {name:?} blocks TCP port {}, whatever other rules allow",
        server.port
    ));
    let finding = match is_ours(rule) {
        true => finding
            .step("In Windows Firewall with Advanced Security, Outbound Rules, open SecureAuth SMTP, and on the tab General choose Allow the connection.")
            .run(Shell::Windows, format!("powershell Set-NetFirewallRule -DisplayName '{RULE}' -Action Allow")),
        false => finding.step(format!("Find out who created the rule {name:?} and why (a group policy, a security product). Then remove the mail server from its Remote IP address, or disable the rule.")),
    };
    witness(finding, &[rule])
}

pub(super) fn not_judged(server: &Endpoint, rules: &[&Rule]) -> Finding {
    let (name, port) = (&rules[0].name, server.port);
    let why = match &rules[0].condition {
        Some(condition) => format!("it depends on {condition}"),
        None => "only the machine knows its remote addresses".to_owned(),
    };
    let finding = Finding::new(NOT_JUDGED, server.to_string())
        .summary(format!("the outbound rule {name:?} may or may not apply to TCP port {port}: {why}"))
        .step("Export the rules with the command in `otpdoctor explain smtp-firewall`, which names the program, the service, the interfaces and the users of each rule.")
        .step(format!("If this result stays, check the rule {name:?} on the appliance: does it apply to the realms' worker process, w3wp.exe, and to the mail server?"));
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
    let finding = Finding::new(NOT_JUDGED, server.to_string()).summary(format!(
        "mail is stopped where the network profile is {profiles}, and the active profile is not known"
    ));
    finding
        .with(why, |finding, why| finding.step(format!("Where it is {profiles}: {why}.")))
        .step("See on the appliance which profile is active, with `netsh advfirewall show currentprofile`. If its outbound policy is BlockOutbound, the rule SecureAuth SMTP must allow the mail server.")
}

pub(super) fn switched_off(server: &Endpoint) -> Finding {
    Finding::pass(&ABOUT, server.to_string())
        .summary("the host firewall is switched off in every profile, so it does not stop mail")
}

pub(super) fn open(server: &Endpoint) -> Finding {
    Finding::pass(&ABOUT, server.to_string()).summary(format!(
        "the host firewall lets out what no rule blocks, and none blocks TCP port {}",
        server.port
    ))
}

pub(super) fn unreadable(server: &Endpoint, answer: &Answer, exported: bool) -> Finding {
    let why = match &answer.problem {
        None if !exported => "the registry has none".to_owned(),
        Some(Problem::Missing) => "the file does not exist".to_owned(),
        Some(Problem::Unreadable(why)) => Shown(why).into(),
        Some(problem) => format!("the file {}", problem.words()),
        None => "the file has no rules".to_owned(),
    };
    let finding = Finding::new(EXPORT_UNREADABLE, server.to_string());
    match exported {
        true => finding
            .summary(format!("the exported firewall rules cannot be read: {why}"))
            .step("Export the rules on the appliance again, with the command in `otpdoctor explain smtp-firewall`."),
        false => finding
            .summary(format!("the host's firewall rules cannot be read: {why}"))
            .step("Export the rules with the command in `otpdoctor explain smtp-firewall`, and name the file in the config as `firewall.export`."),
    }
}

pub(super) fn sound(server: &Endpoint, known: &[IpAddr], allowing: &[&Rule]) -> Finding {
    let (port, to) = (server.port, list(&words(known)));
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

fn words(addresses: &[IpAddr]) -> Vec<String> {
    addresses.iter().map(ToString::to_string).collect()
}
