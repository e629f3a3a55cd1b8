//! What `w32tm /query /status` prints. Its labels are translated, so lines count by their position
//! and values by their numbers.

use checks::kit::probe::discipline::Answer;
use checks::kit::{Answered, ProbeError};

use crate::probe::command::after_label;
use crate::secret::Vault;

/// The reference id of the machine's own clock, "LOCL" in ASCII.
const LOCAL: &str = "4c4f434c";
/// `ERROR_SERVICE_NOT_ACTIVE`.
const NOT_STARTED: &str = "0x80070426";
/// `E_ACCESSDENIED`.
const ACCESS_DENIED: &str = "0x80070005";

/// Reads the lines leap indicator, stratum, …, reference id (6th), last sync, source (8th).
pub(super) fn status(vault: &Vault, text: &str) -> Option<Answer> {
    let lines: Vec<&str> = text
        .lines()
        .map(str::trim)
        .filter(|line| !line.is_empty())
        .collect();
    let leap = number(lines.first()?)?;
    let stratum = number(lines.get(1)?)?;
    let local = lines.get(5)?.to_ascii_lowercase().contains(LOCAL);
    let source = after_label(lines.get(7)?);
    Some(Answer {
        services: vec!["w32time".into()],
        synchronised: Some(leap != 3 && (1..=15).contains(&stratum) && !local),
        source: source.map(|source| vault.peer(source)),
    })
}

/// What it means that `w32tm` failed: the service is not started, or we may not ask.
pub(super) fn refusal(text: &str) -> Answered<Answer> {
    let text = text.to_ascii_lowercase();
    if text.contains(NOT_STARTED) {
        return Ok(Answer {
            synchronised: Some(false),
            ..Answer::default()
        });
    }
    Err(match text.contains(ACCESS_DENIED) {
        true => ProbeError::NoPermission("w32tm answers only to administrators here".into()),
        false => ProbeError::Unsupported("w32tm does not tell the state of the clock".into()),
    })
}

fn number(line: &str) -> Option<u32> {
    let value = after_label(line)?;
    let end = value
        .find(|c: char| !c.is_ascii_digit())
        .unwrap_or(value.len());
    value[..end].parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(leap: &str, stratum: &str, reference: &str, source: &str) -> Option<Answer> {
        status(
            &Vault::default(),
            &format!(
                "Sprungindikator: {leap}\r\nStratum: {stratum}\r\nPrecision: -23\r\nRoot delay: 0.03s\r\n\
             Root dispersion: 0.02s\r\nReferenz-ID: {reference}\r\nLetzte Zeit: 22.11.2026 12:00:00\r\n\
             Quelle: {source}\r\nPoll: 10 (1024s)\r\n\r\n"
            ),
        )
    }

    #[test]
    fn a_server_keeps_the_clock_whatever_the_language() {
        let answer = told(
            "0(keine)",
            "3 (via NTP)",
            "0xC0000201 (IP: 192.0.2.1)",
            "ntp1.example.net,0x8",
        );
        let answer = answer.expect("it reads");
        assert_eq!(answer.synchronised, Some(true));
        assert_eq!(answer.source, Some("ntp1.example.net,0x8".into()));
    }

    #[test]
    fn the_own_clock_keeps_nothing() {
        let cmos = told(
            "0(keine)",
            "1 (direkt)",
            "0x4C4F434C (LOCL)",
            "Local CMOS Clock",
        );
        assert_eq!(cmos.and_then(|answer| answer.synchronised), Some(false));
        let never = told(
            "3(nie)",
            "0 (ohne)",
            "0x00000000 (ohne)",
            "Free-running System Clock",
        );
        assert_eq!(never.and_then(|answer| answer.synchronised), Some(false));
    }

    #[test]
    fn a_stopped_service_is_an_answer() {
        let stopped = refusal("Es ist ein Fehler aufgetreten: (0x80070426)\r\n");
        let answer = stopped.expect("the service is known not to run");
        assert_eq!(
            (answer.services.len(), answer.synchronised),
            (0, Some(false))
        );
        assert!(matches!(
            refusal("(0x80070005)"),
            Err(ProbeError::NoPermission(_))
        ));
        assert!(matches!(refusal(""), Err(ProbeError::Unsupported(_))));
    }

    #[test]
    fn other_text_says_nothing() {
        assert_eq!(status(&Vault::default(), ""), None);
        assert_eq!(status(&Vault::default(), "no\nsuch\nthing"), None);
    }
}
