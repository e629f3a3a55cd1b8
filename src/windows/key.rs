//! A private key that stays where it is: its public key, its name, and who may use it.
#![allow(
    unsafe_code,
    reason = "schannel finds keys, and Windows' own functions alone tell anything of them"
)]

use std::ffi::c_void;
use std::{io, ptr};

use schannel::RawPointer as _;
use schannel::cert_context::CertContext;
use windows_sys::Win32::Security::Cryptography::{
    CERT_NCRYPT_KEY_SPEC, CERT_PUBLIC_KEY_INFO, CRYPT_ACQUIRE_PREFER_NCRYPT_KEY_FLAG,
    CRYPT_ACQUIRE_SILENT_FLAG, CryptAcquireCertificatePrivateKey, CryptEncodeObject,
    CryptExportPublicKeyInfo, CryptGetProvParam, CryptReleaseContext,
    NCRYPT_SECURITY_DESCR_PROPERTY, NCRYPT_SILENT_FLAG, NCRYPT_UNIQUE_NAME_PROPERTY,
    NCryptFreeObject, NCryptGetProperty, PP_KEYSET_SEC_DESCR, PP_UNIQUE_CONTAINER,
    X509_ASN_ENCODING, X509_PUBLIC_KEY_INFO,
};
use windows_sys::core::PCWSTR;

use super::access::PARTS;

/// The longest name or descriptor that is asked for: an ACL has at most 64 KiB.
const MOST: usize = 80 << 10;

/// A key in one of Windows' providers.
#[derive(Debug)]
pub struct PrivateKey {
    handle: usize,
    /// `CERT_NCRYPT_KEY_SPEC` where a provider of today (CNG) has it, else which key of its container it is.
    spec: u32,
    ours: bool,
}

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
    fn is_cng(&self) -> bool {
        self.spec == CERT_NCRYPT_KEY_SPEC
    }

    /// Its public key: a SubjectPublicKeyInfo in DER.
    ///
    /// # Errors
    /// When the provider does not give it.
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

    /// The security descriptor that its provider gives.
    pub fn descriptor(&self) -> Option<Vec<u8>> {
        if self.is_cng() {
            self.property(NCRYPT_SECURITY_DESCR_PROPERTY, PARTS)
        } else {
            self.parameter(PP_KEYSET_SEC_DESCR, PARTS)
        }
    }

    fn property(&self, name: PCWSTR, flags: u32) -> Option<Vec<u8>> {
        let mut bytes = vec![0; MOST];
        let mut length = 0;
        // SAFETY: the handle is a CNG key's, the name ends with a zero, and `bytes` has the size that is passed.
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
        // SAFETY: the handle is a CryptoAPI provider's, and `bytes` has the size that is passed.
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
}

impl Drop for PrivateKey {
    fn drop(&mut self) {
        if self.ours {
            // SAFETY: the handle was given to us to close, and this is the last use of it.
            unsafe {
                if self.is_cng() {
                    NCryptFreeObject(self.handle)
                } else {
                    CryptReleaseContext(self.handle, 0)
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
