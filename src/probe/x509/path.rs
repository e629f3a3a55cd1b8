//! The path from a leaf to its anchor, found in bounded work among whatever was shown.

use checks::kit::chain::End;
use jiff::Timestamp;
use x509_parser::prelude::{ParsedExtension, X509Certificate};

use super::certificate::{extension, is_valid};
use super::signature;

/// The longest path that is followed.
const LONGEST: usize = 16;
/// How many signatures are verified at the most: a hostile peer may show hundreds of namesakes.
const SIGNATURES: u32 = 64;
/// How many steps are tried at the most, over all paths.
const STEPS: u32 = 512;

/// A path, leaf first.
pub(super) struct Path<'a> {
    /// Its certificates.
    pub(super) steps: Vec<Step<'a>>,
    /// How it ends.
    pub(super) end: End,
}

/// A certificate of a path.
#[derive(Clone, Copy)]
pub(super) struct Step<'a> {
    /// The certificate.
    pub(super) certificate: &'a X509Certificate<'a>,
    /// Whether its signature by the next one holds, or its own for a root.
    pub(super) signature_holds: Option<bool>,
}

/// How many certificates may be looked at on all ways up, by names alone: where several have each name, every level has
/// as many times the ways of the one below it.
const LOOKS: usize = 500_000;
/// How many issuers a way has at the most, as rustls-webpki takes them.
const DEEPEST: usize = 6;

/// Whether all ways up from the first of these certificates can be followed, as rustls-webpki does without a limit
/// that would hold it within a second.
pub(super) fn can_be_followed(shown: &[X509Certificate<'_>]) -> bool {
    let Some((leaf, others)) = shown.split_first() else {
        return true;
    };
    let mut steps = LOOKS / others.len().max(1);
    follow(others, &mut vec![leaf], &mut steps)
}

/// Whether the steps last for all ways that begin with this one.
fn follow<'a>(
    others: &'a [X509Certificate<'a>],
    way: &mut Vec<&'a X509Certificate<'a>>,
    steps: &mut usize,
) -> bool {
    let issuer = way.last().map(|last| last.issuer().as_raw());
    others.iter().all(|one| {
        let is_again = |before: &&X509Certificate<'_>| {
            before.subject().as_raw() == one.subject().as_raw()
                && before.public_key().raw == one.public_key().raw
        };
        if Some(one.subject().as_raw()) != issuer || way.iter().any(is_again) {
            return true;
        }
        let Some(left) = steps.checked_sub(1) else {
            return false;
        };
        *steps = left;
        way.push(one);
        let followed = way.len() > DEEPEST || follow(others, way, steps);
        way.pop();
        followed
    })
}

/// The best path: to a trusted root if there is one, else to another root, else as far as it goes; of several, one that
/// is valid then.
pub(super) fn find<'a>(
    leaf: &'a X509Certificate<'a>,
    others: &'a [X509Certificate<'a>],
    roots: &'a [X509Certificate<'a>],
    at: Timestamp,
) -> Path<'a> {
    let mut search = Search {
        others,
        roots,
        signatures: SIGNATURES,
        steps: STEPS,
        at: at.as_second(),
        path: Vec::new(),
        best: None,
    };
    search.climb(leaf);
    let (_, steps, end) = search.best.expect("even a leaf alone is a path");
    Path { steps, end }
}

/// How good a path is: broken signatures count most, then its end, then whether all of it is valid then, then its length.
type Rank = (bool, u8, bool, usize);

struct Search<'a> {
    others: &'a [X509Certificate<'a>],
    roots: &'a [X509Certificate<'a>],
    signatures: u32,
    steps: u32,
    at: i64,
    path: Vec<Step<'a>>,
    best: Option<(Rank, Vec<Step<'a>>, End)>,
}

impl<'a> Search<'a> {
    /// Follows all ways up from this certificate, the likeliest first, until one ends at a trusted root and is valid then.
    fn climb(&mut self, certificate: &'a X509Certificate<'a>) {
        let trusted = self.roots.iter().any(|root| same(root, certificate));
        let self_issued = certificate.subject().as_raw() == certificate.issuer().as_raw();
        if trusted || self_issued {
            let own = self_issued.then(|| self.verify(certificate, certificate));
            let end = match trusted {
                true => End::Trusted,
                false => End::UntrustedRoot,
            };
            self.offer(step(certificate, own.flatten()), end);
            // A key that was rolled over under the same name is signed by another one of that name.
            if trusted || own.flatten() != Some(false) {
                return;
            }
        }
        let mut namesake = None;
        let mut issued = false;
        for candidate in self.candidates(certificate) {
            if self.steps == 0 || self.signatures == 0 || self.found() {
                break;
            }
            match self.verify(certificate, candidate) {
                Some(false) if namesake.is_none() && !other_key(certificate, candidate) => {
                    namesake = Some(candidate);
                }
                Some(false) => {}
                holds => {
                    issued = true;
                    self.go_on(step(certificate, holds), candidate);
                }
            }
        }
        match namesake {
            _ if issued => {}
            // Nobody else can have issued it, so that its signature is what is wrong.
            Some(issuer) => self.go_on(step(certificate, Some(false)), issuer),
            None if self_issued => {}
            None => self.offer(step(certificate, None), End::IssuerMissing),
        }
    }

    /// Follows the path over this certificate to its issuer.
    fn go_on(&mut self, step: Step<'a>, issuer: &'a X509Certificate<'a>) {
        self.steps = self.steps.saturating_sub(1);
        self.path.push(step);
        self.climb(issuer);
        self.path.pop();
    }

    /// The certificates that may have issued this one by their names, the likeliest first.
    fn candidates(&self, certificate: &'a X509Certificate<'a>) -> Vec<&'a X509Certificate<'a>> {
        if self.path.len() + 1 >= LONGEST {
            return Vec::new();
        }
        let issuer = certificate.issuer().as_raw();
        let on_the_way = |candidate: &X509Certificate<'_>| {
            same(candidate, certificate)
                || self
                    .path
                    .iter()
                    .any(|step| same(step.certificate, candidate))
        };
        let roots = self.roots.iter().map(|root| (true, root));
        let others = self.others.iter().map(|other| (false, other));
        let mut candidates: Vec<_> = roots
            .chain(others)
            .filter(|(_, candidate)| candidate.subject().as_raw() == issuer)
            .filter(|(_, candidate)| !on_the_way(candidate))
            .collect();
        let wanted = authority_key(certificate);
        candidates.sort_by_key(|(is_root, candidate)| {
            let named = wanted.is_some() && subject_key(candidate) == wanted;
            let until = candidate.validity().not_after.timestamp();
            (!named, !is_root, std::cmp::Reverse(until))
        });
        candidates
            .into_iter()
            .map(|(_, candidate)| candidate)
            .collect()
    }

    fn verify(
        &mut self,
        certificate: &X509Certificate<'_>,
        issuer: &X509Certificate<'_>,
    ) -> Option<bool> {
        self.signatures = self.signatures.checked_sub(1)?;
        signature::holds(certificate, issuer.public_key())
    }

    /// Keeps the path with this last certificate if it is better than what was found so far.
    fn offer(&mut self, last: Step<'a>, end: End) {
        let mut path = self.path.clone();
        path.push(last);
        let intact = path.iter().all(|step| step.signature_holds != Some(false));
        let valid = path.iter().all(|step| is_valid(step.certificate, self.at));
        let rank = (intact, worth(end), valid, path.len());
        if self.best.as_ref().is_none_or(|(best, ..)| rank > *best) {
            self.best = Some((rank, path, end));
        }
    }

    fn found(&self) -> bool {
        let best = self.best.as_ref();
        best.is_some_and(|((intact, _, valid, _), _, end)| {
            *intact && *valid && *end == End::Trusted
        })
    }
}

/// Whether the certificate names the key of its issuer, and this is another one: a namesake.
fn other_key(certificate: &X509Certificate<'_>, candidate: &X509Certificate<'_>) -> bool {
    match (authority_key(certificate), subject_key(candidate)) {
        (Some(wanted), Some(found)) => wanted != found,
        _ => false,
    }
}

fn step<'a>(certificate: &'a X509Certificate<'a>, signature_holds: Option<bool>) -> Step<'a> {
    Step {
        certificate,
        signature_holds,
    }
}

fn worth(end: End) -> u8 {
    match end {
        End::Trusted => 2,
        End::UntrustedRoot => 1,
        End::IssuerMissing => 0,
    }
}

fn same(one: &X509Certificate<'_>, other: &X509Certificate<'_>) -> bool {
    one.as_raw() == other.as_raw()
}

fn authority_key<'a>(certificate: &'a X509Certificate<'_>) -> Option<&'a [u8]> {
    extension(certificate, |found| match found {
        ParsedExtension::AuthorityKeyIdentifier(id) => id.key_identifier.as_ref().map(|id| id.0),
        _ => None,
    })
}

fn subject_key<'a>(certificate: &'a X509Certificate<'_>) -> Option<&'a [u8]> {
    extension(certificate, |found| match found {
        ParsedExtension::SubjectKeyIdentifier(id) => Some(id.0),
        _ => None,
    })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use rcgen::{BasicConstraints, CertificateParams, DnType, IsCa, Issuer, KeyPair};
    use x509_parser::prelude::FromDer as _;

    use super::*;

    /// A leaf, and layers of so many issuers, all of one layer of one name, the last ones their own issuers.
    fn layers(of: &[usize]) -> Vec<Vec<u8>> {
        let named = |layer: usize| {
            let mut params = CertificateParams::new(Vec::new()).unwrap();
            let name = format!("Layer {layer}");
            params.distinguished_name.push(DnType::CommonName, name);
            params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
            params
        };
        let certificate = |layer: usize| {
            let above = named((layer + 1).min(of.len()));
            let issuer = Issuer::new(above, KeyPair::generate().unwrap());
            let key = KeyPair::generate().unwrap();
            let made = named(layer).signed_by(&key, &issuer).unwrap();
            made.der().to_vec()
        };
        let above = of.iter().zip(1..);
        let above = above.flat_map(|(many, layer)| (0..*many).map(move |_| layer));
        std::iter::once(0).chain(above).map(certificate).collect()
    }

    #[test]
    fn only_ways_without_number_are_not_followed() {
        let followed = |of: &[usize]| {
            let all = layers(of);
            let all: Vec<_> = all
                .iter()
                .map(|der| X509Certificate::from_der(der).unwrap().1)
                .collect();
            can_be_followed(&all)
        };
        // An issuer that is missing, a plain chain, one that is cross-signed at each step, and a root whose key was
        // renewed again and again under its name.
        for healthy in [&[][..], &[1, 1, 1], &[3, 3, 3, 3], &[1, 6]] {
            assert!(followed(healthy), "{healthy:?}");
        }
        // Those of a hostile server, imagined.
        for hostile in [&[10; 15][..], &[12, 12, 12, 12], &[1, 20]] {
            assert!(!followed(hostile), "{hostile:?}");
        }
    }
}
