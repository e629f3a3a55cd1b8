//! Detects a realm whose Authentication API does not take the application's credentials, or is not there.

pub(crate) mod about;
mod asked;
mod wording;

use jiff::SignedDuration;

use self::about::ABOUT;
use self::asked::Asked;
use crate::kit::api::{Verdict, decide};
use crate::kit::probe::api::{Answer, Query};
use crate::kit::realm::Endpoint;
use crate::kit::{Ctx, Entity, Finding, check, text};

check!(ApiCredentials, judge);

async fn judge(cx: &Ctx<'_>) -> Finding {
    let Some(api) = &cx.realm.api else {
        let summary = "the config does not describe the realm's Authentication API";
        return Finding::not_known(&ABOUT, "Authentication API", summary);
    };
    let (Some(application_id), Some(key)) = (&api.application_id, &api.application_key) else {
        let summary = "the config does not say which application id and key to try";
        return Finding::not_known(&ABOUT, api.url.as_str(), summary).at(cx.site("api"));
    };
    let host = api.url.host_str().unwrap_or_default();
    let host = host.trim_matches(['[', ']']).to_owned();
    let asked = Asked {
        endpoint: Endpoint::new(
            host.as_str(),
            api.url.port_or_known_default().unwrap_or(443),
        ),
        query: Query {
            url: api.url.clone(),
            application_id: application_id.clone(),
            key: key.clone(),
            via: cx.proxy_to(&host).cloned(),
        },
    };
    let answer = match cx.probe(asked.query.clone()).await {
        Ok(answer) => answer,
        Err(error) => return Finding::unasked(&ABOUT, asked.subject(), &error),
    };
    let verdict = decide(&asked.query, &answer, cx.now);
    let path = match verdict {
        Verdict::UnknownApplication => "api.application_id",
        Verdict::InvalidCredentials(_) => "api.application_key",
        _ => "api.url",
    };
    let skewed = skew(cx, &answer);
    let finding = wording::word(&asked, &answer, &verdict, skewed);
    let finding = witness(finding, &answer).touching(Entity::host(&asked.endpoint.host));
    let through = asked.query.via.as_ref().and_then(|proxy| proxy.endpoint());
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
    let said = said.map(|said| format!("{}: {}", said.status, said.message));
    finding
        .attempts(&exchange.attempts)
        .with(exchange.response.as_ref(), |finding, response| {
            finding.quoted("status", text::quote(&response.status_line(), 80))
        })
        .with(said, |finding, said| {
            finding.quoted("reply", text::quote(said.trim_end_matches(": "), 200))
        })
        .with(answer.clock.as_ref(), |finding, clock| {
            finding.measured("clock-beside-host", clock.offset)
        })
        .measured("took", exchange.took)
}
