//! The things that findings speak of, in a form that can be compared: what links a cause to what it explains.

use super::realm::ServiceName;

/// A thing that a finding speaks of.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Entity {
    /// The machine that the realms run on: its clock, its name servers, its way out.
    Appliance,
    /// A host, by its name or address.
    Host(String),
    /// A service of the vendor's cloud.
    Service(ServiceName),
    /// A certificate, by its name in the config.
    Certificate(String),
    /// A file or folder of the appliance.
    File(String),
}

impl Entity {
    /// A host, however it is spelled.
    pub fn host(name: &str) -> Self {
        let name = name.trim_matches(['[', ']']).trim_end_matches('.');
        Self::Host(name.to_ascii_lowercase())
    }

    /// A certificate, by its name in the config.
    pub fn certificate(name: &str) -> Self {
        Self::Certificate(name.to_owned())
    }
}
