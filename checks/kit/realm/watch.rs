//! `otpdoctor watch`: how often it runs, where it keeps what it found, and whom it notifies.

use std::collections::BTreeMap;

use jiff::SignedDuration;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use url::Url;

use super::SecretRef;

/// What `otpdoctor watch` does where its flags say nothing else.
#[serde_with::skip_serializing_none]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Watch {
    /// The time from the start of one run to that of the next.
    #[serde(serialize_with = "jiff::fmt::serde::duration::friendly::compact::required")]
    #[schemars(with = "String", extend("format" = "span"))]
    pub every: SignedDuration,
    /// A random part of this is added to each, so that many appliances do not ask at once; left out: a tenth of `every`. Where it is set, the first run waits a random part of it too.
    #[serde(serialize_with = "jiff::fmt::serde::duration::friendly::compact::optional")]
    #[schemars(with = "Option<String>", extend("format" = "pause"))]
    pub jitter: Option<SignedDuration>,
    /// How many runs in a row must agree before a change is reported.
    #[schemars(range(min = 1, max = 100))]
    pub confirm: u8,
    /// How long reports and watched times are kept.
    #[serde(with = "age")]
    #[schemars(with = "String", extend("format" = "age"))]
    pub keep: SignedDuration,
    /// The folder that keeps the report of each run in which something settled, and the state of the watch; left out: one in the user's state folder.
    pub reports: Option<String>,
    /// The address and port where `/metrics`, `/health`, `/report.json` and `/` are served, such as `127.0.0.1:9464`; left out: nowhere. Whoever reaches it reads the report.
    #[schemars(with = "Option<String>", extend("format" = "listen"))]
    pub listen: Option<std::net::SocketAddr>,
    /// Who is notified when something changes.
    pub notify: Notify,
}

impl Default for Watch {
    fn default() -> Self {
        Self {
            every: SignedDuration::from_mins(5),
            jitter: None,
            confirm: 2,
            keep: SignedDuration::from_hours(90 * 24),
            reports: None,
            listen: None,
            notify: Notify::default(),
        }
    }
}

/// Who is notified when something changes. What cannot be delivered is tried again after later runs.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Notify {
    /// Programs that get the notice as JSON on their standard input, each a list of the program and its arguments; they run only with `--allow-commands`.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schemars(extend("items" = {"type": "array", "minItems": 1, "items": {"type": "string"}}))]
    pub commands: Vec<Vec<String>>,
    /// Addresses that get it by HTTP POST.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub webhooks: Vec<Webhook>,
}

/// An address that gets notices by HTTP POST, through the appliance's proxy unless that is bypassed.
#[serde_with::skip_serializing_none]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Webhook {
    /// The address. Since it may hold a key, messages and `config show` name its host alone, and no bundle has it.
    #[schemars(with = "String", extend("format" = "service-url"))]
    pub url: Url,
    /// Further headers by name, with values that are no secret.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub headers: BTreeMap<String, String>,
    /// Further headers whose values are secrets, such as an API key.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub secret_headers: Vec<SecretHeader>,
    /// The value of the `Authorization` header.
    pub authorization: Option<SecretRef>,
    /// The key under which the body is signed: the header `X-Otpdoctor-Signature` is then `sha256=` and its HMAC-SHA256 in hexadecimal digits.
    pub signing_secret: Option<SecretRef>,
}

/// A header whose value is a secret.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SecretHeader {
    /// Its name.
    #[schemars(extend("minLength" = 1))]
    pub name: String,
    /// Its value.
    pub secret: SecretRef,
}

/// A time that may be many days long: `90d`, `2w`, or as other durations.
pub mod age {
    use jiff::{SignedDuration, Span, SpanRelativeTo};
    use serde::{Deserialize as _, Deserializer, Serializer};

    const DAY: SignedDuration = SignedDuration::from_hours(24);

    /// What a text means; `None` where it is no such time, or none that lasts a hundred years at the longest.
    pub fn parse(text: &str) -> Option<SignedDuration> {
        let span: Span = text.parse().ok()?;
        let days = SpanRelativeTo::days_are_24_hours();
        let span = span.to_duration(days).ok()?;
        Some(span).filter(|span| span.is_positive() && *span <= DAY * 36_525)
    }

    /// The text of it: in days where it is whole days.
    pub fn text(span: SignedDuration) -> String {
        let days = span.as_hours() / 24;
        match DAY.checked_mul(days as i32) {
            Some(whole) if whole == span => format!("{days}d"),
            _ => format!("{span:#}"),
        }
    }

    pub(super) fn serialize<S: Serializer>(
        span: &SignedDuration,
        to: S,
    ) -> Result<S::Ok, S::Error> {
        to.serialize_str(&text(*span))
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(
        from: D,
    ) -> Result<SignedDuration, D::Error> {
        let text = String::deserialize(from)?;
        let wrong = || serde::de::Error::custom("expected a time such as 90d or 12h");
        parse(&text).ok_or_else(wrong)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    #[test]
    fn ages_count_days_and_weeks() {
        let days = |days: i64| Some(SignedDuration::from_hours(days * 24));
        assert_eq!(age::parse("90d"), days(90));
        assert_eq!(age::parse("2w"), days(14));
        assert_eq!(age::parse("12h"), Some(SignedDuration::from_hours(12)));
        for none in [
            "",
            "d",
            "0d",
            "-1d",
            "90",
            "1.5d",
            "99999999d",
            "9999999999999h",
        ] {
            assert_eq!(age::parse(none), None, "{none}");
        }
        for text in ["90d", "1d", "12h", "1h 30m"] {
            assert_eq!(age::text(age::parse(text).unwrap()), text);
        }
    }

    #[test]
    fn what_is_left_out_has_its_default_and_comes_back() {
        let watch: Watch = serde_json::from_str("{}").unwrap();
        assert_eq!(watch, Watch::default());
        let text = serde_json::to_string(&watch).unwrap();
        assert!(
            text.contains("\"every\":\"5m\"") && text.contains("\"keep\":\"90d\""),
            "{text}"
        );
        assert_eq!(serde_json::from_str::<Watch>(&text).unwrap(), watch);
    }
}
