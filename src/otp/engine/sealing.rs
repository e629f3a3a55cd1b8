//! Seeds sealed and opened: under the key file, or to the realm's license certificate.
//!
//! Standard encryption is AES-256-GCM with the user's and the token's name as associated data, so that a sealed seed
//! that is moved to another user does not open. What is kept is nonce (12 bytes), ciphertext, and tag (16 bytes).
//! Advanced encryption is the CMS of [`crate::seed`].

use std::sync::Arc;

use aws_lc_rs::aead::{AES_256_GCM, Aad, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};
use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use checks::kit::probe::certificate::Problem;
use checks::kit::realm::{CertificateSource, DataFormat};
use checks::kit::{Config, ProbeError, oath, text};
use tokio::sync::OnceCell;
use zeroize::Zeroizing;

use super::EngineError;
use super::keys::{KeyFile, Keys};
use crate::otp::core::{Generator, Sealed, Token, User};
use crate::otp::store::{Place, StoreError};
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

impl From<&Sealed> for Protection {
    fn from(sealed: &Sealed) -> Self {
        match sealed {
            Sealed::Standard(_) => Self::Standard,
            Sealed::Advanced(_) => Self::Advanced,
        }
    }
}

/// What seals and opens the seeds of a realm.
pub(super) struct Sealing {
    realm: String,
    protection: Protection,
    license: License,
    keys: OnceCell<Arc<Keys>>,
    file: KeyFile,
    live: Live,
}

/// The realm's license certificate.
enum License {
    NotKnown,
    NoneSelected,
    Selected {
        name: String,
        source: CertificateSource,
    },
}

impl Sealing {
    /// That of a realm, which the config has.
    pub(super) fn of(config: &Config, realm: &str, vault: Arc<Vault>, file: KeyFile) -> Self {
        let settings = config.realms.get(realm);
        let format = settings
            .and_then(oath::seed_field)
            .and_then(|field| field.data_format);
        let selected = settings.and_then(|settings| settings.license_certificate.as_deref());
        let license = match selected {
            None => License::NotKnown,
            Some(name) => match config.certificates.get(name) {
                Some(source) => License::Selected {
                    name: name.to_owned(),
                    source: source.clone(),
                },
                None => License::NoneSelected,
            },
        };
        let appliance = &config.appliance;
        let patience = Patience::default();
        Self {
            realm: realm.to_owned(),
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

    pub(super) fn protection(&self) -> Protection {
        self.protection
    }

    pub(super) fn key_file(&self) -> &KeyFile {
        &self.file
    }

    /// The keys of the key file, which is made where there is none.
    pub(super) async fn keys(&self) -> Result<Arc<Keys>, EngineError> {
        let file = self.file.clone();
        let read = || apart(move || file.keys().map(Arc::new));
        self.keys.get_or_try_init(read).await.cloned()
    }

    /// The keys of the key file, where they were read already.
    pub(super) fn known_keys(&self) -> Option<Arc<Keys>> {
        self.keys.get().cloned()
    }

    /// The keys of the key file, which must be there.
    pub(super) async fn existing_keys(&self) -> Result<Arc<Keys>, EngineError> {
        let file = self.file.clone();
        let read = || apart(move || file.existing().map(Arc::new));
        self.keys.get_or_try_init(read).await.cloned()
    }

    /// Opens the seed of a token; `None` where the license certificate is not the one that it is sealed to.
    pub(super) async fn open(
        &self,
        user: &User,
        name: &str,
        token: &Token,
    ) -> Result<Option<Seed>, Unopened> {
        match &token.sealed {
            Sealed::Standard(text) => {
                let keys = self.existing_keys().await?;
                let bytes = decode(text)?;
                let opened = open_under(keys.seeds(), &aad(user, name), &bytes);
                opened.map(Some).ok_or_else(|| {
                    Unopened::Key(EngineError::Key(format!(
                        "{} is sealed under another key than {}",
                        seed_of(name, token),
                        self.file.path().display()
                    )))
                })
            }
            Sealed::Advanced(text) => {
                let opened = self.open_by_license(&decode(text)?).await;
                opened.map_err(|why| match why {
                    Unopened::Key(EngineError::Key(why)) => {
                        let seed = seed_of(name, token);
                        let text = format!("{seed} is sealed to a license certificate, and {why}");
                        Unopened::Key(EngineError::Key(text))
                    }
                    other => other,
                })
            }
        }
    }

    /// Seals a seed to the license certificate.
    pub(super) async fn seal_to_license(&self, seed: &Seed) -> Result<Sealed, EngineError> {
        let (name, source) = self
            .license()
            .map_err(|why| {
                self.cannot(&format!("stores seeds with Advanced Encryption, and {why}"))
            })?
            .ok_or_else(|| self.cannot("selects no license certificate to seal seeds to"))?;
        let unusable = |why: &str| self.cannot_use(name, why);
        let leaf = certificate::leaf(&self.live, source)
            .await
            .map_err(|error| unusable(&withheld(&error)))?
            .map_err(|problem| unusable(words(&problem)))?;
        let sealed = seed::seal(seed, &leaf).map_err(|why| unusable(&why.to_string()))?;
        Ok(Sealed::Advanced(BASE64_STANDARD.encode(sealed)))
    }

    async fn open_by_license(&self, sealed: &[u8]) -> Result<Option<Seed>, Unopened> {
        // A realm that selects no certificate opens nothing, as a user of it sees.
        let Some((name, source)) = self.license().map_err(EngineError::Key)? else {
            return Ok(None);
        };
        let unusable = |why: &str| self.cannot_use(name, why);
        let keys = certificate::private_keys(&self.live, source)
            .await
            .map_err(|error| unusable(&withheld(&error)))?
            .map_err(|problem| unusable(words(&problem)))?;
        if keys.is_empty() {
            return Err(unusable("it has no private key to open seeds with").into());
        }
        let sealed = sealed.to_vec();
        let opening = apart(move || Ok(seed::open(&sealed, &keys))).await?;
        match opening.outcome {
            Ok(seed) => Ok(Some(seed)),
            Err(NotOpened::WrongKey) => Ok(None),
            Err(why) => Err(Unopened::Damaged(why.to_string())),
        }
    }

    /// The license certificate; `None` where none is selected.
    fn license(&self) -> Result<Option<(&str, &CertificateSource)>, String> {
        match &self.license {
            License::NotKnown => Err(format!(
                "the config does not say which one {} uses: set license_certificate",
                self.realm
            )),
            License::NoneSelected => Ok(None),
            License::Selected { name, source } => Ok(Some((name, source))),
        }
    }

    fn cannot(&self, why: &str) -> EngineError {
        EngineError::Key(format!("{} {why}", self.realm))
    }

    fn cannot_use(&self, name: &str, why: &str) -> EngineError {
        EngineError::Key(format!(
            "the license certificate {name} of {} cannot be used: {why}",
            self.realm
        ))
    }
}

/// Why a seed was not opened.
pub(super) enum Unopened {
    /// A key or certificate cannot be used.
    Key(EngineError),
    /// What is kept is damaged.
    Damaged(String),
}

impl From<EngineError> for Unopened {
    fn from(error: EngineError) -> Self {
        Self::Key(error)
    }
}

/// The generator of a token that was opened, for all turns of a change.
#[derive(Default)]
pub(super) struct Opened {
    sealed: Option<Sealed>,
    generator: Option<Generator>,
}

impl Opened {
    /// The generator; `None` where the realm cannot open the seed, or there is no token.
    pub(super) fn generator(&self) -> Option<&Generator> {
        self.generator.as_ref()
    }

    /// Opens the token's seed, unless it is the one that is open.
    pub(super) async fn take(
        &mut self,
        sealing: &Sealing,
        user: &User,
        name: &str,
        token: &Token,
        place: &(dyn Fn() -> Place + Sync),
    ) -> Result<(), EngineError> {
        if self.sealed.as_ref() == Some(&token.sealed) {
            return Ok(());
        }
        let seed = match sealing.open(user, name, token).await {
            Ok(seed) => seed,
            Err(Unopened::Key(error)) => return Err(error),
            Err(Unopened::Damaged(why)) => {
                let damaged = StoreError::Damaged {
                    place: place(),
                    why: format!("the seed of {name}: {why}"),
                };
                return Err(damaged.into());
            }
        };
        let generator = |seed: Seed| Generator::new(token.algorithm, &seed, token.digits);
        self.generator = seed.map(generator).transpose().map_err(|why| {
            let why = format!("the token {name}: {why}");
            StoreError::Damaged {
                place: place(),
                why,
            }
        })?;
        self.sealed = Some(token.sealed.clone());
        Ok(())
    }
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

fn seed_of(name: &str, token: &Token) -> String {
    let (name, realm) = (text::quote(name, 64), text::quote(&token.realm, 60));
    format!("the seed of {name}, enrolled by {realm},")
}

/// What binds a sealed seed to its token: names hold no zero bytes.
fn aad(user: &User, token: &str) -> Vec<u8> {
    [
        b"otpdoctor seed 1\0",
        user.as_str().as_bytes(),
        b"\0",
        token.as_bytes(),
    ]
    .concat()
}

/// Seals a seed under the key file.
pub(super) fn seal_under_keys(
    keys: &Keys,
    user: &User,
    token: &str,
    seed: &Seed,
) -> Result<Sealed, EngineError> {
    seal_under(keys.seeds(), &aad(user, token), seed).map(Sealed::Standard)
}

fn seal_under(key: &[u8], aad: &[u8], seed: &Seed) -> Result<String, EngineError> {
    let failed = |_| EngineError::Key("the cryptography of this host failed".into());
    let key = LessSafeKey::new(UnboundKey::new(&AES_256_GCM, key).map_err(failed)?);
    let mut nonce = [0; NONCE_LEN];
    super::random(&mut nonce)?;
    // Room for the tag: a vector that grows would leave a copy of the seed behind.
    let mut room = Zeroizing::new(Vec::with_capacity(seed.len() + AES_256_GCM.tag_len()));
    room.extend_from_slice(seed);
    let nonce_used = Nonce::assume_unique_for_key(nonce);
    key.seal_in_place_append_tag(nonce_used, Aad::from(aad), &mut *room)
        .map_err(failed)?;
    Ok(BASE64_STANDARD.encode([&nonce[..], &room[..]].concat()))
}

fn open_under(key: &[u8], aad: &[u8], sealed: &[u8]) -> Option<Seed> {
    let (nonce, rest) = sealed.split_first_chunk::<NONCE_LEN>()?;
    let key = LessSafeKey::new(UnboundKey::new(&AES_256_GCM, key).ok()?);
    let mut room = Zeroizing::new(rest.to_vec());
    let nonce = Nonce::assume_unique_for_key(*nonce);
    let seed = key.open_in_place(nonce, Aad::from(aad), &mut room).ok()?;
    Some(Zeroizing::new(seed.to_vec()))
}

fn decode(text: &str) -> Result<Vec<u8>, Unopened> {
    let bytes = BASE64_STANDARD.decode(text);
    bytes.map_err(|_| Unopened::Damaged("it is not base64".into()))
}

fn withheld(error: &ProbeError) -> String {
    error.to_string()
}

fn words(problem: &Problem) -> &str {
    certificate::words(problem)
}

/// Away from the conversations: files and private keys take their time.
async fn apart<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, EngineError> + Send + 'static,
) -> Result<T, EngineError> {
    let done = tokio::task::spawn_blocking(work).await;
    done.unwrap_or_else(|_| {
        let text = "it is damaged in a way that its reader does not expect";
        Err(EngineError::Key(text.into()))
    })
}

#[cfg(test)]
mod tests;
