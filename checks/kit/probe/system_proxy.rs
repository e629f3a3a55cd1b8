//! The host's own proxy settings: environment, WinHTTP, and the Internet settings of the accounts that services run as.

use serde::{Deserialize, Serialize};

/// Reads them.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Query {
    /// The account of Windows that the realm runs as, if it is none that every machine has: `CORP\svc-idp`, or that of an
    /// application pool, `IIS APPPOOL\SecureAuth0Pool`. It has settings too.
    #[serde(default, alias = "pool", skip_serializing_if = "Option::is_none")]
    pub account: Option<String>,
}

/// What was found.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Answer {
    /// Every place that says something, in the order of its weight: of each, what an HTTPS request would use.
    pub settings: Vec<Setting>,
    /// The places that were not read.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub closed: Vec<Closed>,
}

/// What one place says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Setting {
    /// The place: `HTTPS_PROXY`, `WinHTTP`.
    pub place: String,
    /// Host and port of the proxy, credentials removed; absent: direct.
    #[serde(default)]
    pub proxy: Option<String>,
    /// The hosts that go around it, as written.
    #[serde(default)]
    pub bypass: Vec<String>,
    /// The account whose own setting it is, by its English name; absent: everybody's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub account: Option<String>,
}

/// A place that did not let itself be read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Closed {
    /// The place.
    pub place: String,
    /// The account whose own setting it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub account: Option<String>,
    /// What the system said.
    pub why: String,
    /// Whether more rights would not help, since something else stood in the way.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub unreadable: bool,
}
