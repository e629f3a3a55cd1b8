//! Certificate files: a PEM bundle, PKCS #7, or one certificate in DER.

use checks::kit::probe::certificate::Problem;
use rustls::sign::SigningKey;
use rustls_pki_types::CertificateDer;

use super::contents::{is_pem, is_pfx, unreadable};
use crate::probe::{pem, x509};

/// The certificates of a file, in its order; never none.
pub(super) fn certificates(bytes: &[u8]) -> Result<Vec<CertificateDer<'static>>, Problem> {
    if is_pem(bytes) {
        return match pem::certificates(bytes) {
            Ok(found) if found.is_empty() => {
                Err(unreadable("it is a PEM file without a certificate in it"))
            }
            Ok(found) => Ok(found),
            Err(_) => Err(unreadable("it is a damaged PEM file")),
        };
    }
    if let Some(found) = pem::of_pkcs7(bytes).filter(|found| !found.is_empty()) {
        return Ok(found);
    }
    let der = CertificateDer::from(bytes.to_vec());
    match x509::parse(&der) {
        Ok(_) => Ok(vec![der]),
        Err(_) => Err(unreadable(match is_pfx(bytes) {
            true => "it is a PKCS#12 file: name it as `pfx`, not as `certificate`",
            false => "it is neither a PEM file nor a certificate in DER",
        })),
    }
}

/// The same certificates with the leaf first: of those that issued none of the others, the one that the
/// key belongs to, or else the first.
pub(super) fn leaf_first(
    mut certificates: Vec<CertificateDer<'static>>,
    key: Option<&dyn SigningKey>,
) -> Vec<CertificateDer<'static>> {
    let read: Vec<_> = certificates
        .iter()
        .map(|der| x509::parse(der).ok())
        .collect();
    let issued_none = |index: &usize| {
        let Some(one) = &read[*index] else {
            return true;
        };
        read.iter().flatten().all(|other| {
            other.as_raw() == one.as_raw() || other.issuer().as_raw() != one.subject().as_raw()
        })
    };
    let leaves: Vec<usize> = (0..read.len()).filter(issued_none).collect();
    let of_key = key.and_then(SigningKey::public_key).and_then(|public| {
        leaves.iter().find(|index| {
            let read = read[**index].as_ref();
            read.is_some_and(|one| one.public_key().raw == &public[..])
        })
    });
    let leaf = of_key.or(leaves.first()).copied().unwrap_or(0);
    if let Some(upto_leaf) = certificates.get_mut(..=leaf) {
        upto_leaf.rotate_right(1);
    }
    certificates
}
