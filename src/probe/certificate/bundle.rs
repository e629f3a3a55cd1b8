//! Certificate files: a PEM bundle, PKCS #7, or one certificate in DER.

use checks::kit::probe::certificate::Problem;
use cms::cert::CertificateChoices;
use cms::content_info::ContentInfo;
use cms::signed_data::SignedData;
use der::{Decode as _, Encode as _};
use rustls::sign::SigningKey;
use rustls_pki_types::CertificateDer;
use x509_parser::prelude::{FromDer as _, X509Certificate};

use super::contents::{is_pfx, unreadable};
use super::kind;
use crate::files::ber;
use crate::files::pem::{Form, Section};
use crate::probe::x509;

/// How many certificates of a file are read.
pub(super) const MOST: usize = 256;

/// The certificates of a file, in its order; never none.
pub fn certificates(form: &Form) -> Result<Vec<CertificateDer<'static>>, Problem> {
    match form {
        Form::Pem(sections) => of_sections(sections),
        Form::Binary(bytes) => of_binary(bytes),
    }
}

fn of_sections(sections: &[Section]) -> Result<Vec<CertificateDer<'static>>, Problem> {
    let mut found = Vec::new();
    for section in sections {
        let content = section.content.as_deref().map(Vec::as_slice);
        let content = content.ok_or_else(|| unreadable("it is a damaged PEM file"));
        match section.label.as_str() {
            // The second is followed by what OpenSSL trusts it for.
            "CERTIFICATE" | "TRUSTED CERTIFICATE" | "X509 CERTIFICATE" => {
                found.push(alone(content?));
            }
            "PKCS7" | "PKCS #7 SIGNED DATA" | "CMS" => {
                found.extend(of_pkcs7(content?).unwrap_or_default());
            }
            _ => {}
        }
    }
    found.truncate(MOST);
    let labels = sections.iter().map(|section| section.label.as_str());
    if found.is_empty() {
        Err(unreadable(
            kind::of_labels(labels).unwrap_or("it is a PEM file without a certificate"),
        ))
    } else {
        Ok(found)
    }
}

fn of_binary(bytes: &[u8]) -> Result<Vec<CertificateDer<'static>>, Problem> {
    if let Some(found) = of_pkcs7(bytes).filter(|found| !found.is_empty()) {
        return Ok(found);
    }
    let der = alone(bytes);
    match x509::parse(&der) {
        Ok(_) => Ok(vec![der]),
        Err(_) => Err(unreadable(if is_pfx(bytes) {
            "it is a PKCS#12 file: name it as `pfx`, not as `certificate`"
        } else {
            kind::of_bytes(bytes).unwrap_or("it is neither a PEM file nor a certificate in DER")
        })),
    }
}

/// The certificates of a PKCS #7 file (RFC 5652 section 5.1), as Windows exports a chain; `None` where it is none.
fn of_pkcs7(bytes: &[u8]) -> Option<Vec<CertificateDer<'static>>> {
    let content = ContentInfo::from_der(&ber::to_der(bytes)?).ok()?.content;
    let signed: SignedData = content.decode_as().ok()?;
    let certificates = signed.certificates?.0;
    let der = certificates.iter().filter_map(|one| match one {
        CertificateChoices::Certificate(certificate) => certificate.to_der().ok(),
        CertificateChoices::Other(_) => None,
    });
    Some(der.map(CertificateDer::from).collect())
}

/// Without what stands behind it.
fn alone(der: &[u8]) -> CertificateDer<'static> {
    let behind = X509Certificate::from_der(der).map_or(0, |(rest, _)| rest.len());
    CertificateDer::from(der[..der.len() - behind].to_vec())
}

/// The same certificates with the leaf first: of those that issued none of the others, the one that the
/// key belongs to, or else the first.
pub(super) fn leaf_first(
    mut certificates: Vec<CertificateDer<'static>>,
    key: Option<&dyn SigningKey>,
) -> Vec<CertificateDer<'static>> {
    if certificates.len() < 2 {
        return certificates;
    }
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
