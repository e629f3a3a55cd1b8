//! Certificates of Windows' own stores, with keys in a provider of the older kind (CryptoAPI), as appliances have them.

use checks::kit::chain::End;
use checks::kit::probe::certificate::{Key, Problem};
use checks::kit::realm::{CertificateSource, StoreEntry};
use rustls_pki_types::CertificateDer;
use rustls_pki_types::pem::PemObject as _;

use super::key_belongs;
use crate::my_store::{Stored, open, put_pem};
use crate::pki::Pki;

/// Puts a certificate of the folder into a store, with the key of this file, under this friendly name.
pub(super) fn put(
    pki: &Pki,
    store: &str,
    name: &str,
    key: Option<&str>,
    friendly_name: &str,
) -> Stored {
    let der = CertificateDer::from_pem_slice(&pki.read(name)).expect("openssl wrote it");
    // No two tests use one container.
    let container = format!("otpdoctor {store} {name} {friendly_name}").replace(['/', '\\'], " ");
    let key = key.map(|key| pki.read(key));
    let key = key.as_deref().map(|pem| (pem, container.as_str()));
    put_pem(store, &der, key, friendly_name)
}

fn source(store: &str, entry: StoreEntry) -> CertificateSource {
    let store = store.to_owned();
    CertificateSource::Store { store, entry }
}

pub(super) fn named(store: &str, name: &str) -> CertificateSource {
    source(store, StoreEntry::FriendlyName(name.to_owned()))
}

#[tokio::test]
async fn one_is_found_by_each_of_its_names_with_its_issuers_and_its_key() {
    let pki = Pki::new();
    for store in ["LocalMachine/My", "CurrentUser/My"] {
        let friendly = format!("found {}", pki.path(store).display());
        let _leaf = put(&pki, store, "leaf.pem", Some("leaf.key"), &friendly);
        let _middle = put(&pki, "CurrentUser/CA", "middle.pem", None, "its issuer");
        let digits = super::fingerprint(&pki, "leaf.pem");
        for entry in [
            StoreEntry::Thumbprint(digits),
            StoreEntry::FriendlyName(friendly.to_uppercase()),
        ] {
            let answer = pki.ask(source(store, entry)).await;
            assert_eq!(answer.problem, None);
            assert_eq!(super::subjects(&answer), super::WHOLE);
            assert_eq!(answer.chain.end, End::Trusted);
            assert!(key_belongs(&answer), "{answer:?}");
            assert_eq!((&answer.disallowed, answer.newer), (&None, None));
        }
    }
}

#[tokio::test]
async fn one_without_its_issuer_without_a_key_or_with_the_key_of_another_is_told() {
    let pki = Pki::new();
    pki.issue("other", "middle", "leaf.cnf", "/CN=other");
    let place = pki.path("").display().to_string();
    let (bare, mixed) = (format!("bare {place}"), format!("mixed {place}"));
    let _bare = put(&pki, "CurrentUser/My", "leaf.pem", None, &bare);
    let _mixed = put(
        &pki,
        "CurrentUser/My",
        "other.pem",
        Some("leaf.key"),
        &mixed,
    );
    let answer = pki.ask(named("CurrentUser/My", &bare)).await;
    assert_eq!((answer.key, answer.problem), (Key::Absent, None));
    assert_eq!(answer.chain.end, End::IssuerMissing);
    let answer = pki.ask(named("CurrentUser/My", &mixed)).await;
    assert!(matches!(answer.key, Key::Present { .. }), "{answer:?}");
    assert!(!key_belongs(&answer));
}

#[tokio::test]
async fn several_none_and_a_store_that_is_not_there_are_told_apart() {
    let pki = Pki::new();
    let folder = pki
        .path("")
        .file_name()
        .expect("it has one")
        .to_string_lossy()
        .to_lowercase();
    pki.issue(
        "again",
        "middle",
        "leaf.cnf",
        &format!("/CN=twice{folder}.example.net"),
    );
    pki.issue(
        "twice",
        "middle",
        "leaf.cnf",
        &format!("/O=Example/CN=twice{folder}"),
    );
    let _both = ["again.pem", "twice.pem"].map(|name| put(&pki, "CurrentUser/My", name, None, ""));
    let twice = |store| source(store, StoreEntry::Subject(format!("Twice{folder}")));
    let answer = pki.ask(twice("CurrentUser/My")).await;
    let Some(Problem::Several(told)) = answer.problem else {
        panic!("{answer:?}");
    };
    assert_eq!(told.len(), 2);
    for store in [
        "CurrentUser/Otpdoctor no such store",
        "LocalMachine/TrustedPeople",
    ] {
        let answer = pki.ask(twice(store)).await;
        assert_eq!(answer.problem, Some(Problem::Missing), "{store}");
    }
    let folders = open("CurrentUser/Otpdoctor never made").certs().count();
    assert_eq!(folders, 0);
}

#[tokio::test]
async fn what_windows_refuses_is_told_with_its_name() {
    let pki = Pki::new();
    let friendly = format!("refused {}", pki.path("").display());
    let _leaf = put(&pki, "CurrentUser/My", "leaf.pem", None, &friendly);
    let _middle = put(&pki, "CurrentUser/CA", "middle.pem", None, "");
    let answer = pki.ask(named("CurrentUser/My", &friendly)).await;
    assert_eq!(answer.disallowed, None);
    let _refused = put(&pki, "CurrentUser/Disallowed", "middle.pem", None, "");
    let answer = pki.ask(named("CurrentUser/My", &friendly)).await;
    let disallowed = answer.disallowed.map(|which| which.to_string());
    assert_eq!(disallowed.as_deref(), Some("CN=Middle"));
}
