//! A realm's Authentication API on the way of a passcode: how it is asked, and what its replies mean.

use checks::kit::api::{Verdict, decide};
use checks::kit::probe::api::{Answer, Query, Said as Words, Signature};
use checks::kit::realm::{Config, Proxy, Realm};
use checks::kit::{ProbeError, text};
use jiff::{SignedDuration, Timestamp};

use super::said::Said;
use crate::probe::Live;
use crate::probe::api::{Call, Reply, call};
use crate::secret::without_numbers;

/// A realm's Authentication API.
pub struct Api {
    query: Query,
    /// From this offset on two clocks are too far apart.
    skew: SignedDuration,
}

impl Api {
    /// That of a realm.
    ///
    /// # Errors
    /// When the config does not describe it.
    pub fn of(config: &Config, realm: &Realm) -> Result<Self, Said> {
        let missing = |what: &str| {
            Said::unknown("not-known", format!("the config does not {what}")).cure(
                "Add `api: {url: \"https://HOST/SecureAuthN\", application_id: \"…\", application_key: {env: API_KEY}}` to the realm; id and key stand on its API tab.",
            )
        };
        let api = realm
            .api
            .as_ref()
            .ok_or_else(|| missing("describe the realm's Authentication API"))?;
        let (Some(application_id), Some(key)) = (&api.application_id, &api.application_key) else {
            return Err(missing(
                "say which application id and key the realm's Authentication API takes",
            ));
        };
        Ok(Self {
            query: Query {
                url: api.url.clone(),
                application_id: application_id.clone(),
                key: key.clone(),
                via: proxy(config, realm, &api.url),
            },
            skew: config.appliance.time.warn,
        })
    }

    /// Asks once, and judges whether the API itself answered in order.
    ///
    /// # Errors
    /// When it cannot be asked or reached, does not take the application, or the reply is not its own.
    pub async fn ask(&self, live: &Live, what: &Call) -> Result<(Reply, Heard), Said> {
        let reply = call(live, &self.query, what).await.map_err(ours)?;
        let heard = self.judge(&reply.answer)?;
        Ok((reply, heard))
    }

    fn judge(&self, answer: &Answer) -> Result<Heard, Said> {
        let host = self.query.url.host_str().unwrap_or_default();
        let heard = match decide(&self.query, answer, Timestamp::now()) {
            Verdict::Accepted(words) => Ok(Heard::new(words, Proof::Signed)),
            Verdict::Unsigned(words) => Ok(Heard::new(words, Proof::Missing)),
            Verdict::Forged => Err(forged(host)),
            Verdict::UnknownApplication => Err(self.unknown_application(host)),
            Verdict::InvalidCredentials(said) => Err(self.invalid_credentials(answer, host, &said)),
            Verdict::NotEnabled(said) => Err(self.not_enabled(&said)),
            // It is there, and what it was asked for went wrong: the caller knows what that was.
            Verdict::Unreachable(_) if broke_down(answer) => {
                let words = answer.said.as_ref();
                Ok(Heard::new(words.unwrap_or(&Words::default()), Proof::Signed))
            }
            Verdict::Unreachable(said) => Err(Said::fail(
                "unreachable",
                format!("the API at {host} {}", text::quote(&heard(answer, said), 200)),
            )
            .cure("Let the network reach the appliance, and show it a certificate that its clients trust: `otpdoctor check --only api` says more.")),
            Verdict::NotReached(check) => Err(Said::fail(
                "not-reached-api",
                format!("the request did not get as far as {host}"),
            )
            .cure(format!("`otpdoctor check --only {check}` says why."))),
        };
        let mut heard = heard.map_err(|said| self.witness(said, answer))?;
        heard.facts = self.witness(Said::pass(""), answer);
        Ok(heard)
    }

    /// What was seen of a reply.
    fn witness(&self, said: Said, answer: &Answer) -> Said {
        let said = match &answer.exchange.response {
            Some(response) => {
                let reason = without_numbers(&response.reason);
                let line = format!("{} {reason}", response.status);
                said.fact("HTTP", text::quote(line.trim_end(), 60))
            }
            None => said,
        };
        let said = match &answer.said {
            Some(words) => {
                let said = said.fact("status", text::quote(&without_numbers(&words.status), 40));
                match words.message.is_empty() {
                    true => said,
                    false => said.fact(
                        "it says",
                        text::quote(&without_numbers(&words.message), 160),
                    ),
                }
            }
            None => said,
        };
        let said = match (&answer.exchange.response, answer.signature) {
            (None, _) => said,
            (_, Signature::Valid) => said.fact("signature", "valid"),
            (_, Signature::Absent) => said.fact("signature", "none"),
            (_, Signature::Invalid) => said.fact("signature", "does not hold"),
            (_, Signature::Incomplete) => {
                said.fact("signature", "not computed: the reply is not whole")
            }
        };
        match &answer.clock {
            Some(clock) => said.fact("its clock beside this host's", text::offset(clock.offset)),
            None => said,
        }
    }

    fn unknown_application(&self, host: &str) -> Said {
        let id = text::quote(&self.query.application_id, 80);
        Said::fail(
            "unknown-application",
            format!("{host} does not know the application id {id}"),
        )
        .cure("Copy the Application ID from the API tab of this realm: each realm has its own.")
    }

    fn invalid_credentials(&self, answer: &Answer, host: &str, said: &str) -> Said {
        let clock = answer.clock.as_ref().map(|clock| clock.offset);
        let skewed = clock.filter(|offset| offset.abs() >= self.skew);
        let said = text::quote(&without_numbers(said), 80);
        let refused = match skewed {
            Some(offset) => Said::fail(
                "clock-skew",
                format!(
                    "{host} does not accept the signed request ({said}), and its clock is {} {} this host's: requests are signed with the time",
                    text::duration(offset),
                    if offset.is_negative() { "behind" } else { "ahead of" }
                ),
            )
            .cure("Set the clocks right first: `otpdoctor check --only time` on both machines, then try again."),
            None => Said::fail(
                "invalid-credentials",
                format!("{host} does not accept what the application key signs: {said}"),
            ),
        };
        refused.cure("Copy the Application Key from the API tab of this realm; it belongs to that Application ID alone, and has 64 hexadecimal digits.")
    }

    fn not_enabled(&self, said: &str) -> Said {
        Said::fail(
            "not-enabled",
            format!(
                "what answers at {} is not the Authentication API: {}",
                self.query.url,
                text::quote(&without_numbers(said), 120)
            ),
        )
        .cure("Enable the API for this realm on its API tab, with the authentication methods that the application uses, and save.")
        .cure("If it is on, compare the URL with the realm's address: https://HOST/SecureAuthN, without /api.")
    }
}

/// Why it was not reached; where something answered, these are partly its words.
fn heard(answer: &Answer, why: String) -> String {
    let exchange = &answer.exchange;
    match exchange.response.is_some() || exchange.ended.is_some() {
        true => without_numbers(&why),
        false => why,
    }
}

/// Whether the API itself says, and proves, that it broke down.
fn broke_down(answer: &Answer) -> bool {
    let words = answer.said.as_ref();
    answer.signature == Signature::Valid
        && words.is_some_and(|words| words.status == "server_error")
}

/// What the API itself says.
pub struct Heard {
    status: String,
    message: String,
    proof: Proof,
    facts: Said,
}

/// Whether a reply proves who wrote it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Proof {
    /// It is signed with the application key.
    Signed,
    /// It is not signed.
    Missing,
}

impl Heard {
    fn new(words: &Words, proof: Proof) -> Self {
        Self {
            status: words.status.to_ascii_lowercase(),
            message: without_numbers(&words.message).to_ascii_lowercase(),
            proof,
            facts: Said::pass(""),
        }
    }

    /// The status, in lowercase.
    pub fn status(&self) -> &str {
        &self.status
    }

    /// Whether the message holds these words, whatever their case.
    pub fn says(&self, words: &str) -> bool {
        self.message.contains(words)
    }

    /// A step that the API let pass: with what was seen, and a remark where the reply proves nothing.
    pub fn passed(&self, summary: &str) -> Said {
        let said = match self.proof {
            Proof::Signed => Said::pass(summary),
            Proof::Missing => Said::warn(
                "reply-unsigned",
                format!("{summary}, in a reply that is not signed: nobody can tell who wrote it"),
            )
            .cure("Look for a proxy or a load balancer before the appliance that drops the headers X-SA-DATE and X-SA-SIGNATURE."),
        };
        said.seen(&self.facts)
    }

    /// A step that the API refused.
    pub fn refused(&self, said: Said) -> Said {
        said.seen(&self.facts)
    }
}

/// The proxy that leads to an address: the realm's or the appliance's, unless it is bypassed.
pub fn proxy(config: &Config, realm: &Realm, url: &url::Url) -> Option<Proxy> {
    let host = url.host_str()?.trim_matches(['[', ']']);
    let proxy = realm.proxy.as_ref().or(config.appliance.proxy.as_ref())?;
    proxy.bypassed_by(host).is_none().then(|| proxy.clone())
}

/// What is on our side.
pub fn ours(error: ProbeError) -> Said {
    Said::unknown(error.reason().code, error.to_string())
}

fn forged(host: &str) -> Said {
    Said::fail(
        "reply-forged",
        format!("the reply of {host} does not carry a signature by the application key: it was changed on the way, or another machine answered"),
    )
    .cure("Look for a proxy, a load balancer or a filter on the way that changes bodies or the header X-SA-DATE: compression and rewriting break the signature.")
    .cure("If there is none, find out which machine answers at this address before any application trusts it.")
}
