//! Detects NTP servers that give no time, and an appliance whose clock nothing keeps.

mod about;
mod server;
mod w32time;

use futures_util::future::join;

pub(crate) use self::about::*;
use crate::kit::probe::discipline::{self, W32Time};
use crate::kit::time::ask_servers;
use crate::kit::{Ctx, Entity, Finding, Judgement, ProbeError, check, text};

check!(TimeSource, judge);

const CLOCK: &str = "appliance clock";

async fn judge(cx: &Ctx<'_>) -> Vec<Finding> {
    let kept = cx.ask(&ABOUT, CLOCK, discipline::Query {});
    let (answers, kept) = join(ask_servers(cx), kept).await;
    let servers = &cx.config.appliance.time.servers;
    let mut findings: Vec<Finding> = servers
        .iter()
        .zip(&*answers)
        .enumerate()
        .map(|(index, (server, answer))| {
            server::judge(server, answer)
                .touching(Entity::host(&server.host))
                .at(cx.site(&format!("time.servers.{index}")))
        })
        .collect();
    if servers.is_empty() {
        let time = kept
            .as_ref()
            .ok()
            .and_then(|answer| answer.w32time.as_ref());
        findings.push(without_servers(cx, time.and_then(|time| time.joined)));
    }
    findings.extend(kept.map(|answer| judge_discipline(cx, &answer)).findings());
    findings
}

fn without_servers(cx: &Ctx<'_>, joined: Option<bool>) -> Finding {
    match cx.config.appliance.domain_joined.or(joined) {
        Some(true) => Finding::not_configured(&ABOUT, CLOCK)
            .summary("no NTP servers are configured, and the domain synchronizes the appliance clock"),
        None => Finding::not_known(&ABOUT, CLOCK)
            .summary("the config has no NTP servers, and does not say whether the appliance has joined a domain"),
        Some(false) => Finding::new(NO_SERVERS, CLOCK).at(cx.site("time.servers")),
    }
}

fn judge_discipline(cx: &Ctx<'_>, answer: &discipline::Answer) -> Finding {
    match &answer.w32time {
        Some(time) => judge_w32time(cx, answer, time),
        None => judge_service(cx, answer),
    }
}

fn judge_w32time(cx: &Ctx<'_>, answer: &discipline::Answer, time: &W32Time) -> Finding {
    let finding = if let Some(why) = w32time::fault(answer, time) {
        undisciplined(cx)
            .summary(why)
            .cured(NOT_DISCIPLINED.cure("set-up"))
    } else if let Some(why) = w32time::conflict(answer, time) {
        Finding::new(CONFLICTING_SOURCE, CLOCK)
            .at(cx.site("time.servers"))
            .summary(why)
            .with(time.joined.filter(|joined| *joined), |finding, _| {
                finding.cured(CONFLICTING_SOURCE.cure("member"))
            })
            .cured(CONFLICTING_SOURCE.cure("afterwards"))
    } else if answer.synchronised.is_some() {
        return judge_service(cx, answer);
    } else {
        let error = match time.refused {
            Some(true) => {
                ProbeError::NoPermission("w32tm answers only to administrators here".into())
            }
            _ => ProbeError::Unsupported("w32tm does not tell the state of the clock".into()),
        };
        Finding::unasked(&ABOUT, CLOCK, &error)
    };
    finding
        .quoted_all("type", time.kind.as_ref())
        .quoted_all("ntp-server", time.servers.as_ref())
        .identity_all(
            "hypervisor-provider",
            time.hypervisor.map(|on| if on { "on" } else { "off" }),
        )
        .identity_all("source", answer.source.as_ref())
}

fn judge_service(cx: &Ctx<'_>, answer: &discipline::Answer) -> Finding {
    let by = text::list(&answer.services);
    let pass = || Finding::pass(&ABOUT, CLOCK);
    let finding = match (answer.synchronised, answer.services.is_empty()) {
        (Some(true), true) => pass().summary("the appliance clock is synchronized"),
        (Some(true), false) => {
            pass().summary(format!("the appliance clock is synchronized by {by}"))
        }
        (None, false) => pass().summary(format!(
            "the appliance clock is kept by {by}, but perhaps not synchronized"
        )),
        (Some(false), false) => undisciplined(cx)
            .summary(format!(
                "the appliance clock is not synchronized, although {by} runs"
            ))
            .cured(NOT_DISCIPLINED.cure("although-it-runs")),
        (_, true) => undisciplined(cx)
            .summary("the appliance clock is not synchronized: no time service runs"),
    };
    finding.identity_all("source", answer.source.as_ref())
}

fn undisciplined(cx: &Ctx<'_>) -> Finding {
    Finding::new(NOT_DISCIPLINED, CLOCK).at(cx.site("time.servers"))
}
