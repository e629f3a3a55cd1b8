//! Certificates put into Windows' own stores, with keys in a provider of the older kind (CryptoAPI), as appliances have them.

#![allow(
    unsafe_code,
    reason = "wine imports keys in no form that a safe function writes"
)]

use der::Decode as _;
use der::asn1::UintRef;
use pkcs8::PrivateKeyInfoRef;
use rustls_pki_types::pem::PemObject as _;
use rustls_pki_types::{CertificateDer, PrivateKeyDer};
use schannel::RawPointer as _;
use schannel::cert_context::{CertContext, KeySpec};
use schannel::cert_store::{CertAdd, CertStore};
use schannel::crypt_prov::{AcquireOptions, ProviderType};
use windows_sys::Win32::Security::Cryptography::{CryptDestroyKey, CryptImportKey};

const PROVIDER: &str = "Microsoft Enhanced RSA and AES Cryptographic Provider";

/// What was put into a store, until this is dropped.
pub(crate) struct Stored {
    store: String,
    der: Vec<u8>,
}

impl Drop for Stored {
    fn drop(&mut self) {
        let store = open(&self.store);
        let ours = store.certs().find(|one| one.to_der() == self.der);
        ours.expect("it is there").delete().expect("it can go");
    }
}

/// Whose store, and which.
pub(crate) fn open(store: &str) -> CertStore {
    let opened = match store.split_once('/').expect("a location and a name") {
        ("LocalMachine", name) => CertStore::open_local_machine(name),
        (_, name) => CertStore::open_current_user(name),
    };
    opened.expect("wine has the store")
}

/// RSAPrivateKey: RFC 8017 appendix A.1.2.
#[derive(der::Sequence)]
struct RsaKey<'a> {
    version: u8,
    modulus: UintRef<'a>,
    public_exponent: UintRef<'a>,
    private_exponent: UintRef<'a>,
    prime1: UintRef<'a>,
    prime2: UintRef<'a>,
    exponent1: UintRef<'a>,
    exponent2: UintRef<'a>,
    coefficient: UintRef<'a>,
}

/// The key of a PEM file as CryptoAPI imports it: PRIVATEKEYBLOB, every number with its last byte first. Wine does not read
/// PKCS#8, nor PKCS#1.
fn blob(pem: &[u8]) -> Vec<u8> {
    let key = PrivateKeyDer::from_pem_slice(pem).expect("a key");
    let info = PrivateKeyInfoRef::try_from(key.secret_der()).expect("in PKCS#8");
    let key = RsaKey::from_der(info.private_key.as_bytes()).expect("an RSA key");
    let size = key.modulus.as_bytes().len();
    // bType, bVersion, reserved, aiKeyAlg (CALG_RSA_KEYX), magic, bitlen
    let mut blob = [&[7, 2, 0, 0][..], &0xA400_u32.to_le_bytes(), b"RSA2"].concat();
    blob.extend((u32::try_from(size).expect("short") * 8).to_le_bytes());
    let mut number = |number: &UintRef<'_>, width: usize| {
        let mut bytes: Vec<u8> = number.as_bytes().iter().rev().copied().collect();
        bytes.resize(width, 0);
        blob.extend(bytes);
    };
    number(&key.public_exponent, 4);
    number(&key.modulus, size);
    for half in [
        &key.prime1,
        &key.prime2,
        &key.exponent1,
        &key.exponent2,
        &key.coefficient,
    ] {
        number(half, size / 2);
    }
    number(&key.private_exponent, size);
    blob
}

/// Imports a key into a new container.
fn import(pem: &[u8], container: &str) {
    let mut options = AcquireOptions::new();
    options
        .container(container)
        .provider(PROVIDER)
        .new_keyset(true);
    let provider = options
        .acquire(ProviderType::rsa_aes())
        .expect("a container");
    let (blob, mut imported) = (blob(pem), 0);
    // SAFETY: the provider is open, the blob has the length that is told, and the place is on the stack.
    let done = unsafe {
        let handle = provider.as_ptr() as usize;
        let length = u32::try_from(blob.len()).expect("short");
        CryptImportKey(handle, blob.as_ptr(), length, 0, 0, &raw mut imported)
            & CryptDestroyKey(imported)
    };
    assert_ne!(done, 0, "{}", std::io::Error::last_os_error());
}

/// Puts a certificate into a store under this friendly name, with this key in a new container of this name.
pub(crate) fn put_pem(
    store: &str,
    certificate: &CertificateDer<'_>,
    key: Option<(&[u8], &str)>,
    friendly_name: &str,
) -> Stored {
    let context = CertContext::new(certificate).expect("a certificate");
    if let Some((pem, container)) = key {
        import(pem, container);
        context
            .set_key_prov_info()
            .container(container)
            .provider(PROVIDER)
            .type_(ProviderType::rsa_aes())
            .key_spec(KeySpec::key_exchange())
            .set()
            .expect("the key's place");
    }
    context.set_friendly_name(friendly_name).expect("its name");
    // Wine writes a store down when it is closed, and the certificate that is given back holds it open.
    let added = open(store).add_cert(&context, CertAdd::Always);
    added.expect("the store takes it");
    Stored {
        store: store.to_owned(),
        der: certificate.to_vec(),
    }
}
