//! What one NTP server's answer comes to.

use super::about::{ABOUT, NOT_REACHED, UNREACHABLE, UNSYNCHRONISED};
use crate::kit::peer_text::Shown;
use crate::kit::probe::ntp;
use crate::kit::realm::Endpoint;
use crate::kit::{Answered, Entity, Finding, Shell};

/// Whether the server has the time.
pub(super) fn judge(server: &Endpoint, answer: &Answered<ntp::Answer>) -> Finding {
    let subject = server.to_string();
    let answer = match answer {
        Ok(answer) => answer,
        Err(error) => return Finding::unasked(&ABOUT, subject, error),
    };
    if answer.resolution.failure.is_some() {
        return Finding::new(NOT_REACHED, subject)
            .summary("the NTP server's name does not resolve: see name-resolution");
    }
    match (answer.best(), answer.samples.last()) {
        (Some(best), _) => Finding::pass(&ABOUT, subject)
            .summary(format!(
                "the NTP server answers, at stratum {}",
                best.stratum
            ))
            .measured("round-trip", best.round_trip),
        (None, Some(useless)) => unsynchronised(server, useless),
        (None, None) => unreachable(server, answer),
    }
}

fn unsynchronised(server: &Endpoint, sample: &ntp::Sample) -> Finding {
    let reference = &sample.reference;
    let (summary, cure) = match sample.stratum {
        0 if !reference.is_empty() => (
            format!("the NTP server turns requests away with the code {reference}"),
            "Ask the server's operator whether the appliance may use it and how often, or name another server.",
        ),
        _ => (
            "the NTP server says that its own clock is not synchronized".to_owned(),
            "Repair the time source of this server, or name another server.",
        ),
    };
    let quoted = Some(reference).filter(|text| !text.is_empty());
    Finding::new(UNSYNCHRONISED, server.to_string())
        .summary(summary)
        .counted("stratum", sample.stratum.into(), None)
        .counted("leap-indicator", sample.leap.into(), None)
        .step(cure)
        .with(quoted, |finding, reference| {
            finding.quoted("reference", reference)
        })
}

fn unreachable(server: &Endpoint, answer: &ntp::Answer) -> Finding {
    let port = server.port;
    let word = match answer.failures.last() {
        Some(ntp::Failure::TimedOut) | None => "no answer".to_owned(),
        Some(ntp::Failure::Refused) => "refused".to_owned(),
        Some(ntp::Failure::Unreachable(why) | ntp::Failure::Malformed(why)) => {
            Shown(why).to_string()
        }
    };
    let summary = match answer.failures.last() {
        Some(ntp::Failure::TimedOut) | None => {
            format!("the NTP server gives no answer on UDP port {port}")
        }
        Some(ntp::Failure::Refused) => {
            format!("the NTP server is not there: nothing listens on UDP port {port}")
        }
        Some(ntp::Failure::Unreachable(_)) => format!("the NTP server cannot be reached: {word}"),
        Some(ntp::Failure::Malformed(_)) => {
            "what answers there does not answer as an NTP server does".to_owned()
        }
    };
    let host = &server.host;
    Finding::new(UNREACHABLE, server.to_string())
        .summary(summary)
        // Several silent servers are one closed way out.
        .touching(Entity::Appliance)
        .quoted("last-attempt", word)
        .counted("attempts", answer.failures.len() as i64, None)
        .with(answer.address, |finding, address| {
            finding.identity("address", address.to_string())
        })
        .step(format!("Let UDP port {port} out to this server on every firewall on the way; on the appliance the rule is called `SecureAuth - Allow NTP`."))
        .step("If the server is gone, name another one.")
        .run(Shell::Windows, format!("w32tm /stripchart /computer:{host} /samples:3 /dataonly"))
        .run(Shell::Linux, format!("chronyd -Q \"server {host} port {port} iburst\""))
}
