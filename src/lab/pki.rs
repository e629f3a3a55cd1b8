//! The lab's certificates: an authority of its own, and everything that can be wrong with a certificate.

use std::sync::Arc;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use der::pem::{LineEnding, encode_string};
use rcgen::{
    BasicConstraints, CertificateParams, CertifiedIssuer, DnType, ExtendedKeyUsagePurpose, IsCa,
    KeyPair, KeyUsagePurpose, SubjectPublicKeyInfo,
};
use rustls::RootCertStore;
use rustls_pki_types::pem::PemObject as _;
use rustls_pki_types::{CertificateDer, PrivateKeyDer, SubjectPublicKeyInfoDer};
use serde::Deserialize;

use super::memo::Memo;

/// A private RSA key of 1,024 bits; `weak/README.md` says how it was made.
const WEAK_KEY: &str = include_str!("weak/rsa-1024.key");
/// Its public half.
const WEAK_PUBLIC_KEY: &[u8] = include_bytes!("weak/rsa-1024.pub");
/// The root of a client certificate that is signed with SHA-1.
pub(super) const OLD_ROOT: &str = include_str!("weak/old-root.pem");
const SHA1: &str = include_str!("weak/sha1.pem");
const SHA1_KEY: &str = include_str!("weak/sha1.key");

/// A day.
const DAY: Duration = Duration::from_secs(86_400);

/// A root with one intermediate, which signs everything.
pub(super) struct Authority {
    name: &'static str,
    pub(super) root: CertifiedIssuer<'static, KeyPair>,
    intermediate: CertifiedIssuer<'static, KeyPair>,
}

/// What a certificate is to say of itself. Days count from today.
#[derive(Debug)]
pub(super) struct Request<'a> {
    name: &'a str,
    hosts: &'a [&'a str],
    pub(super) from: i64,
    pub(super) until: i64,
    pub(super) usage: ExtendedKeyUsagePurpose,
    key_usages: &'a [KeyUsagePurpose],
    is_ca: IsCa,
    pub(super) key: NewKey,
}

/// Makes a key.
type NewKey = fn() -> Result<KeyPair, rcgen::Error>;

/// An RSA key of 2,048 bits.
pub(super) fn rsa_key() -> Result<KeyPair, rcgen::Error> {
    KeyPair::generate_rsa_for(&rcgen::PKCS_RSA_SHA256, rcgen::RsaKeySize::_2048)
}

/// A chain with its key.
#[derive(Clone)]
pub(super) struct Signed {
    /// Leaf first.
    pub(super) chain: Vec<CertificateDer<'static>>,
    /// The key in PKCS#8.
    pub(super) key_pem: String,
}

impl Signed {
    /// The chain as a PEM bundle, leaf first.
    fn pem(&self) -> Result<String, der::pem::Error> {
        let encode = |der| encode_string("CERTIFICATE", LineEnding::LF, der);
        self.chain.iter().map(|der| encode(der)).collect()
    }

    /// The key.
    pub(super) fn key(&self) -> anyhow::Result<PrivateKeyDer<'static>> {
        Ok(PrivateKeyDer::from_pem_slice(self.key_pem.as_bytes())?)
    }
}

/// What is right or wrong with the license certificate, its key, or their files.
#[derive(Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[allow(missing_docs, reason = "the names say it")]
pub(super) enum License {
    Sound,
    SixDays,
    Missing,
    Unreadable,
    Expired,
    NotYetValid,
    ExpiresSoon,
    Untrusted,
    Incomplete,
    IssuerExpired,
    SignatureInvalid,
    NotForClients,
    WrongKeyUsage,
    WeakKey,
    WeakSignature,
    IsAuthority,
    KeyMissing,
    KeyOfAnother,
}

impl Authority {
    /// The authority of this name: one in a process.
    pub(super) fn named(name: &'static str) -> anyhow::Result<Arc<Self>> {
        static AUTHORITIES: Memo<&str, Arc<Authority>> = Memo::new();
        AUTHORITIES.get(name, || Ok(Arc::new(Self::new(name)?)))
    }

    fn new(name: &'static str) -> anyhow::Result<Self> {
        let (above, below) = (format!("{name} Root"), format!("{name} Intermediate"));
        let root = Request::of_authority(&above).params()?;
        let root = CertifiedIssuer::self_signed(root, KeyPair::generate()?)?;
        let below = Request::of_authority(&below).params()?;
        let intermediate = CertifiedIssuer::signed_by(below, KeyPair::generate()?, &root)?;
        Ok(Self {
            name,
            root,
            intermediate,
        })
    }

    /// The roots that servers hold clients against: the old one too, so that what they mind is what it signs with.
    pub(super) fn roots(&self) -> anyhow::Result<RootCertStore> {
        let mut roots = RootCertStore::empty();
        roots.add(self.root.der().clone())?;
        roots.add(CertificateDer::from_pem_slice(OLD_ROOT.as_bytes())?)?;
        Ok(roots)
    }

    /// The intermediate alone.
    pub(super) fn issuers(&self) -> anyhow::Result<RootCertStore> {
        let mut issuers = RootCertStore::empty();
        issuers.add(self.intermediate.der().clone())?;
        Ok(issuers)
    }

    /// A certificate with its key; the same for the same request.
    pub(super) fn sign(&self, request: &Request<'_>) -> anyhow::Result<Signed> {
        static SIGNED: Memo<String, Signed> = Memo::new();
        SIGNED.get(format!("{} {request:?}", self.name), || {
            request.signed_by(&self.intermediate)
        })
    }
}

/// The license certificate; `None` for a part whose file is not there.
pub(super) fn license(
    lab: &Authority,
    fault: License,
) -> anyhow::Result<(Option<String>, Option<String>)> {
    const NAME: &str = "Otpdoctor Lab License";
    let mut request = Request::of_license(NAME);
    match fault {
        License::SixDays => (request.from, request.until) = (-2, 4),
        License::Expired => request.until = -3,
        License::NotYetValid => request.from = 5,
        License::ExpiresSoon => request.until = 21,
        License::NotForClients => request.usage = ExtendedKeyUsagePurpose::ServerAuth,
        License::WrongKeyUsage => request.key_usages = &[KeyUsagePurpose::CrlSign],
        License::IsAuthority => {
            request.key_usages = &[
                KeyUsagePurpose::DigitalSignature,
                KeyUsagePurpose::KeyCertSign,
            ];
            request.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        }
        _ => {}
    }
    let mut signed = match fault {
        License::WeakSignature => {
            return Ok((Some(SHA1.to_owned()), Some(SHA1_KEY.to_owned())));
        }
        License::Untrusted => Authority::named("Stranger")?.sign(&request)?,
        License::IssuerExpired => below_expired_issuer(lab, &request)?,
        License::WeakKey => weak_key(lab, &request)?,
        _ => lab.sign(&request)?,
    };
    match fault {
        // With its root: without, it would be incomplete in the first place.
        License::Untrusted => signed
            .chain
            .push(Authority::named("Stranger")?.root.der().clone()),
        License::Incomplete => signed.chain.truncate(1),
        License::SignatureInvalid => {
            let mut der = signed.chain[0].to_vec();
            // The last byte of the signature.
            if let Some(last) = der.last_mut() {
                *last ^= 1;
            }
            signed.chain[0] = der.into();
        }
        _ => {}
    }
    let (pem, key_pem) = (signed.pem()?, signed.key_pem);
    Ok(match fault {
        License::Missing => (None, Some(key_pem)),
        License::KeyMissing => (Some(pem), None),
        License::KeyOfAnother => {
            let another = lab.sign(&Request::of_client("Another"))?;
            (Some(pem), Some(another.key_pem))
        }
        License::Unreadable => {
            let text = "This file was meant to be a certificate.\n".to_owned();
            (Some(text), Some(key_pem))
        }
        _ => (Some(pem), Some(key_pem)),
    })
}

/// A sound client below an intermediate of the lab's root whose time is over.
fn below_expired_issuer(lab: &Authority, request: &Request<'_>) -> anyhow::Result<Signed> {
    static SIGNED: Memo<&str, Signed> = Memo::new();
    SIGNED.get(lab.name, || {
        let issuer = Request {
            until: -5,
            ..Request::of_authority("Otpdoctor Lab Old Intermediate")
        };
        let key = KeyPair::generate()?;
        let issuer = CertifiedIssuer::signed_by(issuer.params()?, key, &lab.root)?;
        request.signed_by(&issuer)
    })
}

/// A certificate of the weak key.
fn weak_key(lab: &Authority, request: &Request<'_>) -> anyhow::Result<Signed> {
    static SIGNED: Memo<&str, Signed> = Memo::new();
    SIGNED.get(lab.name, || {
        let public = SubjectPublicKeyInfoDer::from_pem_slice(WEAK_PUBLIC_KEY)?;
        let public = SubjectPublicKeyInfo::from_der(&public)?;
        let leaf = request.params()?.signed_by(&public, &lab.intermediate)?;
        Ok(Signed {
            chain: vec![leaf.der().clone(), lab.intermediate.der().clone()],
            key_pem: WEAK_KEY.to_owned(),
        })
    })
}

impl<'a> Request<'a> {
    fn of_authority(name: &'a str) -> Self {
        Self {
            name,
            hosts: &[],
            from: -900,
            until: 3650,
            usage: ExtendedKeyUsagePurpose::Any,
            key_usages: &[KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign],
            is_ca: IsCa::Ca(BasicConstraints::Unconstrained),
            key: KeyPair::generate,
        }
    }

    /// A sound license certificate: seeds are sealed to RSA keys alone.
    pub(super) fn of_license(name: &'a str) -> Self {
        Self {
            key: rsa_key,
            ..Self::of_client(name)
        }
    }

    /// A sound certificate for a server of these names.
    pub(super) fn of_server(hosts: &'a [&'a str]) -> Self {
        Self {
            hosts,
            usage: ExtendedKeyUsagePurpose::ServerAuth,
            key_usages: &[KeyUsagePurpose::DigitalSignature],
            ..Self::of_client(hosts.first().copied().unwrap_or("server"))
        }
    }

    /// A sound certificate for a client.
    pub(super) fn of_client(name: &'a str) -> Self {
        Self {
            name,
            hosts: &[],
            from: -100,
            until: 400,
            usage: ExtendedKeyUsagePurpose::ClientAuth,
            key_usages: &[
                KeyUsagePurpose::DigitalSignature,
                KeyUsagePurpose::KeyEncipherment,
                KeyUsagePurpose::DataEncipherment,
            ],
            is_ca: IsCa::NoCa,
            key: KeyPair::generate,
        }
    }

    /// A certificate below this issuer, with a key of its own.
    fn signed_by(&self, issuer: &CertifiedIssuer<'static, KeyPair>) -> anyhow::Result<Signed> {
        let key = (self.key)()?;
        let leaf = self.params()?.signed_by(&key, issuer)?;
        let chain = vec![leaf.der().clone(), issuer.der().clone()];
        let key_pem = key.serialize_pem();
        Ok(Signed { chain, key_pem })
    }

    fn params(&self) -> anyhow::Result<CertificateParams> {
        let hosts: Vec<String> = self.hosts.iter().map(|host| (*host).to_owned()).collect();
        let mut params = CertificateParams::new(hosts)?;
        params
            .distinguished_name
            .push(DnType::CommonName, self.name);
        let now = SystemTime::now().duration_since(UNIX_EPOCH)?;
        let today = rcgen::date_time_ymd(1970, 1, 1) + now;
        let day = |days: i64| {
            if days < 0 {
                today - DAY * days.unsigned_abs() as u32
            } else {
                today + DAY * days as u32
            }
        };
        params.not_before = day(self.from);
        params.not_after = day(self.until);
        params.is_ca = self.is_ca;
        params.key_usages = self.key_usages.to_vec();
        if self.usage != ExtendedKeyUsagePurpose::Any {
            params.extended_key_usages = vec![self.usage.clone()];
        }
        params.use_authority_key_identifier_extension = true;
        Ok(params)
    }
}
