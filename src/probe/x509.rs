//! Certificates from DER into facts, and the path from a leaf to its anchor.

mod name;
mod path;
mod signature;

use std::net::IpAddr;

use aws_lc_rs::digest;
use checks::kit::chain::{Certificate, Chain, PublicKey};
use data_encoding::HEXLOWER;
use jiff::Timestamp;
use rustls_pki_types::CertificateDer;
use x509_parser::prelude::{
    ASN1Time, ExtendedKeyUsage, FromDer as _, GeneralName, KeyUsage, ParsedExtension,
    SubjectPublicKeyInfo, X509Certificate, X509Name,
};
use x509_parser::public_key::PublicKey as ParsedKey;

/// How many certificates beside the leaf are looked at.
const SHOWN: usize = 256;

/// The path from the first of `shown` as far as issuers are found among `shown` and `roots`.
///
/// A path to a trusted root is preferred to any other, and an issuer whose signature holds to a
/// namesake; the work is bounded, however many certificates a peer shows.
///
/// # Errors
/// Says what is wrong when the first certificate is missing or does not parse.
pub fn chain(shown: &[CertificateDer<'_>], roots: &[CertificateDer<'_>]) -> Result<Chain, String> {
    let (leaf, others) = shown.split_first().ok_or("there is no certificate")?;
    let leaf = parse(leaf)?;
    // What does not parse among the others cannot be anybody's issuer.
    let others: Vec<_> = others
        .iter()
        .take(SHOWN)
        .filter_map(|der| parse(der).ok())
        .collect();
    let roots: Vec<_> = roots.iter().filter_map(|der| parse(der).ok()).collect();
    let path = path::find(&leaf, &others, &roots);
    let certificates = path
        .steps
        .iter()
        .map(|step| Certificate {
            signature_holds: step.signature_holds,
            ..facts(step.certificate)
        })
        .collect();
    Ok(Chain {
        certificates,
        end: path.end,
    })
}

/// One certificate, read.
///
/// # Errors
/// Says what is wrong when it does not parse.
pub fn certificate(der: &CertificateDer<'_>) -> Result<Certificate, String> {
    parse(der).map(|certificate| facts(&certificate))
}

/// SHA-256 of a SubjectPublicKeyInfo (DER) in lowercase hexadecimal digits.
pub fn public_key_sha256(spki: &[u8]) -> String {
    HEXLOWER.encode(digest::digest(&digest::SHA256, spki).as_ref())
}

/// A Name (DER) in RFC 4514 form, as far as it reads.
pub fn name_of(der: &[u8]) -> String {
    match X509Name::from_der(der) {
        Ok((_, name)) => name::readable(&name),
        Err(_) => String::new(),
    }
}

fn parse<'a>(der: &'a CertificateDer<'_>) -> Result<X509Certificate<'a>, String> {
    match X509Certificate::from_der(der) {
        Ok((_, certificate)) => Ok(certificate),
        // The parser's own words may quote bytes of a file that is no certificate.
        Err(_) => Err("it is not a certificate that can be read (X.509, DER)".into()),
    }
}

fn facts(certificate: &X509Certificate<'_>) -> Certificate {
    let algorithm = certificate.signature_algorithm.algorithm.to_id_string();
    let sha1 = digest::digest(&digest::SHA1_FOR_LEGACY_USE_ONLY, certificate.as_raw());
    Certificate {
        subject: name::readable(certificate.subject()),
        issuer: name::readable(certificate.issuer()),
        serial: serial(certificate.raw_serial()),
        thumbprint: HEXLOWER.encode(sha1.as_ref()),
        not_before: moment(certificate.validity().not_before),
        not_after: moment(certificate.validity().not_after),
        names: names(certificate),
        key: public_key(certificate.public_key()),
        public_key_sha256: public_key_sha256(certificate.public_key().raw),
        signature_algorithm: signature::name(&algorithm).map_or(algorithm, str::to_owned),
        is_ca: extension(certificate, |found| match found {
            ParsedExtension::BasicConstraints(basic) => Some(basic.ca),
            _ => None,
        })
        .unwrap_or(false),
        key_usage: extension(certificate, |found| match found {
            ParsedExtension::KeyUsage(usage) => Some(key_usages(usage)),
            _ => None,
        }),
        extended_key_usage: extension(certificate, |found| match found {
            ParsedExtension::ExtendedKeyUsage(usage) => Some(extended_key_usages(usage)),
            _ => None,
        }),
        signature_holds: None,
    }
}

/// What `pick` makes of the first extension that it takes.
fn extension<'a, T>(
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

fn address(bytes: &[u8]) -> Option<IpAddr> {
    let v4 = <[u8; 4]>::try_from(bytes).map(IpAddr::from);
    v4.or_else(|_| <[u8; 16]>::try_from(bytes).map(IpAddr::from))
        .ok()
}

fn public_key(key: &SubjectPublicKeyInfo<'_>) -> PublicKey {
    let (algorithm, bits) = match key.parsed() {
        Ok(ParsedKey::RSA(rsa)) => ("RSA".to_owned(), bit_length(rsa.modulus)),
        Ok(ParsedKey::EC(point)) => ("EC".to_owned(), curve_bits(key, point.key_size())),
        _ => match key.algorithm.algorithm.to_id_string().as_str() {
            "1.3.101.112" => ("Ed25519".to_owned(), 256),
            "1.3.101.113" => ("Ed448".to_owned(), 456),
            oid => (oid.to_owned(), 0),
        },
    };
    PublicKey { algorithm, bits }
}

fn bit_length(number: &[u8]) -> u32 {
    let significant = number.iter().skip_while(|byte| **byte == 0);
    let leading = significant.clone().next().map_or(0, |b| b.leading_zeros());
    u32::try_from(significant.count() * 8).map_or(u32::MAX, |bits| bits - leading)
}

fn curve_bits(key: &SubjectPublicKeyInfo<'_>, of_point: usize) -> u32 {
    match signature::curve(key).as_deref() {
        // Its coordinates are written in 66 bytes, which is more than it has.
        Some(signature::P521) => 521,
        _ => u32::try_from(of_point).unwrap_or(0),
    }
}

fn key_usages(usage: &KeyUsage) -> Vec<String> {
    [
        (usage.digital_signature(), "digitalSignature"),
        (usage.non_repudiation(), "nonRepudiation"),
        (usage.key_encipherment(), "keyEncipherment"),
        (usage.data_encipherment(), "dataEncipherment"),
        (usage.key_agreement(), "keyAgreement"),
        (usage.key_cert_sign(), "keyCertSign"),
        (usage.crl_sign(), "cRLSign"),
        (usage.encipher_only(), "encipherOnly"),
        (usage.decipher_only(), "decipherOnly"),
    ]
    .into_iter()
    .filter(|(set, _)| *set)
    .map(|(_, name)| name.to_owned())
    .collect()
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
    ]
    .into_iter()
    .filter(|(set, _)| *set)
    .map(|(_, name)| name.to_owned());
    named
        .chain(usage.other.iter().map(|oid| oid.to_id_string()))
        .collect()
}
