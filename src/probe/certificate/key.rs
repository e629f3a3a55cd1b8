//! Private keys: PKCS#8, PKCS#1 and SEC1, also encrypted, in PEM or DER. Nothing of a key is ever in a problem.

use std::sync::Arc;

use checks::kit::probe::certificate::Problem;
use cms::cert::x509::spki::AlgorithmIdentifierOwned;
use der::asn1::OctetString;
use der::{Any, Decode as _, Sequence};
use pkcs8::PrivateKeyInfoRef;
use rustls::crypto::CryptoProvider;
use rustls::sign::SigningKey;
use rustls_pki_types::{
    CertificateDer, PrivateKeyDer, PrivatePkcs1KeyDer, PrivatePkcs8KeyDer, PrivateSec1KeyDer,
};
use secrecy::{ExposeSecret, SecretString};

use super::cipher::Unlocker;
use super::contents::{is_pfx, unreadable};
use super::kind;
use crate::files::ber;
use crate::files::pem::{Form, Section};
use crate::probe::x509;

/// The problem of a key of a kind that rustls does not use, which is named as the certificate says.
pub(super) fn unusable(certificates: Option<&[CertificateDer<'static>]>) -> Problem {
    let leaf = certificates.and_then(<[_]>::first);
    let key = leaf.and_then(x509::key_of);
    Problem::Unusable(match key {
        Some(key) if key.bits > 0 => format!("{} {}", key.algorithm, key.bits),
        Some(key) => key.algorithm,
        None => {
            "a key of another kind than RSA of 2048 to 8192 bits, P-256, P-384, P-521 and Ed25519"
                .into()
        }
    })
}

/// How many keys of a file are read.
const MOST: usize = 16;

/// EncryptedPrivateKeyInfo: RFC 5958 section 3.
#[derive(Sequence)]
pub(super) struct Encrypted {
    pub(super) algorithm: AlgorithmIdentifierOwned,
    pub(super) data: OctetString,
}

/// The private keys of a file; never none.
pub(super) fn unlock(
    form: &Form,
    password: Option<&SecretString>,
) -> Result<Vec<PrivateKeyDer<'static>>, Problem> {
    // All keys of a file share one limit of work, so that many cost no more than one.
    let mut unlocker = password.map(|password| Unlocker::new(password.expose_secret()));
    let sections = match form {
        Form::Pem(sections) => sections,
        Form::Binary(bytes) => return Ok(vec![from_der(bytes, unlocker.as_mut())?]),
    };
    let labels = sections.iter().map(|section| section.label.as_str());
    let without = kind::of_labels(labels).unwrap_or("it is a PEM file without a private key");
    let mut first_problem = unreadable(without);
    let mut keys = Vec::new();
    for section in sections.iter().filter(|one| is_key(one)).take(MOST) {
        match from_section(section, unlocker.as_mut()) {
            Ok(key) => keys.push(key),
            Err(problem) if keys.is_empty() => first_problem = problem,
            Err(_) => {}
        }
    }
    if keys.is_empty() {
        Err(first_problem)
    } else {
        Ok(keys)
    }
}

/// Whether it is PEM with a private key of any kind in it.
pub(super) fn is_in(form: &Form) -> bool {
    matches!(form, Form::Pem(sections) if sections.iter().any(is_key))
}

fn is_key(section: &Section) -> bool {
    section.label.ends_with("PRIVATE KEY")
}

/// The key of these that belongs to the first certificate that has one, or the first, ready to sign.
pub(super) fn load(
    provider: &CryptoProvider,
    keys: Vec<PrivateKeyDer<'static>>,
    certificates: Option<&[CertificateDer<'static>]>,
) -> Result<Option<Arc<dyn SigningKey>>, Problem> {
    if keys.is_empty() {
        return Ok(None);
    }
    let mut loaded: Vec<_> = keys
        .into_iter()
        .filter_map(|key| provider.key_provider.load_private_key(key).ok())
        .collect();
    let certificates = certificates.unwrap_or_default();
    let of_first = certificates.iter().find_map(|der| {
        let certificate = x509::parse(der).ok()?;
        loaded.iter().position(|key| {
            let public = key.public_key();
            public.is_some_and(|public| public[..] == *certificate.public_key().raw)
        })
    });
    match of_first {
        Some(index) => Ok(Some(loaded.swap_remove(index))),
        None if loaded.is_empty() => Err(unusable(Some(certificates))),
        None => Ok(Some(loaded.swap_remove(0))),
    }
}

fn from_section(
    section: &Section,
    unlocker: Option<&mut Unlocker<'_>>,
) -> Result<PrivateKeyDer<'static>, Problem> {
    let damaged = || unreadable("it is a damaged PEM file");
    let der = section.content.as_ref().ok_or_else(damaged)?;
    let plain = match &section.dek_info {
        Some(dek_info) => {
            let unlocker = unlocker.as_ref().ok_or(Problem::Encrypted)?;
            let plain = unlocker.decrypt_pem(dek_info, der)?;
            // The wrong password shows as bad padding, or rarely as bytes that are no key.
            Any::from_der(&plain).map_err(|_| Problem::WrongPassword)?;
            plain.to_vec()
        }
        None => der.to_vec(),
    };
    let label = section.label.as_str();
    // Programs have written PKCS#8 under the label of RSA, and the other way round: what it is counts.
    if label != "ENCRYPTED PRIVATE KEY"
        && let Ok(key) = PrivateKeyDer::try_from(plain.as_slice())
    {
        return Ok(key.clone_key());
    }
    match label {
        "ENCRYPTED PRIVATE KEY" => decrypt(der, unlocker),
        "PRIVATE KEY" => Ok(PrivatePkcs8KeyDer::from(plain).into()),
        "RSA PRIVATE KEY" => Ok(PrivatePkcs1KeyDer::from(plain).into()),
        "EC PRIVATE KEY" => Ok(PrivateSec1KeyDer::from(plain).into()),
        "OPENSSH PRIVATE KEY" => {
            let what = kind::of_labels([label].into_iter());
            Err(unreadable(what.unwrap_or_default()))
        }
        _ => Err(Problem::Unusable("a rare type of key, such as DSA".into())),
    }
}

fn from_der(
    bytes: &[u8],
    unlocker: Option<&mut Unlocker<'_>>,
) -> Result<PrivateKeyDer<'static>, Problem> {
    if is_pfx(bytes) {
        let why = "it is a PKCS#12 file: name it as `pfx`, not as `key`";
        return Err(unreadable(why));
    }
    if Encrypted::from_der(bytes).is_ok() {
        return decrypt(bytes, unlocker);
    }
    PrivateKeyDer::try_from(bytes.to_vec()).map_err(|_| {
        unreadable(
            kind::of_bytes(bytes).unwrap_or("it is neither a PEM file nor a private key in DER"),
        )
    })
}

fn decrypt(
    der: &[u8],
    unlocker: Option<&mut Unlocker<'_>>,
) -> Result<PrivateKeyDer<'static>, Problem> {
    let encrypted = Encrypted::from_der(der)
        .map_err(|_| unreadable("its encryption is not supported, or it is damaged"))?;
    decrypted(&encrypted, unlocker.ok_or(Problem::Encrypted)?)
}

/// The key that was encrypted.
pub(super) fn decrypted(
    encrypted: &Encrypted,
    unlocker: &mut Unlocker<'_>,
) -> Result<PrivateKeyDer<'static>, Problem> {
    let plain = unlocker.decrypt(&encrypted.algorithm, encrypted.data.as_bytes())?;
    let plain = ber::to_der(&plain).ok_or(Problem::WrongPassword)?;
    match PrivateKeyInfoRef::try_from(plain.as_slice()) {
        Ok(_) => Ok(PrivatePkcs8KeyDer::from(plain.to_vec()).into()),
        Err(_) => Err(Problem::WrongPassword),
    }
}
