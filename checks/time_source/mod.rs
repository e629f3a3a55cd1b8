//! Detects NTP servers that give no time, and an appliance whose clock nothing keeps.

mod about;
mod server;

use futures_util::future::join;

pub(crate) use self::about::*;
use crate::kit::probe::discipline;
use crate::kit::time::ask_servers;
use crate::kit::{Ctx, Entity, Finding, Judgement, Shell, check, text};

check!(TimeSource, judge);

const CLOCK: &str = "appliance clock";

async fn judge(cx: &Ctx<'_>) -> Vec<Finding> {
    let kept = cx.ask(&ABOUT, CLOCK, discipline::Query {});
    let (answers, kept) = join(ask_servers(cx), kept).await;
    let servers = &cx.config.appliance.time.servers;
    let mut findings: Vec<Finding> = servers
        .iter()
        .zip(&answers)
        .enumerate()
        .map(|(index, (server, answer))| {
            server::judge(server, answer)
                .touching(Entity::host(&server.host))
                .at(cx.site(&format!("time.servers.{index}")))
        })
        .collect();
    if servers.is_empty() {
        findings.push(without_servers(cx));
    }
    findings.extend(kept.map(|answer| judge_discipline(cx, &answer)).findings());
    findings
}

fn without_servers(cx: &Ctx<'_>) -> Finding {
    match cx.config.appliance.domain_joined {
        Some(true) => Finding::not_configured(&ABOUT, CLOCK)
            .summary("no NTP servers are configured, and the domain keeps the appliance clock"),
        None => Finding::not_known(&ABOUT, CLOCK)
            .summary("the config has no NTP servers, and does not say whether the appliance has joined a domain"),
        Some(false) => no_servers(cx),
    }
}

fn no_servers(cx: &Ctx<'_>) -> Finding {
    Finding::new(NO_SERVERS, CLOCK)
        .summary("no NTP servers are configured, and the appliance has not joined a domain")
        .step("Add the NTP servers that the appliance uses to `appliance.time.servers`, two or more.")
        .step("If the appliance has joined a domain that keeps its time, set `appliance.domain_joined: true` instead.")
        .run(Shell::Windows, "w32tm /query /peers")
        .run(Shell::Linux, "chronyc -n sources")
        .at(cx.site("time.servers"))
}

fn judge_discipline(cx: &Ctx<'_>, answer: &discipline::Answer) -> Finding {
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
        (Some(false), false) => undisciplined(cx).summary(format!(
            "the appliance clock is not synchronized, although {by} runs"
        )).step("If the servers answer otpdoctor but not the time service, let the firewall pass UDP from port 123 too: the Windows time service asks from this port, `w32tm /stripchart` and otpdoctor from another one."),
        (_, true) => undisciplined(cx)
            .summary("the appliance clock is not synchronized: no time service runs"),
    };
    finding.with(answer.source.as_ref(), |finding, source| {
        finding.identity("source", source)
    })
}

fn undisciplined(cx: &Ctx<'_>) -> Finding {
    Finding::new(NOT_DISCIPLINED, CLOCK)
        .at(cx.site("time.servers"))
        .step("Start the time service, set it to start with the system, and configure the NTP servers of `time.servers`.")
        .run(Shell::Windows, "w32tm /query /status /verbose")
        .run(Shell::Windows, "sc.exe config w32time start= auto")
        .run(Shell::Windows, "net start w32time")
        .run(Shell::Linux, "systemctl enable --now chrony || systemctl enable --now systemd-timesyncd")
        .run(Shell::Linux, "timedatectl status")
}
