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
        return Finding::new(NOT_REACHED, subject).fill("host", &server.host);
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
    let case = match sample.stratum {
        0 if REFUSALS.contains(&sample.reference.raw()) => "refuses",
        _ => "no-source",
    };
    witness(Finding::new(UNSYNCHRONISED, server.to_string()), sample)
        .counted("leap-indicator", sample.leap.into(), None)
        .cured(UNSYNCHRONISED.cure(case))
        .fill("host", &server.host)
        .fill("reference", &sample.reference)
}

fn free_running(server: &Endpoint, sample: &ntp::Sample) -> Finding {
    let off = sample.root_dispersion.as_secs_f64();
    let case = if sample.follows_itself() {
        "itself"
    } else {
        "lost"
    };
    witness(Finding::new(FREE_RUNNING, server.to_string()), sample)
        .measured("root-dispersion", sample.root_dispersion)
        .cured(FREE_RUNNING.cure(case))
        .fill("host", &server.host)
        .fill("off", format!("{off:.1}"))
}

fn weeks_behind(server: &Endpoint, sample: &ntp::Sample) -> Finding {
    witness(Finding::new(WEEK_ROLLOVER, server.to_string()), sample)
        .fill("host", &server.host)
        .fill("weeks", 1024 * sample.rollovers().unwrap_or(1))
        .measured("server-offset", sample.offset())
}

fn disagrees(server: &Endpoint, apart: [&ntp::Sample; 2]) -> Finding {
    let off = text::duration(apart[1].offset() - apart[0].offset());
    let (case, addresses) = match apart.map(|sample| sample.address) {
        [Some(one), Some(other)] if one != other => ("several", format!("{one} and {other}")),
        _ => ("one", String::new()),
    };
    Finding::new(ADDRESSES_DISAGREE, server.to_string())
        .each(&apart, |finding, sample| {
            let address = sample.address.map(|address| address.to_string());
            let of = address.unwrap_or_else(|| server.to_string());
            witness(
                finding.measured(("server-offset", of), sample.offset()),
                sample,
            )
        })
        .cured(ADDRESSES_DISAGREE.cure(case))
        .fill("host", &server.host)
        .fill("off", off)
        .fill("addresses", addresses)
}

fn witness(finding: Finding, sample: &ntp::Sample) -> Finding {
    let reference = Some(&sample.reference).filter(|text| !text.is_empty());
    finding
        .counted("stratum", sample.stratum.into(), None)
        .quoted_all("reference", reference)
}

fn unreachable(server: &Endpoint, answer: &ntp::Answer) -> Finding {
    let (case, word) = match answer.failures.last() {
        Some(ntp::Failure::TimedOut) | None => ("silent", "no answer".to_owned()),
        Some(ntp::Failure::Refused) => ("refused", "refused".to_owned()),
        Some(ntp::Failure::Unreachable(why)) => ("no-route", Shown(why).to_string()),
        Some(ntp::Failure::Malformed(why)) => ("malformed", Shown(why).to_string()),
    };
    Finding::new(UNREACHABLE, server.to_string())
        .cured(UNREACHABLE.cure(case))
        // Several silent servers are one closed way out.
        .touching(Entity::Appliance)
        .quoted("last-attempt", word.as_str())
        .counted("attempts", answer.failures.len() as i64, None)
        .identity_all("address", answer.address.map(|address| address.to_string()))
        .fill("host", &server.host)
        .fill("port", server.port)
        .fill("word", word)
}
