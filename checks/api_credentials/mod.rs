//! Detects a realm whose Authentication API does not take the application's credentials, or is not there.

pub(crate) mod about;
mod asked;
mod wording;

use jiff::SignedDuration;

use self::about::ABOUT;
use self::asked::Asked;
use crate::kit::api::{Verdict, decide};
use crate::kit::probe::api::{Answer, Query};
use crate::kit::{Ctx, Entity, Finding, check};

check!(ApiCredentials, judge);

async fn judge(cx: &Ctx<'_>) -> Result<Finding, Box<Finding>> {
    let query = query(cx)?;
    let subject = Asked::of(&query).subject();
    let answer = cx.ask(&ABOUT, subject, query.clone()).await?;
    let verdict = decide(&query, &answer, cx.now);
    Ok(judge_answer(cx, &query, &answer, &verdict))
}

/// How the realm's API is asked, by the config.
pub(crate) fn query(cx: &Ctx<'_>) -> Result<Query, Box<Finding>> {
    let Some(api) = &cx.realm.api else {
        let summary = "the config does not describe the realm's Authentication API";
        let finding = Finding::not_known(&ABOUT, "Authentication API").summary(summary);
        return Err(Box::new(finding));
    };
    let (Some(application_id), Some(key)) = (&api.application_id, &api.application_key) else {
        let summary = "the config does not say which application id and key to try";
        let finding = Finding::not_known(&ABOUT, api.url.as_str())
            .summary(summary)
            .at(cx.site("api"));
        return Err(Box::new(finding));
    };
    let host = api.url.host_str().unwrap_or_default();
    Ok(Query {
        url: api.url.clone(),
        application_id: application_id.clone(),
        key: key.clone(),
        via: cx.proxy_to(host.trim_matches(['[', ']'])).cloned(),
    })
}

/// The finding for an answer and what was made of it.
pub(crate) fn judge_answer(
    cx: &Ctx<'_>,
    query: &Query,
    answer: &Answer,
    verdict: &Verdict<'_>,
) -> Finding {
    let asked = Asked::of(query);
    let path = match verdict {
        Verdict::UnknownApplication => "api.application_id",
        Verdict::InvalidCredentials(_) => "api.application_key",
        _ => "api.url",
    };
    let finding = wording::word(&asked, answer, verdict, skew(cx, answer));
    let finding = witness(finding, answer).touching(Entity::host(&asked.endpoint.host));
    let through = query.via.as_ref().and_then(|proxy| proxy.endpoint());
    finding
        .touching_all(through.map(|proxy| Entity::host(&proxy.host)))
        .at(cx.site(path))
}

/// How far the two clocks are apart, where that is enough for a signature to be refused.
fn skew(cx: &Ctx<'_>, answer: &Answer) -> Option<SignedDuration> {
    let offset = answer.clock.as_ref()?.offset;
    Some(offset).filter(|offset| offset.abs() >= cx.config.appliance.time.warn)
}

fn witness(finding: Finding, answer: &Answer) -> Finding {
    let (exchange, said) = (&answer.exchange, answer.said.as_ref());
    finding
        .attempts(&exchange.attempts)
        .with(exchange.response.as_ref(), |finding, response| {
            finding.quoted("status", &response.status_line())
        })
        .with(said, |finding, said| {
            let reply = format!("{}: {:.200}", said.status, said.message);
            finding.quoted("reply", reply.trim_end_matches(": "))
        })
        .with(answer.clock.as_ref(), |finding, clock| {
            finding.measured("clock-beside-host", clock.offset)
        })
        .measured("took", exchange.took)
}
