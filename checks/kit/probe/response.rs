//! The reply of an HTTP server, as far as it is kept.

use serde::{Deserialize, Serialize};

/// A response.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Response {
    /// The status code.
    pub status: u16,
    /// The reason phrase.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub reason: String,
    /// Headers that help, names in lowercase: date, server, via, location, retry-after, www-authenticate,
    /// proxy-authenticate, content-type.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub headers: Vec<(String, String)>,
    /// The beginning of the body as text, 2,000 characters at the most.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub body: String,
}

impl Response {
    /// All values of a header, by its name in lowercase.
    pub fn header<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.headers
            .iter()
            .filter(move |(key, _)| key == name)
            .map(|(_, value)| value.as_str())
    }

    /// Status and reason phrase, as on the status line.
    pub fn status_line(&self) -> String {
        format!("{} {}", self.status, self.reason)
            .trim_end()
            .to_owned()
    }
}
