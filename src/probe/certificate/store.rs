//! A certificate of a Windows store: which one is meant, and its issuers.

use checks::kit::probe::certificate::Problem;
use checks::kit::realm::StoreEntry;
#[cfg(windows)]
use checks::kit::realm::store_parts;
use checks::kit::{Answered, ProbeError};
use rustls_pki_types::CertificateDer;

use super::material::Material;
use crate::probe::live::Live;
use crate::probe::x509;
use crate::secret::Vault;
#[cfg(windows)]
use crate::windows::store::{Location, Stored, certificates};

/// How many certificates a path has at the most, namesakes among them.
const LONGEST: usize = 32;

/// A certificate of a store.
#[derive(Clone)]
pub(super) struct Entry {
    pub(super) der: CertificateDer<'static>,
    pub(super) friendly_name: Option<String>,
}

/// The certificates of the Local Computer's Personal store, where there is one: the store, and of each the thumbprint and the
/// friendly name.
///
/// # Errors
/// When the store may not be opened.
pub fn listed() -> Answered<Vec<(String, String, Option<String>)>> {
    #[cfg(windows)]
    {
        use crate::windows::store::{Location, certificates};

        let store = "LocalMachine/My";
        let found = certificates(Location::Machine, "My").map_err(|error| {
            ProbeError::NoPermission(format!("the store {store} cannot be opened: {error}"))
        })?;
        let entry = |thumbprint, name| (store.to_owned(), thumbprint, name);
        let found = found.into_iter();
        Ok(found
            .map(|one| entry(x509::thumbprint(&one.der.into()), one.friendly_name))
            .collect())
    }
    #[cfg(not(windows))]
    Ok(Vec::new())
}

#[cfg(not(windows))]
pub(super) async fn read(_live: &Live, _store: &str, _entry: &StoreEntry) -> Answered<Material> {
    let why = "the Windows certificate store is read on Windows only";
    Err(ProbeError::Unsupported(why.into()))
}

/// What the store holds under this entry, with its issuers, and its key where it lies.
///
/// # Errors
/// When the store is there and may not be read.
#[cfg(windows)]
pub(super) async fn read(live: &Live, store: &str, entry: &StoreEntry) -> Answered<Material> {
    let (store, entry, vault) = (store.to_owned(), entry.clone(), live.vault.clone());
    let roots = live.roots()?;
    let broke_off =
        || ProbeError::Unsupported("reading the certificate store ended unexpectedly".into());
    let read = super::apart(move || on_windows(&store, &entry, &vault, &roots.certificates));
    read.await.ok_or_else(broke_off)?
}

#[cfg(windows)]
fn on_windows(
    store: &str,
    entry: &StoreEntry,
    vault: &Vault,
    roots: &[CertificateDer<'static>],
) -> Answered<Material> {
    use super::material::PrivateKey;
    use super::store_key;
    // What cannot be read of these stores is not there for Windows either.
    let all_of = |name: &str| {
        let places = [Location::Machine, Location::User].into_iter();
        let both = places.flat_map(|location| certificates(location, name).unwrap_or_default());
        both.map(|one| CertificateDer::from(one.der))
            .collect::<Vec<_>>()
    };
    let found = match find(store, entry, vault)? {
        Ok(found) => found,
        Err(problem) => {
            return Ok(Material {
                certificates: Err(problem.clone()),
                key: Err(problem),
                disallowed: Vec::new(),
                kept: (None, None),
            });
        }
    };
    let leaf = CertificateDer::from(found.der.clone());
    let mut pool = all_of("CA");
    pool.extend(all_of("Root"));
    let mut kept = (None, None);
    let key = match found.private_key() {
        Ok(None) => Ok(None),
        Ok(Some(key)) => {
            kept = (key.unique_name(), key.descriptor());
            let public_key = key.public_key();
            let known = public_key.map(|public_key| Some(PrivateKey::InStore(public_key)));
            known.map_err(|error| store_key::problem(&error))
        }
        Err(error) => Err(store_key::problem(&error)),
    };
    // Of namesakes, which stores are full of, the one on the best path; what does not parse is judged as it is.
    let mut path = issuers(leaf, &pool);
    if let Ok(chain) = x509::chain(&path, roots, vault) {
        let is_on_it = |der: &CertificateDer<'_>| {
            let thumbprint = x509::thumbprint(der);
            chain
                .certificates
                .iter()
                .any(|one| one.thumbprint == thumbprint)
        };
        path.retain(is_on_it);
    }
    Ok(Material {
        key,
        kept,
        disallowed: all_of("Disallowed").iter().map(x509::thumbprint).collect(),
        certificates: Ok(path),
    })
}

/// The certificate of the store that is meant.
#[cfg(windows)]
pub(super) fn find(
    store: &str,
    wanted: &StoreEntry,
    vault: &Vault,
) -> Answered<Result<Stored, Problem>> {
    let (machine, name) = store_parts(store).unwrap_or((true, store));
    let location = if machine {
        Location::Machine
    } else {
        Location::User
    };
    let mut found = certificates(location, name).map_err(|error| {
        ProbeError::NoPermission(format!("the store {store} cannot be opened: {error}"))
    })?;
    let entries = found.iter().map(|one| Entry {
        der: CertificateDer::from(one.der.clone()),
        friendly_name: one.friendly_name.clone(),
    });
    let entries: Vec<Entry> = entries.collect();
    Ok(choose(&entries, wanted, vault).map(|place| found.swap_remove(place)))
}

/// The place of the entry that is meant.
///
/// # Errors
/// [`Problem::Missing`] where none fits, [`Problem::Several`] where more than one does.
#[cfg_attr(
    not(windows),
    allow(dead_code, reason = "only Windows has certificate stores")
)]
pub(super) fn choose(
    entries: &[Entry],
    wanted: &StoreEntry,
    vault: &Vault,
) -> Result<usize, Problem> {
    let same = |one: &str, other: &str| one.trim().to_lowercase() == other.trim().to_lowercase();
    let fits = |entry: &Entry| match wanted {
        StoreEntry::Thumbprint(digits) => x509::thumbprint(&entry.der) == *digits,
        StoreEntry::FriendlyName(name) => {
            let given = entry.friendly_name.as_deref();
            given.is_some_and(|given| same(given, name))
        }
        StoreEntry::Subject(part) => {
            let subject = x509::parse(&entry.der).map(|one| x509::name_of(one.subject().as_raw()));
            subject.is_ok_and(|subject| subject.to_lowercase().contains(&part.to_lowercase()))
        }
    };
    let chosen = entries.iter().position(fits).ok_or(Problem::Missing)?;
    let mut others = entries.iter().filter(|entry| fits(entry));
    // A store that is made of several may show one certificate twice.
    if others.all(|entry| entry.der == entries[chosen].der) {
        return Ok(chosen);
    }
    let fitting = entries.iter().filter(|entry| fits(entry));
    let told = fitting.map(|entry| vault.peer(x509::in_a_line(&entry.der)));
    Err(Problem::Several(told.collect()))
}

/// A certificate and its issuers, as far as their names lead up in the pool, nearest first.
#[cfg_attr(
    not(windows),
    allow(dead_code, reason = "only Windows has certificate stores")
)]
pub(super) fn issuers(
    leaf: CertificateDer<'static>,
    pool: &[CertificateDer<'static>],
) -> Vec<CertificateDer<'static>> {
    let mut path = vec![leaf];
    let mut next = 0;
    while let Some(issuer) = path.get(next).and_then(|one| x509::issuer_of(one)) {
        for one in pool {
            let is_issuer = x509::subject_of(one).is_some_and(|subject| subject == issuer);
            if is_issuer && path.len() < LONGEST && !path.contains(one) {
                path.push(one.clone());
            }
        }
        next += 1;
    }
    path
}

#[cfg(test)]
mod tests {
    use rcgen::{BasicConstraints, CertificateParams, DnType, IsCa, Issuer, KeyPair};

    use super::*;

    fn params(name: &str) -> CertificateParams {
        let mut params = CertificateParams::new(Vec::new()).expect("no names");
        params.distinguished_name.push(DnType::CommonName, name);
        params
    }

    fn entry(name: &str, friendly_name: Option<&str>) -> Entry {
        let key = KeyPair::generate().expect("a key");
        let certificate = params(name).self_signed(&key).expect("a certificate");
        Entry {
            der: certificate.der().clone(),
            friendly_name: friendly_name.map(Into::into),
        }
    }

    fn chosen(entries: &[Entry], wanted: &StoreEntry) -> Result<usize, Problem> {
        choose(entries, wanted, &Vault::default())
    }

    #[test]
    fn one_is_known_by_its_thumbprint_a_part_of_its_subject_or_its_friendly_name() {
        let entries = [
            entry("idp-01.example.net", Some("SecureAuth license")),
            entry("idp-02.example.net", Some("IIS site")),
            entry("localhost", None),
        ];
        let thumbprint = x509::thumbprint(&entries[1].der);
        // One that stands there twice is one.
        let entries = [&entries[..], &entries[1..2]].concat();
        for (wanted, place) in [
            (StoreEntry::Thumbprint(thumbprint), Ok(1)),
            (
                StoreEntry::Thumbprint("00".repeat(20)),
                Err(Problem::Missing),
            ),
            (StoreEntry::Subject("IDP-01".into()), Ok(0)),
            (StoreEntry::Subject("CN=localhost".into()), Ok(2)),
            (StoreEntry::Subject("idp-03".into()), Err(Problem::Missing)),
            (StoreEntry::FriendlyName("iis SITE ".into()), Ok(1)),
            // A friendly name is whole, and none is nobody's.
            (
                StoreEntry::FriendlyName("IIS".into()),
                Err(Problem::Missing),
            ),
            (
                StoreEntry::FriendlyName(String::new()),
                Err(Problem::Missing),
            ),
        ] {
            assert_eq!(chosen(&entries, &wanted), place, "{wanted:?}");
        }
    }

    #[test]
    fn several_that_fit_are_all_told() {
        let entries = [
            entry("idp.example.net", None),
            entry("IDP.example.net", None),
        ];
        let Err(Problem::Several(told)) = chosen(&entries, &StoreEntry::Subject("idp.".into()))
        else {
            panic!("both fit");
        };
        for (told, entry) in told.iter().zip(&entries) {
            let told = told.to_string();
            assert!(told.contains(&x509::thumbprint(&entry.der)), "{told}");
            assert!(
                told.to_lowercase().contains("cn=idp.example.net until "),
                "{told}"
            );
        }
        assert_eq!(told.len(), 2);
    }

    #[test]
    fn issuers_are_found_by_name_and_strangers_are_not_shown() {
        let authority = |name: &str, by: Option<&Issuer<'_, KeyPair>>| {
            let key = KeyPair::generate().expect("a key");
            let mut params = params(name);
            params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
            let der = match by {
                Some(issuer) => params.signed_by(&key, issuer),
                None => params.self_signed(&key),
            };
            (
                der.expect("a certificate").der().clone(),
                Issuer::new(params, key),
            )
        };
        let (root, root_issuer) = authority("Root", None);
        let (issuing, issuer) = authority("Issuing", Some(&root_issuer));
        let (stranger, _) = authority("Stranger", None);
        let key = KeyPair::generate().expect("a key");
        let leaf = params("leaf")
            .signed_by(&key, &issuer)
            .expect("a certificate");
        let leaf = leaf.der().clone();
        let pool = [root.clone(), stranger, issuing.clone()];
        assert_eq!(issuers(leaf.clone(), &pool), [leaf, issuing, root.clone()]);
        assert_eq!(issuers(root.clone(), &pool), [root]);
    }
}
