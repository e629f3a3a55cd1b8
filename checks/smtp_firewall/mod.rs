//! Detects a host firewall whose outbound rule for mail is missing, off, or does not name the mail server.

mod remote;

use std::net::IpAddr;

use futures_util::future::join;

use self::remote::{Covers, any_address, any_port, is_address_entry, is_any};
use crate::kit::mail::{SUBJECT, off, server};
use crate::kit::probe::dns::{self, Kind};
use crate::kit::probe::firewall::{self, Action, Answer, Direction, Rule};
use crate::kit::realm::Endpoint;
use crate::kit::text::{list, quote};
use crate::kit::{About, Answered, Area, Asks, Check, Ctx, Finding, Judged, Reason, Shell};

/// The outbound rule `SecureAuth SMTP` against the addresses and the port of the mail server.
pub(crate) struct SmtpFirewall;

const ABOUT: About = About {
    id: "smtp-firewall",
    area: Area::Email,
    title: "the host firewall's rule SecureAuth SMTP lets the mail server through",
    asks: Asks::Network,
    reasons: &[
        Reason::fail("rule-missing", "there is no outbound rule SecureAuth SMTP"),
        Reason::fail("rule-disabled", "the rule is there, and switched off"),
        Reason::fail(
            "address-not-listed",
            "the rule does not list the mail server; a warning when it lists some of its addresses",
        ),
        Reason::fail(
            "port-not-listed",
            "the rule is for another port or protocol",
        ),
        Reason::fail("blocks", "a rule blocks the way to the mail server"),
        Reason::unknown("export-unreadable", "the exported rules cannot be read"),
        Reason::skip(
            "not-reached",
            "no usable mail server is known, or its name does not resolve",
        ),
    ],
    explain: include_str!("explain.md"),
};

const RULE: &str = "SecureAuth SMTP";

impl Check for SmtpFirewall {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    fn run<'a>(&'a self, cx: &'a Ctx<'a>) -> Judged<'a> {
        Box::pin(async move {
            let findings = judge(cx).await;
            let at_export = |finding: Finding| finding.at(cx.site("firewall.export"));
            findings.into_iter().map(at_export).collect()
        })
    }
}

async fn judge(cx: &Ctx<'_>) -> Vec<Finding> {
    if let Some(off) = off(cx, &ABOUT, SUBJECT) {
        return vec![off];
    }
    let Some(firewall) = &cx.config.appliance.firewall else {
        let text = "no exported firewall rules are configured under `firewall`";
        return vec![Finding::not_configured(&ABOUT, SUBJECT, text)];
    };
    let server = match server(cx, &ABOUT) {
        Ok(server) => server,
        Err(finding) => return vec![*finding],
    };
    let rules = cx.probe(firewall::Query {
        export: firewall.export.clone(),
        rule: RULE.into(),
        port: server.port,
    });
    let (rules, addresses) = join(rules, addresses(cx, &server)).await;
    match rules {
        Ok(answer) => judge_rules(&server, &answer, addresses),
        Err(error) => vec![Finding::unasked(&ABOUT, server.to_string(), &error)],
    }
}

async fn addresses(cx: &Ctx<'_>, server: &Endpoint) -> Answered<Vec<IpAddr>> {
    if let Some(address) = server.address() {
        return Ok(vec![address]);
    }
    let asked = dns::Query {
        name: server.host.clone(),
        kind: Kind::Address,
    };
    Ok(cx.probe(asked).await?.addresses)
}

fn judge_rules(
    server: &Endpoint,
    answer: &Answer,
    addresses: Answered<Vec<IpAddr>>,
) -> Vec<Finding> {
    if answer.problem.is_some() || answer.total == 0 {
        return vec![unreadable(server, answer)];
    }
    let known = addresses.as_deref().unwrap_or_default();
    let outbound: Vec<&Rule> = answer
        .rules
        .iter()
        .filter(|rule| rule.direction == Direction::Out)
        .collect();
    let named: Vec<&Rule> = outbound
        .iter()
        .copied()
        .filter(|rule| is_ours(rule))
        .collect();
    let allowing: Vec<&Rule> = named
        .iter()
        .copied()
        .filter(|rule| rule.enabled && rule.action == Action::Allow)
        .collect();
    let mut findings: Vec<Finding> = outbound
        .iter()
        .filter(|rule| blocks(rule, server.port, known))
        .map(|rule| blocked(server, rule))
        .collect();
    if named.is_empty() {
        findings.push(missing(server, known));
    } else if named.iter().all(|rule| !rule.enabled) {
        findings.push(disabled(server));
    } else if !allowing.is_empty() {
        findings.extend(judge_port(server, &allowing));
        findings.extend(judge_addresses(server, &allowing, addresses.as_deref()));
    }
    match findings.is_empty() {
        true => vec![sound(server, known)],
        false => findings,
    }
}

fn is_ours(rule: &Rule) -> bool {
    rule.name.trim().eq_ignore_ascii_case(RULE)
}

/// In the Windows firewall a block outweighs every allow; our own rule blocks, whomever it names.
fn blocks(rule: &Rule, port: u16, known: &[IpAddr]) -> bool {
    let hits_server = known
        .iter()
        .any(|address| any_address(&rule.remote_addresses, *address) == Covers::Yes);
    let hits_all = rule.remote_addresses.iter().any(|written| is_any(written));
    rule.enabled
        && rule.action == Action::Block
        && port_of(rule, port) == Covers::Yes
        && (is_ours(rule) || hits_server || hits_all)
}

fn port_of(rule: &Rule, port: u16) -> Covers {
    match rule.protocol.trim().to_ascii_lowercase().as_str() {
        "any" | "*" | "256" if rule.remote_ports.is_empty() => Covers::Yes,
        "any" | "*" | "256" | "tcp" | "6" => any_port(&rule.remote_ports, port),
        _ => Covers::No,
    }
}

fn judge_port(server: &Endpoint, allowing: &[&Rule]) -> Option<Finding> {
    let port = server.port;
    let best = allowing.iter().map(|rule| port_of(rule, port)).max()?;
    if best == Covers::Unreadable {
        let text = "the exported rule SecureAuth SMTP does not say its remote ports in a form that is read here: export it as `otpdoctor explain smtp-firewall` shows";
        return Some(Finding::not_known(&ABOUT, server.to_string(), text));
    }
    let finding = || {
        Finding::new(&ABOUT, "port-not-listed", server.to_string())
            .summary(format!("the rule SecureAuth SMTP does not let TCP port {port} out"))
            .step(format!("In Windows Firewall with Advanced Security, Outbound Rules, open SecureAuth SMTP, and on the tab Protocols and Ports choose TCP and add remote port {port}."))
            .run(Shell::Windows, format!("netsh advfirewall firewall set rule name=\"{RULE}\" dir=out new protocol=TCP remoteport={port}"))
    };
    (best != Covers::Yes).then(|| witness(finding(), allowing))
}

fn judge_addresses(
    server: &Endpoint,
    allowing: &[&Rule],
    addresses: Result<&[IpAddr], &crate::kit::ProbeError>,
) -> Option<Finding> {
    let known = match addresses {
        Ok([]) => {
            let why = "the server's name does not resolve: name-resolution tells";
            return Some(Finding::new(&ABOUT, "not-reached", server.to_string()).summary(why));
        }
        Ok(known) => known,
        Err(error) => return Some(Finding::unasked(&ABOUT, server.to_string(), error)),
    };
    // A rule for another port lets nothing through, unless it is all there is to judge.
    let through: Vec<&Rule> = allowing
        .iter()
        .copied()
        .filter(|rule| port_of(rule, server.port) == Covers::Yes)
        .collect();
    let judged = if through.is_empty() {
        allowing
    } else {
        &through
    };
    let verdict = |address: &IpAddr| {
        let each = judged
            .iter()
            .map(|rule| any_address(&rule.remote_addresses, *address));
        each.max().unwrap_or(Covers::No)
    };
    let missing: Vec<IpAddr> = known
        .iter()
        .copied()
        .filter(|one| verdict(one) <= Covers::Depends)
        .collect();
    if !missing.is_empty() {
        return Some(not_listed(server, known, &missing, judged));
    }
    known.iter().any(|one| verdict(one) == Covers::Unreadable).then(|| {
        let text = "the exported rule SecureAuth SMTP does not say its remote addresses in a form that is read here: export it as `otpdoctor explain smtp-firewall` shows";
        witness(Finding::not_known(&ABOUT, server.to_string(), text), judged)
    })
}

fn not_listed(
    server: &Endpoint,
    known: &[IpAddr],
    missing: &[IpAddr],
    judged: &[&Rule],
) -> Finding {
    let gone = words(missing);
    let finding = Finding::new(&ABOUT, "address-not-listed", server.to_string());
    let finding = if missing.len() == known.len() {
        finding.summary(format!("the rule SecureAuth SMTP does not list {}, the address of {}, so mail does not leave the appliance", list(&gone), server.host))
    } else {
        finding.only_warns().summary(format!("the rule SecureAuth SMTP lists some addresses of {}, but not {}: mail leaves the appliance or not, as the name happens to resolve", server.host, list(&gone)))
    };
    let listed = judged.iter().flat_map(|rule| &rule.remote_addresses);
    let mut all: Vec<String> = listed
        .filter(|entry| is_address_entry(entry))
        .map(|entry| entry.trim().to_owned())
        .chain(gone)
        .collect();
    let depends = all
        .iter()
        .find(|entry| any_address(std::slice::from_ref(entry), missing[0]) == Covers::Depends);
    let finding = match depends {
        Some(keyword) => finding.saw(
            "not judged",
            format!("{keyword}: what it covers is known to the machine alone"),
        ),
        None => finding,
    };
    all.sort();
    all.dedup();
    let all = all.join(",");
    witness(finding, judged)
        .step("In Windows Firewall with Advanced Security, Outbound Rules, open SecureAuth SMTP, and on the tab Scope add the address under Remote IP address.")
        .run(Shell::Windows, format!("netsh advfirewall firewall set rule name=\"{RULE}\" dir=out new remoteip={all}"))
        .run(Shell::Windows, format!("powershell Set-NetFirewallRule -DisplayName '{RULE}' -RemoteAddress {all}"))
}

fn missing(server: &Endpoint, known: &[IpAddr]) -> Finding {
    let remote = match known {
        [] => "any".to_owned(),
        known => words(known).join(","),
    };
    let port = server.port;
    Finding::new(&ABOUT, "rule-missing", server.to_string())
        .summary("the host firewall has no outbound rule SecureAuth SMTP, so mail does not leave where the default is to block")
        .step("In Windows Firewall with Advanced Security create an outbound rule of that name that allows TCP to the mail server.")
        .run(Shell::Windows, format!("netsh advfirewall firewall add rule name=\"{RULE}\" dir=out action=allow protocol=TCP remoteip={remote} remoteport={port}"))
}

fn disabled(server: &Endpoint) -> Finding {
    Finding::new(&ABOUT, "rule-disabled", server.to_string())
        .summary("the outbound rule SecureAuth SMTP is switched off")
        .step("In Windows Firewall with Advanced Security, Outbound Rules, choose SecureAuth SMTP, then Enable Rule.")
        .run(Shell::Windows, format!("netsh advfirewall firewall set rule name=\"{RULE}\" dir=out new enable=yes"))
}

fn blocked(server: &Endpoint, rule: &Rule) -> Finding {
    let name = quote(&rule.name, 80);
    let finding = Finding::new(&ABOUT, "blocks", server.to_string()).summary(format!(
        "the outbound rule {name:?} blocks TCP port {}, and a block outweighs every allow",
        server.port
    ));
    let finding = match is_ours(rule) {
        true => finding
            .step("In Windows Firewall with Advanced Security, Outbound Rules, open SecureAuth SMTP, and on the tab General choose Allow the connection.")
            .run(Shell::Windows, format!("powershell Set-NetFirewallRule -DisplayName '{RULE}' -Action Allow")),
        false => finding.step(format!("Find out who set the rule {name:?} and what for (a group policy, a security product), then take the mail server out of its Remote IP address, or switch it off.")),
    };
    witness(finding, &[rule])
}

fn unreadable(server: &Endpoint, answer: &Answer) -> Finding {
    use crate::kit::probe::certificate::Problem;
    let why = match &answer.problem {
        Some(Problem::Missing) => "there is no such file".to_owned(),
        Some(Problem::Unreadable(why)) => quote(why, 200),
        Some(Problem::WrongPassword) => "it is encrypted".to_owned(),
        None => "it holds no rules".to_owned(),
    };
    Finding::new(&ABOUT, "export-unreadable", server.to_string())
        .summary(format!("the exported firewall rules cannot be read: {why}"))
        .step("Export the rules on the appliance again, with the command in `otpdoctor explain smtp-firewall`.")
}

fn sound(server: &Endpoint, known: &[IpAddr]) -> Finding {
    let text = format!(
        "the rule SecureAuth SMTP lets TCP port {} out to {}",
        server.port,
        list(&words(known))
    );
    Finding::pass(&ABOUT, server.to_string(), text)
}

fn witness(finding: Finding, rules: &[&Rule]) -> Finding {
    rules.iter().fold(finding, |finding, rule| {
        finding
            .saw(
                "Remote IP address",
                quote(&rule.remote_addresses.join(", "), 300),
            )
            .saw(
                "protocol and remote port",
                quote(
                    &format!("{} {}", rule.protocol, rule.remote_ports.join(", ")),
                    100,
                ),
            )
    })
}

fn words(addresses: &[IpAddr]) -> Vec<String> {
    addresses.iter().map(ToString::to_string).collect()
}
