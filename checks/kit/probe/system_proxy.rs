//! The host's own proxy settings: environment, WinHTTP, and what services inherit.

use serde::{Deserialize, Serialize};

/// Reads them.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Query {}

/// What was found.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Answer {
    /// Every place that says something, in the order of its weight: of each, what an HTTPS request would use.
    pub settings: Vec<Setting>,
}

/// What one place says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Setting {
    /// The place: `HTTPS_PROXY`, `/etc/environment`, `WinHTTP`.
    pub place: String,
    /// Host and port of the proxy, credentials removed; absent: direct.
    #[serde(default)]
    pub proxy: Option<String>,
    /// The hosts that go around it, as written.
    #[serde(default)]
    pub bypass: Vec<String>,
}
