//! What a report measured, by id: clock offsets, mail stages, days left.

use checks::kit::text;
use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp, tz::TimeZone};

use crate::report::model::{Evidence, Finding, Report, Text};

/// A conversation with a mail server.
pub struct Conversation<'a> {
    /// The realms that had it.
    pub realms: &'a [Text],
    /// The server.
    pub server: &'a str,
    /// Its stages, such as `connect`, and how long each took, in seconds.
    pub stages: Vec<(&'a str, f64)>,
}

/// The appliance's clock minus true time, in seconds.
pub fn clock_offset(report: &Report) -> Option<f64> {
    let mut measured = evidence(report, "clock-skew");
    measured.find_map(|(_, one)| seconds(one).filter(|_| one.id == "offset"))
}

/// The moment from which the findings count days: as a certificate's finding gives it, or by the NTP servers.
pub fn true_time(report: &Report) -> Timestamp {
    let mut given =
        evidence(report, "certificate-validity").filter(|(_, one)| one.id == "judged-at");
    if let Some(at) = given.find_map(|(_, one)| one.value.as_str()?.parse().ok()) {
        return at;
    }
    let offset = clock_offset(report).and_then(|one| SignedDuration::try_from_secs_f64(one).ok());
    let corrected = report.judged_at.checked_sub(offset.unwrap_or_default());
    corrected.unwrap_or(report.judged_at)
}

/// What an NTP server says of the clock.
pub struct ServerOffset<'a> {
    /// The server.
    pub server: &'a str,
    /// The appliance's clock minus the server's time, in seconds.
    pub offset_s: f64,
    /// Whether the other servers agree on another time.
    pub outvoted: bool,
}

/// What each NTP server says, each once.
pub fn server_offsets(report: &Report) -> Vec<ServerOffset<'_>> {
    let mut offsets: Vec<ServerOffset<'_>> = Vec::new();
    for (_, one) in evidence(report, "clock-skew") {
        let outvoted = match one.id.as_str() {
            "server-offset" => false,
            "outvoted-server-offset" => true,
            _ => continue,
        };
        if let Some((server, offset_s)) = one.of.as_deref().zip(seconds(one))
            && !offsets.iter().any(|known| known.server == server)
        {
            offsets.push(ServerOffset {
                server,
                offset_s,
                outvoted,
            });
        }
    }
    offsets
}

/// What is said of NTP servers that gave no usable answer.
pub fn silent_servers(report: &Report) -> impl Iterator<Item = &Finding> {
    let findings = report.findings.iter();
    findings.filter(|one| one.check == "time-source" && one.reason == "unreachable")
}

/// The conversations with mail servers.
pub fn conversations(report: &Report) -> impl Iterator<Item = Conversation<'_>> {
    let findings = report.findings.iter();
    let talks = findings.filter(|one| one.check == "smtp-reach");
    talks.map(|finding| Conversation {
        realms: &finding.realms,
        server: &finding.subject,
        stages: finding
            .evidence
            .iter()
            .filter(|one| one.id == "stage-time")
            .filter_map(|one| Some((one.of.as_deref()?, seconds(one)?)))
            .collect(),
    })
}

/// The last moment of support, and the realms under that license.
pub fn license_ends(report: &Report) -> impl Iterator<Item = (Timestamp, &[Text])> {
    evidence(report, "license-current").filter_map(|(finding, one)| {
        let last: Date = match one.id.as_str() {
            "last-day-of-support" => one.value.as_str()?.parse().ok()?,
            _ => return None,
        };
        let midnight = last.tomorrow().ok()?.to_zoned(TimeZone::UTC).ok()?;
        let last = midnight.timestamp() - SignedDuration::from_secs(1);
        Some((last, finding.realms.as_slice()))
    })
}

/// Whole days from the moment that was judged until then; negative when it is over.
pub fn days_left(report: &Report, end: Timestamp) -> i64 {
    text::days_left(end.duration_since(report.judged_at))
}

fn evidence<'a>(
    report: &'a Report,
    check: &str,
) -> impl Iterator<Item = (&'a Finding, &'a Evidence)> {
    let findings = report.findings.iter().filter(move |one| one.check == check);
    findings.flat_map(|finding| finding.evidence.iter().map(move |one| (finding, one)))
}

fn seconds(evidence: &Evidence) -> Option<f64> {
    let value = evidence.value.as_f64()?;
    // A clock that is right may be measured as minus nothing, which no reader of the formats expects.
    Some(value + 0.0).filter(|_| evidence.unit.as_deref() == Some("s"))
}
