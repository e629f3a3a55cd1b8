//! PKCS#12 files of the lab's certificates.

use super::memo::Memo;
use super::pki::Signed;

/// What the PKCS#12 file is encrypted with.
pub(super) const PASSWORD: &str = "pfx-lab-pass";

/// How often the password is hashed: seldom, since it guards nothing, and debug builds take long over it.
const ROUNDS: u32 = 64;

/// A PKCS#12 file of a chain and its key.
pub(super) fn seal(signed: &Signed, password: &str) -> anyhow::Result<Vec<u8>> {
    static FILES: Memo<(String, String), Vec<u8>> = Memo::new();
    FILES.get((signed.key_pem.clone(), password.to_owned()), || {
        write(signed, password)
    })
}

fn write(signed: &Signed, password: &str) -> anyhow::Result<Vec<u8>> {
    use p12_keystore::{Certificate, KeyStore, KeyStoreEntry, PrivateKey, PrivateKeyChain};
    let certificates = signed
        .chain
        .iter()
        .map(|der| Certificate::from_der(der))
        .collect::<Result<Vec<_>, _>>()?;
    let key = PrivateKey::from_der(signed.key()?.secret_der())?;
    let chain = PrivateKeyChain::new(vec![1, 2, 3, 4], key, certificates);
    let mut store = KeyStore::new();
    store.add_entry("lab", KeyStoreEntry::PrivateKeyChain(chain));
    let writer = store
        .writer(password)
        .encryption_iterations(ROUNDS)
        .mac_iterations(ROUNDS);
    Ok(writer.write()?)
}
