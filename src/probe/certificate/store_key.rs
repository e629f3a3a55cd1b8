//! A key in a Windows store, as rustls signs with it.

use std::fmt;
use std::io::{self, ErrorKind};
use std::sync::Arc;

use aws_lc_rs::digest;
use checks::kit::probe::certificate::Problem;
use der::asn1::UintRef;
use der::{Encode as _, Sequence};
use rustls::sign::{Signer, SigningKey};
use rustls::{Error, SignatureAlgorithm, SignatureScheme as Scheme};
use rustls_pki_types::SubjectPublicKeyInfoDer;
use x509_parser::prelude::{FromDer as _, SubjectPublicKeyInfo};
use x509_parser::public_key::PublicKey;

use super::contents::unreadable;
use crate::windows::host;
use crate::windows::key::{Form, Hash, PrivateKey};

/// The schemes in the order of preference, with what Windows makes for each.
const RSA: [(Scheme, Form, Hash); 6] = [
    (Scheme::RSA_PSS_SHA256, Form::Pss, Hash::Sha256),
    (Scheme::RSA_PSS_SHA384, Form::Pss, Hash::Sha384),
    (Scheme::RSA_PSS_SHA512, Form::Pss, Hash::Sha512),
    (Scheme::RSA_PKCS1_SHA256, Form::Pkcs1, Hash::Sha256),
    (Scheme::RSA_PKCS1_SHA384, Form::Pkcs1, Hash::Sha384),
    (Scheme::RSA_PKCS1_SHA512, Form::Pkcs1, Hash::Sha512),
];
const P256: [(Scheme, Form, Hash); 1] =
    [(Scheme::ECDSA_NISTP256_SHA256, Form::Ecdsa, Hash::Sha256)];
const P384: [(Scheme, Form, Hash); 1] =
    [(Scheme::ECDSA_NISTP384_SHA384, Form::Ecdsa, Hash::Sha384)];
const P521: [(Scheme, Form, Hash); 1] =
    [(Scheme::ECDSA_NISTP521_SHA512, Form::Ecdsa, Hash::Sha512)];

/// ECDSA-Sig-Value: RFC 3279 section 2.2.3.
#[derive(Sequence)]
struct EcdsaSignature<'a> {
    r: UintRef<'a>,
    s: UintRef<'a>,
}

struct StoreKey {
    key: Arc<PrivateKey>,
    public: Vec<u8>,
    schemes: &'static [(Scheme, Form, Hash)],
}

struct StoreSigner {
    key: Arc<PrivateKey>,
    scheme: (Scheme, Form, Hash),
}

/// The key, ready to sign.
///
/// # Errors
/// When its provider does not tell its public key, or it is of a kind that TLS does not use.
pub(super) fn signing(key: PrivateKey) -> Result<Arc<dyn SigningKey>, Problem> {
    let public = key.public_key().map_err(|error| problem(&error))?;
    let schemes: &[_] = {
        let (_, parsed) = SubjectPublicKeyInfo::from_der(&public)
            .map_err(|_| unreadable("its provider has no readable public key"))?;
        match parsed.parsed() {
            Ok(PublicKey::RSA(_)) => &RSA,
            Ok(PublicKey::EC(point)) => match point.key_size() {
                0..=256 => &P256,
                257..=384 => &P384,
                _ => &P521,
            },
            _ => return Err(super::key::unusable(None)),
        }
    };
    Ok(Arc::new(StoreKey {
        key: Arc::new(key),
        public,
        schemes,
    }))
}

/// Why Windows does not hand out a key. An account that may not read it is told in many words, "Keyset does not exist"
/// (NTE_BAD_KEYSET) among them: of one who is no administrator that says nothing.
pub(super) fn problem(error: &io::Error) -> Problem {
    const NTE_PERM: i32 = 0x8009_0010_u32.cast_signed();
    const NTE_BAD_KEYSET: i32 = 0x8009_0016_u32.cast_signed();
    const NTE_SILENT_CONTEXT: i32 = 0x8009_0022_u32.cast_signed();
    const SCARD_NO_READER: i32 = 0x8010_002E_u32.cast_signed();
    match error.raw_os_error() {
        Some(NTE_PERM) => Problem::NoPermission,
        _ if error.kind() == ErrorKind::PermissionDenied => Problem::NoPermission,
        Some(NTE_BAD_KEYSET) if host::is_elevated() => Problem::Missing,
        Some(NTE_BAD_KEYSET) => Problem::NoPermission,
        Some(NTE_SILENT_CONTEXT | SCARD_NO_READER) => {
            Problem::Unusable("a key on a card, or one that asks for a PIN".into())
        }
        _ => unreadable(format!("Windows does not export the key: {error}")),
    }
}

impl SigningKey for StoreKey {
    fn choose_scheme(&self, offered: &[Scheme]) -> Option<Box<dyn Signer>> {
        let can = |form: Form| self.key.is_cng() || form == Form::Pkcs1;
        let scheme = self
            .schemes
            .iter()
            .find(|(scheme, form, _)| offered.contains(scheme) && can(*form))?;
        Some(Box::new(StoreSigner {
            key: self.key.clone(),
            scheme: *scheme,
        }))
    }

    fn public_key(&self) -> Option<SubjectPublicKeyInfoDer<'_>> {
        Some(self.public.as_slice().into())
    }

    fn algorithm(&self) -> SignatureAlgorithm {
        match self.schemes.first() {
            Some((_, Form::Ecdsa, _)) => SignatureAlgorithm::ECDSA,
            _ => SignatureAlgorithm::RSA,
        }
    }
}

impl Signer for StoreSigner {
    fn sign(&self, message: &[u8]) -> Result<Vec<u8>, Error> {
        let (_, form, hash) = self.scheme;
        let algorithm = match hash {
            Hash::Sha256 => &digest::SHA256,
            Hash::Sha384 => &digest::SHA384,
            Hash::Sha512 => &digest::SHA512,
        };
        let failed =
            |what: &dyn fmt::Display| Error::General(format!("Windows' key store: {what}"));
        let digest = digest::digest(algorithm, message);
        let signature = self.key.sign(form, hash, digest.as_ref());
        let signature = signature.map_err(|error| failed(&error))?;
        if form != Form::Ecdsa {
            return Ok(signature);
        }
        let (r, s) = signature.split_at(signature.len() / 2);
        let both = UintRef::new(r).and_then(|r| {
            Ok(EcdsaSignature {
                r,
                s: UintRef::new(s)?,
            })
        });
        both.and_then(|both| both.to_der())
            .map_err(|error| failed(&error))
    }

    fn scheme(&self) -> Scheme {
        self.scheme.0
    }
}

impl fmt::Debug for StoreKey {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("StoreKey")
    }
}

impl fmt::Debug for StoreSigner {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_tuple("StoreSigner")
            .field(&self.scheme.0)
            .finish()
    }
}
