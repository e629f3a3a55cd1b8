//! Words a verdict: reason, summary and remedy.

use jiff::SignedDuration;

use super::about::*;
use super::asked::Asked;
use super::verdict::{Stage, Verdict};
use crate::kit::chain_fault::ChainFault;
use crate::kit::peer_text::Shown;
use crate::kit::probe::https::{self, Answer, Response};
use crate::kit::probe::tcp::{Connect, Ended};
use crate::kit::probe::tls::Tls;
use crate::kit::realm::{Endpoint, Proxy, ProxyScheme};
use crate::kit::server_certificate::{Server, switch_on};
use crate::kit::text::duration;
use crate::kit::{Finding, ProbeError, Reason, Shell};

/// The finding for a verdict, without its evidence.
pub(super) fn word(asked: &Asked<'_>, verdict: &Verdict<'_>) -> Finding {
    let host = &asked.server.host;
    match verdict {
        Verdict::Reached(response) => Finding::pass(&ABOUT, asked.subject()).summary(format!("{host} accepts the appliance: an empty request gets {}, as expected", response.status_line())),
        Verdict::NotReached(check) => finding(asked, NOT_REACHED).summary(format!(
            "the request did not reach {host}: see {check}"
        )),
        Verdict::NoConnection(outcome) => no_connection(asked, outcome),
        Verdict::BrokenOff(stage, ended) => broken_off(asked, *stage, ended),
        Verdict::TlsVersion(seen) => look(
            asked,
            finding(asked, TLS_VERSION)
                .summary(format!(
                    "{host} supports neither TLS 1.2 nor TLS 1.3: {seen}"
                )),
        ),
        Verdict::Mismatch(why) => look(
            asked,
            switch_on(finding(asked, TLS_VERSION).summary(format!(
                "Windows and {host} have no TLS version or cipher suite in common: {why}"
            ))),
        ),
        Verdict::TlsFailed(why) => look(
            asked,
            finding(asked, TLS_FAILED)
                .summary(format!(
                    "the TLS handshake with {host} fails: {why}"
                ))
                .cured(TLS_FAILED.cure("handshake")),
        ),
        Verdict::NotTls(said) => look(
            asked,
            finding(asked, NOT_TLS)
                .summary(format!(
                    "{host} does not speak TLS on port {}: it answers {:?}",
                    asked.server.port,
                    said
                )),
        ),
        Verdict::BadChain(tls, faults) => bad_chain(asked, tls, faults),
        Verdict::NoCommonCipher(tls, words) => look(
            asked,
            server(asked, tls).no_common_cipher(NO_COMMON_CIPHER, words),
        ),
        Verdict::Renegotiation => finding(asked, RENEGOTIATION_REQUIRED)
            .summary(format!(
                "{host} asks for the client certificate by TLS renegotiation, which otpdoctor does not support"
            )),
        Verdict::OurSide(why) => {
            let error = ProbeError::Unsupported(why.to_string());
            Finding::unasked(&ABOUT, asked.subject(), &error)
        }
        Verdict::Rejected(words, _) => finding(asked, CLIENT_CERTIFICATE_REJECTED)
            .summary(format!(
                "{host} rejects the client certificate \"{}\": {}",
                asked.certificate.unwrap_or_default(),
                words
            )),
        Verdict::Required(words, why) => required(asked, words, *why),
        Verdict::NotPresented(words, why) => finding(asked, CERTIFICATE_NOT_PRESENTED)
            .summary(format!(
                "otpdoctor sent {host} no client certificate: {}",
                why
            ))
            .quoted("demanded-by", words),
        Verdict::Withheld(error) => Finding::unasked(&ABOUT, asked.subject(), error),
        Verdict::HttpError(words) => http_error(asked, words),
        Verdict::LicenseRejected(response) => finding(asked, LICENSE_REJECTED)
            .summary(format!(
                "{host} rejects this appliance: {}",
                response.status_line()
            )),
    }
}

fn finding(asked: &Asked<'_>, reason: Reason) -> Finding {
    Finding::new(reason, asked.subject())
}

/// The service answers, at the second try.
pub(super) fn intermittent(asked: &Asked<'_>, first: &Answer) -> Finding {
    let host = &asked.server.host;
    finding(asked, INTERMITTENT)
        .summary(format!(
            "{host} refused or dropped the first connection, and answered the second"
        ))
        .quoted_all("the-first-try", first.dropped().map(Ended::words))
        .quoted_all(
            "the-first-try",
            first.response.as_ref().map(Response::status_line),
        )
        .cured(INTERMITTENT.cure("direct"))
}

/// The proxy opens one tunnel and not another; what was seen of the latter stands in the finding that it replaces.
pub(super) fn tunneled_now_and_then(asked: &Asked<'_>, seen: Finding) -> Finding {
    let host = &asked.server.host;
    let evidence = seen.evidence;
    Finding {
        evidence,
        ..finding(asked, INTERMITTENT)
    }
    .summary(format!(
        "the proxy opened only one of two tunnels to {host}, so the service itself was not checked"
    ))
    .cured(INTERMITTENT.cure("tunnels"))
}

/// The service answers, late.
pub(super) fn slow(asked: &Asked<'_>, stage: https::Stage, waited: SignedDuration) -> Finding {
    let (host, waited) = (&asked.server.host, duration(waited));
    let what = stage.awaited();
    finding(asked, SLOW).summary(format!(
        "{host} takes {waited} {what}, which delays every passcode"
    ))
}

fn no_connection(asked: &Asked<'_>, outcome: &Connect) -> Finding {
    let Endpoint { host, port } = &asked.server;
    let finding = match outcome {
        Connect::TimedOut => finding(asked, TIMEOUT).summary(format!(
            "{host} does not answer on port {port}: a firewall drops the connection"
        ))
        .cured(TIMEOUT.cure("no-connection")),
        Connect::Unreachable(why) => finding(asked, UNREACHABLE).summary(format!(
            "{host} cannot be reached: {}", Shown(why)
        )),
        Connect::Refused | Connect::Accepted => finding(asked, REFUSED).summary(format!(
            "{host} refuses the connection on port {port}: a firewall rejects it, or no service listens there"
        )),
    };
    finding.fill("port", port).fill("host", host)
}

fn broken_off(asked: &Asked<'_>, stage: Stage, ended: &Ended) -> Finding {
    let host = &asked.server.host;
    let code = match ended {
        Ended::TimedOut => TIMEOUT,
        Ended::Reset | Ended::Closed => RESET,
        Ended::Garbage(_) | Ended::TooLong(_) => TLS_FAILED,
    };
    let when = match stage {
        Stage::Handshake => "in the TLS handshake",
        Stage::Request => "instead of answering the request",
    };
    let finding = finding(asked, code).summary(format!("{host} {} {when}", ended.words()));
    look(
        asked,
        finding
            .with(
                asked.query.via.as_ref().and_then(Proxy::endpoint),
                |finding, proxy| {
                    finding
                        .cured(code.cure("by-proxy"))
                        .fill("proxy", proxy)
                        .fill("host", host)
                },
            )
            .cured(code.cure("broken-off")),
    )
}

fn bad_chain(asked: &Asked<'_>, tls: &Tls, faults: &[ChainFault]) -> Finding {
    let gravest = faults.first().unwrap_or(&ChainFault::Empty);
    let finding = server(asked, tls).finding(gravest);
    look(asked, finding)
}

fn server<'a>(asked: &'a Asked<'_>, tls: &'a Tls) -> Server<'a> {
    Server {
        about: &ABOUT,
        subject: asked.subject(),
        host: &asked.server.host,
        tls,
        now: asked.now,
        platform: asked.platform,
    }
}

fn required(asked: &Asked<'_>, words: &str, why: Option<Shown<'_>>) -> Finding {
    let host = &asked.server.host;
    let finding = finding(asked, CLIENT_CERTIFICATE_REQUIRED);
    let finding = match (asked.certificate, why) {
        (Some(name), Some(why)) => finding
            .summary(format!(
                "{host} requires a client certificate, but certificate \"{name}\" is unusable: {why}"
            ))
            .cured(CLIENT_CERTIFICATE_REQUIRED.cure("unusable")),
        (Some(name), None) => finding
            .summary(format!(
                "{host} requires a client certificate, but certificate \"{name}\" did not reach it"
            ))
            .cured(CLIENT_CERTIFICATE_REQUIRED.cure("removed")),
        (None, _) => finding
            .summary(format!(
                "{host} requires a client certificate, but the config selects none"
            ))
            .cured(CLIENT_CERTIFICATE_REQUIRED.cure("none-selected")),
    };
    finding.quoted("demanded-by", words)
}

fn http_error(asked: &Asked<'_>, words: &str) -> Finding {
    let host = &asked.server.host;
    let finding = finding(asked, HTTP_ERROR);
    if words.starts_with("404") || words.starts_with("410") {
        let label = asked.name.label();
        return finding
            .summary(format!(
                "{host} answers {words}: the URL has a wrong path, or the service has moved"
            ))
            .cured(HTTP_ERROR.cure("not-there"))
            .fill("label", label);
    }
    finding
        .summary(format!(
            "{host} or a gateway in front of it is out of order: it answers {words}"
        ))
        .cured(HTTP_ERROR.cure("out-of-order"))
}

/// The same handshake by hand.
fn look(asked: &Asked<'_>, finding: Finding) -> Finding {
    let host = &asked.server.host;
    let through = asked.query.via.as_ref().and_then(|proxy| {
        let endpoint = proxy.endpoint()?;
        (proxy.scheme()? == ProxyScheme::Http).then(|| format!(" -proxy {endpoint}"))
    });
    let finding = match &through {
        None => finding.run(
            Shell::Windows,
            format!(
                "powershell Invoke-WebRequest -UseBasicParsing https://{}/",
                asked.server
            ),
        ),
        Some(_) => finding,
    };
    finding.run(
        Shell::Linux,
        format!(
            "openssl s_client -connect {} -servername {host} -showcerts{}",
            asked.server,
            through.unwrap_or_default()
        ),
    )
}
