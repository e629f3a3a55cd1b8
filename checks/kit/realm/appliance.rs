//! The machine that the realms run on, and what they share.

use std::path::PathBuf;

use jiff::SignedDuration;
use schemars::JsonSchema;
use serde::{Deserialize, Deserializer, Serialize, de::Error};

use super::{Cloud, Endpoint, Proxy};

/// The machine that the realms run on, and what they share.
#[serde_with::skip_serializing_none]
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Appliance {
    /// Its short host name: host-bound checks run where it matches, or with `--here`.
    pub name: Option<String>,
    /// Where the realms run; left out: this host's system.
    pub platform: Option<Platform>,
    /// The account that must be able to read the private keys.
    pub service_account: Option<String>,
    /// Whether the machine has joined a Windows domain, which then keeps its time.
    pub domain_joined: Option<bool>,
    /// Clock and zone.
    pub time: Time,
    /// The web proxy; left out: direct.
    pub proxy: Option<Proxy>,
    /// The resolver; left out: the system's.
    pub dns: Option<Dns>,
    /// The roots that peers are verified against.
    pub trust: Trust,
    /// The host firewall; left out: asked live on Windows.
    pub firewall: Option<Firewall>,
    /// The support license.
    pub license: Option<License>,
    /// The vendor's cloud services; left out: the vendor's current URLs.
    pub cloud: Option<Cloud>,
}

/// A platform that realms run on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Platform {
    /// Windows Server.
    Windows,
    /// Linux.
    Linux,
}

/// Clock and zone.
#[serde_with::skip_serializing_none]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Time {
    /// NTP servers, `HOST` or `HOST:PORT`.
    #[schemars(with = "Vec<String>", extend("items" = {"type": "string", "format": "endpoint"}))]
    #[serde(deserialize_with = "ntp_servers")]
    pub servers: Vec<Endpoint>,
    /// The zone that the appliance should be in: its IANA name, or Windows' own.
    pub zone: Option<String>,
    /// From this offset on the clock is a warning: the vendor saw trouble from 3 minutes.
    #[serde(serialize_with = "jiff::fmt::serde::duration::friendly::compact::required")]
    #[schemars(with = "String", extend("format" = "span"))]
    pub warn: SignedDuration,
    /// From this offset on it fails: WCF refuses from 5 minutes.
    #[serde(serialize_with = "jiff::fmt::serde::duration::friendly::compact::required")]
    #[schemars(with = "String", extend("format" = "span"))]
    pub fail: SignedDuration,
}

impl Default for Time {
    fn default() -> Self {
        Self {
            servers: Vec::new(),
            zone: None,
            warn: SignedDuration::from_mins(3),
            fail: SignedDuration::from_mins(5),
        }
    }
}

/// NTP servers, whose port is 123 where none is named.
fn ntp_servers<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<Endpoint>, D::Error> {
    let written = Vec::<String>::deserialize(from)?.into_iter();
    written
        .map(|text| Endpoint::parse(&text, 123).map_err(Error::custom))
        .collect()
}

/// The resolver.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Dns {
    /// Name servers, `ADDRESS` or `ADDRESS:PORT`.
    #[schemars(extend("minItems" = 1, "items" = {"type": "string", "format": "address-endpoint"}))]
    pub servers: Vec<String>,
}

/// The roots that peers are verified against.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Trust {
    /// What the operating system trusts.
    #[default]
    System,
    /// A PEM bundle instead.
    File(PathBuf),
}

/// The host firewall.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Firewall {
    /// An exported rule list: `Get-NetFirewallRule` JSON or `netsh advfirewall` text.
    pub export: PathBuf,
}

/// The support license.
#[serde_with::skip_serializing_none]
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct License {
    /// Its certificate, by its name under `certificates`.
    pub certificate: Option<String>,
    /// The last day of support, `YYYY-MM-DD`.
    #[schemars(with = "Option<String>", extend("format" = "date"))]
    pub support_expires: Option<jiff::civil::Date>,
}
