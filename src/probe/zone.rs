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
/// When the system does not give its zone, or has no zone database.
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
    let expected = jiff::tz::db().get(&query.expected).ok();
    Ok(compare(
        vault,
        &host,
        is_adjusted(),
        expected,
        Timestamp::now(),
    ))
}

/// Whether the clock is adjusted for daylight saving time, which only Windows can be set not to do.
fn is_adjusted() -> bool {
    #[cfg(windows)]
    {
        use crate::windows::registry::{LOCAL_MACHINE, Value, value};

        const ZONE: &str = r"SYSTEM\CurrentControlSet\Control\TimeZoneInformation";
        let off = value(LOCAL_MACHINE, ZONE, "DynamicDaylightTimeDisabled");
        !matches!(off, Ok(Some(Value::Number(1..))))
    }
    #[cfg(not(windows))]
    true
}

fn compare(
    vault: &Vault,
    host: &TimeZone,
    adjusted: bool,
    expected: Option<TimeZone>,
    now: Timestamp,
) -> Answer {
    let agrees = |host| expected.as_ref().is_some_and(|zone| agree(host, zone, now));
    let in_force = if adjusted {
        host.clone()
    } else {
        winter(host, now)
    };
    Answer {
        host: host.iana_name().map(|name| vault.peer(name)),
        host_offset: offset(&in_force, now),
        expected_offset: expected.as_ref().map(|zone| offset(zone, now)),
        same_rules: agrees(&in_force),
        same_if_adjusted: (!adjusted).then(|| agrees(host)),
    }
}

/// The zone with its offset of winter throughout, which is the least of a year.
fn winter(zone: &TimeZone, now: Timestamp) -> TimeZone {
    let all = changes(zone, now).into_iter().chain([now]);
    let least = all.map(|at| zone.to_offset(at)).min();
    least.map_or_else(|| zone.clone(), TimeZone::fixed)
}

fn offset(zone: &TimeZone, at: Timestamp) -> SignedDuration {
    SignedDuration::from_secs(zone.to_offset(at).seconds().into())
}

/// Whether the offsets are equal now and after every change of either zone within a year.
fn agree(one: &TimeZone, other: &TimeZone, now: Timestamp) -> bool {
    let mut moments = BTreeSet::from([now]);
    moments.extend(changes(one, now));
    moments.extend(changes(other, now));
    moments
        .into_iter()
        .all(|at| offset(one, at) == offset(other, at))
}

/// When a zone's offset changes within a year.
fn changes(zone: &TimeZone, now: Timestamp) -> Vec<Timestamp> {
    let until = now.saturating_add(YEAR).unwrap_or(Timestamp::MAX);
    zone.following(now)
        .map(|change| change.timestamp())
        .take_while(|at| *at <= until)
        .collect()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    fn beside(host: &str, expected: &str) -> Answer {
        at("2026-11-22T12:00:00Z", host, true, expected)
    }

    fn at(now: &str, host: &str, adjusted: bool, expected: &str) -> Answer {
        let [host, expected] = [host, expected].map(|name| jiff::tz::db().get(name).unwrap());
        let (vault, now) = (Vault::default(), now.parse().unwrap());
        compare(&vault, &host, adjusted, Some(expected), now)
    }

    #[test]
    fn a_host_that_is_not_adjusted_has_the_time_of_winter_all_year() {
        const PACIFIC: &str = "America/Los_Angeles";
        for (host, expected, offset, same, same_if_adjusted) in [
            (PACIFIC, PACIFIC, -8, false, true),
            ("Australia/Sydney", "Australia/Sydney", 10, false, true),
            ("Europe/London", PACIFIC, 0, false, false),
            // The zone has no daylight saving time, or that which is expected has none.
            ("America/Phoenix", "America/Phoenix", -7, true, true),
            ("Europe/London", "Etc/UTC", 0, true, false),
        ] {
            for now in ["2026-07-22T12:00:00Z", "2026-11-22T12:00:00Z"] {
                let answer = at(now, host, false, expected);
                assert_eq!(answer.host_offset, SignedDuration::from_hours(offset));
                let seen = (answer.same_rules, answer.same_if_adjusted);
                assert_eq!(
                    seen,
                    (same, Some(same_if_adjusted)),
                    "{host} {expected} {now}"
                );
            }
        }
        let adjusted = at("2026-07-22T12:00:00Z", PACIFIC, true, PACIFIC);
        assert_eq!(adjusted.host_offset, SignedDuration::from_hours(-7));
        assert_eq!(
            (adjusted.same_rules, adjusted.same_if_adjusted),
            (true, None)
        );
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
