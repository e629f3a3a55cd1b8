//! A certificate chain as facts.

use std::net::IpAddr;

use jiff::{SignedDuration, Timestamp};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::kit::peer_text::PeerText;

/// The certificates that were shown or read, and how each is signed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Chain {
    /// From the leaf upwards as far as issuers were found among what was shown; what is not on that path is left out.
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
    /// Where the issuer's certificate is to be had (authority information access, RFC 5280 section 4.2.2.1).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub issuer_url: Option<PeerText>,
    /// Kind and size of the public key.
    pub key: PublicKey,
    /// SHA-256 of the SubjectPublicKeyInfo (DER) in lowercase hexadecimal digits.
    pub public_key_sha256: String,
    /// The name of the signature algorithm, such as `sha256WithRSAEncryption`.
    pub signature_algorithm: PeerText,
    /// Whether basic constraints say that it is an authority; absent without the extension.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub is_ca: Option<bool>,
    /// How many authorities may stand between it and the leaf, where basic constraints say so.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub path_length: Option<u32>,
    /// Key usages by their RFC 5280 names (`digitalSignature`); absent without the extension.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub key_usage: Option<Vec<PeerText>>,
    /// Extended key usages by name (`clientAuth`, `serverAuth`, `anyExtendedKeyUsage`) or OID; absent without the extension.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub extended_key_usage: Option<Vec<PeerText>>,
    /// Whether the signature by the next certificate of the path (or its own, for a root that is not trusted) holds; absent where there is none to ask.
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

impl PublicKey {
    /// The size below which servers refuse it; 0 for one of no known kind.
    pub fn least_bits(&self) -> u32 {
        match self.algorithm.as_str() {
            "RSA" => 2048,
            "EC" => 256,
            _ => 0,
        }
    }
}

impl Chain {
    /// The certificate of the peer itself.
    pub fn leaf(&self) -> Option<&Certificate> {
        self.certificates.first()
    }

    /// Why this issuer may not issue the certificate below it, as a clause (RFC 5280 sections 4.2.1.3, 4.2.1.9).
    ///
    /// It is what OpenSSL (`check_ca`, `check_chain` in v3_purp.c and x509_vfy.c) and Windows (as Wine's crypt32 has it)
    /// both refuse: a root may have no basic constraints, as those of version 1, and no issuer needs a key usage, but
    /// what they have counts.
    pub fn why_no_issuer(&self, index: usize) -> Option<String> {
        let one = self.certificates.get(index)?;
        let below = self.certificates.get(1..index)?.iter();
        let signs = |usages: &Vec<PeerText>| usages.iter().any(|usage| *usage == "keyCertSign");
        if !one.key_usage.as_ref().is_none_or(signs) {
            return Some("its key usage has no keyCertSign".into());
        }
        match one.is_ca {
            Some(true) => {}
            None if one.is_self_issued() => {}
            Some(false) => return Some("its basic constraints say CA:FALSE".into()),
            None => return Some("it has no basic constraints".into()),
        }
        let authorities = below.filter(|one| !one.is_self_issued()).count();
        let most = one.path_length?;
        (authorities > most as usize)
            .then(|| format!("the chain exceeds its path length of {most}"))
    }
}

impl Certificate {
    /// Whether the certificate names this host (RFC 9525 section 6).
    pub fn is_for(&self, host: &str) -> bool {
        self.names.iter().any(|name| covers(name.raw(), host))
    }

    /// Whether its common name is that of this host, as clients took it before RFC 6125.
    pub fn has_common_name(&self, host: &str) -> bool {
        covers(self.short_name().raw(), host)
    }

    /// Whether its extended key usages, where it has any, allow this one, such as `serverAuth`.
    pub fn is_for_usage(&self, wanted: &str) -> bool {
        let usages = self.extended_key_usage.as_ref();
        usages.is_none_or(|usages| {
            let fits = |usage: &PeerText| *usage == wanted || *usage == "anyExtendedKeyUsage";
            usages.iter().any(fits)
        })
    }

    /// Whether subject and issuer are the same.
    pub fn is_self_issued(&self) -> bool {
        self.subject == self.issuer
    }

    /// Whether it is signed with a hash that is broken: MD2, MD4, MD5 or SHA-1.
    pub fn has_weak_signature(&self) -> bool {
        let algorithm = self.signature_algorithm.raw().to_ascii_lowercase();
        let algorithm = algorithm.replace('-', "");
        let weak = ["md2", "md4", "md5", "sha1"];
        weak.iter().any(|hash| algorithm.contains(hash))
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

/// Whether a name of a certificate stands for this host: a wildcard stands for one whole leftmost label.
fn covers(name: &str, host: &str) -> bool {
    let host = host.trim_end_matches('.').to_ascii_lowercase();
    if let Ok(address) = host.parse::<IpAddr>() {
        return name.parse() == Ok(address);
    }
    let name = name.to_ascii_lowercase();
    match name.strip_prefix("*.") {
        Some(parent) => host
            .split_once('.')
            .is_some_and(|(label, rest)| !label.is_empty() && rest == parent),
        None => name == host,
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
