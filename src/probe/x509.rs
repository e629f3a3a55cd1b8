//! Certificates from DER into facts, and the path from a leaf to its anchor.

mod certificate;
mod key;
mod name;
mod path;
mod signature;

use checks::kit::chain::{Certificate, Chain, End, PublicKey};
use checks::kit::text;
use jiff::Timestamp;
use rustls_pki_types::CertificateDer;
use x509_parser::asn1_rs::Oid;
use x509_parser::prelude::{FromDer as _, X509Certificate, X509Name};

pub use certificate::{public_key_sha256, serial};

use crate::files::oid;
use crate::secret::Vault;
use certificate::facts;

/// How many certificates beside the leaf are looked at.
const SHOWN: usize = 256;

/// The path from the first of `shown` as far as issuers are found among `shown` and `roots`.
///
/// An issuer whose signature holds is preferred to a namesake, and a trusted root to any other; the work is bounded, however
/// many certificates a peer shows.
///
/// # Errors
/// Says what is wrong when the first certificate is missing or does not parse.
pub fn chain(
    shown: &[CertificateDer<'_>],
    roots: &[CertificateDer<'_>],
    vault: &Vault,
) -> Result<Chain, String> {
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
            ..facts(step.certificate, vault)
        })
        .collect();
    Ok(Chain {
        certificates,
        end: path.end,
    })
}

/// A path of which every signature is known to hold, and its trusted root, which may be the path's last certificate itself.
///
/// # Errors
/// Says what is wrong when one of them does not parse.
pub fn verified(
    path: &[CertificateDer<'_>],
    root: &CertificateDer<'_>,
    vault: &Vault,
) -> Result<Chain, String> {
    let below = path.iter().take_while(|der| der.as_ref() != root.as_ref());
    let signed = below.map(|der| (der, Some(true)));
    let certificates = signed.chain([(root, None)]).map(|(der, signature_holds)| {
        Ok(Certificate {
            signature_holds,
            ..facts(&parse(der)?, vault)
        })
    });
    Ok(Chain {
        certificates: certificates.collect::<Result<_, String>>()?,
        end: End::Trusted,
    })
}

/// Whether there are so few ways up from the first of these that all can be followed.
pub fn can_be_followed(shown: &[CertificateDer<'_>]) -> bool {
    if shown.len() < 2 {
        return true;
    }
    let shown: Vec<_> = shown.iter().filter_map(|der| parse(der).ok()).collect();
    path::can_be_followed(&shown)
}

/// Whether it can be read, and its time has come and is not over.
pub fn is_valid(der: &CertificateDer<'_>, at: Timestamp) -> bool {
    parse(der).is_ok_and(|one| certificate::is_valid(&one, at.as_second()))
}

/// Until when the others of the first one's key are valid, where one of them outlives it.
pub fn newer(certificates: &[CertificateDer<'_>]) -> Option<Timestamp> {
    if certificates.len() < 2 {
        return None;
    }
    let all: Vec<_> = certificates.iter().map(parse).map(Result::ok).collect();
    let leaf = all.first()?.as_ref()?;
    let same_key = |other: &&X509Certificate<'_>| other.public_key().raw == leaf.public_key().raw;
    let until = |one: &X509Certificate<'_>| one.validity().not_after.timestamp();
    let newest = all.iter().flatten().filter(same_key).map(until).max();
    let newer = newest.filter(|newest| *newest > until(leaf))?;
    Timestamp::from_second(newer).ok()
}

/// The SHA-1 of a certificate, by which Windows knows it, in lowercase hexadecimal digits.
pub fn thumbprint(der: &CertificateDer<'_>) -> String {
    certificate::thumbprint(der)
}

/// The names (DER) of who issued it and of itself, where it can be read.
pub fn issuer_of(der: &CertificateDer<'_>) -> Option<Vec<u8>> {
    parse(der).ok().map(|one| one.issuer().as_raw().to_vec())
}

/// The same of itself.
pub fn subject_of(der: &CertificateDer<'_>) -> Option<Vec<u8>> {
    parse(der).ok().map(|one| one.subject().as_raw().to_vec())
}

/// Thumbprint, subject and last day.
pub fn in_a_line(der: &CertificateDer<'_>) -> String {
    let thumbprint = thumbprint(der);
    match parse(der) {
        Ok(one) => {
            let last = Timestamp::from_second(one.validity().not_after.timestamp());
            let last = text::day(last.unwrap_or(Timestamp::MAX));
            format!(
                "{thumbprint} {} until {last}",
                name::readable(one.subject())
            )
        }
        Err(_) => thumbprint,
    }
}

/// Kind and size of its key, where it can be read.
pub fn key_of(der: &CertificateDer<'_>) -> Option<PublicKey> {
    parse(der).ok().map(|one| key::public_key(one.public_key()))
}

/// Whether its extended key usages, where it has any, let it be a server's.
pub fn is_for_servers(der: &CertificateDer<'_>) -> bool {
    let Ok(certificate) = parse(der) else {
        return false;
    };
    let usages = certificate.extended_key_usage();
    usages.is_ok_and(|usages| {
        usages.is_none_or(|usages| usages.value.server_auth || usages.value.any)
    })
}

/// The algorithm of an AlgorithmIdentifier (its contents in DER) by its name, or its OID where it is an odd one.
pub fn algorithm_name(der: &[u8]) -> String {
    match Oid::from_der(der) {
        Ok((_, found)) => {
            let found = found.to_id_string();
            oid::name(&found).map_or(found, str::to_owned)
        }
        Err(_) => "an unnamed algorithm".into(),
    }
}

/// A Name (DER) in RFC 4514 form, as far as it reads.
pub fn name_of(der: &[u8]) -> String {
    match X509Name::from_der(der) {
        Ok((_, name)) => name::readable(&name),
        Err(_) => String::new(),
    }
}

/// One certificate.
///
/// # Errors
/// Says what is wrong when it does not parse.
pub fn parse<'a>(der: &'a CertificateDer<'_>) -> Result<X509Certificate<'a>, String> {
    match X509Certificate::from_der(der) {
        Ok((_, certificate)) => Ok(certificate),
        // The parser's own words may quote bytes of a file that is no certificate.
        Err(_) => Err("it is not a certificate that can be read (X.509, DER)".into()),
    }
}

#[cfg(all(test, feature = "lab"))]
mod tests {
    #![allow(clippy::unwrap_used)]

    use rcgen::{BasicConstraints, CertificateParams, DnType, IsCa, Issuer, KeyPair};

    use super::*;

    fn named(name: &str) -> CertificateParams {
        let mut params = CertificateParams::new(Vec::new()).unwrap();
        params.distinguished_name.push(DnType::CommonName, name);
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        params
    }

    #[test]
    fn a_verified_path_is_told_as_one_that_is_searched() {
        let keys = [(); 3].map(|()| KeyPair::generate().unwrap());
        let [of_root, of_issuer, of_leaf] = &keys;
        let root = named("Root").self_signed(of_root).unwrap();
        let by_root = Issuer::new(named("Root"), of_root);
        let issuer = named("Issuer").signed_by(of_issuer, &by_root).unwrap();
        let by_issuer = Issuer::new(named("Issuer"), of_issuer);
        let leaf = named("Leaf").signed_by(of_leaf, &by_issuer).unwrap();
        let path = [leaf.der().clone(), issuer.der().clone()];
        let (root, vault) = (root.der(), Vault::default());
        // The last may be trusted itself, which is all of a server's that signed its own certificate.
        for path in [&path[..], std::slice::from_ref(root)] {
            let searched = chain(path, std::slice::from_ref(root), &vault);
            assert_eq!(verified(path, root, &vault), searched);
        }
    }
}
