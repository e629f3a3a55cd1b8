//! PKCS#12 files, old and new.

use checks::kit::probe::certificate::Problem;
use checks::kit::text;
use cms::content_info::ContentInfo;
use cms::encrypted_data::EncryptedData;
use der::asn1::{ObjectIdentifier as Oid, OctetString};
use der::{Any, Decode as _, Encode as _, Sequence};
use p12_keystore::Pkcs12Archive;
use p12_keystore::error::Error;
use rustls_pki_types::{CertificateDer, PrivatePkcs8KeyDer};
use secrecy::{ExposeSecret, SecretString};

use super::contents::{Contents, holds, unreadable};

/// Old encryption schemes by the DER of their OIDs, weakest first: RFC 7292 appendix C, RFC 8018 appendix A.3,
/// and Triple DES inside PBES2.
const LEGACY: [(&[u8], &str); 7] = [
    (&pkcs12_scheme(2), "pbeWithSHAAnd40BitRC4"),
    (&pkcs12_scheme(6), "pbeWithSHAAnd40BitRC2-CBC"),
    (&pkcs12_scheme(1), "pbeWithSHAAnd128BitRC4"),
    (&pkcs12_scheme(5), "pbeWithSHAAnd128BitRC2-CBC"),
    (&pkcs12_scheme(4), "pbeWithSHAAnd2-KeyTripleDES-CBC"),
    (&pkcs12_scheme(3), "pbeWithSHAAnd3-KeyTripleDES-CBC"),
    (
        &[0x06, 0x08, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x03, 0x07],
        "des-EDE3-CBC",
    ),
];

/// 1.2.840.113549.1.12.1.n
const fn pkcs12_scheme(n: u8) -> [u8; 12] {
    [
        0x06, 0x0a, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x0c, 0x01, n,
    ]
}

/// RFC 5652 section 8.
const ENCRYPTED_DATA: Oid = Oid::new_unwrap("1.2.840.113549.1.7.6");

/// What a PKCS#12 file holds.
pub(super) fn unlock(bytes: &[u8], password: Option<&SecretString>) -> Contents {
    let password = password.map_or("", |password| password.expose_secret());
    let unlocked = match Pkcs12Archive::from_pkcs12(bytes, password) {
        Ok(archive) => contents(archive),
        Err(error) => Contents::failed(problem(&error, bytes)),
    };
    Contents {
        legacy_encryption: legacy_encryption(bytes),
        ..unlocked
    }
}

fn contents(archive: Pkcs12Archive) -> Contents {
    let certificates: Vec<_> = archive
        .certs
        .iter()
        .map(|bag| CertificateDer::from(bag.cert.as_der().to_vec()))
        .collect();
    let keys = archive
        .keys
        .iter()
        .map(|bag| PrivatePkcs8KeyDer::from(bag.key.as_der().to_vec()).into());
    Contents {
        keys: Ok(keys.collect()),
        certificates: match certificates.is_empty() {
            true => Err(unreadable("it holds no certificate")),
            false => Ok(certificates),
        },
        legacy_encryption: None,
    }
}

fn problem(error: &Error, bytes: &[u8]) -> Problem {
    match error {
        Error::MacError(_) | Error::UnpadError => Problem::WrongPassword,
        Error::Pkcs5Error(why) if why.contains("decryption failed") => Problem::WrongPassword,
        Error::Pkcs5Error(_)
        | Error::UnsupportedEncryptionScheme
        | Error::UnsupportedMacAlgorithm => {
            let scheme = legacy_encryption(bytes).unwrap_or_else(|| "a scheme".into());
            unreadable(format!(
                "it is encrypted with {scheme}, which is not supported: export it again with AES-256"
            ))
        }
        Error::InvalidParameters => {
            unreadable("unlocking it would take too long, or it is damaged")
        }
        // One wrong password in 256 leaves what looks like padding, and noise before it.
        _ if sound_but_unchecked(bytes).unwrap_or(false) => Problem::WrongPassword,
        _ if in_ber(bytes) => Problem::Unusable(
            "PKCS#12 in BER: `openssl pkcs12 -in FILE -out FILE.pem` converts it".into(),
        ),
        _ => unreadable("it is not a PKCS#12 file, or it is damaged"),
    }
}

/// Whether it begins as a PKCS#12 file with an indefinite length (X.690 section 8.1.3.6), and ends as one.
fn in_ber(bytes: &[u8]) -> bool {
    bytes.starts_with(&[0x30, 0x80, 2, 1, 3]) && bytes.ends_with(&[0, 0])
}

/// PFX: RFC 7292 section 4.
#[derive(Sequence)]
struct Pfx {
    version: u8,
    auth_safe: ContentInfo,
    mac_data: Option<Any>,
}

/// Whether a file without a MAC, which would tell a wrong password from damage, is whole in what stands in clear:
/// RFC 7292 section 4.1.
fn sound_but_unchecked(bytes: &[u8]) -> der::Result<bool> {
    let pfx = Pfx::from_der(bytes)?;
    let safes: Vec<ContentInfo> = Vec::from_der(octets(&pfx.auth_safe)?.as_bytes())?;
    for safe in &safes {
        if safe.content_type == ENCRYPTED_DATA {
            EncryptedData::from_der(&safe.content.to_der()?)?;
        } else {
            Vec::<Any>::from_der(octets(safe)?.as_bytes())?;
        }
    }
    Ok(pfx.mac_data.is_none())
}

fn octets(content: &ContentInfo) -> der::Result<OctetString> {
    OctetString::from_der(&content.content.to_der()?)
}

/// The old encryption schemes that the file names. Algorithms stand in clear beside what they encrypt.
fn legacy_encryption(bytes: &[u8]) -> Option<String> {
    let named: Vec<&str> = LEGACY
        .iter()
        .filter(|(oid, _)| holds(bytes, oid))
        .map(|(_, name)| *name)
        .collect();
    (!named.is_empty()).then(|| text::list(&named))
}
