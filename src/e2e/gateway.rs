//! A passcode by text message through an HTTP gateway of the config: our engine issues it, and verifies what arrives.

mod template;

use checks::kit::api::{Stop, Way, response};
use checks::kit::probe::https::Response;
use checks::kit::realm::{Config, GatewayMethod, Proxy, Realm, SmsGateway};
use checks::kit::text;
use jiff::Timestamp;
use secrecy::{ExposeSecret as _, SecretString};
use url::Url;
use zeroize::Zeroizing;

use self::template::{Escaping, Values, fill, has_message, has_number};
use super::api::{ours, proxy};
use super::code;
use super::number::Number;
use super::person::Person;
use super::phone::{Kind, lost};
use super::said::{Done, Said};
use super::walk::{Ended, Planned, Walk};
use crate::otp::core::{Code, Method, User};
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
    pub fn place(&self) -> String {
        let url = &self.settings.url;
        text::quote(
            &url[url::Position::BeforeScheme..url::Position::AfterPath],
            80,
        )
    }

    fn request(
        &self,
        values: Values<'_>,
        authorization: Option<&SecretString>,
    ) -> Result<Request, Said> {
        let wrong = |_| {
            Said::unknown(
                "config",
                "the address of the gateway is none any more with the number and the message in it",
            )
        };
        let filled = fill(self.settings.url.as_str(), values, Escaping::Percent);
        let url = Url::parse(&filled).map_err(wrong)?;
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
        Ok(Request {
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

    async fn authorization(&self, live: &Live) -> Result<Option<SecretString>, Said> {
        let Some(secret) = &self.settings.authorization else {
            return Ok(None);
        };
        let value = live.vault.resolve(secret).await.map_err(ours)?;
        if value.expose_secret().chars().any(char::is_control) {
            let why = format!("{secret}: it holds control characters, which no header can");
            return Err(Said::unknown("secret-unavailable", why));
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

/// Where a passcode goes, and for whom it is.
pub struct Journey<'a> {
    /// For whom.
    pub user: &'a User,
    /// Where to.
    pub number: &'a Number,
    /// Through what.
    pub gateway: &'a Gateway,
    /// What issues and verifies it.
    pub engine: &'a Engine,
    /// Whom to ask.
    pub live: &'a Live,
}

/// The steps of the chain.
pub fn plan() -> [Planned; 4] {
    ["issue", "send", "receive", "verify"].map(Planned::from)
}

/// Issues a passcode, sends it through the gateway, and verifies what arrives.
///
/// # Errors
/// Where the chain ended.
pub async fn walk(
    walk: &mut Walk,
    journey: &Journey<'_>,
    person: &mut Person,
) -> Result<(), Ended> {
    let (engine, user) = (journey.engine, journey.user);
    let issue = code::issue(engine, user, Method::Sms, &journey.live.vault);
    let active = walk.step("issue", issue).await?;
    walk.step("send", hand_over(journey, &active.code)).await?;
    let typed = code::typed(person, Kind::Sms.question());
    let arrived = walk
        .step("receive", async {
            typed.await.map_err(|said| lost(said, Kind::Sms))
        })
        .await?;
    walk.step("verify", async {
        code::judged(&engine.verify(user, &arrived).await?)
    })
    .await
}

async fn hand_over(journey: &Journey<'_>, code: &Code) -> Result<Done<()>, Said> {
    let (gateway, live) = (journey.gateway, journey.live);
    let authorization = gateway.authorization(live).await?;
    gateway.hide(live);
    let number = &journey.number.e164;
    live.vault.remember(&number.clone().into(), "the number");
    let message = Zeroizing::new(format!("Your passcode is {}", code.expose()));
    let values = Values {
        number,
        message: &message,
    };
    let request = gateway.request(values, authorization.as_ref())?;
    let answer = send(live, &request).await.map_err(ours)?;
    let way = match gateway.via {
        Some(_) => Way::Proxy,
        None => Way::Direct,
    };
    let host = gateway.settings.url.host_str().unwrap_or_default();
    let said = match response(&request.url, way, &answer, Timestamp::now()) {
        Ok(response) => {
            let said = judged(host, response, gateway);
            witness(said, response, code)
        }
        Err(Stop::Unreachable(words)) => Said::fail(
            "unreachable",
            format!("the gateway at {host} {}", text::quote(&words, 200)),
        )
        .cure("Let the network reach the gateway, and look whether its certificate leads up to a root that `appliance.trust` names."),
        Err(Stop::NotReached(check)) => Said::fail(
            "unreachable",
            format!("the request did not get as far as {host}"),
        )
        .cure(format!("`otpdoctor check --only {check}` says why.")),
    };
    let said = said.fact("to", &journey.number.masked);
    match said.worked() {
        true => Ok(said.with(())),
        false => Err(said),
    }
}

fn judged(host: &str, response: &Response, gateway: &Gateway) -> Said {
    match response.status {
        200..=299 if gateway.settings.url.scheme() == "http" => Said::warn(
            "in-clear",
            format!("the gateway at {host} took the text message, which went there in clear"),
        )
        .cure("Give the gateway an https:// address: whoever is on the way reads the passcode."),
        200..=299 => Said::pass(format!("the gateway at {host} took the text message")),
        401 | 403 | 407 => Said::fail(
            "refused-credentials",
            format!("the gateway at {host} does not accept the credentials"),
        )
        .cure("Compare `probes.sms_gateway.authorization` and the headers with what the gateway's operator gave you."),
        429 => Said::fail("throttled", format!("the gateway at {host} has had too many requests"))
            .cure("Wait as long as its operator allows, or ask for a higher limit."),
        300..=399 => Said::fail(
            "redirected",
            format!("the gateway at {host} redirects, which is not followed"),
        )
        .cure("Set `probes.sms_gateway.url` to the address that answers."),
        400..=499 => Said::fail(
            "rejected-by-gateway",
            format!("the gateway at {host} rejects the request"),
        )
        .cure("Compare the method, the headers and the body of `probes.sms_gateway` with the gateway's documentation."),
        _ => Said::fail("out-of-order", format!("the gateway at {host} is out of order"))
            .cure("Ask its operator, or try again later."),
    }
}

fn witness(said: Said, response: &Response, code: &Code) -> Said {
    let said = said.fact("HTTP", text::quote(&response.status_line(), 60));
    // What is too short to be found cannot be cut out, so nothing is told then.
    match code.expose().len() >= FINDABLE && !response.body.trim().is_empty() {
        true => said.fact("it says", text::quote(&response.body, WORDS)),
        false => said,
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
