//! The appliance's clock, as a reply gives it.

use std::time::Duration;

use checks::kit::probe::api::Clock;
use jiff::fmt::{rfc2822, strtime};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};

/// The clock that a reply gives, beside this host's in the middle of the exchange.
pub(super) fn beside(
    headers: &[(String, Vec<u8>)],
    sent: Timestamp,
    took: Duration,
) -> Option<Clock> {
    // The appliance's own word first: a device on the way may rewrite the other.
    ["x-sa-date", "date"].into_iter().find_map(|name| {
        let (_, value) = headers.iter().find(|(key, _)| key == name)?;
        let told = read(std::str::from_utf8(value).ok()?.trim())?;
        let middle = sent.checked_add(took / 2).ok()?;
        let offset = told.duration_since(middle);
        Some(Clock {
            offset: SignedDuration::from_millis(i64::try_from(offset.as_millis()).ok()?),
        })
    })
}

/// A date to the second gives the beginning of that second: its middle is nearest on the whole.
fn read(text: &str) -> Option<Timestamp> {
    if let Ok(at) = rfc2822::DateTimeParser::new().parse_timestamp(text) {
        return at.checked_add(SignedDuration::from_millis(500)).ok();
    }
    let time = strtime::parse("%a, %d %b %Y %H:%M:%S.%f GMT", text).ok()?;
    let time = time.to_datetime().ok()?;
    Some(time.to_zoned(TimeZone::UTC).ok()?.timestamp())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    #[test]
    fn the_appliances_own_word_counts_before_the_servers() {
        let header = |name: &str, value: &str| (name.to_owned(), value.as_bytes().to_vec());
        let told = |headers: &[(String, Vec<u8>)]| {
            let sent = at("2026-02-03T04:05:06Z");
            beside(headers, sent, Duration::from_secs(1)).map(|clock| clock.offset.as_millis())
        };
        let date = header("date", "Tue, 03 Feb 2026 04:05:06 GMT");
        let own = header("x-sa-date", " Tue, 03 Feb 2026 04:00:06.500 GMT ");
        assert_eq!(told(std::slice::from_ref(&date)), Some(0));
        assert_eq!(told(&[date.clone(), own]), Some(-300_000));
        let odd = header("x-sa-date", "yesterday");
        assert_eq!(told(&[odd.clone(), date]), Some(0));
        assert_eq!(told(&[odd]), None);
    }
}
