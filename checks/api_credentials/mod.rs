//! Detects a realm whose Authentication API does not take the application's credentials, or is not there.

mod about;
mod wording;

pub(crate) use self::about::*;
use self::wording::Asked;
use crate::kit::api::{Stop, response};
use crate::kit::chain_fault::ChainFault;
use crate::kit::probe::api::{Answer, Query, Signature};
use crate::kit::probe::https::Response;
use crate::kit::realm::Endpoint;
use crate::kit::{Ctx, Entity, Finding, Status, check};

check!(ApiCredentials, judge);

async fn judge(cx: &Ctx<'_>) -> Result<Finding, Box<Finding>> {
    let query = query(cx)?;
    let subject = Asked::of(&query).subject();
    let answer = cx.ask(&ABOUT, subject, query.clone()).await?;
    Ok(judge_answer(cx, &query, &answer))
}

/// How the realm's API is asked, by the config.
pub(crate) fn query(cx: &Ctx<'_>) -> Result<Query, Box<Finding>> {
    let Some(api) = &cx.realm.api else {
        return Finding::not_known(&ABOUT, "Authentication API")
            .summary("the config does not describe the realm's Authentication API")
            .alone();
    };
    let (Some(application_id), Some(key)) = (&api.application_id, &api.application_key) else {
        return Finding::not_known(&ABOUT, api.url.as_str())
            .summary("the config does not say which application id and key to try")
            .at(cx.site("api"))
            .alone();
    };
    let server = Endpoint::of(&api.url);
    Ok(Query {
        url: api.url.clone(),
        application_id: application_id.clone(),
        key: key.clone(),
        via: server.and_then(|server| cx.proxy_to(&server.host).cloned()),
    })
}

/// The finding for an answer: what comes later is believed only when everything before it is good.
pub(crate) fn judge_answer(cx: &Ctx<'_>, query: &Query, answer: &Answer) -> Finding {
    let asked = Asked::of(query);
    let late = answer.exchange.tls.as_ref().filter(|tls| {
        let faults = tls.faults(cx.now, &asked.endpoint.host);
        matches!(
            faults.first(),
            Some(ChainFault::Expired(_) | ChainFault::NotYetValid(_))
        )
    });
    let finding = match response(&query.url, query.via.as_ref(), &answer.exchange, cx.now) {
        Ok(response) => {
            let finding = judge_reply(cx, &asked, answer, response);
            match answer.exchange.slow() {
                Some((stage, waited)) if finding.status == Status::Pass => {
                    asked.slow(stage, waited)
                }
                _ => finding,
            }
        }
        Err(Stop::NotReached(check)) => asked.not_reached(check),
        Err(Stop::Unreachable(words)) => asked
            .unreachable(&words)
            .touching_all(late.and_then(|tls| tls.chain.excusing_clock(cx.now))),
        Err(Stop::NoCommonCipher(words)) => asked.no_common_cipher(&words),
    };
    witness(cx, finding, &asked, answer)
}

/// The finding for an answer by which the API accepts the application.
pub(crate) fn accepted(cx: &Ctx<'_>, query: &Query, answer: &Answer) -> Finding {
    let asked = Asked::of(query);
    witness(cx, asked.accepted(answer), &asked, answer)
}

/// What the API says of credentials counts whatever the status: it answers 200, 400 and 401 alike.
fn judge_reply(cx: &Ctx<'_>, asked: &Asked<'_>, answer: &Answer, response: &Response) -> Finding {
    let line = response.status_line().to_string();
    let Some(said) = &answer.said else {
        return match response.status {
            407 => asked.not_reached("proxy-reach"),
            401 if !asks_for_a_login(response) => asked.invalid_credentials(cx, &line, answer),
            401 | 403 | 429 | 500..=599 => asked.in_front(response),
            _ => asked.not_enabled(&line),
        };
    };
    let says = |words: &str| said.message.raw().to_ascii_lowercase().contains(words);
    // With another key than ours these cannot be signed for us.
    if says("appid is unknown") {
        return asked.unknown_application(cx);
    }
    if says("invalid credentials") || response.status == 401 {
        return asked.invalid_credentials(cx, &said.message.to_string(), answer);
    }
    if says("resource cannot be found") {
        return asked.not_enabled(&said.message.to_string());
    }
    if response.status >= 500 || said.status == "server_error" {
        return asked.in_front(response);
    }
    match answer.signature {
        Signature::Valid => asked.accepted(answer),
        Signature::Invalid => asked.forged(),
        Signature::Absent | Signature::Incomplete => asked.unsigned(answer),
    }
}

/// The API names no scheme and sends no page: a web server does.
fn asks_for_a_login(response: &Response) -> bool {
    let mut types = response.header("content-type");
    response.header("www-authenticate").next().is_some()
        || types.any(|kind| kind.raw().to_ascii_lowercase().starts_with("text/html"))
}

fn witness(cx: &Ctx<'_>, finding: Finding, asked: &Asked<'_>, answer: &Answer) -> Finding {
    let (exchange, said) = (&answer.exchange, answer.said.as_ref());
    let through = asked.query.via.as_ref().and_then(|proxy| proxy.endpoint());
    finding
        .attempts(&exchange.attempts)
        .quoted_all(
            "status",
            exchange.response.as_ref().map(Response::status_line),
        )
        .with(said, |finding, said| {
            let reply = format!("{}: {:.200}", said.status, said.message);
            finding.quoted("reply", reply.trim_end_matches(": "))
        })
        .with(answer.clock.as_ref(), |finding, clock| {
            finding.measured("clock-beside-host", clock.offset)
        })
        .measured("took", exchange.took)
        .touching(Entity::host(&asked.endpoint.host))
        .touching_all(through.map(|proxy| Entity::host(&proxy.host)))
        .or_at(cx.site("api.url"))
}
