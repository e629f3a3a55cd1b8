//! The key file: 32 random bytes, from which the key of code hashes and the key of sealed seeds are derived.
//!
//! It is made when it is first needed for a user of whom nothing is kept under one, with mode 0600, whole or not at all,
//! and never overwritten: of two processes that start at once, the second takes what the first made. Its text is 64
//! hexadecimal digits; base64 is read too.
//!
//! A seed's fingerprint is an HMAC-SHA256 under one of the keys. Seeds that make the same codes have the same, since it
//! is of what HMAC makes of the seed (RFC 2104): one that is longer than the hash's block is hashed, and zeros at the end
//! change nothing. The user's name is in it, so that equal seeds of two users do not show.

use std::io::Write as _;
use std::path::{Path, PathBuf};

use aws_lc_rs::digest::{self, digest};
use aws_lc_rs::hkdf::{HKDF_SHA256, Salt};
use checks::kit::Config;
use data_encoding::{BASE64, HEXLOWER, HEXLOWER_PERMISSIVE};
use zeroize::Zeroizing;

use super::error::{EngineError, random};
use crate::config::is_url;
use crate::files::{self, FileError};
use crate::otp::core::{Algorithm, Fingerprint, HashKey, User};
use crate::otp::store::default_place;
use crate::seed::Seed;

/// Bytes of the key, and of each that is derived from it.
const LENGTH: usize = 32;
/// The file's name beside the state.
const NAME: &str = "otp.key";
/// What distinguishes the derived keys from those of any other program.
const SALT: &[u8] = b"otpdoctor key file 1";
const FOR_HASHES: &[u8] = b"hashes of delivered codes";
const FOR_SEEDS: &[u8] = b"seeds of standard encryption";
const FOR_FINGERPRINTS: &[u8] = b"fingerprints of seeds";

/// Where the key is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeyFile {
    path: PathBuf,
}

/// What to do where the file is missing.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Missing {
    /// Make one.
    Make,
    /// Something is kept that only the missing one opens.
    Refuse,
}

/// The keys that are derived from the file; wiped when dropped.
pub(super) struct Keys {
    /// The key of the hashes of delivered codes.
    pub(super) hash: HashKey,
    /// The key of AES-256-GCM around seeds.
    pub(super) seeds: Zeroizing<[u8; LENGTH]>,
    /// The key of the fingerprints of seeds.
    pub(super) fingerprints: HashKey,
}

impl KeyFile {
    /// The one that a config names, else the one beside its state.
    ///
    /// # Errors
    /// When there is no state folder to look in.
    pub fn of(config: &Config) -> Result<Self, EngineError> {
        let otp = config.otp.as_ref();
        let named = otp.and_then(|otp| otp.key.clone());
        let path = match named.filter(|path| !path.as_os_str().is_empty()) {
            Some(path) => path,
            None => beside(otp.and_then(|otp| otp.store.as_deref()))?,
        };
        Ok(Self { path })
    }

    /// Its path.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Whether it is there already.
    pub fn exists(&self) -> bool {
        self.path.exists()
    }

    /// The keys of the file.
    pub(super) fn keys(&self, missing: Missing) -> Result<Keys, EngineError> {
        let mut key = self.read()?;
        if key.is_none() && missing == Missing::Make {
            self.make()?;
            key = self.read()?;
        }
        let key = key.ok_or_else(|| {
            self.cannot("does not exist: restore it, since no other key can decrypt what was encrypted with it")
        })?;
        Ok(derive(&key))
    }

    fn read(&self) -> Result<Option<Zeroizing<Vec<u8>>>, EngineError> {
        let bytes = match files::read(&self.path) {
            Ok(bytes) => Zeroizing::new(bytes),
            Err(FileError::Missing) => return Ok(None),
            Err(why) => return Err(self.cannot(&format!("cannot be read: {why}"))),
        };
        self.is_private()?;
        let key = parse(&bytes).ok_or_else(|| {
            self.cannot("contains no key: expected 32 bytes, as 64 hexadecimal digits or in base64")
        })?;
        Ok(Some(key))
    }

    #[cfg(unix)]
    fn is_private(&self) -> Result<(), EngineError> {
        use std::os::unix::fs::PermissionsExt as _;
        let meta = std::fs::metadata(&self.path)
            .map_err(|why| self.cannot(&format!("cannot be read: {why}")))?;
        let mode = meta.permissions().mode() & 0o777;
        match mode & 0o077 {
            0 => Ok(()),
            _ => Err(self.cannot(&format!(
                "may be used by others (mode {mode:04o}): run `chmod 600 {}`",
                self.path.display()
            ))),
        }
    }

    #[cfg(windows)]
    fn is_private(&self) -> Result<(), EngineError> {
        files::others::is_private(&self.path)
            .map_err(|why| self.cannot(&format!("may be used by others: {why}")))
    }

    /// Makes the file, unless another process is faster.
    fn make(&self) -> Result<(), EngineError> {
        let mut key = Zeroizing::new([0; LENGTH]);
        random(&mut *key)?;
        let text = Zeroizing::new(HEXLOWER.encode(&*key));
        match self.write(text.as_bytes()) {
            Err(why) if why.kind() != std::io::ErrorKind::AlreadyExists => {
                Err(self.cannot(&format!("cannot be made: {why}")))
            }
            _ => Ok(()),
        }
    }

    fn write(&self, text: &[u8]) -> std::io::Result<()> {
        let folder = files::folder(&self.path);
        files::private_folder(folder)?;
        let mut file = tempfile::Builder::new()
            .prefix(".otp-key-")
            .make_in(folder, files::private_file)?;
        file.write_all(text)?;
        file.write_all(b"\n")?;
        file.as_file().sync_all()?;
        file.persist_noclobber(&self.path)?;
        // The name must survive a crash as well: what is sealed under it will.
        files::sync_folder(folder)
    }

    fn cannot(&self, why: &str) -> EngineError {
        EngineError::Key(format!("the key file {} {why}", self.path.display()))
    }
}

/// The key beside the state: beside an SQLite file, else in the user's state folder.
fn beside(store: Option<&str>) -> Result<PathBuf, EngineError> {
    let file = match store.filter(|store| !store.trim().is_empty() && !is_url(store)) {
        Some(file) => file.to_owned(),
        None => default_place()?,
    };
    Ok(Path::new(&file).with_file_name(NAME))
}

fn parse(bytes: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
    let text = bytes.trim_ascii();
    let key = match text.len() {
        64 => HEXLOWER_PERMISSIVE.decode(text).ok()?,
        _ => BASE64.decode(text.as_ref()).ok()?,
    };
    let key = Zeroizing::new(key);
    (key.len() == LENGTH).then_some(key)
}

fn derive(key: &[u8]) -> Keys {
    let secret = Salt::new(HKDF_SHA256, SALT).extract(key);
    let expand = |purpose: &[u8]| {
        let mut derived = Zeroizing::new([0; LENGTH]);
        secret
            .expand(&[purpose], HKDF_SHA256)
            .and_then(|material| material.fill(&mut *derived))
            .expect("32 bytes are fewer than HKDF can give");
        derived
    };
    Keys {
        hash: HashKey::new(*expand(FOR_HASHES)),
        seeds: expand(FOR_SEEDS),
        fingerprints: HashKey::new(*expand(FOR_FINGERPRINTS)),
    }
}

const FINGERPRINT: &[u8] = b"otpdoctor seed fingerprint 1";

/// The fingerprint of a user's seed.
pub(super) fn fingerprint(
    keys: &Keys,
    user: &User,
    algorithm: Algorithm,
    seed: &Seed,
) -> Fingerprint {
    let key = key_of(algorithm, seed);
    let fields = [FINGERPRINT, user.as_str().as_bytes(), key.as_slice()];
    Fingerprint {
        key: keys.hash.name(),
        tag: HEXLOWER.encode(&keys.fingerprints.tag(&fields)[..16]),
    }
}

/// What HMAC makes of a seed, without the zeros at its end.
fn key_of(algorithm: Algorithm, seed: &Seed) -> Seed {
    let hash = match algorithm {
        Algorithm::Sha1 => &digest::SHA1_FOR_LEGACY_USE_ONLY,
        Algorithm::Sha256 => &digest::SHA256,
        Algorithm::Sha512 => &digest::SHA512,
    };
    let mut key = if seed.len() > hash.block_len() {
        Zeroizing::new(digest(hash, seed).as_ref().to_vec())
    } else {
        seed.clone()
    };
    while key.last() == Some(&0) {
        key.pop();
    }
    key
}

#[cfg(test)]
mod fingerprint_tests;
#[cfg(test)]
mod tests;
