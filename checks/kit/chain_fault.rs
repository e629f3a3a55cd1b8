//! What is wrong with a certificate chain at a moment (RFC 5280 section 6), and what the TLS library refused about it.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::chain::{Chain, End};
use super::entity::Entity;

/// What the TLS library refused about a server's certificates.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Refusal {
    /// A certificate's time was over after this moment.
    Expired(Timestamp),
    /// A certificate's time begins at this moment.
    NotYetValid(Timestamp),
    /// No path leads to a trusted root that is valid.
    UnknownIssuer,
    /// A signature does not hold, or the library does not take keys so short.
    BadSignature,
    /// It is for other names.
    WrongName,
    /// The extended key usage of the certificate or an issuer leaves servers out.
    NotForServers,
    /// An issuer may not issue, or not at this depth.
    IssuerNotCa,
    /// An issuer's name constraints exclude the name.
    NameConstraint,
    /// The library does not verify signatures of this algorithm.
    Algorithm(String),
    /// It is that of an authority, which the library takes from no server.
    CaUsedAsEndEntity,
    /// More ways lead up from it than can be followed.
    ManyWays,
    /// Anything else, in the library's word.
    Other(String),
}

/// What a certificate comes with that is not verified, since that would take too long.
pub const MANY_WAYS: &str = "so many issuers of the same names that not all ways can be followed";

/// What can be wrong with a chain. As text it is the code of the reason that every check of a server has for it.
#[derive(Clone, Debug, PartialEq, Eq, strum::IntoStaticStr)]
pub enum ChainFault {
    /// The chain is empty: nothing was shown.
    #[strum(serialize = "untrusted")]
    Empty,
    /// The signature of this certificate does not hold.
    #[strum(serialize = "untrusted")]
    SignatureInvalid(usize),
    /// It ends at a root that is not trusted.
    #[strum(serialize = "untrusted")]
    UntrustedRoot,
    /// It ends at a certificate whose issuer is missing.
    #[strum(serialize = "untrusted")]
    IssuerMissing,
    /// This certificate may not issue others.
    #[strum(serialize = "issuer-not-a-ca")]
    IssuerNotCa(usize),
    /// This certificate's extended key usage leaves servers out, or clients where it is above a client's.
    #[strum(serialize = "not-for-servers")]
    NotForUsage(usize),
    /// The leaf is that of an authority.
    #[strum(serialize = "certificate-invalid")]
    CaUsedAsEndEntity,
    /// This certificate's key is too short, or it is signed with SHA-1 or MD5.
    #[strum(serialize = "weak-certificate")]
    Weak(usize),
    /// An issuer's name constraints exclude the name.
    #[strum(serialize = "name-constrained")]
    NameConstrained,
    /// The TLS library takes the chain for invalid; the text is its word.
    #[strum(serialize = "certificate-invalid")]
    Invalid(String),
    /// It cannot be verified here, so there is no reason for it; the text says why, as a clause.
    #[strum(serialize = "unverifiable")]
    Unverifiable(String),
    /// The leaf is for other names.
    #[strum(serialize = "wrong-name")]
    WrongName,
    /// The leaf has the name only as its common name, which clients of today do not look at.
    #[strum(serialize = "common-name-only")]
    CommonNameOnly,
    /// This certificate's time is over.
    #[strum(serialize = "expired")]
    Expired(usize),
    /// This certificate's time has not come.
    #[strum(serialize = "expired")]
    NotYetValid(usize),
}

/// What a fault is about. Where only one is reported, trust comes first, and the time last.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[allow(missing_docs, reason = "plain words")]
pub enum Gravity {
    Trust,
    Name,
    Time,
}

impl Chain {
    /// Everything wrong with the chain at this moment, and with the name where one is to be verified; gravest for a
    /// verifier first.
    pub fn faults(&self, at: Timestamp, name: Option<&str>) -> Vec<ChainFault> {
        let Some(leaf) = self.leaf() else {
            return vec![ChainFault::Empty];
        };
        let mut faults = Vec::new();
        let each = || self.certificates.iter().enumerate();
        faults.extend(
            each()
                .filter(|(_, one)| one.signature_holds == Some(false))
                .map(|(index, _)| ChainFault::SignatureInvalid(index)),
        );
        match self.end {
            End::Trusted => {}
            End::UntrustedRoot => faults.push(ChainFault::UntrustedRoot),
            End::IssuerMissing => faults.push(ChainFault::IssuerMissing),
        }
        faults.extend(self.unfit(name.is_some()));
        if let Some(name) = name.filter(|name| !leaf.is_for(name)) {
            let common = leaf.names.is_empty() && leaf.has_common_name(name);
            faults.push(if common {
                ChainFault::CommonNameOnly
            } else {
                ChainFault::WrongName
            });
        }
        // A certificate counts whole seconds, the last of them to its end.
        let at = Timestamp::from_second(at.as_second()).unwrap_or(at);
        faults.extend(each().filter_map(|(index, one)| {
            let early = (at < one.not_before).then_some(ChainFault::NotYetValid(index));
            let late = (at > one.not_after).then_some(ChainFault::Expired(index));
            late.or(early)
        }));
        faults
    }

    /// The first certificate that may not issue what is below it, or whose usages leave servers out, or clients: usages
    /// nest, up to the root, for Windows and OpenSSL alike. What a client's own is for, `certificate-use` judges.
    pub fn unfit(&self, for_servers: bool) -> Option<ChainFault> {
        let (usage, own) = if for_servers {
            ("serverAuth", 0)
        } else {
            ("clientAuth", 1)
        };
        let mut path = self.certificates.iter().enumerate().skip(own);
        path.find_map(|(index, one)| match self.why_no_issuer(index) {
            Some(_) => Some(ChainFault::IssuerNotCa(index)),
            None => (!one.is_for_usage(usage)).then_some(ChainFault::NotForUsage(index)),
        })
    }

    /// The least and the most that the host's clock is off where the chain is in its time after all.
    pub fn excusing_clock(&self, now: Timestamp) -> Option<Entity> {
        let each = || self.certificates.iter();
        let least = each().map(|one| now.duration_since(one.not_after)).max()?;
        let most = each().map(|one| now.duration_since(one.not_before)).min()?;
        Some(Entity::Clock(least, most))
    }

    /// The same of a server whose certificates the TLS library may have refused: what it refused is always among the
    /// faults, unless it was the time, and that is another one now.
    pub fn server_faults(
        &self,
        refusal: Option<&Refusal>,
        at: Timestamp,
        name: &str,
    ) -> Vec<ChainFault> {
        let mut faults = self.faults(at, Some(name));
        let Some(refusal) = refusal else {
            return faults;
        };
        if self.leaf().is_none() {
            faults.clear();
        }
        let refused = self.refused(refusal, &faults, at);
        // A signature that does not hold is reported of the key that the library does not take, where that is why.
        if matches!(refused, Some(ChainFault::Weak(_))) {
            faults.retain(|fault| !matches!(fault, ChainFault::SignatureInvalid(_)));
        }
        faults.extend(refused);
        faults.sort_by_key(|fault| (fault.windows_accepts(), fault.gravity()));
        faults
    }

    /// What the refusal adds to the faults that are known.
    fn refused(
        &self,
        refusal: &Refusal,
        known: &[ChainFault],
        at: Timestamp,
    ) -> Option<ChainFault> {
        let known_as = |kind: fn(&ChainFault) -> bool| known.iter().any(kind);
        let invalid = |word: &str| Some(ChainFault::Invalid(word.to_owned()));
        match refusal {
            Refusal::Expired(until) if at <= *until => None,
            Refusal::NotYetValid(from) if at >= *from => None,
            Refusal::Expired(_) | Refusal::NotYetValid(_) => {
                if known_as(|fault| fault.gravity() == Gravity::Time) {
                    None
                } else {
                    invalid("a certificate beside this path is out of date")
                }
            }
            Refusal::UnknownIssuer => {
                let told = |fault: &ChainFault| fault.gravity() != Gravity::Name;
                if known_as(told) {
                    None
                } else {
                    invalid("UnknownIssuer")
                }
            }
            Refusal::BadSignature => match self.weak() {
                Some(index) => Some(ChainFault::Weak(index)),
                None if known_as(|fault| matches!(fault, ChainFault::SignatureInvalid(_))) => None,
                None => invalid("BadSignature"),
            },
            Refusal::WrongName => {
                if known_as(|fault| fault.gravity() == Gravity::Name) {
                    None
                } else {
                    Some(ChainFault::WrongName)
                }
            }
            Refusal::NotForServers | Refusal::IssuerNotCa if known_as(is_unfit) => None,
            Refusal::NotForServers => Some(ChainFault::NotForUsage(0)),
            Refusal::IssuerNotCa => Some(ChainFault::IssuerNotCa(1)),
            Refusal::CaUsedAsEndEntity => Some(ChainFault::CaUsedAsEndEntity),
            Refusal::NameConstraint => Some(ChainFault::NameConstrained),
            Refusal::Algorithm(name) => Some(match self.weak() {
                Some(index) => ChainFault::Weak(index),
                None => ChainFault::Unverifiable(match name.as_str() {
                    "RSASSA-PSS" => {
                        "its TLS library supports RSASSA-PSS only with a salt as long as the hash"
                            .into()
                    }
                    _ => format!("its TLS library does not support {name}"),
                }),
            }),
            Refusal::ManyWays => {
                let why = format!("the server shows {MANY_WAYS}");
                Some(ChainFault::Unverifiable(why))
            }
            Refusal::Other(word) => invalid(word),
        }
    }

    /// The first certificate whose key is too short, or that is signed with a hash that is broken; a root's own
    /// signature proves nothing.
    fn weak(&self) -> Option<usize> {
        self.certificates.iter().position(|one| {
            let short = one.key.bits < one.key.least_bits();
            short || !one.is_self_issued() && one.has_weak_signature()
        })
    }
}

fn is_unfit(fault: &ChainFault) -> bool {
    matches!(
        fault,
        ChainFault::IssuerNotCa(_) | ChainFault::NotForUsage(_)
    )
}

impl ChainFault {
    /// Whether Windows takes what current libraries refuse; where anything else is wrong too, that comes first.
    pub fn windows_accepts(&self) -> bool {
        matches!(
            self,
            Self::Weak(_) | Self::CaUsedAsEndEntity | Self::CommonNameOnly
        )
    }

    /// What it is about.
    pub fn gravity(&self) -> Gravity {
        match self {
            Self::WrongName | Self::CommonNameOnly => Gravity::Name,
            Self::Expired(_) | Self::NotYetValid(_) => Gravity::Time,
            _ => Gravity::Trust,
        }
    }
}
