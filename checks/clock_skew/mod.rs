//! Detects an appliance clock that is off: the cloud refuses requests that are five minutes from true time.

mod about;

use jiff::SignedDuration;

pub(crate) use self::about::*;
use crate::kit::oath::passcodes;
use crate::kit::time::{Consensus, Vote, answered, ask_servers, consensus};
use crate::kit::{Ctx, Entity, Finding, check, text};

check!(ClockSkew, judge);

const SUBJECT: &str = "appliance clock";
const HALF_HOUR: SignedDuration = SignedDuration::from_mins(30);

async fn judge(cx: &Ctx<'_>) -> Finding {
    let time = &cx.config.appliance.time;
    if time.servers.is_empty() {
        return Finding::not_configured(&ABOUT, SUBJECT)
            .summary("no NTP servers are configured to compare the clock with");
    }
    if let Err(error) = cx.must_be_appliance() {
        return Finding::unasked(&ABOUT, SUBJECT, &error);
    }
    let answers = ask_servers(cx).await;
    match consensus(answered(&time.servers, &answers)) {
        Consensus::Agreed {
            offset,
            agreeing,
            outside,
        } => judge_offset(cx, offset, &agreeing, &outside),
        Consensus::Split(votes) => disagree(cx, &votes),
        Consensus::Silent => match answers.iter().find_map(|answer| answer.as_ref().err()) {
            Some(error) => Finding::unasked(&ABOUT, SUBJECT, error),
            None => {
                let mut samples = answers.iter().flatten().flat_map(|answer| &answer.samples);
                let case = match samples.next() {
                    Some(_) => "unreliable",
                    None => "silent",
                };
                Finding::new(NO_SERVER_ANSWERED, SUBJECT)
                    .touching_all(time.servers.iter().map(|server| Entity::host(&server.host)))
                    .cured(NO_SERVER_ANSWERED.cure(case))
                    .at(cx.site("time.servers"))
            }
        },
    }
}

fn judge_offset(
    cx: &Ctx<'_>,
    offset: SignedDuration,
    agreeing: &[Vote<'_>],
    outside: &[Vote<'_>],
) -> Finding {
    let time = &cx.config.appliance.time;
    let skew = offset.abs();
    let (reason, word) = if offset.is_negative() {
        (BEHIND, "behind")
    } else {
        (AHEAD, "ahead")
    };
    let finding = if skew >= time.warn && is_whole_hours(skew) {
        Finding::new(WHOLE_HOURS, SUBJECT)
    } else if skew >= time.fail {
        Finding::new(reason, SUBJECT)
    } else if skew >= time.warn {
        Finding::new(reason, SUBJECT).only_warns()
    } else if let Some(window) = narrower_oath_window(cx, skew) {
        Finding::new(BEYOND_OATH_WINDOW, SUBJECT)
            .fill("window", text::duration(window))
            .at(cx.site("multi_factor.oath.passcode_offset"))
    } else {
        let (exactly, by) = (text::offset(offset), servers(agreeing));
        let finding = Finding::pass(&ABOUT, SUBJECT)
            .summary(format!("the appliance clock is right: {exactly} by {by}"));
        return witness(finding, agreeing, outside).measured("offset", offset);
    };
    let peers: Vec<&str> = time
        .servers
        .iter()
        .map(|server| server.host.as_str())
        .collect();
    witness(finding, agreeing, outside)
        .fill("off", text::duration(offset))
        .fill("word", word)
        .measured("offset", offset)
        .touching(Entity::Clock(offset, offset))
        .or_at(cx.site("time.servers"))
        .cured(BEHIND.cure("set"))
        .fill("time.warn", text::duration(time.warn))
        .fill("time.fail", text::duration(time.fail))
        .fill("servers", peers.join(" "))
}

/// Within two minutes of a multiple of 30 minutes, but not of zero.
fn is_whole_hours(skew: SignedDuration) -> bool {
    let half_hours = (skew.as_secs_f64() / HALF_HOUR.as_secs_f64()).round();
    let nearest = SignedDuration::from_secs_f64(half_hours * HALF_HOUR.as_secs_f64());
    half_hours >= 1.0 && (skew - nearest).abs() <= SignedDuration::from_mins(2)
}

fn narrower_oath_window(cx: &Ctx<'_>, skew: SignedDuration) -> Option<SignedDuration> {
    Some(passcodes(cx.realm)?.window()).filter(|window| *window < skew)
}

fn disagree(cx: &Ctx<'_>, votes: &[Vote<'_>]) -> Finding {
    let finding = Finding::new(SERVERS_DISAGREE, SUBJECT)
        .fill("servers", servers(votes))
        .at(cx.site("time.servers"));
    witness(finding, votes, &[])
}

fn witness(finding: Finding, agreeing: &[Vote<'_>], outside: &[Vote<'_>]) -> Finding {
    let offsets = |finding: Finding, id, votes: &[Vote<'_>]| {
        finding.each(votes, |finding, vote| {
            finding.measured((id, vote.server.to_string()), vote.offset)
        })
    };
    let finding = offsets(finding, "server-offset", agreeing);
    offsets(finding, "outvoted-server-offset", outside)
}

fn servers(votes: &[Vote<'_>]) -> String {
    let names: Vec<&str> = votes.iter().map(|vote| vote.server.host.as_str()).collect();
    text::list(&names)
}
