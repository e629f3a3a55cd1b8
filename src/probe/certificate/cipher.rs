//! What is encrypted with a password: PBES2 (RFC 8018), PKCS#12's schemes of its own (RFC 7292 appendices B and
//! C), and PEM of old (RFC 1421, with OpenSSL's way from a password to a key). The work is bounded, whatever a file asks for.

use aes::{Aes128, Aes192, Aes256};
use aws_lc_rs::hmac;
use cbc::cipher::block_padding::Pkcs7;
use cbc::cipher::{BlockCipherDecrypt, BlockModeDecrypt as _, KeyInit, KeyIvInit as _};
use checks::kit::probe::certificate::Problem;
use cms::cert::x509::spki::AlgorithmIdentifierOwned;
use data_encoding::HEXLOWER_PERMISSIVE;
use der::asn1::OctetString;
use der::{Decode as _, Encode as _, Sequence};
use des::TdesEde3;
use md5::{Digest as _, Md5};
use pkcs8::pkcs5::Error as Pkcs5Error;
use pkcs8::pkcs5::pbes2::{Kdf, Parameters, Pbkdf2Prf};
use pkcs12::MacData;
use pkcs12::kdf::{Pkcs12KeyType, derive_key};
use rc2::Rc2;
use sha1::Sha1;
use sha2::{Sha256, Sha384, Sha512};
use zeroize::Zeroizing;

use super::contents::unreadable;
use crate::probe::x509;

/// The most blocks that are hashed to unlock a file: files name numbers that take days, and programs write up to 1,300,000
/// iterations for a key; OpenSSL's `-iter 1000000` makes three of them.
const WORK: u64 = 8_000_000;
/// The most memory for the same, in bytes: OpenSSL writes and takes scrypt of 32 MiB at the most.
const MEMORY: u64 = 128 << 20;

type Plain = Zeroizing<Vec<u8>>;
type Decrypt = fn(&[u8], &[u8], &[u8]) -> Option<Plain>;

/// A cipher by its scheme: the length of its key, and how it decrypts.
type Scheme = (&'static str, usize, Decrypt);

/// PKCS#12's own by their OIDs: what Windows exports, and what others made of it.
const SCHEMES: [Scheme; 2] = [
    ("1.2.840.113549.1.12.1.3", 24, cbc::<TdesEde3>),
    ("1.2.840.113549.1.12.1.6", 5, cbc::<Rc2>),
];
/// By their names in DEK-Info.
const PEM: [Scheme; 4] = [
    ("AES-128-CBC", 16, cbc::<Aes128>),
    ("AES-192-CBC", 24, cbc::<Aes192>),
    ("AES-256-CBC", 32, cbc::<Aes256>),
    ("DES-EDE3-CBC", 24, cbc::<TdesEde3>),
];

fn cbc<C: KeyInit + BlockCipherDecrypt>(key: &[u8], iv: &[u8], data: &[u8]) -> Option<Plain> {
    let cipher = ::cbc::Decryptor::<C>::new_from_slices(key, iv).ok()?;
    let plain = cipher.decrypt_padded_vec::<Pkcs7>(data).ok()?;
    Some(Zeroizing::new(plain))
}

/// RFC 7292 appendix C.
#[derive(Sequence)]
struct PbeParameters {
    salt: OctetString,
    iterations: u32,
}

/// Unlocks the parts of one file with one password.
pub(super) struct Unlocker<'a> {
    password: &'a str,
    /// The password as PKCS#12 has it: UTF-16 that ends with a zero, or nothing at all where there is none.
    wide: Plain,
    work: u64,
}

impl<'a> Unlocker<'a> {
    pub(super) fn new(password: &'a str) -> Self {
        let units = password.encode_utf16().chain([0]);
        Self {
            password,
            wide: Zeroizing::new(units.flat_map(u16::to_be_bytes).collect()),
            work: WORK,
        }
    }

    /// What an algorithm made of these bytes.
    ///
    /// # Errors
    /// [`Problem::WrongPassword`] where it does not decrypt.
    pub(super) fn decrypt(
        &mut self,
        algorithm: &AlgorithmIdentifierOwned,
        data: &[u8],
    ) -> Result<Plain, Problem> {
        let oid = algorithm.oid.to_string();
        let parameters = algorithm.parameters.to_der().unwrap_or_default();
        if oid == "1.2.840.113549.1.5.13" {
            return self.pbes2(&parameters, data);
        }
        let unknown = || {
            unsupported(&x509::algorithm_name(
                &algorithm.oid.to_der().unwrap_or_default(),
            ))
        };
        let scheme = SCHEMES.iter().find(|(known, ..)| *known == oid);
        let (_, length, decrypt) = scheme.ok_or_else(unknown)?;
        let parameters = PbeParameters::from_der(&parameters).map_err(|_| unknown())?;
        let (salt, iterations) = (parameters.salt.as_bytes(), parameters.iterations);
        self.spend(3 * u64::from(iterations))?;
        let derive = |usage, length| {
            let rounds = i32::try_from(iterations).unwrap_or(1);
            Zeroizing::new(derive_key::<Sha1>(&self.wide, salt, usage, rounds, length))
        };
        let key = derive(Pkcs12KeyType::EncryptionKey, *length);
        let iv = derive(Pkcs12KeyType::Iv, 8);
        decrypt(&key, &iv, data).ok_or(Problem::WrongPassword)
    }

    fn pbes2(&mut self, parameters: &[u8], data: &[u8]) -> Result<Plain, Problem> {
        let unsupported = || unsupported("PBES2 of an unknown kind");
        let parameters = Parameters::from_der(parameters).map_err(|_| unsupported())?;
        self.spend(match &parameters.kdf {
            // SHA-1 makes a key of AES-256 in two turns, and the blocks of SHA-512 are longer.
            Kdf::Pbkdf2(pbkdf2) => {
                let blocks = match pbkdf2.prf {
                    Pbkdf2Prf::HmacWithSha256 => 2,
                    _ => 4,
                };
                blocks * u64::from(pbkdf2.iteration_count)
            }
            Kdf::Scrypt(scrypt) => {
                let block = 128 * u64::from(scrypt.block_size) * u64::from(scrypt.parallelization);
                let memory = scrypt.cost_parameter.saturating_mul(block);
                memory.saturating_mul(WORK) / MEMORY
            }
            _ => return Err(unsupported()),
        })?;
        let plain = parameters.decrypt(self.password, data);
        plain.map(Zeroizing::new).map_err(|error| match error {
            Pkcs5Error::DecryptFailed => Problem::WrongPassword,
            _ => unsupported(),
        })
    }

    /// Whether a MAC says that the password is right; `false` where it is of a kind that is not known.
    ///
    /// # Errors
    /// [`Problem::WrongPassword`] where it says that it is not.
    pub(super) fn check(&mut self, mac: &MacData, content: &[u8]) -> Result<bool, Problem> {
        type Derive = fn(&[u8], &[u8], Pkcs12KeyType, i32, usize) -> Vec<u8>;
        let oid = mac.mac.algorithm.oid.to_string();
        let (derive, algorithm, blocks): (Derive, _, _) = match oid.as_str() {
            "1.3.14.3.2.26" => (derive_key::<Sha1>, hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY, 1),
            "2.16.840.1.101.3.4.2.1" => (derive_key::<Sha256>, hmac::HMAC_SHA256, 1),
            "2.16.840.1.101.3.4.2.2" => (derive_key::<Sha384>, hmac::HMAC_SHA384, 2),
            "2.16.840.1.101.3.4.2.3" => (derive_key::<Sha512>, hmac::HMAC_SHA512, 2),
            _ => return Ok(false),
        };
        // No password is an empty one to some programs, and none to others.
        let nothing = self.password.is_empty().then(Plain::default);
        for wide in [Some(self.wide.clone()), nothing].into_iter().flatten() {
            self.spend(blocks * u64::try_from(mac.iterations).unwrap_or(0))?;
            let length = algorithm.digest_algorithm().output_len();
            let salt = mac.mac_salt.as_bytes();
            let key = derive(&wide, salt, Pkcs12KeyType::Mac, mac.iterations, length);
            let key = hmac::Key::new(algorithm, &Zeroizing::new(key));
            if hmac::verify(&key, content, mac.mac.digest.as_bytes()).is_ok() {
                self.wide = wide;
                return Ok(true);
            }
        }
        Err(Problem::WrongPassword)
    }

    /// What PEM of old holds, by its DEK-Info.
    ///
    /// # Errors
    /// [`Problem::WrongPassword`] where it does not decrypt.
    pub(super) fn decrypt_pem(&self, dek_info: &str, data: &[u8]) -> Result<Plain, Problem> {
        let (name, iv) = dek_info.split_once(',').unwrap_or((dek_info, ""));
        let scheme = PEM
            .iter()
            .find(|(known, ..)| known.eq_ignore_ascii_case(name.trim()));
        let (_, length, decrypt) = scheme.ok_or_else(|| unsupported("a rare PEM encryption"))?;
        let damaged = || unreadable("it is a damaged PEM file");
        let iv = HEXLOWER_PERMISSIVE
            .decode(iv.trim().as_bytes())
            .map_err(|_| damaged())?;
        let salt = iv.get(..8).ok_or_else(damaged)?;
        let mut key = Zeroizing::new(Vec::with_capacity(48));
        let mut hash = Vec::new();
        while key.len() < *length {
            hash = Md5::digest([&hash[..], self.password.as_bytes(), salt].concat()).to_vec();
            key.extend_from_slice(&hash);
        }
        decrypt(&key[..*length], &iv, data).ok_or(Problem::WrongPassword)
    }

    fn spend(&mut self, work: u64) -> Result<(), Problem> {
        let left = self.work.checked_sub(work);
        let above = || {
            Problem::Unusable(format!(
                "encrypted with more than {WORK} hash iterations: export it again with fewer"
            ))
        };
        self.work = left.ok_or_else(above)?;
        Ok(())
    }
}

fn unsupported(scheme: &str) -> Problem {
    Problem::Unusable(format!(
        "encrypted with {scheme}: export it again with AES-256, or rewrite a key with `openssl pkcs8 -topk8 -v2 aes-256-cbc`"
    ))
}
