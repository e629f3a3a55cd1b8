//! A certificate chain as facts, and what is wrong with it at a given moment (RFC 5280 section 6).

use std::net::IpAddr;

use jiff::{SignedDuration, Timestamp};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::kit::peer_text::PeerText;

/// The certificates that were shown or read, and how each is signed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Chain {
    /// From the leaf upwards as far as issuers were found among what was shown; strays are left out.
    /// The trusted root stands last where one was found, whether it was shown or not.
    pub certificates: Vec<Certificate>,
    /// How the path ends.
    pub end: End,
}

/// How a path ends.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum End {
    /// At a trusted root.
    #[default]
    Trusted,
    /// At a root of its own that is not trusted.
    UntrustedRoot,
    /// At a certificate whose issuer was neither shown nor is trusted.
    IssuerMissing,
}

/// A certificate, read.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Certificate {
    /// Subject in RFC 4514 form, as far as it reads.
    pub subject: PeerText,
    /// Issuer, likewise.
    pub issuer: PeerText,
    /// Serial number in lowercase hexadecimal digits.
    pub serial: String,
    /// SHA-1 of the certificate, as Windows shows it, in lowercase hexadecimal digits.
    pub thumbprint: String,
    /// First moment of validity.
    pub not_before: Timestamp,
    /// Last moment of validity.
    pub not_after: Timestamp,
    /// DNS names and addresses of the subject alternative name.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub names: Vec<PeerText>,
    /// Kind and size of the public key.
    pub key: PublicKey,
    /// SHA-256 of the SubjectPublicKeyInfo (DER) in lowercase hexadecimal digits.
    pub public_key_sha256: String,
    /// The name of the signature algorithm, such as `sha256WithRSAEncryption`.
    pub signature_algorithm: PeerText,
    /// Whether basic constraints say that it is an authority.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub is_ca: bool,
    /// Key usages by their RFC 5280 names (`digitalSignature`); absent without the extension.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub key_usage: Option<Vec<PeerText>>,
    /// Extended key usages by name (`clientAuth`, `serverAuth`, `anyExtendedKeyUsage`) or OID; absent without the extension.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub extended_key_usage: Option<Vec<PeerText>>,
    /// Whether the signature by the next certificate of the path (or its own, for a root) holds; absent where there is none to ask.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub signature_holds: Option<bool>,
}

/// Kind and size of a public key.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct PublicKey {
    /// `RSA`, `EC`, `Ed25519`, or an OID.
    pub algorithm: String,
    /// The size in bits: of the modulus, or of the curve.
    pub bits: u32,
}

/// What can be wrong with a chain, gravest for a verifier first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ChainFault {
    /// The chain is empty: nothing was shown.
    Empty,
    /// The signature of this certificate does not hold.
    SignatureInvalid(usize),
    /// This certificate's time is over.
    Expired(usize),
    /// This certificate's time has not come.
    NotYetValid(usize),
    /// It ends at a root that is not trusted.
    UntrustedRoot,
    /// It ends at a certificate whose issuer is missing.
    IssuerMissing,
    /// The leaf is for other names.
    WrongName,
}

impl Chain {
    /// The certificate of the peer itself.
    pub fn leaf(&self) -> Option<&Certificate> {
        self.certificates.first()
    }

    /// Everything wrong with the chain at this moment, and with the name where one is to be verified.
    pub fn faults(&self, at: Timestamp, name: Option<&str>) -> Vec<ChainFault> {
        let Some(leaf) = self.leaf() else {
            return vec![ChainFault::Empty];
        };
        let mut faults = Vec::new();
        for (index, certificate) in self.certificates.iter().enumerate() {
            if certificate.signature_holds == Some(false) {
                faults.push(ChainFault::SignatureInvalid(index));
            }
            if at > certificate.not_after {
                faults.push(ChainFault::Expired(index));
            }
            if at < certificate.not_before {
                faults.push(ChainFault::NotYetValid(index));
            }
        }
        match self.end {
            End::Trusted => {}
            End::UntrustedRoot => faults.push(ChainFault::UntrustedRoot),
            End::IssuerMissing => faults.push(ChainFault::IssuerMissing),
        }
        if name.is_some_and(|name| !leaf.is_for(name)) {
            faults.push(ChainFault::WrongName);
        }
        faults
    }
}

impl Certificate {
    /// Whether the certificate names this host (RFC 9525 section 6): a wildcard stands for one whole leftmost label.
    pub fn is_for(&self, host: &str) -> bool {
        let host = host.trim_end_matches('.').to_ascii_lowercase();
        if let Ok(address) = host.parse::<IpAddr>() {
            return self
                .names
                .iter()
                .any(|name| name.raw().parse() == Ok(address));
        }
        self.names.iter().any(|name| {
            let name = name.raw().to_ascii_lowercase();
            match name.strip_prefix("*.") {
                Some(parent) => host
                    .split_once('.')
                    .is_some_and(|(label, rest)| !label.is_empty() && rest == parent),
                None => name == host,
            }
        })
    }

    /// How long it is valid in all.
    pub fn lifetime(&self) -> SignedDuration {
        self.not_after.duration_since(self.not_before)
    }

    /// How long it is still valid; negative when its time is over.
    pub fn remaining(&self, at: Timestamp) -> SignedDuration {
        self.not_after.duration_since(at)
    }

    /// The common name of the subject, or the whole subject.
    pub fn short_name(&self) -> PeerText {
        common_name(&self.subject)
    }

    /// The common name of the issuer, or the whole issuer.
    pub fn short_issuer(&self) -> PeerText {
        common_name(&self.issuer)
    }
}

fn common_name(name: &PeerText) -> PeerText {
    name.part(|name| {
        let mut parts = name.split(',');
        parts
            .find_map(|part| part.trim().strip_prefix("CN="))
            .unwrap_or(name)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wildcard_stands_for_one_label() {
        let certificate = Certificate {
            names: vec![
                "*.example.net".into(),
                "mail.example.org".into(),
                "192.0.2.1".into(),
            ],
            ..Certificate::default()
        };
        assert!(certificate.is_for("a.example.net"));
        assert!(certificate.is_for("MAIL.example.org."));
        assert!(certificate.is_for("192.0.2.1"));
        assert!(!certificate.is_for("example.net"));
        assert!(!certificate.is_for("a.b.example.net"));
        assert!(!certificate.is_for("192.0.2.2"));
    }
}
