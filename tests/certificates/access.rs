//! Who may read a key, as Windows tells it. Wine makes the descriptors of files of their modes: SYSTEM and the owner, and
//! Everyone where others may read.

use std::path::Path;

use checks::kit::descriptor::{Descriptor, READ};
use checks::kit::probe::certificate::{self as certificate_probe, Problem};
use checks::kit::probe::key_access::{Answer, Kind, Query};
use checks::kit::realm::CertificateSource;
use otpdoctor::probe::{certificate, key_access};
use windows_registry::LOCAL_MACHINE;

use super::store::{named, put};
use crate::pki::{PASSWORD, Pki, fingerprint, live};

async fn asked(pki: &Pki, source: CertificateSource, account: &str) -> Answer {
    let live = live(&pki.path("root.pem"), PASSWORD);
    let account = account.to_owned();
    let answer = key_access::ask(&live, &Query { source, account }).await;
    answer.expect("Windows tells it")
}

fn key_file(pki: &Pki, name: &str) -> CertificateSource {
    CertificateSource::Files {
        certificate: pki.path("leaf.pem"),
        key: Some(pki.path(name)),
        password: None,
    }
}

#[tokio::test]
async fn private_and_world_readable_keys_are_told_apart() {
    let pki = Pki::new();
    for (mode, open) in [("600", false), ("644", true)] {
        let changed = std::process::Command::new("bash")
            .args(["-c", &format!("chmod {mode} leaf.key")])
            .current_dir(pki.path(""))
            .status();
        assert!(changed.expect("Linux has it").success());
        let answer = asked(&pki, key_file(&pki, "leaf.key"), "Network Service").await;
        let windows = answer.windows.expect("Windows was asked");
        assert_eq!(
            windows.account.expect("every Windows has it").sid,
            "S-1-5-20"
        );
        let kinds: Vec<_> = windows.objects.iter().map(|object| object.kind).collect();
        assert_eq!(kinds, [Kind::Folder, Kind::File]);
        let descriptor = Descriptor::parse(&windows.objects[1].descriptor).expect("a descriptor");
        let rights = descriptor.rights(|sid| Some(sid == "S-1-1-0"), false);
        assert_eq!(rights & READ != 0, open, "{descriptor:?}");
        let system = windows.names.get("S-1-5-18").cloned().flatten();
        assert_eq!(system.as_deref(), Some(r"NT AUTHORITY\SYSTEM"));
        assert_eq!(answer.problem, None);
    }
}

#[tokio::test]
async fn a_key_file_and_an_account_that_are_not_there_are_told() {
    let pki = Pki::new();
    let answer = asked(
        &pki,
        key_file(&pki, "gone.key"),
        r"IIS APPPOOL\SecureAuth0Pool",
    )
    .await;
    assert_eq!(answer.problem, Some(Problem::Missing));
    let account = answer.windows.and_then(|windows| windows.account);
    assert!(account.is_some_and(|account| account.sid.starts_with("S-1-5-82-")));
    let answer = asked(&pki, key_file(&pki, "leaf.key"), "otpdoctor-nobody").await;
    assert_eq!(answer.windows.expect("Windows was asked").account, None);
}

#[tokio::test]
async fn the_key_that_decrypts_web_config_is_looked_at() {
    let pki = Pki::new();
    let seen = async || {
        let source = key_file(&pki, "leaf.key");
        let answer = asked(&pki, source, "Network Service").await;
        let windows = answer.windows.expect("Windows was asked");
        windows.configuration.expect("it is looked at")
    };
    let machine = LOCAL_MACHINE.open(r"SOFTWARE\Microsoft\Cryptography");
    let guid = machine.and_then(|key| key.get_string("MachineGuid"));
    let guid = guid.expect("wine makes one");
    let folder = std::env::var("ProgramData").expect("every Windows has it");
    let folder = Path::new(&folder).join(r"Microsoft\Crypto\RSA\MachineKeys");
    std::fs::create_dir_all(&folder).expect("the prefix is ours");
    // As `aspnet_regiis -pc` would name it, which wine has not.
    let key = folder.join(format!("d6d986f09a1ee04e24c949879fdb506c_{guid}"));
    let _ = std::fs::remove_file(&key);
    let without = seen().await;
    assert_eq!((without.key, without.problem), (None, None));
    std::fs::write(&key, "").expect("the prefix is ours");
    let with = seen().await;
    let found = with.key.expect("it is there");
    assert_eq!(found.name, key.display().to_string());
    assert!(Descriptor::parse(&found.descriptor).is_some());
    // It is the same for all keys of a run, and looked at once.
    let live = live(&pki.path("root.pem"), PASSWORD);
    let query = Query {
        source: key_file(&pki, "leaf.key"),
        account: "Network Service".to_owned(),
    };
    let first = key_access::ask(&live, &query).await;
    std::fs::remove_file(&key).expect("it was made above");
    assert_eq!(key_access::ask(&live, &query).await, first);
}

#[tokio::test]
async fn a_key_of_a_store_is_told_by_its_provider() {
    let pki = Pki::new();
    let place = pki.path("").display().to_string();
    let (with, without) = (format!("access {place}"), format!("no key {place}"));
    let _with = put(&pki, "CurrentUser/My", "leaf.pem", Some("leaf.key"), &with);
    pki.issue("other", "middle", "leaf.cnf", "/CN=other");
    let _without = put(&pki, "CurrentUser/My", "other.pem", None, &without);
    let answer = asked(&pki, named("CurrentUser/My", &with), "Network Service").await;
    assert_eq!(answer.problem, None);
    let windows = answer.windows.expect("Windows was asked");
    // Wine keeps keys in its registry: no file, and a container whose descriptor its provider tells.
    let containers: Vec<_> = windows
        .objects
        .iter()
        .map(|one| (one.kind, Descriptor::parse(&one.descriptor)))
        .collect();
    assert!(
        matches!(containers[..], [(Kind::Container, Some(_))]),
        "{containers:?}"
    );
    let answer = asked(&pki, named("CurrentUser/My", &without), "Network Service").await;
    assert_eq!(answer.problem, Some(Problem::Missing));
}

#[test]
fn the_personal_store_is_listed() {
    let pki = Pki::new();
    let friendly = format!("listed {}", pki.path("").display());
    let _leaf = put(&pki, "LocalMachine/My", "leaf.pem", None, &friendly);
    let _user = put(&pki, "CurrentUser/My", "leaf.pem", None, "of the user");
    let listed = certificate::listed().expect("it can be opened");
    let ours = fingerprint(&pki, "leaf.pem");
    let ours = ("LocalMachine/My".to_owned(), ours, Some(friendly));
    assert!(listed.contains(&ours), "{listed:?}");
    assert!(
        listed
            .iter()
            .all(|(.., name)| name.as_deref() != Some("of the user"))
    );
}

#[tokio::test]
async fn a_store_is_read_once_a_run() {
    let pki = Pki::new();
    let friendly = format!("once {}", pki.path("").display());
    let source = named("CurrentUser/My", &friendly);
    let query = certificate_probe::Query {
        source: source.clone(),
    };
    let this_run = live(&pki.path("root.pem"), PASSWORD);
    let ask = async || {
        certificate::ask(&this_run, &query)
            .await
            .expect("it can be opened")
    };
    assert_eq!(ask().await.problem, Some(Problem::Missing));
    let _leaf = put(&pki, "CurrentUser/My", "leaf.pem", None, &friendly);
    assert_eq!(ask().await.problem, Some(Problem::Missing));
    assert_eq!(pki.ask(source).await.problem, None);
}
