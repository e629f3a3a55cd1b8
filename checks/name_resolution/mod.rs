//! Detects host names of a realm that do not resolve, or lead to nowhere.

mod about;
mod addresses;
mod named;
mod servers;

use std::net::IpAddr;

use futures_util::future::join_all;

pub(crate) use self::about::*;
use self::named::{ALL_NAMES, Named};
use crate::kit::probe::dns::{Answer, Kind, Query};
use crate::kit::probe::tcp::Unresolved;
use crate::kit::realm::VENDOR;
use crate::kit::text::is_below;
use crate::kit::{Ctx, Entity, Finding, Reason, Shell, check};

check!(NameResolution, judge);

async fn judge(cx: &Ctx<'_>) -> Result<Vec<Finding>, Box<Finding>> {
    let names = named::hosts(cx);
    if names.is_empty() {
        return Finding::not_configured(&ABOUT, ALL_NAMES)
            .summary("every host is configured by its address, so no name needs to be resolved")
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
    let mut findings = Vec::new();
    let mut answered = Vec::new();
    for (named, answer) in names.iter().zip(&answers) {
        match answer {
            Ok(answer) => answered.push((named, answer)),
            Err(error) => findings.push(Finding::unasked(&ABOUT, &named.host, error)),
        }
    }
    findings.extend(servers::silent(cx, &answered));
    findings.extend(servers::ignorant(cx, &mut answered));
    answered.retain(|(_, answer)| answer.silence().is_none());
    findings.extend(servers::failing(&answered));
    let mut resolved = Vec::new();
    for (named, answer) in answered {
        match fault(cx, &named.host, answer) {
            Some(finding) => {
                let serves = named.serves.iter().cloned();
                findings.push(finding.touching_all(serves).at(named.site));
            }
            None => resolved.push((named, answer)),
        }
    }
    findings.extend(summarize(&resolved));
    findings.extend(servers::slow(&resolved));
    findings.extend(addresses::unreachable(cx, &resolved).await);
    Ok(findings)
}

fn fault(cx: &Ctx<'_>, host: &str, answer: &Answer) -> Option<Finding> {
    Some(match &answer.failure {
        Some(Unresolved::NoSuchName) => look(cx, host, NO_SUCH_NAME)
            .cured(NO_SUCH_NAME.cure("one"))
            .fill("host", host),
        None if !answer.addresses.is_empty() => return sinkholed(cx, host, &answer.addresses),
        _ => look(cx, host, NO_ADDRESS).fill("host", host),
    })
}

fn sinkholed(cx: &Ctx<'_>, host: &str, addresses: &[IpAddr]) -> Option<Finding> {
    let public = is_public_service(cx, host);
    // What filters answer that block a name (docs.pi-hole.net/ftldns/blockingmode; AdGuard Home, "Blocking mode").
    let null = addresses.iter().all(|address| address.is_unspecified());
    let mut addresses = addresses.iter();
    let address = addresses.find(|address| null || public && leads_nowhere(**address))?;
    let finding = look(cx, host, SINKHOLED).identity("address", address.to_string());
    let of_vendor = public.then(|| SINKHOLED.cure("of-vendor"));
    Some(
        finding
            .with(of_vendor, Finding::cured)
            .fill("host", host)
            .fill("address", address),
    )
}

fn look(cx: &Ctx<'_>, host: &str, reason: Reason) -> Finding {
    let finding = Finding::new(reason, host).touching(Entity::host(host));
    finding.run(Shell::Any, servers::command(cx, host))
}

fn leads_nowhere(address: IpAddr) -> bool {
    let address = address.to_canonical();
    address.is_loopback() || address.is_unspecified()
}

fn is_public_service(cx: &Ctx<'_>, host: &str) -> bool {
    let mut own = cx.cloud().hosts.iter();
    let own = own.any(|own| own.eq_ignore_ascii_case(host));
    !own && is_below(host, VENDOR)
}

fn summarize(resolved: &[(&Named<'_>, &Answer)]) -> Option<Finding> {
    let summary = match resolved.len() {
        0 => return None,
        1 => "the host name resolves".to_owned(),
        2 => "both host names resolve".to_owned(),
        count => format!("all {count} host names resolve"),
    };
    let pass = Finding::pass(&ABOUT, ALL_NAMES).summary(summary);
    Some(pass.each(resolved, |pass, (named, answer)| {
        let addresses: Vec<String> = answer.addresses.iter().map(ToString::to_string).collect();
        pass.identity(("addresses", &*named.host), addresses.join(", "))
    }))
}
