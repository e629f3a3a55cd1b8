//! A passcode by text message through an HTTP gateway of the config: our engine issues it, and verifies what arrives.

mod template;

use checks::kit::api::{Stop, Way, response};
use checks::kit::probe::https::Response;
use checks::kit::realm::{Config, GatewayMethod, Proxy, Realm, SmsGateway};
use checks::kit::{About, Answered, Finding, ProbeError, Status, text};
use checks::steps::{passcode_entry, passcode_issue, passcode_verify, sms_gateway as step};
use jiff::Timestamp;
use secrecy::{ExposeSecret as _, SecretString};
use url::Url;
use zeroize::Zeroizing;

use self::template::{Escaping, Values, fill, has_message, has_number};
use super::api::proxy;
use super::chain::{ChainRunner, Ended, Passed, StepResult};
use super::number::Number;
use super::passcode;
use super::person::Person;
use super::phone::{self, Kind};
use super::target::Target;
use crate::otp::core::{Code, Method};
use crate::otp::engine::Engine;
use crate::probe::Live;
use crate::probe::request::{Request, send};

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
    pub why: String,
}

/// Headers that otpdoctor writes itself.
const OWN: [&str; 6] = [
    "host",
    "connection",
    "content-length",
    "transfer-encoding",
    "expect",
    "user-agent",
];
/// The shortest value of a header, of the query or of the body that is cut out of what the gateway says: it may be a key.
const SECRET: usize = 8;
/// The shortest code that can be cut out of what the gateway says.
const FINDABLE: usize = 4;
/// The most characters of the gateway's words that are told.
const WORDS: usize = 300;

impl Gateway {
    /// The gateway of a config; `None` where it has none.
    ///
    /// # Errors
    /// The first mistake.
    pub fn of(config: &Config, realm: &Realm) -> Result<Option<Self>, Mistake> {
        let probes = config.probes.as_ref();
        let Some(settings) = probes.and_then(|probes| probes.sms_gateway.clone()) else {
            return Ok(None);
        };
        judge(&settings)?;
        let content_type = header(&settings, "content-type");
        Ok(Some(Self {
            escaping: Escaping::of(content_type),
            via: proxy(config, realm, &settings.url),
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

    fn request(&self, values: Values<'_>, authorization: Option<&SecretString>) -> Option<Request> {
        let filled = fill(self.settings.url.as_str(), values, Escaping::Percent);
        let url = Url::parse(&filled).ok()?;
        let mut headers: Vec<(String, Zeroizing<String>)> = self
            .settings
            .headers
            .iter()
            .map(|(name, value)| (name.clone(), Zeroizing::new(value.clone())))
            .collect();
        if let Some(value) = authorization {
            let value = Zeroizing::new(value.expose_secret().to_owned());
            headers.push(("Authorization".into(), value));
        }
        let body = self.settings.body.as_deref();
        Some(Request {
            url,
            via: self.via.clone(),
            method: match self.settings.method {
                GatewayMethod::Get => "GET",
                GatewayMethod::Post => "POST",
                GatewayMethod::Put => "PUT",
            },
            headers,
            body: body.map(|body| fill(body, values, self.escaping)),
        })
    }

    async fn authorization(&self, live: &Live) -> Answered<Option<SecretString>> {
        let Some(secret) = &self.settings.authorization else {
            return Ok(None);
        };
        let value = live.vault.resolve(secret).await?;
        if value.expose_secret().chars().any(char::is_control) {
            let why = format!("{secret}: it holds control characters, which no header can");
            return Err(ProbeError::SecretUnavailable(why));
        }
        // The part behind the scheme, such as `Bearer`, may come back alone.
        if let Some((_, token)) = value.expose_secret().split_once(' ') {
            live.vault
                .remember(&token.to_owned().into(), &secret.to_string());
        }
        Ok(Some(value))
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
    let typed = phone::typed(person, Kind::Sms);
    let arrived = run.step(&passcode_entry::ABOUT, typed).await?;
    let verify = passcode::verify(engine, user, &arrived);
    run.step(&passcode_verify::ABOUT, verify).await
}

async fn hand_over(gateway: &Gateway, live: &Live, to: &Number, code: &Code) -> StepResult {
    let subject = gateway.location();
    let ours = |error| Finding::unasked(&step::ABOUT, subject.as_str(), &error);
    let authorization = gateway.authorization(live).await.map_err(ours)?;
    gateway.hide(live);
    live.vault.remember(&to.e164.clone().into(), "the number");
    let message = Zeroizing::new(format!("Your passcode is {}", code.expose()));
    let values = Values {
        number: &to.e164,
        message: &message,
    };
    let Some(request) = gateway.request(values, authorization.as_ref()) else {
        let summary = "the gateway's address is no URL with the number and the message in it";
        let finding = Finding::new(step::ADDRESS_INVALID, subject.as_str());
        return Err(finding.summary(summary).into());
    };
    let answer = send(live, &request).await.map_err(ours)?;
    let way = match gateway.via {
        Some(_) => Way::Proxy,
        None => Way::Direct,
    };
    let host = gateway.settings.url.host_str().unwrap_or_default();
    let unreachable = |summary| Finding::new(step::UNREACHABLE, subject.as_str()).summary(summary);
    let finding = match response(&request.url, way, &answer, Timestamp::now()) {
        Ok(response) => {
            let finding = judged(host, subject.as_str(), response, gateway);
            witness(finding, response, code)
        }
        Err(Stop::Unreachable(words)) => {
            unreachable(format!("the gateway at {host} {}", text::quote(&words, 200)))
                .step("Let the network reach the gateway, and look whether its certificate leads up to a root that `appliance.trust` names.")
        }
        Err(Stop::NotReached(check)) => {
            unreachable(format!("the request did not get as far as {host}"))
                .step(format!("See {check}: `otpdoctor check --only {check}`."))
        }
    };
    let finding = finding.identity("recipient", to.masked.as_str());
    match finding.status {
        Status::Pass | Status::Warn => Ok(Passed::new(finding, ())),
        _ => Err(finding.into()),
    }
}

fn judged(host: &str, subject: &str, response: &Response, gateway: &Gateway) -> Finding {
    let in_clear = gateway.settings.url.scheme() == "http";
    let (reason, summary, cure) = match response.status {
        200..=299 if in_clear => (
            step::IN_CLEAR,
            "took the text message, which went there in clear",
            "Give the gateway an https:// address: whoever is on the network reads the passcode.",
        ),
        200..=299 => {
            let summary = format!("the gateway at {host} took the text message");
            return Finding::pass(&step::ABOUT, subject).summary(summary);
        }
        401 | 403 | 407 => (
            step::CREDENTIALS_REJECTED,
            "does not accept the credentials",
            "Compare `probes.sms_gateway.authorization` and the headers with what the gateway's operator gave you.",
        ),
        429 => (
            step::THROTTLED,
            "has had too many requests",
            "Wait as long as its operator allows, or ask for a higher limit.",
        ),
        300..=399 => (
            step::REDIRECTED,
            "redirects, which is not followed",
            "Set `probes.sms_gateway.url` to the address that answers.",
        ),
        400..=499 => (
            step::REJECTED,
            "rejects the request",
            "Compare the method, the headers and the body of `probes.sms_gateway` with the gateway's documentation.",
        ),
        _ => (
            step::OUT_OF_ORDER,
            "is out of order",
            "Ask its operator, or try again later.",
        ),
    };
    Finding::new(reason, subject)
        .summary(format!("the gateway at {host} {summary}"))
        .step(cure)
}

fn witness(finding: Finding, response: &Response, code: &Code) -> Finding {
    let finding = finding.quoted("status", text::quote(&response.status_line(), 60));
    // What is too short to be found cannot be cut out, so nothing is shown then.
    match code.expose().len() >= FINDABLE && !response.body.trim().is_empty() {
        true => finding.quoted("reply", text::quote(&response.body, WORDS)),
        false => finding,
    }
}

fn judge(settings: &SmsGateway) -> Result<(), Mistake> {
    let mistake = |key: &str, why: &str| Mistake {
        setting: format!("probes.sms_gateway.{key}"),
        why: why.to_owned(),
    };
    let url = settings.url.as_str();
    let body = settings.body.as_deref().unwrap_or_default();
    let place = if settings.body.is_some() {
        "body"
    } else {
        "url"
    };
    if !has_message(url) && !has_message(body) {
        let why = "neither the address nor the body holds {message}, so no passcode would be sent";
        return Err(mistake(place, why));
    }
    if !has_number(url) && !has_number(body) {
        let why = "neither the address nor the body holds {number}, so the message would not go to the number that is confirmed";
        return Err(mistake(place, why));
    }
    if settings.method == GatewayMethod::Get && settings.body.is_some() {
        return Err(mistake("body", "a GET has no body: say `method: POST`"));
    }
    for (name, value) in &settings.headers {
        judge_header(settings, name, value)
            .map_err(|why| mistake(&format!("headers.{name}"), why))?;
    }
    let host = settings.url.host_str().unwrap_or_default();
    if settings.url.scheme() == "http" && settings.authorization.is_some() && !is_loopback(host) {
        return Err(mistake(
            "authorization",
            "it is not sent in clear: the address must begin with https://",
        ));
    }
    Ok(())
}

fn judge_header(settings: &SmsGateway, name: &str, value: &str) -> Result<(), &'static str> {
    let token = |byte: u8| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte);
    if name.is_empty() || !name.bytes().all(token) {
        return Err("this is no name of a header (RFC 9110 section 5.1)");
    }
    if value.chars().any(|c| c.is_control() && c != '\t') {
        return Err("a header's value holds no control characters");
    }
    if OWN.contains(&name.to_ascii_lowercase().as_str()) {
        return Err("otpdoctor writes this header itself");
    }
    if settings.authorization.is_some() && name.eq_ignore_ascii_case("authorization") {
        return Err("`authorization` beside the headers is this header already");
    }
    Ok(())
}

fn is_loopback(host: &str) -> bool {
    let address = host.trim_matches(['[', ']']).parse::<std::net::IpAddr>();
    host == "localhost" || address.is_ok_and(|address| address.is_loopback())
}

fn header<'a>(settings: &'a SmsGateway, wanted: &str) -> Option<&'a str> {
    let mut headers = settings.headers.iter();
    headers
        .find(|(name, _)| name.eq_ignore_ascii_case(wanted))
        .map(|(_, value)| value.as_str())
}

#[cfg(test)]
mod tests;
