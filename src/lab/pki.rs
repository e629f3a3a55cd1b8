//! The lab's certificates: an authority of its own, and everything that can be wrong with a certificate.

use std::sync::Arc;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use rcgen::{
    BasicConstraints, CertificateParams, CertifiedIssuer, DnType, ExtendedKeyUsagePurpose, IsCa,
    KeyPair, KeyUsagePurpose, SubjectPublicKeyInfo,
};
use rustls::RootCertStore;
use rustls_pki_types::pem::PemObject as _;
use rustls_pki_types::{CertificateDer, PrivateKeyDer};

use super::made::Made;

/// A private RSA key of 1,024 bits; `weak/README.md` says how it was made.
const WEAK_KEY: &str = include_str!("weak/rsa-1024.key");
/// The root of a client certificate that is signed with SHA-1.
pub(super) const OLD_ROOT: &str = include_str!("weak/old-root.pem");
const SHA1: &str = include_str!("weak/sha1.pem");
const SHA1_KEY: &str = include_str!("weak/sha1.key");

/// A day.
const DAY: Duration = Duration::from_secs(86_400);

/// A root with one intermediate, which signs everything.
pub(super) struct Authority {
    name: &'static str,
    root: CertifiedIssuer<'static, KeyPair>,
    intermediate: CertifiedIssuer<'static, KeyPair>,
}

/// What a certificate says of itself. Days count from today.
#[derive(Debug)]
struct Ask<'a> {
    name: &'a str,
    hosts: &'a [&'a str],
    from: i64,
    until: i64,
    usage: ExtendedKeyUsagePurpose,
    key_usages: &'a [KeyUsagePurpose],
    is_ca: IsCa,
    key: fn() -> Result<KeyPair, rcgen::Error>,
}

/// A chain with its key.
pub(super) struct Signed {
    pub(super) chain: Vec<CertificateDer<'static>>,
    pub(super) key: PrivateKeyDer<'static>,
    /// The chain as a PEM bundle, leaf first.
    pub(super) pem: String,
    /// The key in PKCS#8.
    pub(super) key_pem: String,
}

/// What is right or wrong with a server's certificate.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Server {
    /// Nothing.
    #[default]
    Sound,
    /// Its time ended yesterday.
    Expired,
    /// It is for another host.
    ForAnotherHost,
    /// An authority that nobody trusts signed it.
    Untrusted,
}

/// What is right or wrong with the license certificate, its key, or their files.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[allow(missing_docs, reason = "the names say it")]
pub(super) enum License {
    #[default]
    Sound,
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
        static AUTHORITIES: Made<&str, Arc<Authority>> = Made::nothing();
        AUTHORITIES.get(name, || Ok(Arc::new(Self::new(name)?)))
    }

    fn new(name: &'static str) -> anyhow::Result<Self> {
        let (above, below) = (format!("{name} Root"), format!("{name} Intermediate"));
        let root = Ask::of_authority(&above).params()?;
        let root = CertifiedIssuer::self_signed(root, KeyPair::generate()?)?;
        let below = Ask::of_authority(&below).params()?;
        let intermediate = CertifiedIssuer::signed_by(below, KeyPair::generate()?, &root)?;
        Ok(Self {
            name,
            root,
            intermediate,
        })
    }

    /// The root as PEM.
    pub(super) fn root_pem(&self) -> String {
        self.root.pem()
    }

    /// The root as what servers hold clients against.
    pub(super) fn roots(&self) -> anyhow::Result<RootCertStore> {
        let mut roots = RootCertStore::empty();
        roots.add(self.root.der().clone())?;
        Ok(roots)
    }

    /// A certificate for a server of these names.
    pub(super) fn server(&self, hosts: &[&str], until: i64) -> anyhow::Result<Signed> {
        self.sign(&Ask {
            name: hosts.first().copied().unwrap_or("server"),
            hosts,
            from: -100,
            until,
            usage: ExtendedKeyUsagePurpose::ServerAuth,
            key_usages: &[KeyUsagePurpose::DigitalSignature],
            is_ca: IsCa::NoCa,
            key: KeyPair::generate,
        })
    }

    /// A sound certificate for a client.
    pub(super) fn client(&self, name: &str) -> anyhow::Result<Signed> {
        self.sign(&Ask::of_client(name))
    }

    /// A sound license certificate: seeds are sealed to RSA keys alone.
    pub(super) fn license(&self, name: &str) -> anyhow::Result<Signed> {
        self.sign(&Ask::of_license(name))
    }

    fn sign(&self, ask: &Ask<'_>) -> anyhow::Result<Signed> {
        static SIGNED: Made<String, Signed> = Made::nothing();
        SIGNED.get(format!("{} {ask:?}", self.name), || {
            let key = (ask.key)()?;
            let leaf = ask.params()?.signed_by(&key, &self.intermediate)?;
            self.bundle(leaf.der().clone(), key.serialize_pem())
        })
    }

    /// A leaf with the intermediate below it.
    fn bundle(&self, leaf: CertificateDer<'static>, key_pem: String) -> anyhow::Result<Signed> {
        Signed::new(vec![leaf, self.intermediate.der().clone()], key_pem)
    }
}

/// The certificate of a server below `lab`, or below a stranger.
pub(super) fn server(lab: &Authority, fault: Server, hosts: &[&str]) -> anyhow::Result<Signed> {
    match fault {
        Server::Sound => lab.server(hosts, 400),
        Server::Expired => lab.server(hosts, -1),
        Server::ForAnotherHost => lab.server(&["elsewhere.otpdoctor.test"], 400),
        Server::Untrusted => Authority::named("Stranger")?.server(hosts, 400),
    }
}

/// The license certificate; `None` for a part whose file is not there.
pub(super) fn license(
    lab: &Authority,
    fault: License,
) -> anyhow::Result<(Option<String>, Option<String>)> {
    const NAME: &str = "Otpdoctor Lab License";
    let ask = Ask::of_license(NAME);
    let signed = match fault {
        License::Expired => lab.sign(&Ask { until: -3, ..ask })?,
        License::NotYetValid => lab.sign(&Ask { from: 5, ..ask })?,
        License::ExpiresSoon => lab.sign(&Ask { until: 21, ..ask })?,
        License::NotForClients => lab.sign(&Ask {
            usage: ExtendedKeyUsagePurpose::ServerAuth,
            ..ask
        })?,
        License::WrongKeyUsage => lab.sign(&Ask {
            key_usages: &[KeyUsagePurpose::CrlSign],
            ..ask
        })?,
        License::IsAuthority => lab.sign(&Ask {
            key_usages: &[
                KeyUsagePurpose::DigitalSignature,
                KeyUsagePurpose::KeyCertSign,
            ],
            is_ca: IsCa::Ca(BasicConstraints::Unconstrained),
            ..ask
        })?,
        License::Untrusted => {
            let stranger = Authority::named("Stranger")?;
            let Signed {
                mut chain, key_pem, ..
            } = stranger.license(NAME)?;
            // With its root: without, it would be incomplete in the first place.
            chain.push(stranger.root.der().clone());
            Signed::new(chain, key_pem)?
        }
        License::IssuerExpired => expired_issuer(lab)?,
        License::Incomplete => {
            let sound = lab.license(NAME)?;
            Signed::new(sound.chain[..1].to_vec(), sound.key_pem)?
        }
        License::SignatureInvalid => {
            let sound = lab.license(NAME)?;
            let mut der = sound.chain[0].to_vec();
            // The last byte of the signature.
            if let Some(last) = der.last_mut() {
                *last ^= 1;
            }
            lab.bundle(der.into(), sound.key_pem)?
        }
        License::WeakKey => weak_key(lab, &ask)?,
        License::WeakSignature => {
            return Ok((Some(SHA1.to_owned()), Some(SHA1_KEY.to_owned())));
        }
        License::KeyOfAnother => {
            let sound = lab.license(NAME)?;
            return Ok((Some(sound.pem), Some(lab.client("Another")?.key_pem)));
        }
        License::KeyMissing => return Ok((Some(lab.license(NAME)?.pem), None)),
        License::Missing => return Ok((None, Some(lab.license(NAME)?.key_pem))),
        License::Unreadable => {
            let text = "This file was meant to be a certificate.\n".to_owned();
            return Ok((Some(text), Some(lab.license(NAME)?.key_pem)));
        }
        License::Sound => lab.license(NAME)?,
    };
    Ok((Some(signed.pem), Some(signed.key_pem)))
}

/// A sound client below an intermediate of the lab's root whose time is over.
fn expired_issuer(lab: &Authority) -> anyhow::Result<Signed> {
    static SIGNED: Made<&str, Signed> = Made::nothing();
    SIGNED.get(lab.name, || below_expired_issuer(lab))
}

fn below_expired_issuer(lab: &Authority) -> anyhow::Result<Signed> {
    let below = Ask {
        until: -5,
        ..Ask::of_authority("Otpdoctor Lab Old Intermediate")
    };
    let old = CertifiedIssuer::signed_by(below.params()?, KeyPair::generate()?, &lab.root)?;
    let ask = Ask::of_license("Otpdoctor Lab License");
    let key = (ask.key)()?;
    let leaf = ask.params()?.signed_by(&key, &old)?;
    Signed::new(
        vec![leaf.der().clone(), old.der().clone()],
        key.serialize_pem(),
    )
}

/// A certificate of the weak key.
fn weak_key(lab: &Authority, ask: &Ask<'_>) -> anyhow::Result<Signed> {
    static SIGNED: Made<&str, Signed> = Made::nothing();
    SIGNED.get(lab.name, || {
        let key = SubjectPublicKeyInfo::from_der(&rsa_public_key()?)?;
        let leaf = ask.params()?.signed_by(&key, &lab.intermediate)?;
        lab.bundle(leaf.der().clone(), WEAK_KEY.to_owned())
    })
}

/// The public half of the weak key, as a SubjectPublicKeyInfo.
fn rsa_public_key() -> anyhow::Result<Vec<u8>> {
    Ok(
        rustls_pki_types::SubjectPublicKeyInfoDer::from_pem_slice(include_bytes!(
            "weak/rsa-1024.pub"
        ))?
        .to_vec(),
    )
}

impl Clone for Signed {
    fn clone(&self) -> Self {
        Self {
            chain: self.chain.clone(),
            key: self.key.clone_key(),
            pem: self.pem.clone(),
            key_pem: self.key_pem.clone(),
        }
    }
}

impl Signed {
    fn new(chain: Vec<CertificateDer<'static>>, key_pem: String) -> anyhow::Result<Self> {
        let pem = chain.iter().map(|der| certificate_pem(der)).collect();
        let key = PrivateKeyDer::from_pem_slice(key_pem.as_bytes())?;
        Ok(Self {
            chain,
            key,
            pem,
            key_pem,
        })
    }
}

fn certificate_pem(der: &[u8]) -> String {
    use base64::Engine as _;
    let text = base64::prelude::BASE64_STANDARD.encode(der);
    let mut pem = String::from("-----BEGIN CERTIFICATE-----\n");
    for (index, letter) in text.chars().enumerate() {
        if index > 0 && index % 64 == 0 {
            pem.push('\n');
        }
        pem.push(letter);
    }
    pem.push_str("\n-----END CERTIFICATE-----\n");
    pem
}

impl<'a> Ask<'a> {
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

    fn of_license(name: &'a str) -> Self {
        Self {
            key: || KeyPair::generate_rsa_for(&rcgen::PKCS_RSA_SHA256, rcgen::RsaKeySize::_2048),
            ..Self::of_client(name)
        }
    }

    fn of_client(name: &'a str) -> Self {
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

    fn params(&self) -> anyhow::Result<CertificateParams> {
        let hosts: Vec<String> = self.hosts.iter().map(|host| (*host).to_owned()).collect();
        let mut params = CertificateParams::new(hosts)?;
        params
            .distinguished_name
            .push(DnType::CommonName, self.name);
        let now = SystemTime::now().duration_since(UNIX_EPOCH)?;
        let today = rcgen::date_time_ymd(1970, 1, 1) + now;
        let day = |days: i64| match days < 0 {
            true => today - DAY * days.unsigned_abs() as u32,
            false => today + DAY * days as u32,
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
