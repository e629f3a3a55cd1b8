//! Decides from the facts how a request to a cloud service ended; the words for it are elsewhere.

use jiff::Timestamp;

use crate::kit::chain_fault::ChainFault;
use crate::kit::peer_text::{PeerText, Shown};
use crate::kit::probe::https::{Answer, Query, Response};
use crate::kit::probe::tcp::{Connect, Ended, accepted, telling};
use crate::kit::probe::tls::{Handshake, Tls};
use crate::kit::realm::Endpoint;
use crate::kit::server_certificate::no_common_cipher;
use crate::kit::{Complaint, Entity, ProbeError};

/// How the request ended.
#[derive(Debug, PartialEq)]
pub(super) enum Verdict<'a> {
    /// The service answered.
    Reached(&'a Response),
    /// The request did not get as far as the service; the check that says why.
    NotReached(&'static str),
    /// No address accepted the connection.
    NoConnection(&'a Connect),
    /// The conversation broke off.
    BrokenOff(Stage, &'a Ended),
    /// No TLS version in common; the text is what was seen of it.
    TlsVersion(String),
    /// Windows and the service have no TLS version or cipher suite in common.
    Mismatch(String),
    /// The handshake failed in another way.
    TlsFailed(String),
    /// The peer does not speak TLS; the text is what it said.
    NotTls(&'a PeerText),
    /// The service's chain is bad, gravest first.
    BadChain(&'a Tls, Vec<ChainFault>),
    /// The service shakes hands only at an offer that is wider than otpdoctor's own; what it does.
    NoCommonCipher(&'a Tls, String),
    /// The service asked for the client certificate by renegotiation.
    Renegotiation,
    /// The service rejects the client certificate, and what it complains of.
    Rejected(String, Option<Complaint>),
    /// The service wants a client certificate; the second text is why none was presented, where one is selected.
    Required(String, Option<Shown<'a>>),
    /// The service's answer says nothing of the appliance, since it was not shown the client certificate; why not.
    NotPresented(String, Shown<'a>),
    /// The same, and this run is at fault: a secret or a permission is missing.
    Withheld(&'a ProbeError),
    /// An HTTP status that says that the service is not there, or something that is not HTTP.
    HttpError(String),
    /// otpdoctor's own side could not go on.
    OurSide(&'a PeerText),
    /// 401 or 403, although the client certificate was presented.
    LicenseRejected(&'a Response),
}

impl Verdict<'_> {
    /// What the verdict speaks of, beside the service and its host.
    pub(super) fn touches(&self, certificate: Option<&str>) -> Vec<Entity> {
        match self {
            Self::Rejected(_, Some(complaint)) => certificate
                .map(Entity::certificate)
                .into_iter()
                .chain([Entity::Complaint(*complaint)])
                .collect(),
            Self::Reached(_) | Self::NotReached(_) | Self::HttpError(_) => Vec::new(),
            Self::BadChain(_, faults) if faults.first() == Some(&ChainFault::WrongName) => {
                Vec::new()
            }
            Self::Rejected(..) | Self::Required(..) | Self::NotPresented(..) => {
                match certificate.map(Entity::certificate) {
                    Some(certificate) => vec![certificate],
                    None => vec![Entity::Appliance],
                }
            }
            // What several hosts of the cloud show alike is one fault of the way there, or of the license.
            _ => vec![Entity::Appliance],
        }
    }
}

/// Where a conversation broke off.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Stage {
    Handshake,
    Request,
}

/// Judges the stages in order: what comes later is believed only when everything before it is good.
pub(super) fn decide<'a>(query: &Query, answer: &'a Answer, now: Timestamp) -> Verdict<'a> {
    no_connection(query, answer)
        .or_else(|| bad_chain(query, answer.tls.as_ref()?, now))
        .or_else(|| failed_handshake(query, answer))
        .unwrap_or_else(|| judge_reply(query, answer))
}

fn no_connection<'a>(query: &Query, answer: &'a Answer) -> Option<Verdict<'a>> {
    if answer.resolution.failure.is_some() {
        return Some(Verdict::NotReached("name-resolution"));
    }
    if !accepted(&answer.attempts) {
        let telling = telling(&answer.attempts).filter(|_| query.via.is_none());
        let culprit = match query.via {
            Some(_) => "proxy-reach",
            None => "name-resolution",
        };
        return Some(telling.map_or(Verdict::NotReached(culprit), Verdict::NoConnection));
    }
    let tunnel_stands = match &answer.tunnel {
        Some(tunnel) => tunnel.leads_on(answer.tls.as_ref()),
        // A URL in clear needs no tunnel: the proxy forwards the request.
        None => query.via.is_none() || query.url.scheme() == "http",
    };
    (!tunnel_stands).then_some(Verdict::NotReached("proxy-reach"))
}

/// Faults of the chain win over whatever came after: the appliance itself would have broken off here.
fn bad_chain<'a>(query: &Query, tls: &'a Tls, now: Timestamp) -> Option<Verdict<'a>> {
    let faults = tls.faults(now, &Endpoint::of(&query.url)?.host);
    (!faults.is_empty()).then_some(Verdict::BadChain(tls, faults))
}

fn failed_handshake<'a>(query: &Query, answer: &'a Answer) -> Option<Verdict<'a>> {
    let tls = answer.tls.as_ref()?;
    if let Some(words) = no_common_cipher(tls) {
        return Some(Verdict::NoCommonCipher(tls, words));
    }
    if let Some(why) = tls.mismatch() {
        return Some(Verdict::Mismatch(why));
    }
    Some(match &tls.outcome {
        Handshake::Completed { .. } => return None,
        Handshake::Alert(alert) => judge_alert(query, answer, alert),
        Handshake::OldVersion(version) => {
            Verdict::TlsVersion(format!("it chose {}", Shown(version)))
        }
        Handshake::Incompatible(why) => Verdict::TlsFailed(why.to_string()),
        Handshake::NotTls(text) => Verdict::NotTls(text),
        Handshake::Ended(ended) => Verdict::BrokenOff(Stage::Handshake, ended),
        Handshake::OurSide(why) => Verdict::OurSide(why),
    })
}

fn judge_reply<'a>(query: &Query, answer: &'a Answer) -> Verdict<'a> {
    let turned_away = |response: &Response| {
        matches!(response.status, 401 | 403) || speaks_of_certificate(response).is_some()
    };
    // Windows does as it is asked.
    let refused = answer.renegotiation && !by_windows(answer);
    if refused && answer.response.as_ref().is_none_or(turned_away) {
        return Verdict::Renegotiation;
    }
    if let Some(response) = &answer.response {
        return judge_response(query, answer, response);
    }
    if let Some(alert) = &answer.late_alert {
        return judge_alert(query, answer, alert);
    }
    match &answer.ended {
        Some(Ended::Garbage(text)) => Verdict::HttpError(format!("{text:?}, which is not HTTP")),
        Some(Ended::TooLong(_)) => Verdict::HttpError("with too many headers".into()),
        Some(ended) => Verdict::BrokenOff(Stage::Request, ended),
        None => Verdict::BrokenOff(Stage::Request, &Ended::Closed),
    }
}

/// Alerts of RFC 8446 section 6.2, as servers use them.
fn judge_alert<'a>(query: &Query, answer: &'a Answer, alert: &str) -> Verdict<'a> {
    let words = format!("TLS alert {}", Shown(alert));
    let complaint = match alert {
        "protocol_version" => return Verdict::TlsVersion(words),
        "certificate_required" => return required(query, answer, words),
        "handshake_failure" if asked(answer) && !presented(query, answer) => {
            return required(query, answer, words);
        }
        "certificate_expired" => Some(Complaint::Time),
        "unknown_ca" => Some(Complaint::Issuer),
        "decrypt_error" => Some(Complaint::Signature),
        "unsupported_certificate" => Some(Complaint::Usage),
        "bad_certificate" | "certificate_unknown" => Some(Complaint::Anything),
        "certificate_revoked" | "access_denied" => None,
        _ => return Verdict::TlsFailed(words),
    };
    if asked(answer) {
        rejected_or_required(query, answer, words, complaint)
    } else {
        Verdict::TlsFailed(words)
    }
}

fn judge_response<'a>(query: &Query, answer: &'a Answer, response: &'a Response) -> Verdict<'a> {
    let line = response.status_line().to_string();
    match (response.status, speaks_of_certificate(response)) {
        (_, Some(CertificateDemand::Required)) => required(query, answer, line),
        (_, Some(CertificateDemand::Rejected(complaint))) => Verdict::Rejected(line, complaint),
        (_, Some(CertificateDemand::Either)) => {
            rejected_or_required(query, answer, line, Some(Complaint::Anything))
        }
        (407, None) => Verdict::NotReached("proxy-reach"),
        (401 | 403, None) if presented(query, answer) => Verdict::LicenseRejected(response),
        (401 | 403, None) => unpresented(query, answer, line),
        (404 | 410 | 502..=504, None) => Verdict::HttpError(line),
        _ => Verdict::Reached(response),
    }
}

enum CertificateDemand {
    Required,
    Rejected(Option<Complaint>),
    Either,
}

/// nginx says it in the body of a 400, IIS by a subcode of 403, others in words of their own.
fn speaks_of_certificate(response: &Response) -> Option<CertificateDemand> {
    const REQUIRED: [&str; 5] = [
        "no required ssl certificate",
        "no client certificate",
        "requires a client certificate",
        "client certificate required",
        "client certificate is required",
    ];
    if !matches!(response.status, 400 | 401 | 403 | 495 | 496) {
        return None;
    }
    let text = format!("{} {}", response.reason.raw(), response.body.raw());
    let text = text.to_ascii_lowercase();
    let says = |phrases: &[&str]| phrases.iter().any(|phrase| text.contains(phrase));
    let forbidden = response.status == 403;
    if says(&REQUIRED) || forbidden && says(&["403.7"]) {
        Some(CertificateDemand::Required)
    } else if says(&["the ssl certificate error"]) || forbidden && says(&["403.16"]) {
        Some(CertificateDemand::Rejected(Some(Complaint::Anything)))
    } else if forbidden && says(&["403.17"]) {
        Some(CertificateDemand::Rejected(Some(Complaint::Time)))
    // The account that it maps to, and revocation.
    } else if forbidden && says(&["403.12", "403.13"]) {
        Some(CertificateDemand::Rejected(None))
    } else if says(&["client certificate", "ssl certificate"]) {
        Some(CertificateDemand::Either)
    } else {
        None
    }
}

fn rejected_or_required<'a>(
    query: &Query,
    answer: &'a Answer,
    words: String,
    complaint: Option<Complaint>,
) -> Verdict<'a> {
    if presented(query, answer) {
        Verdict::Rejected(words, complaint)
    } else {
        required(query, answer, words)
    }
}

fn required<'a>(query: &Query, answer: &'a Answer, words: String) -> Verdict<'a> {
    match &answer.client_certificate_withheld {
        Some(_) => unpresented(query, answer, words),
        None => Verdict::Required(
            words,
            answer.client_certificate_unusable.as_deref().map(Shown),
        ),
    }
}

fn unpresented<'a>(query: &Query, answer: &'a Answer, words: String) -> Verdict<'a> {
    let unusable = answer.client_certificate_unusable.as_deref();
    match (&answer.client_certificate_withheld, unusable) {
        (Some(ProbeError::Unsupported(why)), _) => Verdict::NotPresented(words, Shown(why)),
        (None, Some(why)) => Verdict::NotPresented(words, Shown(why)),
        (Some(error), _) => Verdict::Withheld(error),
        (None, None) if query.client_certificate.is_none() => {
            Verdict::NotPresented(words, Shown("the config selects none"))
        }
        (None, None) => Verdict::NotPresented(words, Shown("the service did not ask for one")),
    }
}

fn presented(query: &Query, answer: &Answer) -> bool {
    asked(answer)
        && query.client_certificate.is_some()
        && answer.client_certificate_unusable.is_none()
        && answer.client_certificate_withheld.is_none()
}

/// Whether the service asked for a client certificate, when it could be had.
pub(super) fn asked(answer: &Answer) -> bool {
    let tls = answer.tls.as_ref();
    tls.is_some_and(|tls| tls.asked_for_certificate) || answer.renegotiation && by_windows(answer)
}

fn by_windows(answer: &Answer) -> bool {
    let tls = answer.tls.as_ref();
    tls.is_some_and(|tls| tls.schannel.is_some())
}
