//! A certificate and its key as files or in the Windows store.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::kit::chain::Chain;
use crate::kit::chain_fault::Refusal;
use crate::kit::peer_text::{PeerText, Shown};
use crate::kit::probe::ProbeError;
use crate::kit::realm::CertificateSource;

/// Reads them.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Query {
    /// Where they are.
    pub source: CertificateSource,
}

/// What was read.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Answer {
    /// The chain, leaf first; empty when `problem` is set.
    pub chain: Chain,
    /// What the TLS library refuses about it as that of a client.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub refusal: Option<Refusal>,
    /// Why the certificate could not be read.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub problem: Option<Problem>,
    /// The private key.
    pub key: Key,
    /// The certificate on its path that the machine's Disallowed store names.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub disallowed: Option<PeerText>,
    /// Until when another certificate of the same key in the same file is valid, where it outlives the leaf.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub newer: Option<Timestamp>,
}

/// Why a file could not be read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Problem {
    /// There is no such file or store entry.
    Missing,
    /// It cannot be read; the text says why, never what is in it.
    Unreadable(String),
    /// Whoever runs otpdoctor may not read it, which says nothing of whether the appliance may.
    NoPermission,
    /// It is encrypted, and the password is not the right one.
    WrongPassword,
    /// It is encrypted, and no password is given.
    Encrypted,
    /// It cannot be opened in this run: its password cannot be had, or this machine has no file handle left.
    Locked(ProbeError),
    /// It may be sound, and otpdoctor does not use keys of this kind or size, or files of this form; the text says which.
    Unusable(String),
    /// Several certificates of a store fit what the config says; each with its thumbprint, its subject and its last day.
    Several(Vec<PeerText>),
}

impl Problem {
    /// In the words of a report, after "the certificate" or "the key".
    pub fn describe(&self) -> String {
        match self {
            Self::Missing => "does not exist".into(),
            Self::Unreadable(why) => format!("cannot be read: {:.200}", Shown(why)),
            Self::NoPermission => "may not be read by the account that runs otpdoctor".into(),
            Self::WrongPassword => "is encrypted, and the password is missing or wrong".into(),
            Self::Encrypted => "is encrypted, and no password is configured".into(),
            Self::Locked(why) => format!("is not opened: {why}"),
            Self::Several(which) => format!("may be any of {}", which.len()),
            Self::Unusable(kind) => {
                format!(
                    "cannot be used by otpdoctor ({}), but Windows may use it",
                    Shown(kind)
                )
            }
        }
    }
}

/// A private key.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Key {
    /// None is named, or the PFX holds none.
    #[default]
    Absent,
    /// It was read; the SHA-256 of its public key (SubjectPublicKeyInfo, DER) in lowercase hexadecimal.
    Present {
        /// Compare with [`crate::kit::chain::Certificate::public_key_sha256`].
        public_key_sha256: String,
    },
    /// It is there, and could not be read.
    Failed(Problem),
}
