//! The things that findings speak of, in a form that can be compared: what links a cause to what it explains.

use jiff::SignedDuration;

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
    /// What it is for, by the check that reaches for it.
    Serves(&'static str),
    /// How far the host's clock is off; of what a wrong clock can produce, the least and the most that it is then.
    Clock(SignedDuration, SignedDuration),
    /// What a service complained of in the client certificate.
    Complaint(Complaint),
}

/// What a service complains of in a client certificate.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Complaint {
    /// Its time is over, or has not come.
    Time,
    /// Its issuer is unknown.
    Issuer,
    /// A signature does not hold.
    Signature,
    /// It is for something else.
    Usage,
    /// The service does not say.
    Anything,
}

impl Entity {
    /// A host, however it is spelled.
    pub fn host(name: &str) -> Self {
        let name = name.trim_matches(['[', ']']).trim_end_matches('.');
        Self::Host(name.to_ascii_lowercase())
    }

    /// What a peer that is this far from the host's clock, and bears so much, comes to.
    pub fn clock_beside(offset: SignedDuration, allowance: SignedDuration) -> Option<Self> {
        let least = offset.saturating_sub(allowance);
        let most = offset.saturating_add(allowance);
        (offset.abs() > allowance).then_some(Self::Clock(least, most))
    }

    /// The check that reaches for it.
    pub(super) fn serves(&self) -> Option<&'static str> {
        match self {
            Self::Serves(check) => Some(check),
            _ => None,
        }
    }

    /// Whether it is somewhere: realms may have a service on different hosts.
    pub(super) fn is_place(&self) -> bool {
        !matches!(
            self,
            Self::Service(_) | Self::Serves(_) | Self::Clock(..) | Self::Complaint(_)
        )
    }

    /// A certificate, by its name in the config.
    pub fn certificate(name: &str) -> Self {
        Self::Certificate(name.to_owned())
    }
}
