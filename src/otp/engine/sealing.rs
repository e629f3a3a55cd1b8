//! Seeds sealed and opened: under the key file, or to the realm's license certificate.
//!
//! Standard encryption is AES-256-GCM with the user's and the token's name as associated data, so that a sealed seed
//! that is moved to another user does not open. What is kept is nonce (12 bytes), ciphertext, and tag (16 bytes).
//! Advanced encryption is the CMS of [`crate::seed`].

use std::sync::Arc;

use aws_lc_rs::aead::{AES_256_GCM, Aad, NONCE_LEN, Nonce, RandomizedNonceKey};
use checks::kit::realm::{CertificateSource, DataFormat};
use checks::kit::{Config, oath, text};
use data_encoding::BASE64;
use tokio::sync::OnceCell;
use zeroize::Zeroizing;

use super::error::EngineError;
use super::keys::{KeyFile, Keys, Missing};
use crate::files::apart::apart;
use crate::otp::core::{Account, Generator, Sealed, Token, User};
use crate::otp::store::Problem;
use crate::probe::{Live, Patience, certificate};
use crate::secret::Vault;
use crate::seed::{self, NotOpened, Seed};

/// How seeds are sealed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Protection {
    /// Under the key file.
    Standard,
    /// Under the key file, although the realm stores seeds otherwise, or the config does not say how.
    StandardInstead,
    /// To the license certificate.
    Advanced,
}

/// What seals and opens the seeds of a realm.
pub(super) struct Sealing {
    realm: String,
    /// The place of the store that sealed seeds come from, for messages.
    location: String,
    pub(super) protection: Protection,
    /// The name of the license certificate that the realm selects, and where it is; without a place: of none.
    license: Option<(String, Option<CertificateSource>)>,
    pub(super) keys: OnceCell<Arc<Keys>>,
    pub(super) file: KeyFile,
    live: Live,
}

impl Sealing {
    /// That of a realm, which the config has.
    pub(super) fn of(
        config: &Config,
        realm: &str,
        vault: Arc<Vault>,
        file: KeyFile,
        location: &str,
    ) -> Self {
        let settings = config.realms.get(realm);
        let format = settings
            .and_then(|realm| oath::seed_field(realm))
            .and_then(|field| field.data_format);
        let selected = settings.and_then(|settings| settings.license_certificate.as_deref());
        let license = selected.map(|name| {
            let source = config.certificates.get(name);
            (name.to_owned(), source.cloned())
        });
        let appliance = &config.appliance;
        let patience = Patience::default();
        Self {
            realm: realm.to_owned(),
            location: location.to_owned(),
            protection: match format {
                Some(DataFormat::StandardEncryption) => Protection::Standard,
                Some(DataFormat::AdvancedEncryption) => Protection::Advanced,
                _ => Protection::StandardInstead,
            },
            license,
            keys: OnceCell::new(),
            file,
            live: Live::new(&appliance.trust, appliance.dns.as_ref(), vault, patience),
        }
    }

    /// The keys of the key file.
    pub(super) async fn keys(&self, missing: Missing) -> Result<Arc<Keys>, EngineError> {
        let file = self.file.clone();
        let read = || async move {
            apart(move || file.keys(missing).map(Arc::new))
                .await
                .ok_or_else(unread)?
        };
        self.keys.get_or_try_init(read).await.cloned()
    }

    /// Opens the seed of a token; `None` where the license certificate is not the one that it is sealed to.
    async fn open(
        &self,
        user: &User,
        name: &str,
        token: &Token,
    ) -> Result<Option<Seed>, EngineError> {
        let cannot = |why: &str| {
            let (name, realm) = (text::quote(name, 64), text::quote(&token.realm, 60));
            EngineError::Key(format!("the seed of {name}, enrolled by {realm}, is {why}"))
        };
        let (Sealed::Standard(text) | Sealed::Advanced(text)) = &token.sealed;
        let bytes = BASE64
            .decode(text.as_ref())
            .map_err(|_| self.damaged(name, "it is not base64"))?;
        if let Sealed::Standard(_) = token.sealed {
            let keys = self.keys(Missing::Refuse).await?;
            let opened = open_under(&*keys.seeds, &aad(user, name), &bytes);
            let file = self.file.path().display();
            let other_key = || cannot(&format!("encrypted with another key than that in {file}"));
            return opened.map(Some).ok_or_else(other_key);
        }
        match self.open_by_license(bytes).await {
            Ok(Ok(seed)) => Ok(Some(seed)),
            Ok(Err(NotOpened::WrongKey)) => Ok(None),
            Ok(Err(why)) => Err(self.damaged(name, &why.to_string())),
            Err(why) => Err(cannot(&format!(
                "encrypted with a license certificate, and {why}"
            ))),
        }
    }

    /// Seals a seed to the license certificate.
    pub(super) async fn seal_to_license(&self, seed: &Seed) -> Result<Sealed, EngineError> {
        let (name, source) = self
            .license()
            .map_err(|why| {
                self.cannot(&format!("stores seeds with Advanced Encryption, and {why}"))
            })?
            .ok_or_else(|| self.cannot("selects no license certificate to encrypt seeds with"))?;
        let unusable = |why: &str| EngineError::Key(self.cannot_use(name, why));
        let leaf = certificate::leaf(&self.live, source)
            .await
            .map_err(|error| unusable(&error.to_string()))?
            .map_err(|problem| unusable(&certificate::describe(&problem)))?;
        let sealed = seed::seal(seed, &leaf).map_err(|why| unusable(&why.to_string()))?;
        Ok(Sealed::Advanced(BASE64.encode(sealed.as_ref())))
    }

    /// What opening comes to, or why the certificate cannot be used.
    async fn open_by_license(&self, sealed: Vec<u8>) -> Result<Result<Seed, NotOpened>, String> {
        // A realm that selects no certificate opens nothing, as a user of it sees.
        let Some((name, source)) = self.license()? else {
            return Ok(Err(NotOpened::WrongKey));
        };
        let unusable = |why: &str| self.cannot_use(name, why);
        let keys = certificate::private_keys(&self.live, source)
            .await
            .map_err(|error| unusable(&error.to_string()))?
            .map_err(|problem| unusable(&certificate::describe(&problem)))?;
        if keys.is_empty() {
            return Err(unusable("it has no private key to open seeds with"));
        }
        let opened = apart(move || seed::open(&sealed, &keys).outcome).await;
        opened.ok_or_else(|| unread().to_string())
    }

    /// The license certificate; `None` where none is selected.
    fn license(&self) -> Result<Option<(&str, &CertificateSource)>, String> {
        let (name, source) = self.license.as_ref().ok_or_else(|| {
            let realm = &self.realm;
            format!("the config does not say which one {realm} uses: set license_certificate")
        })?;
        Ok(source.as_ref().map(|source| (name.as_str(), source)))
    }

    fn cannot(&self, why: &str) -> EngineError {
        EngineError::Key(format!("{} {why}", self.realm))
    }

    fn cannot_use(&self, name: &str, why: &str) -> String {
        let realm = &self.realm;
        format!("the license certificate {name} of {realm} cannot be used: {why}")
    }

    fn damaged(&self, token: &str, why: &str) -> EngineError {
        let why = format!("the seed of {token}: {why}");
        Problem::Damaged(why).at(&self.location).into()
    }
}

/// The generator of a token whose seed was opened, for all attempts of a change.
#[derive(Default)]
pub(super) struct OpenedSeed {
    sealed: Option<Sealed>,
    generator: Option<Generator>,
}

impl OpenedSeed {
    /// The generator of a token, whose seed is opened unless it is the one that is open; `None` where the realm cannot
    /// open it, or there is no such token.
    pub(super) async fn of(
        &mut self,
        sealing: &Sealing,
        user: &User,
        name: &str,
        account: &Account,
    ) -> Result<Option<&Generator>, EngineError> {
        let Some(token) = account.tokens.get(name) else {
            return Ok(None);
        };
        if self.sealed.as_ref() != Some(&token.sealed) {
            let seed = sealing.open(user, name, token).await?;
            let generator = seed.map(|seed| Generator::new(token.algorithm, &seed, token.digits));
            self.generator = generator
                .transpose()
                .map_err(|why| sealing.damaged(name, &why.to_string()))?;
            self.sealed = Some(token.sealed.clone());
        }
        Ok(self.generator.as_ref())
    }
}

/// A reader of keys or seeds gave up.
fn unread() -> EngineError {
    EngineError::Key("it is damaged".into())
}

/// Passes a seed of a length that is sealed.
pub(super) fn sound(seed: &Seed) -> Result<(), EngineError> {
    let (length, least, most) = (seed.len(), seed::SHORTEST, seed::LONGEST);
    let sound = (least..=most).contains(&length);
    sound.then_some(()).ok_or_else(|| {
        EngineError::Impossible(format!(
            "a seed has {least} to {most} bytes, and this one has {length}"
        ))
    })
}

/// What binds a sealed seed to its token: names hold no zero bytes.
pub(super) fn aad(user: &User, token: &str) -> Vec<u8> {
    [
        b"otpdoctor seed 1\0",
        user.as_str().as_bytes(),
        b"\0",
        token.as_bytes(),
    ]
    .concat()
}

/// Seals a seed under a key, bound to what [`aad`] says.
pub(super) fn seal_under(key: &[u8], aad: &[u8], seed: &Seed) -> Result<String, EngineError> {
    let failed = |_| EngineError::Key("the cryptography of this host failed".into());
    let key = RandomizedNonceKey::new(&AES_256_GCM, key).map_err(failed)?;
    // Room for the tag: a vector that grows would leave a copy of the seed behind.
    let mut room = Zeroizing::new(Vec::with_capacity(seed.len() + AES_256_GCM.tag_len()));
    room.extend_from_slice(seed);
    let nonce = key
        .seal_in_place_append_tag(Aad::from(aad), &mut *room)
        .map_err(failed)?;
    Ok(BASE64.encode([&nonce.as_ref()[..], &room[..]].concat().as_ref()))
}

fn open_under(key: &[u8], aad: &[u8], sealed: &[u8]) -> Option<Seed> {
    let (nonce, rest) = sealed.split_first_chunk::<NONCE_LEN>()?;
    let key = RandomizedNonceKey::new(&AES_256_GCM, key).ok()?;
    let mut room = Zeroizing::new(rest.to_vec());
    let nonce = Nonce::assume_unique_for_key(*nonce);
    let seed = key.open_in_place(nonce, Aad::from(aad), &mut room).ok()?;
    Some(Zeroizing::new(seed.to_vec()))
}

#[cfg(test)]
mod tests;
