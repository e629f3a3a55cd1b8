//! Sealing a seed to a certificate.

use aws_lc_rs::cipher::{AES_256, DecryptionContext, PaddedBlockEncryptingKey, UnboundCipherKey};
use aws_lc_rs::rsa::{OAEP_SHA256_MGF1SHA256, OaepPublicEncryptingKey, PublicEncryptingKey};
use cms::cert::IssuerAndSerialNumber;
use cms::cert::x509::Certificate;
use cms::content_info::{CmsVersion, ContentInfo};
use cms::enveloped_data::{
    EncryptedContentInfo, EnvelopedData, KeyTransRecipientInfo, RecipientIdentifier, RecipientInfo,
    RecipientInfos,
};
use der::asn1::{OctetString, SetOfVec};
use der::{Any, Decode as _, Encode as _};
use rustls_pki_types::CertificateDer;
use zeroize::Zeroizing;

use super::content::{LONGEST, SHORTEST};
use super::{algorithm, content};

/// Why a seed could not be sealed.
#[derive(Debug, thiserror::Error)]
pub enum NotSealed {
    /// Too short to be safe, or longer than any hash takes.
    #[error("a seed has {SHORTEST} to {LONGEST} bytes")]
    Length,
    /// Seeds are sealed to RSA keys alone.
    #[error("the certificate cannot be read, or its key is not RSA of 2048 to 8192 bits")]
    Certificate,
    /// The cryptography failed.
    #[error("the cryptography of this host failed")]
    Cryptography,
}

/// Seals a seed to a certificate; DER of a CMS ContentInfo comes out.
///
/// # Errors
/// When the seed's length is none of a seed, or the certificate's key is not RSA.
pub fn seal(seed: &[u8], certificate: &CertificateDer<'_>) -> Result<Vec<u8>, NotSealed> {
    let content = content::write(seed).ok_or(NotSealed::Length)?;
    let certificate = Certificate::from_der(certificate).map_err(|_| NotSealed::Certificate)?;
    let mut key = Zeroizing::new([0; 32]);
    aws_lc_rs::rand::fill(key.as_mut()).map_err(|_| NotSealed::Cryptography)?;
    let wrapped = wrap(key.as_ref(), &certificate)?;
    let sealed = encrypt(content, key.as_ref())?;
    assemble(&certificate, wrapped, sealed).map_err(|_| NotSealed::Certificate)
}

fn wrap(key: &[u8], certificate: &Certificate) -> Result<Vec<u8>, NotSealed> {
    let public = certificate.tbs_certificate().subject_public_key_info();
    let public = public.to_der().map_err(|_| NotSealed::Certificate)?;
    let public = PublicEncryptingKey::from_der(&public).map_err(|_| NotSealed::Certificate)?;
    let public = OaepPublicEncryptingKey::new(public).map_err(|_| NotSealed::Certificate)?;
    let mut wrapped = vec![0; public.ciphertext_size()];
    public
        .encrypt(&OAEP_SHA256_MGF1SHA256, key, &mut wrapped, None)
        .map_err(|_| NotSealed::Cryptography)?;
    Ok(wrapped)
}

/// The initialization vector and the encrypted content.
type Sealed = ([u8; 16], Vec<u8>);

fn encrypt(mut content: Zeroizing<Vec<u8>>, key: &[u8]) -> Result<Sealed, NotSealed> {
    let failed = |_| NotSealed::Cryptography;
    let key = UnboundCipherKey::new(&AES_256, key).map_err(failed)?;
    let key = PaddedBlockEncryptingKey::cbc_pkcs7(key).map_err(failed)?;
    let context = key.encrypt(&mut *content).map_err(failed)?;
    let DecryptionContext::Iv128(iv) = context else {
        return Err(NotSealed::Cryptography);
    };
    Ok((*iv.as_ref(), content.to_vec()))
}

fn assemble(
    certificate: &Certificate,
    wrapped: Vec<u8>,
    (iv, sealed): Sealed,
) -> der::Result<Vec<u8>> {
    let tbs = certificate.tbs_certificate();
    let recipient = RecipientInfo::Ktri(KeyTransRecipientInfo {
        version: CmsVersion::V0,
        rid: RecipientIdentifier::IssuerAndSerialNumber(IssuerAndSerialNumber {
            issuer: tbs.issuer().clone(),
            serial_number: tbs.serial_number().clone(),
        }),
        key_enc_alg: algorithm::oaep_sha256()?,
        enc_key: OctetString::new(wrapped)?,
    });
    let enveloped = EnvelopedData {
        version: CmsVersion::V0,
        originator_info: None,
        recip_infos: RecipientInfos(SetOfVec::try_from(vec![recipient])?),
        encrypted_content: EncryptedContentInfo {
            content_type: algorithm::DATA,
            content_enc_alg: algorithm::aes_256_cbc(&iv)?,
            encrypted_content: Some(OctetString::new(sealed)?),
        },
        unprotected_attrs: None,
    };
    let info = ContentInfo {
        content_type: algorithm::ENVELOPED,
        content: Any::encode_from(&enveloped)?,
    };
    info.to_der()
}
