//! The host's time zone beside the configured one.

use std::collections::BTreeSet;

use checks::kit::probe::zone::{Answer, Query};
use checks::kit::{Answered, ProbeError};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};

use crate::secret::Vault;

const YEAR: SignedDuration = SignedDuration::from_hours(366 * 24);

/// Reads the host's zone and compares it with the configured one.
///
/// # Errors
/// When the system does not tell its zone, or has no zone database.
pub fn ask(vault: &Vault, query: &Query) -> Answered<Answer> {
    #[cfg(windows)]
    crate::windows::host::forget_zone_variable();
    let host = TimeZone::try_system().map_err(|why| {
        ProbeError::Unsupported(format!("the zone of this system cannot be read: {why}"))
    })?;
    if jiff::tz::db().available().next().is_none() {
        let why = "this system has no time zone database";
        return Err(ProbeError::Unsupported(why.into()));
    }
    Ok(compare(vault, &host, &query.expected, Timestamp::now()))
}

fn compare(vault: &Vault, host: &TimeZone, expected: &str, now: Timestamp) -> Answer {
    let zone = jiff::tz::db().get(expected).ok();
    Answer {
        host: host.iana_name().map(|name| vault.peer(name)),
        host_offset: offset(host, now),
        expected_offset: zone.as_ref().map(|zone| offset(zone, now)),
        same_rules: zone.as_ref().is_some_and(|zone| agree(host, zone, now)),
    }
}

fn offset(zone: &TimeZone, at: Timestamp) -> SignedDuration {
    SignedDuration::from_secs(zone.to_offset(at).seconds().into())
}

/// Whether the offsets are equal now and after every change of either zone within a year.
fn agree(one: &TimeZone, other: &TimeZone, now: Timestamp) -> bool {
    let until = now.saturating_add(YEAR).unwrap_or(Timestamp::MAX);
    let changes = |zone: &TimeZone| -> Vec<Timestamp> {
        zone.following(now)
            .map(|change| change.timestamp())
            .take_while(|at| *at <= until)
            .collect()
    };
    let mut moments = BTreeSet::from([now]);
    moments.extend(changes(one));
    moments.extend(changes(other));
    moments
        .into_iter()
        .all(|at| offset(one, at) == offset(other, at))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    fn beside(host: &str, expected: &str) -> Answer {
        let host = jiff::tz::db().get(host).unwrap();
        compare(
            &Vault::default(),
            &host,
            expected,
            "2026-11-22T12:00:00Z".parse().unwrap(),
        )
    }

    #[test]
    fn two_names_of_one_zone_have_the_same_rules() {
        let answer = beside("Europe/Vatican", "Europe/Rome");
        assert!(answer.same_rules);
        assert_eq!(answer.host, Some("Europe/Vatican".into()));
        assert_eq!(answer.host_offset, SignedDuration::from_hours(1));
    }

    #[test]
    fn zones_that_agree_only_in_winter_differ() {
        let answer = beside("Africa/Lagos", "Europe/Berlin");
        assert_eq!(answer.expected_offset, Some(answer.host_offset));
        assert!(!answer.same_rules);
    }

    #[test]
    fn this_machine_gives_an_answer() {
        let query = Query {
            expected: "Etc/UTC".into(),
        };
        assert_eq!(
            ask(&Vault::default(), &query).unwrap().expected_offset,
            Some(SignedDuration::ZERO)
        );
    }
}
