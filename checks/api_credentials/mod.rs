//! Detects a realm whose Authentication API does not take the application's credentials, or is not there.

pub(crate) mod about;
mod wording;

use jiff::SignedDuration;

use self::about::ABOUT;
use crate::kit::api::{Verdict, decide};
use crate::kit::probe::api::{Answer, Query};
use crate::kit::realm::Endpoint;
use crate::kit::{About, Check, Ctx, Entity, Finding, Judged, text};

/// The factors of a user that nobody has, asked of the realm's Authentication API.
pub(crate) struct ApiCredentials;

impl Check for ApiCredentials {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    fn run<'a>(&'a self, cx: &'a Ctx<'a>) -> Judged<'a> {
        Box::pin(async move { vec![judge(cx).await] })
    }
}

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
            via: cx
                .proxy()
                .filter(|proxy| proxy.bypassed_by(&host).is_none())
                .cloned(),
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

/// An API and how it was asked.
struct Asked {
    endpoint: Endpoint,
    query: Query,
}

impl Asked {
    fn subject(&self) -> String {
        format!("API {}", self.query.url)
    }
}

/// How far the two clocks are apart, where that is enough for a signature to be refused.
fn skew(cx: &Ctx<'_>, answer: &Answer) -> Option<SignedDuration> {
    let offset = answer.clock.as_ref()?.offset;
    Some(offset).filter(|offset| offset.abs() >= cx.config.appliance.time.warn)
}

fn witness(finding: Finding, answer: &Answer) -> Finding {
    let finding = answer
        .exchange
        .attempts
        .iter()
        .fold(finding, |finding, attempt| {
            let words = text::quote(&attempt.outcome.words(), 80);
            finding.quoted(("attempt", attempt.address.to_string()), words)
        });
    let finding = match &answer.exchange.response {
        Some(response) => finding.quoted("status", text::quote(&response.status_line(), 80)),
        None => finding,
    };
    let finding = match &answer.said {
        Some(said) => finding.quoted(
            "reply",
            text::quote(
                format!("{}: {}", said.status, said.message).trim_end_matches(": "),
                200,
            ),
        ),
        None => finding,
    };
    let finding = match &answer.clock {
        Some(clock) => finding.measured("clock-beside-host", clock.offset),
        None => finding,
    };
    finding.measured("took", answer.exchange.took)
}
