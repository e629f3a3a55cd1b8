//! A private key that stays where it is: Windows signs with it.
#![allow(
    unsafe_code,
    reason = "schannel finds keys, and Windows' own functions alone sign with them"
)]

use std::ffi::c_void;
use std::{io, ptr};

use schannel::RawPointer as _;
use schannel::cert_context::CertContext;
use windows_sys::Win32::Security::Cryptography::{
    BCRYPT_PAD_PKCS1, BCRYPT_PAD_PSS, BCRYPT_PKCS1_PADDING_INFO, BCRYPT_PSS_PADDING_INFO,
    BCRYPT_SHA256_ALGORITHM, BCRYPT_SHA384_ALGORITHM, BCRYPT_SHA512_ALGORITHM, CALG_SHA_256,
    CALG_SHA_384, CALG_SHA_512, CERT_NCRYPT_KEY_SPEC, CERT_PUBLIC_KEY_INFO,
    CRYPT_ACQUIRE_PREFER_NCRYPT_KEY_FLAG, CRYPT_ACQUIRE_SILENT_FLAG,
    CryptAcquireCertificatePrivateKey, CryptCreateHash, CryptDestroyHash, CryptEncodeObject,
    CryptExportPublicKeyInfo, CryptGetProvParam, CryptReleaseContext, CryptSetHashParam,
    CryptSignHashW, HP_HASHVAL, NCRYPT_SECURITY_DESCR_PROPERTY, NCRYPT_SILENT_FLAG,
    NCRYPT_UNIQUE_NAME_PROPERTY, NCryptFreeObject, NCryptGetProperty, NCryptSignHash,
    PP_KEYSET_SEC_DESCR, PP_UNIQUE_CONTAINER, X509_ASN_ENCODING, X509_PUBLIC_KEY_INFO,
};
use windows_sys::core::PCWSTR;

use super::access::PARTS;

/// The longest signature: that of an RSA key of 16384 bits.
const LONGEST: usize = 2048;

/// The longest name or descriptor that is asked for: an ACL has at most 64 KiB.
const MOST: usize = 80 << 10;

/// How a signature is made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// RSASSA-PKCS1-v1_5.
    Pkcs1,
    /// RSASSA-PSS with a salt as long as the hash. Keys of the older kind (CryptoAPI) cannot.
    Pss,
    /// ECDSA: the two numbers of the signature, one after the other, each as long as the key.
    Ecdsa,
}

/// The hash that is signed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Hash {
    /// SHA-256.
    Sha256,
    /// SHA-384.
    Sha384,
    /// SHA-512.
    Sha512,
}

/// A key in one of Windows' providers.
#[derive(Debug)]
pub struct PrivateKey {
    handle: usize,
    /// `CERT_NCRYPT_KEY_SPEC` where a provider of today (CNG) has it, else which key of its container it is.
    spec: u32,
    ours: bool,
}

// `usize` handles are `Send` and `Sync` by themselves: both kinds may be used from any thread, and each call has its own
// hash object.

impl PrivateKey {
    /// The key that belongs to a certificate, by a provider of today where it can be had so. Nobody is asked for a PIN.
    pub(super) fn of(certificate: &CertContext) -> io::Result<Self> {
        let (mut handle, mut spec, mut ours) = (0, 0, 0);
        // SAFETY: the context lives as long as its borrow, and the three places are on the stack.
        let found = unsafe {
            CryptAcquireCertificatePrivateKey(
                certificate.as_ptr().cast(),
                CRYPT_ACQUIRE_SILENT_FLAG | CRYPT_ACQUIRE_PREFER_NCRYPT_KEY_FLAG,
                ptr::null(),
                &raw mut handle,
                &raw mut spec,
                &raw mut ours,
            )
        };
        done(found)?;
        Ok(Self {
            handle,
            spec,
            ours: ours != 0,
        })
    }

    /// Whether a provider of today (CNG) has it.
    pub fn is_cng(&self) -> bool {
        self.spec == CERT_NCRYPT_KEY_SPEC
    }

    /// Its public key: a SubjectPublicKeyInfo in DER.
    ///
    /// # Errors
    /// When the provider does not tell it.
    pub fn public_key(&self) -> io::Result<Vec<u8>> {
        let mut length = 0;
        let export = |info: *mut CERT_PUBLIC_KEY_INFO, length: *mut u32| {
            // SAFETY: the handle is open, and `info` is null or has as many bytes as `length` says.
            unsafe {
                CryptExportPublicKeyInfo(self.handle, self.spec, X509_ASN_ENCODING, info, length)
            }
        };
        done(export(ptr::null_mut(), &raw mut length))?;
        // What the structure points to lies behind it, in the same buffer, which is aligned for it.
        let mut info = vec![0_u64; (length as usize).div_ceil(8)];
        let info = info.as_mut_ptr().cast::<CERT_PUBLIC_KEY_INFO>();
        done(export(info, &raw mut length))?;
        let mut encoded = vec![0; length as usize + 64];
        let mut length = u32::try_from(encoded.len()).unwrap_or(u32::MAX);
        // SAFETY: `info` was filled above and its buffer still lives; `encoded` has `length` bytes.
        done(unsafe {
            CryptEncodeObject(
                X509_ASN_ENCODING,
                X509_PUBLIC_KEY_INFO,
                info.cast::<c_void>(),
                encoded.as_mut_ptr(),
                &raw mut length,
            )
        })?;
        encoded.truncate(length as usize);
        Ok(encoded)
    }

    /// The name that its provider gives it: for keys in files the name of the file.
    pub fn unique_name(&self) -> Option<String> {
        if self.is_cng() {
            let bytes = self.property(NCRYPT_UNIQUE_NAME_PROPERTY, 0)?;
            let (units, _) = bytes.as_chunks::<2>();
            let units = units.iter().map(|unit| u16::from_le_bytes(*unit));
            let units: Vec<u16> = units.take_while(|unit| *unit != 0).collect();
            return String::from_utf16(&units).ok();
        }
        let name = self.parameter(PP_UNIQUE_CONTAINER, 0)?;
        let name = name.split(|byte| *byte == 0).next()?;
        String::from_utf8(name.to_vec()).ok()
    }

    /// The security descriptor that its provider tells of it.
    pub fn descriptor(&self) -> Option<Vec<u8>> {
        match self.is_cng() {
            true => self.property(NCRYPT_SECURITY_DESCR_PROPERTY, PARTS),
            false => self.parameter(PP_KEYSET_SEC_DESCR, PARTS),
        }
    }

    fn property(&self, name: PCWSTR, flags: u32) -> Option<Vec<u8>> {
        let mut bytes = vec![0; MOST];
        let mut length = 0;
        // SAFETY: the handle is a CNG key's, the name ends with a zero, and `bytes` has the room that is told.
        let status = unsafe {
            NCryptGetProperty(
                self.handle,
                name,
                bytes.as_mut_ptr(),
                size(&bytes),
                &raw mut length,
                flags | NCRYPT_SILENT_FLAG,
            )
        };
        bytes.truncate(length as usize);
        Some(bytes).filter(|_| status == 0)
    }

    fn parameter(&self, parameter: u32, flags: u32) -> Option<Vec<u8>> {
        let mut bytes = vec![0; MOST];
        let mut length = size(&bytes);
        // SAFETY: the handle is a CryptoAPI provider's, and `bytes` has the room that is told.
        let found = unsafe {
            CryptGetProvParam(
                self.handle,
                parameter,
                bytes.as_mut_ptr(),
                &raw mut length,
                flags,
            )
        };
        bytes.truncate(length as usize);
        Some(bytes).filter(|_| found != 0)
    }

    /// Signs a digest of this hash.
    ///
    /// # Errors
    /// When the key, or its provider, cannot sign so.
    pub fn sign(&self, form: Form, hash: Hash, digest: &[u8]) -> io::Result<Vec<u8>> {
        let mut signature = vec![0; LONGEST];
        let length = match self.is_cng() {
            true => self.sign_by_cng(form, hash, digest, &mut signature)?,
            false if form == Form::Pkcs1 => self.sign_by_capi(hash, digest, &mut signature)?,
            false => return Err(io::ErrorKind::Unsupported.into()),
        };
        signature.truncate(length as usize);
        if !self.is_cng() {
            // CryptoAPI writes numbers with their last byte first.
            signature.reverse();
        }
        Ok(signature)
    }

    fn sign_by_cng(
        &self,
        form: Form,
        hash: Hash,
        digest: &[u8],
        signature: &mut [u8],
    ) -> io::Result<u32> {
        let name = match hash {
            Hash::Sha256 => BCRYPT_SHA256_ALGORITHM,
            Hash::Sha384 => BCRYPT_SHA384_ALGORITHM,
            Hash::Sha512 => BCRYPT_SHA512_ALGORITHM,
        };
        let pkcs1 = BCRYPT_PKCS1_PADDING_INFO { pszAlgId: name };
        let pss = BCRYPT_PSS_PADDING_INFO {
            pszAlgId: name,
            cbSalt: size(digest),
        };
        let (padding, flags) = match form {
            Form::Pkcs1 => (ptr::from_ref(&pkcs1).cast::<c_void>(), BCRYPT_PAD_PKCS1),
            Form::Pss => (ptr::from_ref(&pss).cast(), BCRYPT_PAD_PSS),
            Form::Ecdsa => (ptr::null(), 0),
        };
        let mut length = 0;
        // SAFETY: the handle is a CNG key's; every pointer is that of a place above, with its own length.
        let status = unsafe {
            NCryptSignHash(
                self.handle,
                padding,
                digest.as_ptr(),
                size(digest),
                signature.as_mut_ptr(),
                size(signature),
                &raw mut length,
                flags | NCRYPT_SILENT_FLAG,
            )
        };
        match status {
            0 => Ok(length),
            status => Err(io::Error::from_raw_os_error(status)),
        }
    }

    fn sign_by_capi(&self, hash: Hash, digest: &[u8], signature: &mut [u8]) -> io::Result<u32> {
        let algorithm = match hash {
            Hash::Sha256 => CALG_SHA_256,
            Hash::Sha384 => CALG_SHA_384,
            Hash::Sha512 => CALG_SHA_512,
        };
        let mut object = 0;
        // SAFETY: the handle is a CryptoAPI provider's, and the hash object is closed below.
        done(unsafe { CryptCreateHash(self.handle, algorithm, 0, 0, &raw mut object) })?;
        let mut length = size(signature);
        // SAFETY: the digest has the length of this hash, which the provider knows; the signature's is told.
        let signed = done(unsafe { CryptSetHashParam(object, HP_HASHVAL, digest.as_ptr(), 0) })
            .and_then(|()| {
                done(unsafe {
                    CryptSignHashW(
                        object,
                        self.spec,
                        ptr::null(),
                        0,
                        signature.as_mut_ptr(),
                        &raw mut length,
                    )
                })
            });
        // SAFETY: it was made above, and is used no more.
        unsafe { CryptDestroyHash(object) };
        signed.map(|()| length)
    }
}

impl Drop for PrivateKey {
    fn drop(&mut self) {
        if self.ours {
            // SAFETY: the handle was given to us to close, and this is the last use of it.
            unsafe {
                match self.is_cng() {
                    true => NCryptFreeObject(self.handle),
                    false => CryptReleaseContext(self.handle, 0),
                };
            }
        }
    }
}

fn done(answer: i32) -> io::Result<()> {
    match answer {
        0 => Err(io::Error::last_os_error()),
        _ => Ok(()),
    }
}

fn size(bytes: &[u8]) -> u32 {
    u32::try_from(bytes.len()).unwrap_or(u32::MAX)
}
