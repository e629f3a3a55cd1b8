//! The path from a leaf to its anchor, found in bounded work among whatever was shown.

use checks::kit::chain::End;
use x509_parser::prelude::{ParsedExtension, X509Certificate};

use super::certificate::extension;
use super::signature;

/// The longest path that is followed.
const LONGEST: usize = 16;
/// How many issuers of one name are tried at each step: a hostile peer may show hundreds of namesakes.
const NAMESAKES: usize = 16;

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
    /// Whether its signature by the next one holds, or its own for a root that is not trusted.
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

/// The path from certificate to issuer, as far as it goes: at each step to the likeliest issuer whose signature holds or
/// cannot be verified, else to a namesake, whose signature is then what is wrong.
pub(super) fn find<'a>(
    leaf: &'a X509Certificate<'a>,
    others: &'a [X509Certificate<'a>],
    roots: &'a [X509Certificate<'a>],
) -> Path<'a> {
    let mut steps: Vec<Step<'a>> = Vec::new();
    let mut certificate = leaf;
    loop {
        if roots.iter().any(|root| same(root, certificate)) {
            steps.push(step(certificate, None));
            let end = End::Trusted;
            return Path { steps, end };
        }
        let by = |issuer: &X509Certificate<'_>| signature::holds(certificate, issuer.public_key());
        let self_issued = certificate.subject().as_raw() == certificate.issuer().as_raw();
        let own = self_issued.then(|| by(certificate)).flatten();
        // A key that was rolled over under the same name is signed by another one of that name.
        let is_root = self_issued && own != Some(false);
        let candidates = if is_root || steps.len() + 1 >= LONGEST {
            Vec::new()
        } else {
            candidates(certificate, &steps, others, roots)
        };
        let mut verified = candidates.iter().map(|one| (*one, by(one)));
        // Nobody else can have issued it, so that its signature is what is wrong.
        let namesake = || {
            let mut namesakes = candidates.iter().filter(|one| !other_key(certificate, one));
            namesakes.next().map(|one| (*one, Some(false)))
        };
        let issuer = verified.find(|(_, holds)| *holds != Some(false));
        let Some((issuer, holds)) = issuer.or_else(namesake) else {
            steps.push(step(certificate, own));
            let end = if self_issued {
                End::UntrustedRoot
            } else {
                End::IssuerMissing
            };
            return Path { steps, end };
        };
        steps.push(step(certificate, holds));
        certificate = issuer;
    }
}

/// The certificates that may have issued this one by their names, the likeliest first: one that it names the key of, a
/// root, one that names a root as its issuer, and one that is valid for long.
fn candidates<'a>(
    certificate: &X509Certificate<'a>,
    below: &[Step<'a>],
    others: &'a [X509Certificate<'a>],
    roots: &'a [X509Certificate<'a>],
) -> Vec<&'a X509Certificate<'a>> {
    let is_new = |one: &X509Certificate<'_>| {
        !same(one, certificate) && !below.iter().any(|step| same(step.certificate, one))
    };
    let is_below_root = |one: &X509Certificate<'_>| {
        let mut roots = roots.iter();
        roots.any(|root| root.subject().as_raw() == one.issuer().as_raw())
    };
    let others = others.iter().map(|other| (false, other));
    let mut candidates: Vec<_> = roots
        .iter()
        .map(|root| (true, root))
        .chain(others)
        .filter(|(_, one)| one.subject().as_raw() == certificate.issuer().as_raw() && is_new(one))
        .collect();
    let wanted = authority_key(certificate);
    candidates.sort_by_key(|(is_root, one)| {
        let is_named = wanted.is_some() && subject_key(one) == wanted;
        let until = one.validity().not_after.timestamp();
        (
            !is_named,
            !is_root,
            !is_below_root(one),
            std::cmp::Reverse(until),
        )
    });
    let likeliest = candidates.into_iter().take(NAMESAKES);
    likeliest.map(|(_, one)| one).collect()
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
