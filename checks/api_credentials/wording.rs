//! How the findings about an API are worded: reason, summary and remedy.

use jiff::SignedDuration;

use super::about::*;
use crate::kit::peer_text::Shown;
use crate::kit::probe::api::{Answer, Query, Signature};
use crate::kit::probe::https::{Response, Stage};
use crate::kit::realm::Endpoint;
use crate::kit::{Ctx, Entity, Finding, Reason, Shell, text};

/// An API and how it was asked.
pub(super) struct Asked<'a> {
    pub(super) endpoint: Endpoint,
    pub(super) query: &'a Query,
}

impl<'a> Asked<'a> {
    pub(super) fn of(query: &'a Query) -> Self {
        Self {
            endpoint: Endpoint::of(&query.url).unwrap_or_else(|| Endpoint::new("", 443)),
            query,
        }
    }

    pub(super) fn subject(&self) -> String {
        format!("API {}", self.query.url)
    }

    pub(super) fn accepted(&self, answer: &Answer) -> Finding {
        let (host, said) = (&self.endpoint.host, answer.said.as_ref());
        let status = said.map(|said| said.status.to_string()).unwrap_or_default();
        Finding::pass(&ABOUT, self.subject()).summary(format!(
            "{host} accepts the application and signs its reply ({status})"
        ))
    }

    fn finding(&self, reason: Reason) -> Finding {
        Finding::new(reason, self.subject()).fill("host", &self.endpoint.host)
    }

    pub(super) fn slow(&self, stage: Stage, waited: SignedDuration) -> Finding {
        self.finding(SLOW)
            .fill("waited", text::duration(waited))
            .fill("what", stage.awaited())
    }

    pub(super) fn unsigned(&self, answer: &Answer) -> Finding {
        let what = match answer.signature {
            Signature::Incomplete => {
                "but its reply is too long or too slow to verify the signature"
            }
            _ => "but does not sign its reply, so the reply proves nothing",
        };
        self.finding(REPLY_UNSIGNED).fill("what", what)
    }

    pub(super) fn forged(&self) -> Finding {
        self.finding(REPLY_FORGED)
    }

    pub(super) fn unknown_application(&self, cx: &Ctx<'_>) -> Finding {
        self.finding(UNKNOWN_APPLICATION)
            .fill("id", Shown(&self.query.application_id))
            .at(cx.site("api.application_id"))
    }

    pub(super) fn invalid_credentials(
        &self,
        cx: &Ctx<'_>,
        words: &str,
        answer: &Answer,
    ) -> Finding {
        let host = &self.endpoint.host;
        let offset = answer.clock.as_ref().map(|clock| clock.offset);
        let finding = Finding::new(INVALID_CREDENTIALS, self.subject());
        // A signature is refused where the two clocks are too far apart.
        let finding = match offset.filter(|offset| offset.abs() >= cx.config.appliance.time.warn) {
            Some(offset) => finding
                .summary(format!(
                    "{host} rejects the signed request, and its clock is {} {} this host's: {words:?}",
                    text::duration(offset),
                    if offset.is_negative() { "behind" } else { "ahead of" }
                ))
                .cured(INVALID_CREDENTIALS.cure("other-clock"))
                .touching_all(Entity::clock_beside(-offset, cx.config.appliance.time.warn)),
            None => {
                let is_signature = words.to_ascii_lowercase().contains("invalid credentials");
                let what = if is_signature {
                    "signature made with the application key"
                } else {
                    "signed request"
                };
                finding.summary(format!("{host} rejects the {what}: {words:?}"))
            }
        };
        finding
            .cured(INVALID_CREDENTIALS.cure("always"))
            .at(cx.site("api.application_key"))
    }

    pub(super) fn not_enabled(&self, words: &str) -> Finding {
        self.finding(NOT_ENABLED)
            .fill("url", &self.query.url)
            .fill("words", format!("{words:?}"))
    }

    /// A server in front of the API, or the one that it runs in, answers in its place.
    pub(super) fn in_front(&self, response: &Response) -> Finding {
        let schemes: Vec<&str> = response.schemes("www-authenticate").collect();
        let what = match response.status {
            401 if schemes.is_empty() => "is behind a login of the web server".to_owned(),
            401 => format!("is behind a login by {}", text::list(&schemes)),
            403 => "is closed to this host by the server in front of it".to_owned(),
            429 => "accepts no more requests for now".to_owned(),
            502 | 504 => "cannot be reached by the gateway in front of it".to_owned(),
            _ => "is out of order".to_owned(),
        };
        let case = match response.status {
            401 => "behind-a-login",
            403 => "closed",
            429 => "limited",
            502 | 504 => "behind-a-gateway",
            503 => "stopped",
            _ => "out-of-order",
        };
        let line = response.status_line();
        Finding::new(UNREACHABLE, self.subject())
            .summary(format!(
                "the API at {} {what}: it answers {line}",
                self.endpoint
            ))
            .quoted_all("server", response.header("server"))
            .quoted_all("retry-after", response.header("retry-after"))
            .cured(UNREACHABLE.cure(case))
    }

    pub(super) fn no_common_cipher(&self, words: &str) -> Finding {
        self.finding(NO_COMMON_CIPHER).fill("words", words)
    }

    pub(super) fn not_reached(&self, check: &str) -> Finding {
        self.finding(NOT_REACHED).fill("check", check)
    }

    pub(super) fn unreachable(&self, words: &str) -> Finding {
        let endpoint = &self.endpoint;
        let finding = Finding::new(UNREACHABLE, self.subject())
            .summary(match words.strip_prefix("cannot be trusted: ") {
                Some(certificate) => certificate.to_owned(),
                None => format!("the API at {endpoint} {words}"),
            })
            .cured(UNREACHABLE.cure("from-here"))
            .try_connecting_from(Shell::Windows, endpoint);
        match self.query.url.scheme() {
            "https" => {
                let host = &endpoint.host;
                let by_hand =
                    format!("openssl s_client -connect {endpoint} -servername {host} -showcerts");
                finding.run(Shell::Linux, by_hand)
            }
            _ => finding.try_connecting_from(Shell::Linux, endpoint),
        }
    }
}
