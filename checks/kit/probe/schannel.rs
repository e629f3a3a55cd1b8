//! What the TLS of Windows (SChannel) did and found, where the handshake was its own.

use std::mem::discriminant;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::handshake::Handshake;
use crate::kit::chain::Chain;
use crate::kit::chain_fault::{ChainFault, Gravity};
use crate::kit::peer_text::Shown;

/// A handshake by Windows. Errors are HRESULTs as Windows writes them: `0x80090331`.
#[serde_with::skip_serializing_none]
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Schannel {
    /// The error with which it broke off.
    pub error: Option<String>,
    /// The cipher suite, as IANA names it.
    pub suite: Option<String>,
    /// Why it refuses the peer's certificate (CERT_CHAIN_POLICY_SSL); none where it accepts it.
    pub refusal: Option<String>,
    /// The CERT_TRUST_STATUS of the path.
    pub status: Option<String>,
    /// The thumbprint of the client certificate that it sent in the handshake.
    pub sent: Option<String>,
    /// The versions that it was asked for; absent in older recordings.
    pub asked: Option<Versions>,
    /// What the registry says of versions of TLS; in older recordings only where the handshake broke off.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub settings: Vec<Setting>,
    /// How otpdoctor's own TLS library fared over another connection, where that of Windows broke off.
    pub library: Option<Handshake>,
}

/// A value of the registry that bears on which versions of TLS programs use.
#[serde_with::skip_serializing_none]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Setting {
    /// Its key below HKEY_LOCAL_MACHINE: `SYSTEM\…\SCHANNEL\Protocols\TLS 1.2\Client`.
    pub key: String,
    /// Its name, such as `Enabled`; absent: the key cannot be read.
    pub name: Option<String>,
    /// Its number; absent: it cannot be read.
    pub number: Option<u32>,
}

/// The versions of TLS that .NET Framework asks Windows for, by the values of [`DOTNET`] ("Transport Layer Security (TLS) best
/// practices with .NET Framework" at learn.microsoft.com).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Versions {
    /// Those that Windows has on: `SystemDefaultTlsVersions` is not 0.
    System,
    /// TLS 1.0, 1.1 and 1.2: `SchUseStrongCrypto` is not 0.
    Strong,
    /// TLS 1.0 and nothing newer: both are 0.
    Old,
    /// The registry leaves it to the framework that a realm targets: from 4.7 on those that Windows has on, with 4.6 TLS 1.0
    /// to 1.2, with an older one TLS 1.0. Windows was asked for those that it has on.
    ByTarget,
}

/// The key below HKEY_LOCAL_MACHINE for programs of 64 bits and .NET Framework 4.
pub const DOTNET: &str = r"SOFTWARE\Microsoft\.NETFramework\v4.0.30319";

impl Versions {
    /// What the registry has .NET ask for.
    pub fn asked(settings: &[Setting]) -> Self {
        let number = |name| {
            let mut own = settings.iter().filter(|one| one.key == DOTNET);
            own.find(|one| one.is(name)).and_then(|one| one.number)
        };
        match (
            number("SystemDefaultTlsVersions"),
            number("SchUseStrongCrypto"),
        ) {
            (Some(1..), _) => Self::System,
            (_, Some(1..)) => Self::Strong,
            (Some(0), Some(0)) => Self::Old,
            _ => Self::ByTarget,
        }
    }

    /// What a report says of it, where that is not what Windows does by itself.
    pub(crate) fn describe(self) -> Option<&'static str> {
        match self {
            Self::System => None,
            Self::Strong => Some("asks for TLS 1.0, 1.1 and 1.2, since SchUseStrongCrypto is set"),
            Self::Old => Some("asks for TLS 1.0 alone"),
            Self::ByTarget => Some(
                "asks for TLS 1.2 only in realms that target .NET Framework 4.6 or later, since the registry does not decide it",
            ),
        }
    }
}

impl Setting {
    fn is(&self, name: &str) -> bool {
        let own = self.name.as_deref();
        own.is_some_and(|own| own.eq_ignore_ascii_case(name))
    }

    /// As a report shows it, after its key.
    pub(crate) fn describe(&self) -> String {
        let number = self.number.map(|number| format!("= {number}"));
        let number = number.unwrap_or_else(|| "cannot be read".into());
        match &self.name {
            Some(name) => format!("{} {number}", Shown(name)),
            None => number,
        }
    }

    /// The version of TLS that it keeps clients from.
    fn switches_off(&self) -> Option<&str> {
        let off = match self.number {
            Some(0) => self.is("Enabled"),
            Some(_) => self.is("DisabledByDefault"),
            None => false,
        };
        let (_, version) = self.key.strip_suffix(r"\Client")?.rsplit_once('\\')?;
        Some(version).filter(|_| off)
    }
}

/// What these values keep clients from: `TLS 1.2 (Enabled = 0)`.
pub fn switched_off(settings: &[Setting]) -> Vec<String> {
    let of = |one: &Setting| Some(format!("{} ({})", one.switches_off()?, one.describe()));
    let dotnet = (Versions::asked(settings) == Versions::Old).then(|| {
        "for .NET what is newer than TLS 1.0 (SchUseStrongCrypto and SystemDefaultTlsVersions = 0)".to_owned()
    });
    settings.iter().filter_map(of).chain(dotnet).collect()
}

impl Schannel {
    /// What keeps clients of this machine, or the appliance's .NET, from TLS 1.2.
    pub(super) fn lacks_tls_1_2(&self) -> Option<&'static str> {
        if (self.settings.iter()).any(|one| one.switches_off() == Some("TLS 1.2")) {
            Some("Windows has TLS 1.2 switched off")
        } else if self.asked == Some(Versions::Old) {
            Some(".NET asks for TLS 1.0 alone")
        } else {
            None
        }
    }

    /// What is wrong at this moment with the certificates of the server of this name, gravest first: what Windows refuses
    /// is always among it, and what it accepts is wrong once its time is over. The path is that of Windows.
    pub(super) fn faults(&self, path: &Chain, at: Timestamp, host: &str) -> Vec<ChainFault> {
        let mut faults = path.faults(at, Some(host));
        let Some(code) = &self.refusal else {
            faults.retain(|fault| fault.gravity() == Gravity::Time);
            return faults;
        };
        let refused = match code.as_str() {
            "0x800b0109" | "0x800b0111" => ChainFault::UntrustedRoot,
            "0x800b010a" => ChainFault::IssuerMissing,
            // Some versions find no address among the names.
            "0x800b010f" if path.leaf().is_some_and(|leaf| leaf.is_for(host)) => {
                ChainFault::Invalid(named(code))
            }
            "0x800b010f" => ChainFault::WrongName,
            "0x800b0110" => ChainFault::NotForUsage(0),
            "0x80096004" => ChainFault::SignatureInvalid(0),
            "0x80096019" => ChainFault::IssuerNotCa(1),
            "0x800b0114" => ChainFault::NameConstrained,
            _ => ChainFault::Invalid(named(code)),
        };
        let known = |fault: &ChainFault| match code.as_str() {
            "0x800b0101" => fault.gravity() == Gravity::Time,
            _ => discriminant(fault) == discriminant(&refused),
        };
        if !faults.iter().any(known) {
            faults.push(refused);
        }
        faults.sort_by_key(|fault| (fault.windows_accepts(), fault.gravity()));
        faults
    }
}

/// The errors of SSPI and of certificate chains with their names, as `winerror.h` has them.
const NAMES: &str = include_str!("schannel_errors.txt");

/// An error as a report shows it: its name, and its number.
pub fn named(code: &str) -> String {
    let mut names = NAMES.lines().filter_map(|line| line.split_once(' '));
    match names.find(|(known, _)| *known == code) {
        Some((code, name)) => format!("{name}, {code}"),
        None => Shown(code).into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_switched_off_is_named_and_what_is_on_is_not() {
        let set = |version: &str, name: &str, number| Setting {
            key: format!(r"SYSTEM\…\SCHANNEL\Protocols\{version}\Client"),
            name: Some(name.into()),
            number: Some(number),
        };
        let dotnet = |name: &str, number| Setting {
            key: DOTNET.into(),
            name: Some(name.into()),
            number: Some(number),
        };
        let off = [
            set("TLS 1.1", "DisabledByDefault", 1),
            set("TLS 1.2", "Enabled", 0),
            dotnet("SchUseStrongCrypto", 0),
            dotnet("SystemDefaultTlsVersions", 0),
        ];
        let named = [
            "TLS 1.1 (DisabledByDefault = 1)",
            "TLS 1.2 (Enabled = 0)",
            "for .NET what is newer than TLS 1.0 (SchUseStrongCrypto and SystemDefaultTlsVersions = 0)",
        ];
        assert_eq!(switched_off(&off), named);
        let on = [
            set("TLS 1.2", "Enabled", 0xffff_ffff),
            set("TLS 1.2", "DisabledByDefault", 0),
            dotnet("SchUseStrongCrypto", 0),
            dotnet("SystemDefaultTlsVersions", 1),
        ];
        assert_eq!(switched_off(&on), [""; 0]);
    }

    #[test]
    fn what_dotnet_asks_for_is_what_its_registry_says() {
        let set = |key: &str, name: &str, number| Setting {
            key: key.into(),
            name: Some(name.into()),
            number,
        };
        let asked = |system, strong| {
            Versions::asked(&[
                set(DOTNET, "SystemDefaultTlsVersions", system),
                set(DOTNET, "schusestrongcrypto", strong),
                // Programs of 32 bits and of .NET 2 have keys of their own.
                set(
                    r"SOFTWARE\Microsoft\.NETFramework\v2.0.50727",
                    "SystemDefaultTlsVersions",
                    Some(1),
                ),
                set(
                    r"SOFTWARE\WOW6432Node\Microsoft\.NETFramework\v4.0.30319",
                    "SchUseStrongCrypto",
                    Some(1),
                ),
            ])
        };
        assert_eq!(asked(Some(1), Some(0)), Versions::System);
        assert_eq!(asked(Some(1), None), Versions::System);
        assert_eq!(asked(Some(0), Some(1)), Versions::Strong);
        assert_eq!(asked(None, Some(1)), Versions::Strong);
        assert_eq!(asked(Some(0), Some(0)), Versions::Old);
        // The target decides, or it cannot be read.
        assert_eq!(asked(Some(0), None), Versions::ByTarget);
        assert_eq!(asked(None, Some(0)), Versions::ByTarget);
        assert_eq!(asked(None, None), Versions::ByTarget);
        assert_eq!(Versions::asked(&[]), Versions::ByTarget);
    }
}
