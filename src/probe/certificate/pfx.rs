//! PKCS#12 files, old and new, in DER or BER.

use checks::kit::probe::certificate::Problem;
use cms::content_info::ContentInfo;
use cms::encrypted_data::EncryptedData;
use der::asn1::{ObjectIdentifier as Oid, OctetString};
use der::{Any, Decode, Encode as _, Sequence};
use pkcs12::MacData;
use rustls_pki_types::{CertificateDer, PrivateKeyDer, PrivatePkcs8KeyDer};
use secrecy::{ExposeSecret, SecretString};
use zeroize::Zeroizing;

use super::bundle::MOST;
use super::cipher::Unlocker;
use super::contents::{Contents, contains, unreadable};
use super::key::{Encrypted, decrypted};
use super::kind;
use crate::files::ber;
use crate::files::pem::Form;

/// 1.3.6.1.4.1.311.17.4 in DER: the password that Windows makes for accounts of a domain (wincrypt.h).
const PROTECTED_TO_ACCOUNTS: [u8; 11] = [
    0x06, 0x09, 0x2b, 0x06, 0x01, 0x04, 0x01, 0x82, 0x37, 0x11, 0x04,
];

/// RFC 5652 sections 4 and 8, RFC 7292 section 4.2.
const DATA: Oid = Oid::new_unwrap("1.2.840.113549.1.7.1");
const ENCRYPTED_DATA: Oid = Oid::new_unwrap("1.2.840.113549.1.7.6");
const KEY_BAG: Oid = Oid::new_unwrap("1.2.840.113549.1.12.10.1.1");
const SHROUDED_KEY_BAG: Oid = Oid::new_unwrap("1.2.840.113549.1.12.10.1.2");
const CERTIFICATE_BAG: Oid = Oid::new_unwrap("1.2.840.113549.1.12.10.1.3");

/// PFX: RFC 7292 section 4.
#[derive(Sequence)]
struct Pfx {
    version: u8,
    safes: ContentInfo,
    mac: Option<MacData>,
}

/// SafeBag: section 4.2.
#[derive(Sequence)]
struct Bag {
    id: Oid,
    #[asn1(context_specific = "0", tag_mode = "EXPLICIT")]
    value: Any,
    attributes: Option<Any>,
}

/// CertBag of an X.509 certificate: section 4.2.3.
#[derive(Sequence)]
struct CertificateBag {
    id: Oid,
    #[asn1(context_specific = "0", tag_mode = "EXPLICIT")]
    value: OctetString,
}

/// The bytes of a PKCS#12 file, as it is or as GnuTLS writes it.
pub(super) fn archive(form: Form) -> Result<Zeroizing<Vec<u8>>, Problem> {
    let sections = match form {
        Form::Binary(bytes) => return Ok(bytes),
        Form::Pem(sections) => sections,
    };
    let archive = sections
        .into_iter()
        .find(|section| section.label == "PKCS12");
    let content = archive.and_then(|section| section.content);
    content.ok_or_else(|| {
        unreadable("it is a PEM file: name it as `certificate` and `key`, not as `pfx`")
    })
}

/// What a PKCS#12 file holds.
pub(super) fn unlock(bytes: &[u8], password: Option<&SecretString>) -> Contents {
    // What is encrypted without a password opens with an empty one.
    let given = password.map_or("", |password| password.expose_secret());
    let der = ber::to_der(bytes).unwrap_or_default();
    let found = read(&der, &mut Unlocker::new(given)).map_err(|problem| match problem {
        Problem::WrongPassword if contains(&der, &PROTECTED_TO_ACCOUNTS) => {
            let what = "PKCS#12 that is protected for domain accounts, not by a password";
            Problem::Unusable(what.into())
        }
        Problem::WrongPassword if password.is_none() => Problem::Encrypted,
        other => other,
    });
    match found {
        Ok(found) => Contents {
            certificates: if found.certificates.is_empty() {
                Err(unreadable("it holds no certificate"))
            } else {
                Ok(found.certificates)
            },
            keys: Ok(found.keys),
        },
        Err(problem) => Contents::failed(problem),
    }
}

#[derive(Default)]
struct Found {
    certificates: Vec<CertificateDer<'static>>,
    keys: Vec<PrivateKeyDer<'static>>,
}

fn read(der: &[u8], unlocker: &mut Unlocker<'_>) -> Result<Found, Problem> {
    let pfx: Pfx = parse(der).map_err(|problem| kind::of_bytes(der).map_or(problem, unreadable))?;
    let safes = octets(&pfx.safes)?;
    let checked = match &pfx.mac {
        Some(mac) => unlocker.check(mac, safes.as_bytes())?,
        None => false,
    };
    let mut found = Found::default();
    for safe in parse::<Vec<ContentInfo>>(safes.as_bytes())? {
        found
            .safe(&safe, unlocker)
            .map_err(|problem| match problem {
                Problem::WrongPassword if checked => damaged(),
                other => other,
            })?;
    }
    found.certificates.truncate(MOST);
    Ok(found)
}

impl Found {
    fn safe(&mut self, safe: &ContentInfo, unlocker: &mut Unlocker<'_>) -> Result<(), Problem> {
        let bags: Vec<Bag> = match safe.content_type {
            DATA => parse(octets(safe)?.as_bytes())?,
            ENCRYPTED_DATA => {
                let sealed: EncryptedData = safe.content.decode_as().map_err(|_| damaged())?;
                let sealed = sealed.enc_content_info;
                let content = sealed.encrypted_content.ok_or_else(damaged)?;
                let plain = unlocker.decrypt(&sealed.content_enc_alg, content.as_bytes())?;
                // One wrong password in 256 leaves what looks like padding, and noise before it.
                parse(&plain).map_err(|_| Problem::WrongPassword)?
            }
            _ => {
                return Err(Problem::Unusable(
                    "PKCS#12 that is encrypted for a key".into(),
                ));
            }
        };
        for bag in bags {
            let value = bag.value;
            match bag.id {
                KEY_BAG => {
                    let key = PrivatePkcs8KeyDer::from(value.to_der().map_err(|_| damaged())?);
                    self.keys.push(key.into());
                }
                SHROUDED_KEY_BAG => {
                    let encrypted: Encrypted = value.decode_as().map_err(|_| damaged())?;
                    self.keys.push(decrypted(&encrypted, unlocker)?);
                }
                CERTIFICATE_BAG => {
                    let bag: CertificateBag = value.decode_as().map_err(|_| damaged())?;
                    let der = bag.value.into_bytes();
                    self.certificates.push(CertificateDer::from(der.into_vec()));
                }
                _ => {}
            }
        }
        Ok(())
    }
}

fn damaged() -> Problem {
    unreadable("it is not a PKCS#12 file, or it is damaged")
}

/// What stands in octets, which may be in BER by themselves.
fn parse<T: for<'a> Decode<'a>>(ber: &[u8]) -> Result<T, Problem> {
    let der = ber::to_der(ber).ok_or_else(damaged)?;
    T::from_der(&der).map_err(|_| damaged())
}

fn octets(content: &ContentInfo) -> Result<OctetString, Problem> {
    content.content.decode_as().map_err(|_| damaged())
}
