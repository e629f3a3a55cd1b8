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
use crate::kit::realm::{Proxy, ProxyScheme};
use crate::kit::server_certificate::{Server, mismatch};
use crate::kit::text::duration;
use crate::kit::{Finding, ProbeError, Reason, Shell};

/// The finding for a verdict, without its evidence.
pub(super) fn word(asked: &Asked<'_>, verdict: &Verdict<'_>) -> Finding {
    let host = &asked.server.host;
    match verdict {
        Verdict::Reached(response) => Finding::pass(&ABOUT, asked.subject()).summary(format!(
            "{host} accepts the appliance: an empty request gets {}, as expected",
            response.status_line()
        )),
        Verdict::NotReached(check) => finding(asked, NOT_REACHED).fill("check", check),
        Verdict::NoConnection(outcome) => no_connection(asked, outcome),
        Verdict::BrokenOff(stage, ended) => broken_off(asked, *stage, ended),
        Verdict::TlsVersion(seen) => look(asked, finding(asked, TLS_VERSION).fill("seen", seen)),
        Verdict::Mismatch(why) => look(asked, mismatch(finding(asked, TLS_VERSION), host, why)),
        Verdict::TlsFailed(why) => {
            let finding = finding(asked, TLS_FAILED).cured(TLS_FAILED.cure("handshake"));
            look(asked, finding.fill("why", why))
        }
        Verdict::NotTls(said) => {
            let finding = finding(asked, NOT_TLS).fill("said", format!("{said:?}"));
            look(asked, finding)
        }
        Verdict::BadChain(tls, faults) => bad_chain(asked, tls, faults),
        Verdict::NoCommonCipher(tls, words) => look(
            asked,
            server(asked, tls).no_common_cipher(NO_COMMON_CIPHER, words),
        ),
        Verdict::Renegotiation => finding(asked, RENEGOTIATION_REQUIRED),
        Verdict::OurSide(why) => {
            let error = ProbeError::Unsupported(why.to_string());
            Finding::unasked(&ABOUT, asked.subject(), &error)
        }
        Verdict::Rejected(words, _) => finding(asked, CLIENT_CERTIFICATE_REJECTED)
            .fill("certificate", asked.certificate.unwrap_or_default())
            .fill("words", words),
        Verdict::Required(words, why) => required(asked, words, *why),
        Verdict::NotPresented(words, why) => finding(asked, CERTIFICATE_NOT_PRESENTED)
            .fill("why", why)
            .quoted("demanded-by", words),
        Verdict::Withheld(error) => Finding::unasked(&ABOUT, asked.subject(), error),
        Verdict::HttpError(words) => http_error(asked, words),
        Verdict::LicenseRejected(response) => {
            finding(asked, LICENSE_REJECTED).fill("status", response.status_line())
        }
    }
}

fn finding(asked: &Asked<'_>, reason: Reason) -> Finding {
    Finding::new(reason, asked.subject())
}

/// The service answers, at the second try.
pub(super) fn intermittent(asked: &Asked<'_>, first: &Answer) -> Finding {
    let status = first.response.as_ref().map(Response::status_line);
    finding(asked, INTERMITTENT)
        .quoted_all("the-first-try", first.dropped().map(Ended::describe))
        .quoted_all("the-first-try", status)
}

/// The service answers, late.
pub(super) fn slow(asked: &Asked<'_>, stage: https::Stage, waited: SignedDuration) -> Finding {
    finding(asked, SLOW)
        .fill("waited", duration(waited))
        .fill("what", stage.awaited())
}

fn no_connection(asked: &Asked<'_>, outcome: &Connect) -> Finding {
    match outcome {
        Connect::TimedOut => finding(asked, TIMEOUT).cured(TIMEOUT.cure("no-connection")),
        Connect::Unreachable(why) => finding(asked, UNREACHABLE).fill("why", Shown(why)),
        Connect::Refused | Connect::Accepted => finding(asked, REFUSED),
    }
}

fn broken_off(asked: &Asked<'_>, stage: Stage, ended: &Ended) -> Finding {
    let code = match ended {
        Ended::TimedOut => TIMEOUT,
        Ended::Reset | Ended::Closed => RESET,
        Ended::Garbage(_) | Ended::TooLong(_) => TLS_FAILED,
    };
    let when = match stage {
        Stage::Handshake => "in the TLS handshake",
        Stage::Request => "instead of answering the request",
    };
    let proxy = asked.query.via.as_ref().and_then(Proxy::endpoint);
    let finding = finding(asked, code)
        .with(proxy, |finding, proxy| {
            finding.cured(code.cure("by-proxy")).fill("proxy", proxy)
        })
        .cured(code.cure("broken-off"))
        .fill("did", ended.describe())
        .fill("when", when);
    look(asked, finding)
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
    let case = match (asked.certificate, why) {
        (Some(_), Some(_)) => "unusable",
        (Some(_), None) => "removed",
        (None, _) => "none-selected",
    };
    let why = why.map(|why| why.to_string());
    finding(asked, CLIENT_CERTIFICATE_REQUIRED)
        .cured(CLIENT_CERTIFICATE_REQUIRED.cure(case))
        .fill("certificate", asked.certificate.unwrap_or_default())
        .fill("why", why.unwrap_or_default())
        .quoted("demanded-by", words)
}

fn http_error(asked: &Asked<'_>, words: &str) -> Finding {
    let case = if words.starts_with("404") || words.starts_with("410") {
        "not-there"
    } else {
        "out-of-order"
    };
    finding(asked, HTTP_ERROR)
        .cured(HTTP_ERROR.cure(case))
        .fill("words", words)
        .fill("label", asked.name.label())
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
