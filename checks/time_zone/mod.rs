//! Detects a host in another time zone than the configured one: clocks set by hand then go wrong by hours.

mod about;

use jiff::SignedDuration;

pub(crate) use self::about::*;
use crate::kit::peer_text::Shown;
use crate::kit::probe::zone;
use crate::kit::{Ctx, Finding, Judgement, check};

check!(TimeZone, |cx| async move {
    let judged = judge(cx).await;
    judged.each_finding(|finding| finding.at(cx.site("time.zone")))
});

const SUBJECT: &str = "time zone";

async fn judge(cx: &Ctx<'_>) -> Result<Finding, Box<Finding>> {
    let Some(expected) = cx.config.appliance.time.zone.as_deref() else {
        return Ok(Finding::not_known(&ABOUT, SUBJECT)
            .summary("the config does not say which time zone the appliance should have"));
    };
    let query = zone::Query {
        expected: expected.to_owned(),
    };
    let answer = match cx.ask(&ABOUT, SUBJECT, query).await {
        // That needs no look at the host.
        Err(_) if !zone::exists(expected) => return Ok(unknown(expected)),
        answer => answer?,
    };
    Ok(match answer.expected_offset {
        None => {
            let host = format!("{} ({})", host_zone(&answer), utc(answer.host_offset));
            unknown(expected).identity("host", host)
        }
        Some(_) if answer.same_rules => Finding::pass(&ABOUT, SUBJECT)
            .summary(format!(
                "the host has the configured time zone, {}",
                utc(answer.host_offset)
            ))
            .identity("host", host_zone(&answer)),
        Some(offset) => differs(expected, offset, &answer),
    })
}

fn differs(expected: &str, expected_offset: SignedDuration, answer: &zone::Answer) -> Finding {
    let windows = zone::windows_name(expected);
    let named = if windows.is_some() { "named" } else { "listed" };
    let expected = Shown(expected);
    let host = host_zone(answer);
    let case = if answer.same_if_adjusted == Some(true) {
        "not-adjusted"
    } else if answer.host_offset == expected_offset {
        "partly"
    } else {
        "now"
    };
    Finding::new(DIFFERS, SUBJECT)
        .cured(DIFFERS.cure(case))
        .cured(DIFFERS.cure(named))
        .fill("windows", windows.unwrap_or_default())
        .fill("host", &host)
        .identity("host", format!("{host} ({})", utc(answer.host_offset)))
        .identity(
            "configured",
            format!("{expected} ({})", utc(expected_offset)),
        )
        .fill("zone", expected)
}

fn unknown(expected: &str) -> Finding {
    let nearest = zone::nearest(expected);
    let case = match nearest {
        _ if zone::of_offset(expected).is_some() => "offset",
        Some(_) => "another",
        None => "none",
    };
    Finding::new(UNKNOWN_ZONE, SUBJECT)
        .cured(UNKNOWN_ZONE.cure(case))
        .fill("zone", nearest.unwrap_or_default())
        .fill("expected", format!("{:?}", Shown(expected)))
}

fn host_zone(answer: &zone::Answer) -> String {
    let name = answer.host.as_ref();
    name.map_or("without a name".into(), ToString::to_string)
}

/// An offset from UTC as people write it: `UTC−08:00`.
fn utc(offset: SignedDuration) -> String {
    let sign = if offset.is_negative() { '−' } else { '+' };
    let minutes = offset.abs().as_mins();
    format!("UTC{sign}{:02}:{:02}", minutes / 60, minutes % 60)
}
