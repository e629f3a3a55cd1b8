//! What one NTP server's answer comes to.

use super::about::*;
use crate::kit::peer_text::Shown;
use crate::kit::probe::ntp;
use crate::kit::realm::Endpoint;
use crate::kit::{Answered, Entity, Finding, text};

/// Whether the server has the time.
pub(super) fn judge(server: &Endpoint, answer: &Answered<ntp::Answer>) -> Finding {
    let subject = server.to_string();
    let answer = match answer {
        Ok(answer) => answer,
        Err(error) => return Finding::unasked(&ABOUT, subject, error),
    };
    if answer.resolution.failure.is_some() {
        return Finding::new(NOT_REACHED, subject).summary(format!(
            "{} does not resolve: see name-resolution",
            server.host
        ));
    }
    if let Some(apart) = answer.disagreeing() {
        return disagrees(server, apart);
    }
    if let Some(sample) = answer.free_running() {
        return free_running(server, sample);
    }
    match (answer.best(), answer.samples.last()) {
        (Some(best), _) if best.rollovers().is_some() => weeks_behind(server, best),
        (Some(best), _) => Finding::pass(&ABOUT, subject)
            .summary(format!(
                "{} answers, at stratum {}",
                server.host, best.stratum
            ))
            .measured("round-trip", best.round_trip),
        (None, Some(useless)) => unsynchronised(server, useless),
        (None, None) => unreachable(server, answer),
    }
}

/// The codes by which a server wants to be left alone; the others say why it has no time (RFC 5905 section 7.4).
const REFUSALS: [&str; 3] = ["DENY", "RATE", "RSTR"];

fn unsynchronised(server: &Endpoint, sample: &ntp::Sample) -> Finding {
    let reference = &sample.reference;
    let (summary, case) = match sample.stratum {
        0 if REFUSALS.contains(&reference.raw()) => (
            format!("{} refuses requests with the code {reference}", server.host),
            "refuses",
        ),
        _ => (
            format!(
                "{} reports that its own clock is not synchronized",
                server.host
            ),
            "no-source",
        ),
    };
    witness(Finding::new(UNSYNCHRONISED, server.to_string()), sample)
        .summary(summary)
        .counted("leap-indicator", sample.leap.into(), None)
        .cured(UNSYNCHRONISED.cure(case))
}

fn free_running(server: &Endpoint, sample: &ntp::Sample) -> Finding {
    let (host, off) = (&server.host, sample.root_dispersion.as_secs_f64());
    let summary = match sample.follows_itself() {
        true => format!(
            "{host} has no time source but its own clock, so its time may be wrong by any amount"
        ),
        false => format!(
            "{host} reports an uncertainty of {off:.1} s: it, or the server above it, has lost its time source"
        ),
    };
    witness(Finding::new(FREE_RUNNING, server.to_string()), sample)
        .summary(summary)
        .measured("root-dispersion", sample.root_dispersion)
        .fill("host", host)
}

fn weeks_behind(server: &Endpoint, sample: &ntp::Sample) -> Finding {
    let weeks = 1024 * sample.rollovers().unwrap_or(1);
    witness(Finding::new(WEEK_ROLLOVER, server.to_string()), sample)
        .summary(format!(
            "{} is {weeks} weeks behind: the week number of its GPS receiver has overflowed",
            server.host
        ))
        .measured("server-offset", sample.offset())
}

fn disagrees(server: &Endpoint, apart: [&ntp::Sample; 2]) -> Finding {
    let off = text::duration(apart[1].offset() - apart[0].offset());
    let (summary, case) = match apart.map(|sample| sample.address) {
        [Some(one), Some(other)] if one != other => (
            format!(
                "{} gives times that are {off} apart at its addresses {one} and {other}",
                server.host
            ),
            "several",
        ),
        _ => (
            format!(
                "{} gives times that are {off} apart: its clock jumps, or several servers share the address",
                server.host
            ),
            "one",
        ),
    };
    Finding::new(ADDRESSES_DISAGREE, server.to_string())
        .summary(summary)
        .each(&apart, |finding, sample| {
            let address = sample.address.map(|address| address.to_string());
            let of = address.unwrap_or_else(|| server.to_string());
            witness(
                finding.measured(("server-offset", of), sample.offset()),
                sample,
            )
        })
        .cured(ADDRESSES_DISAGREE.cure(case))
}

fn witness(finding: Finding, sample: &ntp::Sample) -> Finding {
    let reference = Some(&sample.reference).filter(|text| !text.is_empty());
    finding
        .counted("stratum", sample.stratum.into(), None)
        .quoted_all("reference", reference)
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
    let host = &server.host;
    let summary = match answer.failures.last() {
        Some(ntp::Failure::TimedOut) | None => {
            format!("{host} does not answer on UDP port {port}")
        }
        Some(ntp::Failure::Refused) => {
            format!("{host} has no NTP service: nothing listens on UDP port {port}")
        }
        Some(ntp::Failure::Unreachable(_)) => format!("{host} cannot be reached: {word}"),
        Some(ntp::Failure::Malformed(_)) => {
            format!("{host} does not answer with NTP")
        }
    };
    Finding::new(UNREACHABLE, server.to_string())
        .summary(summary)
        // Several silent servers are one closed way out.
        .touching(Entity::Appliance)
        .quoted("last-attempt", word)
        .counted("attempts", answer.failures.len() as i64, None)
        .identity_all("address", answer.address.map(|address| address.to_string()))
        .fill("host", host)
        .fill("port", port)
}
