//! Certificate stores: what they hold, and the keys that belong to it. Nothing is ever written.

use std::io;

use schannel::cert_context::CertContext;
use schannel::cert_store::CertStoreBuilder;

use super::key::PrivateKey;

/// CRYPT_E_NO_KEY_PROPERTY: the certificate has no key.
const NO_KEY: i32 = 0x8009_200B_u32.cast_signed();
/// CRYPT_E_NOT_FOUND and ERROR_FILE_NOT_FOUND: there is no such property, or no such store.
const NOT_FOUND: i32 = 0x8009_2004_u32.cast_signed();
const NO_FILE: i32 = 2;

/// Whose stores.
#[derive(Clone, Copy, Debug)]
pub enum Location {
    /// Those of the Local Computer.
    Machine,
    /// Those of the account that runs otpdoctor.
    User,
}

/// A certificate of a store.
pub struct Stored {
    /// The certificate.
    pub der: Vec<u8>,
    /// What an administrator called it.
    pub friendly_name: Option<String>,
    /// As Windows has it, with the place of its key.
    pub context: CertContext,
}

/// The certificates of a store; none where there is no such store.
///
/// # Errors
/// When it may not be opened.
pub fn certificates(location: Location, name: &str) -> io::Result<Vec<Stored>> {
    let mut builder = CertStoreBuilder::new();
    let builder = builder.read_only();
    let opened = match location {
        Location::Machine => builder.open_local_machine(name),
        Location::User => builder.open_current_user(name),
    };
    let store = match opened {
        Ok(store) => store,
        Err(error) if error.raw_os_error() == Some(NO_FILE) => return Ok(Vec::new()),
        Err(error) => return Err(error),
    };
    let all = store.certs().map(|context| Stored {
        der: context.to_der().to_vec(),
        friendly_name: context.friendly_name().ok(),
        context,
    });
    Ok(all.collect())
}

impl Stored {
    /// Its private key; `None` where it has none.
    ///
    /// # Errors
    /// When the key is said to be there, and Windows does not hand it out.
    pub fn private_key(&self) -> io::Result<Option<PrivateKey>> {
        match PrivateKey::of(&self.context) {
            Ok(key) => Ok(Some(key)),
            Err(error) if matches!(error.raw_os_error(), Some(NO_KEY | NOT_FOUND)) => Ok(None),
            Err(error) => Err(error),
        }
    }
}
