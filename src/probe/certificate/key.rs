//! Private keys: PKCS#8, also encrypted, PKCS#1 and SEC1, in PEM or DER. Nothing of a key is ever in a problem.

use std::sync::Arc;

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use checks::kit::probe::certificate::Problem;
use pkcs8::EncryptedPrivateKeyInfoRef;
use pkcs8::pkcs5::{EncryptionScheme, Error as Pkcs5Error, pbes2::Kdf};
use rustls::crypto::CryptoProvider;
use rustls::sign::SigningKey;
use rustls_pki_types::pem::PemObject as _;
use rustls_pki_types::{CertificateDer, PrivateKeyDer, PrivatePkcs8KeyDer};
use secrecy::{ExposeSecret, SecretString};
use zeroize::Zeroizing;

use super::contents::{holds, is_pem, unreadable};
use crate::probe::x509;

/// A key of a kind that rustls does not use; what it is, the certificate says.
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

/// The most iterations that are computed to unlock a key: files name numbers that take days, and programs write 2,048 to
/// 1,300,000.
const ITERATIONS: u32 = 2_000_000;
/// The most memory for the same, in bytes: OpenSSL writes and takes scrypt of 32 MiB at the most.
const MEMORY: u64 = 128 << 20;

const ENCRYPTED: (&str, &str) = (
    "-----BEGIN ENCRYPTED PRIVATE KEY-----",
    "-----END ENCRYPTED PRIVATE KEY-----",
);

/// The private key of a file; one, in a list, as an archive has many.
pub(super) fn unlock(
    bytes: &[u8],
    password: Option<&SecretString>,
) -> Result<Vec<PrivateKeyDer<'static>>, Problem> {
    let key = match is_pem(bytes) {
        true => from_pem(bytes, password)?,
        false => from_der(bytes, password)?,
    };
    Ok(vec![key])
}

/// The key of these that belongs to a certificate, or the first, ready to sign.
pub(super) fn load(
    provider: &CryptoProvider,
    keys: Vec<PrivateKeyDer<'static>>,
    certificates: Option<&[CertificateDer<'static>]>,
) -> Result<Option<Arc<dyn SigningKey>>, Problem> {
    if keys.is_empty() {
        return Ok(None);
    }
    let of_certificates: Vec<String> = certificates
        .unwrap_or_default()
        .iter()
        .filter_map(|der| {
            Some(x509::public_key_sha256(
                x509::parse(der).ok()?.public_key().raw,
            ))
        })
        .collect();
    let mut loaded: Vec<_> = keys
        .into_iter()
        .filter_map(|key| provider.key_provider.load_private_key(key).ok())
        .collect();
    let belongs = |key: &Arc<dyn SigningKey>| {
        let public = key
            .public_key()
            .map(|public| x509::public_key_sha256(&public));
        public.is_some_and(|public| of_certificates.contains(&public))
    };
    match loaded.iter().position(belongs) {
        Some(index) => Ok(Some(loaded.swap_remove(index))),
        None if loaded.is_empty() => Err(unusable(certificates)),
        None => Ok(Some(loaded.swap_remove(0))),
    }
}

fn from_pem(
    bytes: &[u8],
    password: Option<&SecretString>,
) -> Result<PrivateKeyDer<'static>, Problem> {
    if holds(bytes, ENCRYPTED.0.as_bytes()) {
        let der = encrypted_section(bytes).ok_or_else(|| unreadable("it is a damaged PEM file"))?;
        return decrypt(&der, password);
    }
    if holds(bytes, b"Proc-Type: 4,ENCRYPTED") {
        password.ok_or(Problem::Encrypted)?;
        return Err(unreadable(
            "it uses the old PEM encryption, which is not supported: rewrite it with `openssl pkcs8 -topk8`",
        ));
    }
    PrivateKeyDer::from_pem_slice(bytes).map_err(|error| match error {
        rustls_pki_types::pem::Error::NoItemsFound => {
            unreadable("it is a PEM file without a private key in it")
        }
        _ => unreadable("it is a damaged PEM file"),
    })
}

/// The DER of an encrypted key in PEM.
fn encrypted_section(bytes: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
    let text = std::str::from_utf8(bytes).ok()?;
    let (_, rest) = text.split_once(ENCRYPTED.0)?;
    let (body, _) = rest.split_once(ENCRYPTED.1)?;
    let body: String = body.split_ascii_whitespace().collect();
    BASE64_STANDARD.decode(body).ok().map(Zeroizing::new)
}

fn from_der(
    bytes: &[u8],
    password: Option<&SecretString>,
) -> Result<PrivateKeyDer<'static>, Problem> {
    if EncryptedPrivateKeyInfoRef::try_from(bytes).is_ok() {
        return decrypt(bytes, password);
    }
    PrivateKeyDer::try_from(bytes.to_vec())
        .map_err(|_| unreadable("it is neither a PEM file nor a private key in DER"))
}

fn decrypt(der: &[u8], password: Option<&SecretString>) -> Result<PrivateKeyDer<'static>, Problem> {
    let encrypted = EncryptedPrivateKeyInfoRef::try_from(der)
        .map_err(|_| unreadable("its encryption is not supported, or it is damaged"))?;
    let password = password.ok_or(Problem::Encrypted)?;
    affordable(&encrypted.encryption_algorithm)?;
    let plain = encrypted
        .decrypt(password.expose_secret())
        .map_err(|error| match error {
            pkcs8::Error::EncryptedPrivateKey(
                Pkcs5Error::NoPbes1CryptSupport | Pkcs5Error::UnsupportedAlgorithm { .. },
            ) => unreadable(
                "its encryption is not supported: rewrite it with `openssl pkcs8 -topk8 -v2 aes-256-cbc`",
            ),
            // The wrong password shows as bad padding, or rarely as bytes that are no key.
            _ => Problem::WrongPassword,
        })?;
    Ok(PrivatePkcs8KeyDer::from(plain.as_bytes().to_vec()).into())
}

fn affordable(scheme: &EncryptionScheme) -> Result<(), Problem> {
    let EncryptionScheme::Pbes2(parameters) = scheme else {
        return Ok(());
    };
    let affordable = match &parameters.kdf {
        Kdf::Pbkdf2(pbkdf2) => pbkdf2.iteration_count <= ITERATIONS,
        Kdf::Scrypt(scrypt) => {
            let block = 128 * u64::from(scrypt.block_size) * u64::from(scrypt.parallelization);
            scrypt.cost_parameter.saturating_mul(block) <= MEMORY
        }
        _ => false,
    };
    match affordable {
        true => Ok(()),
        false => Err(unreadable("unlocking it would take too long")),
    }
}
