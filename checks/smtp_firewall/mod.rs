//! Detects a host firewall whose outbound rule for mail is missing, off, or does not name the mail server.

mod about;
mod remote;
mod rule;
mod wording;

use std::net::IpAddr;

use futures_util::future::join;

pub(crate) use self::about::*;
use self::remote::{Covers, any_address, any_port, is_any};
use self::rule::{RULE, is_ours, is_tcp};
use crate::kit::mail::{SUBJECT, looked_up, off, server};
use crate::kit::probe::firewall::{self, Action, Answer, Direction, Outbound, Rule};
use crate::kit::realm::Endpoint;
use crate::kit::{Answered, Ctx, Entity, Finding, Judgement, ProbeError, Status, check};

check!(SmtpFirewall, |cx| async move {
    judge(cx)
        .await
        .each_finding(|finding| finding.at(cx.site("firewall.export")))
});

async fn judge(cx: &Ctx<'_>) -> Result<Vec<Finding>, Box<Finding>> {
    off(cx, &ABOUT, SUBJECT)?;
    let Some(firewall) = &cx.config.appliance.firewall else {
        return Finding::not_configured(&ABOUT, SUBJECT)
            .summary("no exported firewall rules are in the config under `firewall`")
            .alone();
    };
    let server = server(cx, &ABOUT, NOT_REACHED)?;
    let query = firewall::Query {
        export: firewall.export.clone(),
        rule: RULE.into(),
        port: server.port,
    };
    let rules = cx.ask(&ABOUT, server.to_string(), query);
    let (rules, addresses) = join(rules, looked_up(cx, &server)).await;
    let findings = judge_rules(&server, &rules?, addresses.map(|answer| answer.addresses));
    Ok(findings.each_finding(|finding| finding.touching(Entity::host(&server.host))))
}

fn judge_rules(
    server: &Endpoint,
    answer: &Answer,
    addresses: Answered<Vec<IpAddr>>,
) -> Vec<Finding> {
    if answer.problem.is_some() || answer.total == 0 {
        return vec![wording::unreadable(server, answer)];
    }
    let has = |profile| answer.profiles.contains(&profile);
    let off = has(Outbound::Off);
    let (allows_rest, blocks_rest) = (has(Outbound::Allows), has(Outbound::Blocks));
    if off && !allows_rest && !blocks_rest {
        return vec![wording::switched_off(server)];
    }
    // Nothing needs a rule there.
    let open = (off || allows_rest) && !blocks_rest;
    let known = addresses.as_deref().unwrap_or_default();
    let outbound = || {
        let rules = answer.rules.iter();
        rules.filter(|rule| rule.direction == Direction::Out)
    };
    let named: Vec<&Rule> = outbound().filter(|rule| is_ours(rule)).collect();
    let allows = |rule: &&&Rule| rule.enabled && rule.action == Action::Allow;
    let allow = named.iter().filter(allows).copied();
    let (conditional, allowing): (Vec<&Rule>, Vec<&Rule>) =
        allow.partition(|rule| rule.condition.is_some());
    let blocking = |certainty| {
        let rules = outbound();
        rules.filter(move |rule| blocks(rule, server.port, known) == certainty)
    };
    let mut findings: Vec<Finding> = blocking(Covers::Yes)
        .map(|rule| wording::blocked(server, rule))
        .collect();
    if open {
        // Blocks alone stop mail.
    } else if named.is_empty() {
        findings.push(wording::missing(server, known));
    } else if named.iter().all(|rule| !rule.enabled) {
        findings.push(wording::disabled(server));
    } else if !allowing.is_empty() {
        findings.extend(judge_port(server, &allowing));
        findings.extend(judge_addresses(server, &allowing, addresses.as_deref()));
    } else if !conditional.is_empty() && findings.is_empty() {
        findings.push(wording::not_judged(server, &conditional));
    } else if findings.is_empty() {
        // It only blocks, and something else: nothing lets mail out.
        findings.push(wording::missing(server, known));
    }
    let perhaps: Vec<&Rule> = blocking(Covers::Depends).collect();
    if findings.is_empty() && !perhaps.is_empty() {
        findings.push(wording::not_judged(server, &perhaps));
    }
    // Which profile is active is not in the export: a block holds wherever the firewall is on, all else where it blocks.
    let doubtful = |one: &Finding| {
        let holds = match one.reason == BLOCKS.code {
            true => !off,
            false => !off && !allows_rest,
        };
        !holds && matches!(one.status, Status::Fail | Status::Warn)
    };
    if findings.iter().any(doubtful) {
        return vec![wording::profile_decides(server)];
    }
    findings.or(|| match open {
        true => wording::open(server),
        false => wording::sound(server, known, &allowing),
    })
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
    match (every_protocol, is_tcp(rule)) {
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
