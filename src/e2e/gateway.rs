//! A passcode by text message through an HTTP gateway of the config: our engine issues it, and verifies what arrives.

mod template;

use checks::kit::api::{Stop, response};
use checks::kit::probe::https::Response;
use checks::kit::realm::{Endpoint, GatewayMethod, Proxy, SmsGateway};
use checks::kit::{About, Finding, text};
use checks::steps::{passcode_entry, passcode_issue, passcode_verify, sms_gateway as step};
use hyper::header::{AUTHORIZATION, CONTENT_TYPE};
use jiff::Timestamp;
use url::Url;
use zeroize::Zeroizing;

use self::template::{Escaping, fill, holds};
use super::chain::{ChainRunner, Ended, StepResult};
use super::number::Number;
use super::passcode;
use super::person::Person;
use super::phone;
use super::target::Target;
use crate::otp::core::{Code, Method};
use crate::otp::engine::Engine;
use crate::probe::Live;
use crate::probe::request::{Header, Request, header_fault, secret_header, send};
use crate::secret::Outgoing;

/// A gateway whose description makes sense.
pub struct Gateway {
    settings: SmsGateway,
    escaping: Escaping,
    via: Option<Proxy>,
}

/// A mistake in the description: the path of the setting, and what is wrong.
#[derive(Debug, PartialEq, Eq)]
pub struct Mistake {
    /// The path of the setting.
    pub setting: String,
    /// What is wrong with it.
    pub why: &'static str,
}

/// The shortest value of a header, of the query or of the body that is cut out of what the gateway says: it may be a key.
const SECRET: usize = 8;
/// The most characters of the gateway's reply that are shown.
const WORDS: usize = 300;

impl Gateway {
    /// The gateway of a config; `None` where it has none.
    ///
    /// # Errors
    /// The first mistake.
    pub fn of(target: &Target<'_>) -> Result<Option<Self>, Mistake> {
        let probes = target.config.probes.as_ref();
        let Some(settings) = probes.and_then(|probes| probes.sms_gateway.clone()) else {
            return Ok(None);
        };
        validate(&settings)?;
        let mut headers = settings.headers.iter();
        let content_type = headers.find(|(name, _)| CONTENT_TYPE == name.as_str());
        Ok(Some(Self {
            escaping: Escaping::of(content_type.map_or("", |(_, value)| value)),
            via: Endpoint::of(&settings.url)
                .and_then(|server| target.ctx().proxy_to(&server.host).cloned()),
            settings,
        }))
    }

    /// Its address without the query, which may hold a key.
    pub fn location(&self) -> String {
        let url = &self.settings.url;
        text::quote(
            &url[url::Position::BeforeScheme..url::Position::AfterPath],
            80,
        )
    }

    /// The request with these values; `None` where the address is no URL with them in it.
    fn request(&self, values: &[(&str, &str)], authorization: Option<Header>) -> Option<Request> {
        let settings = &self.settings;
        let url = fill(settings.url.as_str(), values, Escaping::Percent);
        let headers = settings.headers.iter();
        let headers = headers.map(|(name, value)| (name.clone(), Outgoing::ours(value)));
        let body = settings.body.as_deref();
        Some(Request {
            url: Url::parse(&url).ok()?,
            via: self.via.clone(),
            method: match settings.method {
                GatewayMethod::Get => "GET",
                GatewayMethod::Post => "POST",
                GatewayMethod::Put => "PUT",
            },
            headers: headers.chain(authorization).collect(),
            body: body.map(|body| fill(body, values, self.escaping)),
        })
    }

    /// What may be a key is cut out of what the gateway says.
    fn hide(&self, live: &Live) {
        for (place, key) in self.settings.keys() {
            if key.len() >= SECRET {
                live.vault.remember(&key.into(), &place);
            }
        }
    }
}

/// The steps of the probe.
pub const STEPS: &[&About] = &[
    &passcode_issue::ABOUT,
    &step::ABOUT,
    &passcode_entry::ABOUT,
    &passcode_verify::ABOUT,
];

/// Issues a passcode, sends it through the gateway, and verifies what arrives.
///
/// # Errors
/// Where the run ended.
pub async fn run(
    run: &mut ChainRunner<'_>,
    target: &Target<'_>,
    (gateway, engine): (&Gateway, &Engine),
    number: &Number,
    person: &mut Person,
) -> Result<(), Ended> {
    let (user, live) = (target.user, target.live);
    let issue = passcode::issue(engine, user, Method::Sms, &live.vault);
    let active = run.step(&passcode_issue::ABOUT, issue).await?;
    let sending = hand_over(gateway, live, number, &active.code);
    run.step(&step::ABOUT, sending).await?;
    let typed = phone::typed(person, Method::Sms);
    let arrived = run.step(&passcode_entry::ABOUT, typed).await?;
    let verify = passcode::verify(engine, user, &arrived);
    run.step(&passcode_verify::ABOUT, verify).await
}

/// The text message.
fn message(code: &Code) -> Zeroizing<String> {
    Zeroizing::new(format!("Your passcode is {}", code.expose()))
}

async fn hand_over(gateway: &Gateway, live: &Live, to: &Number, code: &Code) -> StepResult {
    let subject = gateway.location();
    let ours = |error| Finding::unasked(&step::ABOUT, subject.as_str(), &error);
    let authorization = match &gateway.settings.authorization {
        Some(secret) => {
            let header = secret_header(live, "Authorization", secret).await;
            Some(header.map_err(ours)?)
        }
        None => None,
    };
    gateway.hide(live);
    live.vault.remember(&to.e164.clone().into(), "the number");
    let message = message(code);
    let values = [("number", to.e164.as_str()), ("message", message.as_str())];
    let request = gateway.request(&values, authorization);
    let request = request.ok_or_else(|| Finding::new(step::ADDRESS_INVALID, subject.as_str()))?;
    let answer = send(live, &request).await.map_err(ours)?;
    let host = gateway.settings.url.host_str().unwrap_or_default();
    let unreachable = |summary| Finding::new(step::UNREACHABLE, subject.as_str()).summary(summary);
    let finding = match response(
        &request.url,
        gateway.via.as_ref(),
        &answer,
        Timestamp::now(),
    ) {
        Ok(response) => {
            let in_clear = request.url.scheme() == "http";
            with_reply(judged(response.status, in_clear, host, &subject), response)
        }
        Err(Stop::Unreachable(words) | Stop::NoCommonCipher(words)) => {
            let words = text::quote(&words, 200);
            unreachable(format!("the gateway at {host} {words}"))
                .cured(step::UNREACHABLE.cure("from-here"))
        }
        Err(Stop::NotReached(check)) => unreachable(format!("the request did not reach {host}"))
            .cured(step::UNREACHABLE.cure("on-the-way"))
            .fill("check", check),
    };
    Ok((vec![finding.identity("recipient", to.masked.as_str())], ()))
}

fn judged(status: u16, in_clear: bool, host: &str, subject: &str) -> Finding {
    let reason = match status {
        200..=299 if in_clear => step::IN_CLEAR,
        200..=299 => {
            let summary = format!("the gateway at {host} accepted the text message");
            return Finding::pass(&step::ABOUT, subject).summary(summary);
        }
        401 | 403 | 407 => step::CREDENTIALS_REJECTED,
        429 => step::THROTTLED,
        300..=399 => step::REDIRECTED,
        400..=499 => step::REJECTED,
        _ => step::OUT_OF_ORDER,
    };
    Finding::new(reason, subject)
}

fn with_reply(finding: Finding, response: &Response) -> Finding {
    let finding = finding.quoted("status", response.status_line());
    match response.body.raw().trim() {
        "" => finding,
        _ => finding.quoted("reply", format!("{:.WORDS$}", response.body)),
    }
}

fn validate(settings: &SmsGateway) -> Result<(), Mistake> {
    let url = settings.url.as_str();
    let body = settings.body.as_deref();
    let lacks = |name| !holds(url, name) && !body.is_some_and(|body| holds(body, name));
    let place = if body.is_some() { "body" } else { "url" };
    let in_clear = settings.url.scheme() == "http"
        && !Endpoint::of(&settings.url).is_some_and(|server| server.is_loopback());
    let rules = [
        (
            lacks("message"),
            place,
            "neither the address nor the body holds {message}, so no passcode would be sent",
        ),
        (
            lacks("number"),
            place,
            "neither the address nor the body holds {number}, so the message would not go to the number that is confirmed",
        ),
        (
            settings.method == GatewayMethod::Get && body.is_some(),
            "body",
            "a GET has no body: say `method: POST`",
        ),
        (
            in_clear && settings.authorization.is_some(),
            "authorization",
            "it is not sent in clear: the address must begin with https://",
        ),
    ];
    let broken = rules.into_iter().filter(|(broken, ..)| *broken);
    let broken = broken.map(|(_, key, why)| (key.to_owned(), why));
    let headers = settings.headers.iter().filter_map(|(name, value)| {
        let why = mistake_in_header(settings, name, value)?;
        Some((format!("headers.{name}"), why))
    });
    match broken.chain(headers).next() {
        None => Ok(()),
        Some((key, why)) => Err(Mistake {
            setting: format!("probes.sms_gateway.{key}"),
            why,
        }),
    }
}

fn mistake_in_header(settings: &SmsGateway, name: &str, value: &str) -> Option<&'static str> {
    let is_beside = settings.authorization.is_some() && AUTHORIZATION == name;
    let beside = "`authorization` beside the headers is this header already";
    header_fault(name, value).or(is_beside.then_some(beside))
}

#[cfg(test)]
mod tests;
