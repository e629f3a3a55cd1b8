//! Detects a host firewall whose outbound rule for mail is missing, off, or does not name the mail server.

mod about;
mod remote;
mod rule;
mod wording;

use std::net::IpAddr;
use std::path::Path;

use futures_util::future::join;

pub(crate) use self::about::*;
use self::remote::{any_address, any_port};
use self::rule::{RULE, is_ours};
use crate::kit::firewall::covers::{Covers, is_any, is_tcp};
use crate::kit::firewall::{choose, registry};
use crate::kit::mail::{SUBJECT, looked_up, off, server};
use crate::kit::peer_text::PeerText;
use crate::kit::probe::firewall::{self, Action, Answer, Direction, Outbound, Profile, Rule};
use crate::kit::probe::host_firewall;
use crate::kit::realm::{Endpoint, Firewall, Platform};
use crate::kit::{Answered, Ctx, Entity, Finding, Judgement, ProbeError, Status, check};

check!(SmtpFirewall, |cx| async move {
    judge(cx)
        .await
        .each_finding(|finding| finding.at(cx.site("firewall.export")))
});

async fn judge(cx: &Ctx<'_>) -> Result<Vec<Finding>, Box<Finding>> {
    off(cx, &ABOUT, SUBJECT)?;
    let export = cx.config.appliance.firewall.as_ref();
    if export.is_none() && (cx.host.platform != Platform::Windows || !cx.on_appliance()) {
        return Finding::not_configured(&ABOUT, SUBJECT)
            .summary("no exported firewall rules are in the config under `firewall`")
            .alone();
    }
    let server = server(cx, &ABOUT, NOT_REACHED)?;
    let mut unreadable = Vec::new();
    let rules = async {
        let (subject, port) = (server.to_string(), server.port);
        let Some(Firewall { export }) = export.cloned() else {
            let found = cx.ask(&ABOUT, subject, host_firewall::Query {}).await?;
            unreadable.clone_from(&found.unreadable);
            // They are without secrets already.
            let peer = |said: &str| PeerText::without_secrets(said.to_owned());
            return Ok(choose(Ok(registry::fields(&found)), RULE, port, &peer));
        };
        let rule = RULE.to_owned();
        cx.ask(&ABOUT, subject, firewall::Query { export, rule, port })
            .await
    };
    let (rules, addresses) = join(rules, looked_up(cx, &server)).await;
    let addresses = addresses.map(|answer| answer.addresses);
    let rules = rules?;
    let mut findings = judge_rules(&server, &rules, export.map(|one| &*one.export), addresses);
    // What cannot be read may allow what nothing else does, or block it. It undoes no block.
    let may_change = |one: &Finding| one.status != Status::Unknown && one.reason != BLOCKS.code;
    let is_off = rules.profiles.values().all(|one| *one == Outbound::Off);
    if !unreadable.is_empty() && !is_off && findings.iter().any(may_change) {
        findings = vec![wording::incomplete(&server)];
    }
    Ok(findings.each_finding(|finding| {
        finding
            .touching(Entity::host(&server.host))
            .quoted_all("not-read", &unreadable)
    }))
}

/// Whether the profiles can be judged though there is no rule: those of an export that has none only where they are off,
/// since the rules may have been left out of it.
fn needs_no_rules(answer: &Answer, exported: bool) -> bool {
    let mut profiles = answer.profiles.values();
    !answer.profiles.is_empty() && (!exported || profiles.all(|one| *one == Outbound::Off))
}

/// Which profile is active is not known: what holds in each of them holds.
fn judge_rules(
    server: &Endpoint,
    answer: &Answer,
    export: Option<&Path>,
    addresses: Answered<Vec<IpAddr>>,
) -> Vec<Finding> {
    if answer.problem.is_some() || answer.total == 0 && !needs_no_rules(answer, export.is_some()) {
        return vec![wording::unreadable(server, answer, export)];
    }
    let mut profiles: Vec<(Outbound, Profile)> = match answer.profiles.is_empty() {
        // As on the vendor's appliance.
        true => Profile::ALL
            .map(|profile| (Outbound::Blocks, profile))
            .into(),
        false => answer
            .profiles
            .iter()
            .map(|(profile, says)| (*says, *profile))
            .collect(),
    };
    profiles.sort();
    let each = profiles.into_iter().map(|(default, profile)| {
        let outbound = answer
            .rules
            .iter()
            .filter(|rule| rule.direction == Direction::Out);
        let applies = |rule: &&Rule| rule.profiles.is_empty() || rule.profiles.contains(&profile);
        let outbound: Vec<&Rule> = outbound.filter(applies).collect();
        (
            profile,
            judge_profile(server, default, &outbound, &addresses),
        )
    });
    let (mut passes, mut troubles): (Vec<_>, Vec<_>) =
        each.partition(|(_, findings)| findings.iter().all(|one| one.status == Status::Pass));
    let is_sure = |one: &Finding| matches!(one.status, Status::Fail | Status::Warn);
    let is_unsure = |(_, findings): &(Profile, Vec<Finding>)| !findings.iter().any(is_sure);
    if let Some(unsure) = troubles.iter().position(is_unsure) {
        return troubles.swap_remove(unsure).1;
    }
    match (troubles.is_empty(), passes.is_empty()) {
        (false, false) => vec![wording::profile_decides(server, &troubles)],
        (false, true) => troubles.swap_remove(0).1,
        _ => passes.swap_remove(0).1,
    }
}

fn judge_profile(
    server: &Endpoint,
    default: Outbound,
    outbound: &[&Rule],
    addresses: &Answered<Vec<IpAddr>>,
) -> Vec<Finding> {
    if default == Outbound::Off {
        return vec![wording::switched_off(server)];
    }
    let known = addresses.as_deref().unwrap_or_default();
    let blocking = |certainty| {
        let rules = outbound.iter().copied();
        rules.filter(move |rule| blocks(rule, server.port, known) == certainty)
    };
    let mut findings: Vec<Finding> = blocking(Covers::Yes)
        .map(|rule| wording::blocked(server, rule))
        .collect();
    let named: Vec<&Rule> = outbound
        .iter()
        .copied()
        .filter(|rule| is_ours(rule))
        .collect();
    let allows = |rule: &&Rule| rule.enabled && rule.action == Action::Allow;
    let allow = named.iter().copied().filter(allows);
    let (conditional, mut allowing): (Vec<&Rule>, Vec<&Rule>) =
        allow.partition(|rule| rule.condition.is_some());
    let mut missing: Vec<Finding> = Vec::new();
    if default != Outbound::Blocks {
        // Blocks alone stop mail.
    } else if named.is_empty() {
        missing.push(wording::missing(server, known));
    } else if named.iter().all(|rule| !rule.enabled) {
        missing.push(wording::disabled(server, &named));
    } else if !allowing.is_empty() {
        missing.extend(judge_port(server, &allowing));
        missing.extend(judge_addresses(server, &allowing, addresses.as_deref()));
    } else if !conditional.is_empty() && findings.is_empty() {
        missing.push(wording::not_judged(server, &conditional));
    } else if findings.is_empty() {
        // It only blocks, and something else: nothing lets mail out.
        missing.push(wording::missing(server, known));
    }
    let mut others = outbound.iter().copied().filter(allows);
    match others.find(|rule| !is_ours(rule) && lets_out(rule, server.port, known)) {
        Some(other) if !missing.is_empty() => allowing = vec![other],
        _ => findings.extend(missing),
    }
    let perhaps: Vec<&Rule> = blocking(Covers::Depends).collect();
    if findings.is_empty() && !perhaps.is_empty() {
        findings.push(wording::not_judged(server, &perhaps));
    }
    findings.or(|| match default {
        Outbound::Blocks => wording::sound(server, known, &allowing),
        _ => wording::open(server),
    })
}

/// Whether a rule, whatever its name, lets mail out to every address that is known.
fn lets_out(rule: &Rule, port: u16, known: &[IpAddr]) -> bool {
    let covers = |address: &IpAddr| any_address(&rule.remote_addresses, *address) == Covers::Yes;
    let fits = port_of(rule, port) == Covers::Yes && known.iter().all(covers);
    fits && rule.condition.is_none() && !known.is_empty()
}

/// In the Windows firewall a block outweighs every allow; our own rule blocks, whomever it names.
fn blocks(rule: &Rule, port: u16, known: &[IpAddr]) -> Covers {
    let addresses = &rule.remote_addresses;
    let hits_all = addresses.iter().any(|written| is_any(written.raw()));
    let best = known.iter().map(|one| any_address(addresses, *one)).max();
    let passes = !rule.enabled || rule.action != Action::Block;
    if passes || port_of(rule, port) != Covers::Yes {
        return Covers::No;
    }
    match (&rule.condition, best) {
        (None, _) if is_ours(rule) || hits_all => Covers::Yes,
        (Some(_), _) if is_ours(rule) || hits_all => Covers::Depends,
        (Some(_), Some(Covers::Yes)) => Covers::Depends,
        // What cannot be read may be the server.
        (_, Some(Covers::Unreadable)) => Covers::Depends,
        (_, best) => best.unwrap_or(Covers::No),
    }
}

fn port_of(rule: &Rule, port: u16) -> Covers {
    let every_protocol = is_any(rule.protocol.raw()) || rule.protocol.raw().trim() == "256";
    match (every_protocol, is_tcp(rule.protocol.raw())) {
        (true, _) if rule.remote_ports.is_empty() => Covers::Yes,
        (true, _) | (_, true) => any_port(&rule.remote_ports, port),
        _ => Covers::No,
    }
}

fn judge_port(server: &Endpoint, allowing: &[&Rule]) -> Option<Finding> {
    let port = server.port;
    let best = allowing.iter().map(|rule| port_of(rule, port)).max()?;
    if best == Covers::Unreadable {
        let text = "the exported rule SecureAuth SMTP has remote ports in an unknown format: see `otpdoctor explain smtp-firewall`";
        return Some(Finding::not_known(&ABOUT, server.to_string()).summary(text));
    }
    (best != Covers::Yes).then(|| wording::port_not_listed(server, allowing))
}

fn judge_addresses(
    server: &Endpoint,
    allowing: &[&Rule],
    addresses: Result<&[IpAddr], &ProbeError>,
) -> Option<Finding> {
    let known = match addresses {
        Ok([]) => {
            let why = format!("{} does not resolve: see name-resolution", server.host);
            return Some(Finding::new(NOT_REACHED, server.to_string()).summary(why));
        }
        Ok(known) => known,
        Err(error) => return Some(Finding::unasked(&ABOUT, server.to_string(), error)),
    };
    // A rule for another port lets nothing through, unless it is all there is to judge.
    let leads_through = |rule: &&&Rule| port_of(rule, server.port) == Covers::Yes;
    let through: Vec<&Rule> = allowing.iter().filter(leads_through).copied().collect();
    let judged = match through.as_slice() {
        [] => allowing,
        through => through,
    };
    let verdict = |address: &IpAddr| {
        let rules = judged.iter();
        let each = rules.map(|rule| any_address(&rule.remote_addresses, *address));
        each.max().unwrap_or(Covers::No)
    };
    // A keyword stands for the same addresses whichever is asked for.
    if known.iter().any(|one| verdict(one) == Covers::Depends) {
        return Some(wording::not_judged(server, judged));
    }
    let is_missing = |one: &&IpAddr| verdict(one) == Covers::No;
    let missing: Vec<IpAddr> = known.iter().filter(is_missing).copied().collect();
    if !missing.is_empty() {
        return Some(wording::not_listed(server, known, &missing, judged));
    }
    known.iter().any(|one| verdict(one) == Covers::Unreadable).then(|| {
        let text = "the exported rule SecureAuth SMTP has remote addresses in an unknown format: see `otpdoctor explain smtp-firewall`";
        wording::witness(Finding::not_known(&ABOUT, server.to_string()).summary(text), judged)
    })
}
