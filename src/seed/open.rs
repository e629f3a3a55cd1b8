//! Opening a sealed seed with a private key.

use aws_lc_rs::cipher::{AES_256, DecryptionContext, PaddedBlockDecryptingKey, UnboundCipherKey};
use aws_lc_rs::encoding::{AsDer as _, Pkcs8V1Der};
use aws_lc_rs::rsa::{
    KeyPair, OAEP_SHA256_MGF1SHA256, OaepPrivateDecryptingKey, PrivateDecryptingKey,
};
use cms::content_info::ContentInfo;
use cms::enveloped_data::{
    EncryptedContentInfo, EnvelopedData, KeyTransRecipientInfo, RecipientInfo,
};
use der::asn1::ObjectIdentifier as Oid;
use der::{Decode as _, Encode as _};
use rustls_pki_types::PrivateKeyDer;
use zeroize::Zeroizing;

use super::algorithm::{self, AUTH_ENVELOPED, ENVELOPED};
use super::content::{self, NotOpened, Opening, Seed};
use crate::files::ber;
use crate::files::pem::{self, Section};

/// The most recipients and keys that are tried.
const TRIED: usize = 16;
/// The length of the content's key in bytes.
const KEY: usize = 32;

/// Opens a sealed seed with whichever of these keys fits; its certificate does not matter.
pub fn open(bytes: &[u8], keys: &[PrivateKeyDer<'_>]) -> Opening {
    match read(bytes) {
        Ok(enveloped) => open_enveloped(&enveloped, keys),
        Err(why) => Opening {
            recipient: None,
            outcome: Err(why),
        },
    }
}

fn open_enveloped(enveloped: &EnvelopedData, keys: &[PrivateKeyDer<'_>]) -> Opening {
    let recipients = transports(enveloped);
    let opening = |recipient: Option<&KeyTransRecipientInfo>, outcome| Opening {
        recipient: recipient.map(|info| info.rid.clone()),
        outcome,
    };
    let first = recipients.first().copied();
    let mut wrapped_otherwise = None;
    let mut tried = false;
    for info in &recipients {
        if let Err(what) = algorithm::wraps_as_we_do(&info.key_enc_alg) {
            wrapped_otherwise.get_or_insert((*info, what));
            continue;
        }
        tried = true;
        if let Some(key) = unwrap(info.enc_key.as_bytes(), keys) {
            return opening(Some(info), decrypt(&enveloped.encrypted_content, &key));
        }
    }
    match wrapped_otherwise.filter(|_| !tried) {
        Some((info, what)) => opening(Some(info), Err(NotOpened::Unsupported(what))),
        None if tried => opening(first, Err(NotOpened::WrongKey)),
        None => {
            let what = other_recipient(enveloped).to_owned();
            opening(None, Err(NotOpened::Unsupported(what)))
        }
    }
}

/// The recipients by RSA.
fn transports(enveloped: &EnvelopedData) -> Vec<&KeyTransRecipientInfo> {
    let infos = enveloped.recip_infos.0.iter();
    let by_rsa = infos.filter_map(|info| match info {
        RecipientInfo::Ktri(transport) => Some(transport),
        _ => None,
    });
    by_rsa.take(TRIED).collect()
}

/// What the first recipient is, where none is by RSA.
fn other_recipient(enveloped: &EnvelopedData) -> &'static str {
    match enveloped.recip_infos.0.iter().next() {
        Some(RecipientInfo::Kari(_)) => "key agreement, as for an EC certificate",
        Some(RecipientInfo::Kekri(_)) => "a shared key-encryption key",
        Some(RecipientInfo::Pwri(_)) => "a password",
        _ => "a recipient of another kind",
    }
}

/// The content's key, by the first private key that unwraps it.
fn unwrap(wrapped: &[u8], keys: &[PrivateKeyDer<'_>]) -> Option<Zeroizing<Vec<u8>>> {
    let keys = keys.iter().take(TRIED).filter_map(decrypting_key);
    keys.filter(|key| key.key_size_bytes() == wrapped.len())
        .find_map(|key| {
            let mut room = Zeroizing::new(vec![0; key.min_output_size()]);
            let found = key.decrypt(&OAEP_SHA256_MGF1SHA256, wrapped, &mut room, None);
            found.ok().map(|found| Zeroizing::new(found.to_vec()))
        })
}

/// RSA keys in PKCS#8 or PKCS#1; others open no seed.
fn decrypting_key(key: &PrivateKeyDer<'_>) -> Option<OaepPrivateDecryptingKey> {
    let key = match key {
        PrivateKeyDer::Pkcs8(der) => PrivateDecryptingKey::from_pkcs8(der.secret_pkcs8_der()),
        PrivateKeyDer::Pkcs1(der) => {
            let pair = KeyPair::from_der(der.secret_pkcs1_der()).ok()?;
            let pkcs8: Pkcs8V1Der<'static> = pair.as_der().ok()?;
            PrivateDecryptingKey::from_pkcs8(pkcs8.as_ref())
        }
        _ => return None,
    };
    OaepPrivateDecryptingKey::new(key.ok()?).ok()
}

fn decrypt(sealed: &EncryptedContentInfo, key: &[u8]) -> Result<Seed, NotOpened> {
    let iv = algorithm::iv_of(&sealed.content_enc_alg).map_err(NotOpened::Unsupported)?;
    if key.len() != KEY {
        return Err(NotOpened::Corrupt("the key in it has a wrong length"));
    }
    let bytes = sealed
        .encrypted_content
        .as_ref()
        .ok_or(NotOpened::NotASeed("it is encrypted and empty"))?;
    let damaged = |_| NotOpened::Corrupt("its content does not decrypt");
    let key = UnboundCipherKey::new(&AES_256, key).map_err(damaged)?;
    let key = PaddedBlockDecryptingKey::cbc_pkcs7(key).map_err(damaged)?;
    let mut room = Zeroizing::new(bytes.as_bytes().to_vec());
    let plain = key.decrypt(&mut room, DecryptionContext::Iv128(iv.into()));
    content::read(plain.map_err(damaged)?)
}

const DAMAGED: NotOpened = NotOpened::Corrupt("it is incomplete, or its structure is damaged");
const NO_CMS: NotOpened = NotOpened::NotASeed("it is not a CMS file");

/// What EnvelopedData a file holds, else what it is instead; DER, or PEM with the label CMS or PKCS7.
fn read(bytes: &[u8]) -> Result<EnvelopedData, NotOpened> {
    let sections = match pem::read(bytes.to_vec()) {
        pem::Form::Binary(der) => return read_der(&der),
        pem::Form::Pem(sections) => sections,
    };
    let is_cms = |section: &&Section| ["CMS", "PKCS7"].contains(&section.label.as_str());
    match sections.iter().find(is_cms).map(|section| &section.content) {
        Some(Some(der)) => read_der(der),
        Some(None) => Err(DAMAGED),
        None => Err(NO_CMS),
    }
}

fn read_der(der: &[u8]) -> Result<EnvelopedData, NotOpened> {
    let unsupported = |what: &str| NotOpened::Unsupported(what.to_owned());
    if begins_with(der, AUTH_ENVELOPED) {
        return Err(unsupported("AuthEnvelopedData (AES-GCM)"));
    }
    if !begins_with(der, ENVELOPED) {
        return Err(if der.starts_with(b"MIME-Version:") {
            unsupported("S/MIME: write it with -outform PEM")
        } else {
            NO_CMS
        });
    }
    let der = ber::to_der(der).ok_or(DAMAGED)?;
    ContentInfo::from_der(&der)
        .and_then(|info| EnvelopedData::from_der(&info.content.to_der()?))
        .map_err(|_| DAMAGED)
}

/// Whether the bytes begin as a sequence whose first element is this OID, whatever comes after it.
fn begins_with(der: &[u8], oid: Oid) -> bool {
    let header = match der {
        [0x30, 0x80, ..] => 2,
        [0x30, length, ..] if *length < 0x80 => 2,
        [0x30, length, ..] if *length <= 0x84 => 2 + usize::from(*length - 0x80),
        _ => return false,
    };
    let oid = oid.to_der().unwrap_or_default();
    der.get(header..)
        .is_some_and(|rest| !oid.is_empty() && rest.starts_with(&oid))
}
