//! Detects host names of a realm that do not resolve, or lead to nowhere.

pub(crate) mod about;
mod named;

use std::net::IpAddr;

use futures_util::future::join_all;

use self::about::{ABOUT, NO_ADDRESS, NO_ANSWER, NO_SUCH_NAME, SINKHOLED};
use crate::kit::peer_text::Shown;
use crate::kit::probe::dns::{Answer, Kind, Query};
use crate::kit::probe::tcp::Unresolved;
use crate::kit::{Ctx, Entity, Finding, Reason, Shell, check};

check!(NameResolution, judge);

const ALL_NAMES: &str = "host names";
const VENDOR: &str = "secureauth.com";

async fn judge(cx: &Ctx<'_>) -> Result<Vec<Finding>, Box<Finding>> {
    let names = named::hosts(cx);
    if names.is_empty() {
        return Finding::not_configured(&ABOUT, ALL_NAMES)
            .summary("every host is given by its address, so there is nothing to resolve")
            .alone();
    }
    let asks = names.iter().map(|named| {
        cx.probe(Query {
            name: named.host.clone(),
            kind: Kind::Address,
        })
    });
    let answers = join_all(asks).await;
    if let Some(Err(error)) = answers.first()
        && answers
            .iter()
            .all(|answer| answer.as_ref().err() == Some(error))
    {
        return Finding::unasked(&ABOUT, ALL_NAMES, error).alone();
    }
    let mut resolved = Vec::new();
    let mut findings = Vec::new();
    for (named, answer) in names.iter().zip(&answers) {
        match answer {
            Err(error) => findings.push(Finding::unasked(&ABOUT, &named.host, error)),
            Ok(answer) => match fault(cx, &named.host, answer) {
                Some(finding) => {
                    let serves = named.serves.iter().cloned();
                    findings.push(finding.touching_all(serves).at(named.site));
                }
                None => resolved.push((named.host.as_str(), &answer.addresses)),
            },
        }
    }
    findings.extend(summarize(&resolved));
    Ok(findings)
}

fn fault(cx: &Ctx<'_>, host: &str, answer: &Answer) -> Option<Finding> {
    Some(match &answer.failure {
        Some(Unresolved::NoSuchName) => look(cx, host, NO_SUCH_NAME)
            .summary(format!("{host} does not exist in the DNS"))
            .step("Correct the spelling, or have the name entered in the DNS that the appliance asks."),
        Some(Unresolved::NoAnswer(why)) => look(cx, host, NO_ANSWER)
            .summary(format!("the DNS servers give no answer for {host}"))
            // Servers that are silent on several names are one fault.
            .touching(Entity::Appliance)
            .identity("resolver", Shown(why))
            .step("Check that the appliance's DNS servers are up and reachable on port 53, UDP and TCP."),
        None if !answer.addresses.is_empty() => {
            return sinkholed(cx, host, &answer.addresses).filter(|_| is_public_service(cx, host));
        }
        Some(Unresolved::NoAddress) | None => no_address(cx, host),
    })
}

fn sinkholed(cx: &Ctx<'_>, host: &str, addresses: &[IpAddr]) -> Option<Finding> {
    let address = addresses.iter().find(|address| leads_nowhere(**address))?;
    let finding = look(cx, host, SINKHOLED)
        .summary(format!(
            "{host} resolves to {address}: somebody blocks the vendor's service"
        ))
        .identity("address", address.to_string())
        .step("Take the name out of the hosts file and off the block list of the DNS filter.")
        .step("If this host is your own gateway, list it under `cloud.hosts`.");
    Some(finding)
}

fn no_address(cx: &Ctx<'_>, host: &str) -> Finding {
    look(cx, host, NO_ADDRESS)
        .summary(format!(
            "{host} exists in the DNS, but has neither an IPv4 nor an IPv6 address"
        ))
        .step("Have an A or AAAA record entered for the name, or name the right host.")
}

fn look(cx: &Ctx<'_>, host: &str, reason: Reason) -> Finding {
    let finding = Finding::new(reason, host).touching(Entity::host(host));
    let mut servers = cx.config.appliance.dns.iter().flat_map(|dns| &dns.servers);
    // A server on another port than 53 cannot be named to nslookup in this way.
    let command = match servers.find(|server| server.parse::<IpAddr>().is_ok()) {
        Some(server) => format!("nslookup {host} {server}"),
        None => format!("nslookup {host}"),
    };
    finding.run(Shell::Any, command)
}

fn leads_nowhere(address: IpAddr) -> bool {
    let address = address.to_canonical();
    address.is_loopback() || address.is_unspecified()
}

fn is_public_service(cx: &Ctx<'_>, host: &str) -> bool {
    let mut own = cx.cloud().hosts.iter();
    let own = own.any(|own| own.eq_ignore_ascii_case(host));
    let below = host.strip_suffix(VENDOR);
    !own && below.is_some_and(|name| name.is_empty() || name.ends_with('.'))
}

fn summarize(resolved: &[(&str, &Vec<IpAddr>)]) -> Option<Finding> {
    let summary = match resolved.len() {
        0 => return None,
        1 => "the host name resolves".to_owned(),
        2 => "both host names resolve".to_owned(),
        count => format!("all {count} host names resolve"),
    };
    let pass = Finding::pass(&ABOUT, ALL_NAMES).summary(summary);
    Some(pass.each(resolved, |pass, (host, addresses)| {
        let addresses: Vec<String> = addresses.iter().map(ToString::to_string).collect();
        pass.identity(("addresses", *host), addresses.join(", "))
    }))
}
