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
            .summary("the domain keeps the clock, and no NTP servers are named to compare it with"),
        None => Finding::not_known(&ABOUT, CLOCK)
            .summary("the config names no NTP servers, nor whether a domain keeps the clock"),
        Some(false) => no_servers(cx),
    }
}

fn no_servers(cx: &Ctx<'_>) -> Finding {
    Finding::new(NO_SERVERS, CLOCK)
        .summary("no NTP servers are named, and the appliance has not joined a domain")
        .step("Name two or more NTP servers under `appliance.time.servers`, the ones that the appliance uses.")
        .step("Where the appliance has joined a domain that keeps its time, set `appliance.domain_joined: true` instead.")
        .run(Shell::Windows, "w32tm /query /peers")
        .run(Shell::Linux, "chronyc -n sources")
        .at(cx.site("time.servers"))
}

fn judge_discipline(cx: &Ctx<'_>, answer: &discipline::Answer) -> Finding {
    let by = text::list(&answer.services);
    let pass = || Finding::pass(&ABOUT, CLOCK);
    let finding = match (answer.synchronised, answer.services.is_empty()) {
        (Some(true), true) => pass().summary("the clock is synchronized"),
        (Some(true), false) => pass().summary(format!("{by} keeps the clock synchronized")),
        (None, false) => pass().summary(format!(
            "{by} runs to keep the clock; whether it is synchronized is not known"
        )),
        (Some(false), false) => undisciplined(cx)
            .summary(format!("{by} runs, and the clock is not synchronized"))
            .step("If the servers answer otpdoctor and not the time service, have the firewall let UDP pass from port 123 too: the Windows time service asks from there, `w32tm /stripchart` and otpdoctor from another port."),
        (_, true) => undisciplined(cx)
            .summary("no time service was found running, so nothing keeps the clock"),
    };
    finding.with(answer.source.as_ref(), |finding, source| {
        finding.identity("source", source)
    })
}

fn undisciplined(cx: &Ctx<'_>) -> Finding {
    Finding::new(NOT_DISCIPLINED, CLOCK)
        .at(cx.site("time.servers"))
        .step("Start the time service, let it start with the system, and give it the NTP servers of `time.servers`.")
        .run(Shell::Windows, "w32tm /query /status /verbose")
        .run(Shell::Windows, "sc.exe config w32time start= auto")
        .run(Shell::Windows, "net start w32time")
        .run(Shell::Linux, "systemctl enable --now chrony || systemctl enable --now systemd-timesyncd")
        .run(Shell::Linux, "timedatectl status")
}
