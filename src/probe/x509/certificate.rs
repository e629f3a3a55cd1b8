//! The fields of one certificate (RFC 5280 section 4) as facts.

use std::net::IpAddr;

use aws_lc_rs::digest;
use checks::kit::chain::Certificate;
use data_encoding::HEXLOWER;
use jiff::Timestamp;
use x509_parser::oid_registry::OID_PKIX_ACCESS_DESCRIPTOR_CA_ISSUERS;
use x509_parser::prelude::{
    ASN1Time, AuthorityInfoAccess, ExtendedKeyUsage, GeneralName, KeyUsage, ParsedExtension,
    X509Certificate,
};

use super::key::public_key;
use super::name;
use crate::files::oid;
use crate::secret::Vault;

/// What the certificate says.
pub(super) fn facts(certificate: &X509Certificate<'_>, vault: &Vault) -> Certificate {
    let algorithm = certificate.signature_algorithm.algorithm.to_id_string();
    let basic = extension(certificate, |found| match found {
        ParsedExtension::BasicConstraints(basic) => Some(basic),
        _ => None,
    });
    Certificate {
        subject: vault.peer(name::readable(certificate.subject())),
        issuer: vault.peer(name::readable(certificate.issuer())),
        serial: serial(certificate.raw_serial()),
        thumbprint: thumbprint(certificate.as_raw()),
        not_before: moment(certificate.validity().not_before),
        not_after: moment(certificate.validity().not_after),
        names: vault.peer_lines(&names(certificate)),
        issuer_url: extension(certificate, |found| match found {
            ParsedExtension::AuthorityInfoAccess(access) => issuer_url(access),
            _ => None,
        })
        .map(|url| vault.peer(url)),
        key: public_key(certificate.public_key()),
        public_key_sha256: public_key_sha256(certificate.public_key().raw),
        signature_algorithm: vault.peer(oid::name(&algorithm).unwrap_or(&algorithm)),
        is_ca: basic.map(|basic| basic.ca),
        path_length: basic.and_then(|basic| basic.path_len_constraint),
        key_usage: extension(certificate, |found| match found {
            ParsedExtension::KeyUsage(usage) => Some(vault.peer_lines(&key_usages(usage))),
            _ => None,
        }),
        extended_key_usage: extension(certificate, |found| match found {
            ParsedExtension::ExtendedKeyUsage(usage) => {
                Some(vault.peer_lines(&extended_key_usages(usage)))
            }
            _ => None,
        }),
        signature_holds: None,
    }
}

/// The SHA-1 of it.
pub(super) fn thumbprint(der: &[u8]) -> String {
    let sha1 = digest::digest(&digest::SHA1_FOR_LEGACY_USE_ONLY, der);
    HEXLOWER.encode(sha1.as_ref())
}

/// Whether its time has come and is not over.
pub(super) fn is_valid(certificate: &X509Certificate<'_>, at: i64) -> bool {
    let time = certificate.validity();
    (time.not_before.timestamp()..=time.not_after.timestamp()).contains(&at)
}

/// What `pick` makes of the first extension that it takes.
pub(super) fn extension<'a, T>(
    certificate: &'a X509Certificate<'_>,
    pick: impl FnMut(&'a ParsedExtension<'a>) -> Option<T>,
) -> Option<T> {
    certificate
        .iter_extensions()
        .map(|extension| extension.parsed_extension())
        .find_map(pick)
}

/// A serial number in lowercase hexadecimal digits.
pub fn serial(raw: &[u8]) -> String {
    match raw {
        [0, rest @ ..] if !rest.is_empty() => HEXLOWER.encode(rest),
        _ => HEXLOWER.encode(raw),
    }
}

/// SHA-256 of a SubjectPublicKeyInfo (DER) in lowercase hexadecimal digits.
pub fn public_key_sha256(spki: &[u8]) -> String {
    HEXLOWER.encode(digest::digest(&digest::SHA256, spki).as_ref())
}

fn moment(time: ASN1Time) -> Timestamp {
    Timestamp::from_second(time.timestamp()).unwrap_or(Timestamp::MAX)
}

fn names(certificate: &X509Certificate<'_>) -> Vec<String> {
    let found = extension(certificate, |found| match found {
        ParsedExtension::SubjectAlternativeName(found) => Some(found),
        _ => None,
    });
    let general = found.into_iter().flat_map(|found| &found.general_names);
    general
        .filter_map(|name| match name {
            GeneralName::DNSName(name) => Some((*name).to_owned()),
            GeneralName::IPAddress(bytes) => address(bytes).map(|address| address.to_string()),
            _ => None,
        })
        .collect()
}

fn issuer_url<'a>(access: &'a AuthorityInfoAccess<'_>) -> Option<&'a str> {
    let issuers = access
        .iter()
        .filter(|one| one.access_method == OID_PKIX_ACCESS_DESCRIPTOR_CA_ISSUERS);
    issuers
        .map(|one| &one.access_location)
        .find_map(|name| match name {
            GeneralName::URI(url) => Some(*url),
            _ => None,
        })
}

fn address(bytes: &[u8]) -> Option<IpAddr> {
    let v4 = <[u8; 4]>::try_from(bytes).map(IpAddr::from);
    v4.or_else(|_| <[u8; 16]>::try_from(bytes).map(IpAddr::from))
        .ok()
}

fn key_usages(usage: &KeyUsage) -> Vec<String> {
    let named = [
        (usage.digital_signature(), "digitalSignature"),
        (usage.non_repudiation(), "nonRepudiation"),
        (usage.key_encipherment(), "keyEncipherment"),
        (usage.data_encipherment(), "dataEncipherment"),
        (usage.key_agreement(), "keyAgreement"),
        (usage.key_cert_sign(), "keyCertSign"),
        (usage.crl_sign(), "cRLSign"),
        (usage.encipher_only(), "encipherOnly"),
        (usage.decipher_only(), "decipherOnly"),
    ];
    set(named).collect()
}

/// The names of what is set.
fn set<const N: usize>(named: [(bool, &str); N]) -> impl Iterator<Item = String> {
    let set = named.into_iter().filter(|(set, _)| *set);
    set.map(|(_, name)| name.to_owned())
}

fn extended_key_usages(usage: &ExtendedKeyUsage<'_>) -> Vec<String> {
    let named = [
        (usage.any, "anyExtendedKeyUsage"),
        (usage.server_auth, "serverAuth"),
        (usage.client_auth, "clientAuth"),
        (usage.code_signing, "codeSigning"),
        (usage.email_protection, "emailProtection"),
        (usage.time_stamping, "timeStamping"),
        (usage.ocsp_signing, "OCSPSigning"),
    ];
    set(named)
        .chain(usage.other.iter().map(|oid| oid.to_id_string()))
        .collect()
}
