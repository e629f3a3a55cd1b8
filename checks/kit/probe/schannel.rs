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
    /// What the registry says of versions of TLS, where the handshake broke off.
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

impl Setting {
    /// As a report shows it, after its key.
    pub(crate) fn words(&self) -> String {
        let number = self.number.map(|number| format!("= {number}"));
        let number = number.unwrap_or_else(|| "cannot be read".into());
        match &self.name {
            Some(name) => format!("{} {number}", Shown(name)),
            None => number,
        }
    }

    /// Whether it keeps clients from TLS 1.2.
    fn switches_off(&self) -> bool {
        let is = |name: &str| {
            let own = self.name.as_deref();
            own.is_some_and(|own| own.eq_ignore_ascii_case(name))
        };
        let off = match self.number {
            Some(0) => is("Enabled"),
            Some(_) => is("DisabledByDefault"),
            None => false,
        };
        off && self.key.ends_with(r"\TLS 1.2\Client")
    }
}

impl Schannel {
    /// Whether the registry keeps clients of this machine from TLS 1.2.
    pub(super) fn lacks_tls_1_2(&self) -> bool {
        self.settings.iter().any(Setting::switches_off)
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
