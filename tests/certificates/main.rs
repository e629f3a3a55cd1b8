//! Certificates and keys in files as `openssl` writes them.
#![allow(clippy::unwrap_used, reason = "tests")]

#[cfg(windows)]
mod access;
mod ber;
mod forms;
mod keys;
mod limbo;
#[cfg(windows)]
mod my_store;
mod pki;
#[cfg(windows)]
mod schannel;
#[cfg(windows)]
mod store;
#[cfg(windows)]
mod versions;

use checks::kit::ProbeError;
use checks::kit::chain::End;
use checks::kit::probe::certificate::{Answer, Key, Problem};
use checks::kit::realm::{CertificateSource, SecretRef, StoreEntry};

use pki::{Pki, fingerprint, try_ask};

/// Whether the key was read and belongs to the leaf.
fn key_belongs(answer: &Answer) -> bool {
    let leaf = answer.chain.leaf().unwrap();
    matches!(&answer.key, Key::Present { public_key_sha256 } if *public_key_sha256 == leaf.public_key_sha256)
}

fn subjects(answer: &Answer) -> Vec<&str> {
    let certificates = answer.chain.certificates.iter();
    certificates
        .map(|certificate| certificate.subject.raw())
        .collect()
}

const WHOLE: [&str; 3] = [
    r"CN=idp.example.net,O=Example\,Inc.,C=US",
    "CN=Middle",
    "CN=Root,O=Example",
];

#[tokio::test]
async fn a_pem_bundle_is_read_up_to_the_trusted_root() {
    let pki = Pki::new();
    let answer = pki.ask(pki.files("chain.pem", Some("leaf.key"))).await;
    assert_eq!(
        (subjects(&answer), answer.chain.end),
        (WHOLE.to_vec(), End::Trusted)
    );
    assert!(key_belongs(&answer));
    let leaf = answer.chain.leaf().unwrap();
    assert_eq!(leaf.names, ["idp.example.net", "192.0.2.7"]);
    assert_eq!((leaf.key.algorithm.as_str(), leaf.key.bits), ("RSA", 2048));
    assert_eq!(leaf.signature_algorithm, "sha256WithRSAEncryption");
    assert_eq!(
        leaf.key_usage.as_deref(),
        Some(&["digitalSignature".into()][..])
    );
    assert_eq!(
        leaf.extended_key_usage.as_deref(),
        Some(&["clientAuth".into()][..])
    );
    assert_eq!(leaf.is_ca, Some(false));
    assert_eq!(answer.chain.certificates[1].is_ca, Some(true));
    assert!(
        answer
            .chain
            .certificates
            .iter()
            .rev()
            .skip(1)
            .all(|one| one.signature_holds == Some(true))
    );
    assert_eq!(leaf.thumbprint, fingerprint(&pki, "leaf.pem"));
    let days = leaf.lifetime().as_hours() / 24;
    assert_eq!(days, 365);
}

#[tokio::test]
async fn the_leaf_is_found_wherever_it_stands() {
    let pki = Pki::new();
    pki.join("turned.pem", &["root.pem", "middle.pem", "leaf.pem"]);
    for key in [Some("leaf.key"), None] {
        let answer = pki.ask(pki.files("turned.pem", key)).await;
        assert_eq!(subjects(&answer), WHOLE, "key {key:?}");
    }
}

#[tokio::test]
async fn certificate_and_key_may_share_a_file() {
    let pki = Pki::new();
    pki.join("both.pem", &["leaf.key", "chain.pem"]);
    assert!(key_belongs(&pki.ask(pki.files("both.pem", None)).await));
}

#[tokio::test]
async fn a_missing_intermediate_and_a_foreign_root_end_the_path() {
    let pki = Pki::new();
    let answer = pki.ask(pki.files("leaf.pem", None)).await;
    assert_eq!(
        (answer.chain.end, answer.chain.certificates.len()),
        (End::IssuerMissing, 1)
    );
    assert_eq!(answer.key, Key::Absent);
    pki.openssl("req -x509 -newkey rsa:2048 -nodes -keyout own.key -out own.pem -subj /CN=own");
    let answer = pki.ask(pki.files("own.pem", Some("own.key"))).await;
    assert_eq!(
        (answer.chain.end, answer.chain.certificates.len()),
        (End::UntrustedRoot, 1)
    );
}

#[tokio::test]
async fn a_namesake_of_the_issuer_is_not_the_issuer() {
    let pki = Pki::new();
    pki.issue("other", "root", "ca.cnf", "/CN=Middle");
    pki.join("namesakes.pem", &["leaf.pem", "other.pem", "middle.pem"]);
    let answer = pki.ask(pki.files("namesakes.pem", Some("leaf.key"))).await;
    assert_eq!(answer.chain.end, End::Trusted);
    assert!(
        answer
            .chain
            .certificates
            .iter()
            .rev()
            .skip(1)
            .all(|one| one.signature_holds == Some(true))
    );
    assert_eq!(
        answer.chain.certificates[1].thumbprint,
        fingerprint(&pki, "middle.pem")
    );
}

#[tokio::test]
async fn a_changed_certificate_shows_by_its_signature() {
    let pki = Pki::new();
    pki.openssl("x509 -in leaf.pem -outform der -out leaf.der");
    let mut der = pki.read("leaf.der");
    let last = der.len() - 1;
    der[last] ^= 1;
    pki.write("changed.der", der);
    pki.openssl("x509 -inform der -in changed.der -out changed.pem");
    pki.join("changed-chain.pem", &["changed.pem", "middle.pem"]);
    let answer = pki.ask(pki.files("changed-chain.pem", None)).await;
    assert_eq!(answer.chain.leaf().unwrap().signature_holds, Some(false));
}

#[tokio::test]
async fn pfx_files_are_read_old_and_new() {
    let pki = Pki::new();
    for (name, options) in [
        ("new.pfx", ""),
        ("old.pfx", "-legacy"),
        ("3des.pfx", "-certpbe PBE-SHA1-3DES -keypbe PBE-SHA1-3DES"),
        (
            "pbes2-3des.pfx",
            "-certpbe des-ede3-cbc -keypbe aes-128-cbc",
        ),
        ("sha512.pfx", "-macalg sha512"),
        ("sha384.pfx", "-macalg sha384"),
        ("bare.pfx", "-certpbe NONE"),
        ("nomac.pfx", "-nomac"),
    ] {
        let answer = pki.ask(pki.pfx(name, options)).await;
        assert_eq!(
            (subjects(&answer), answer.chain.end),
            (WHOLE.to_vec(), End::Trusted),
            "{name}"
        );
        assert!(key_belongs(&answer), "{name}");
    }
}

#[tokio::test]
async fn a_pfx_without_password_needs_none() {
    let pki = Pki::new();
    pki.openssl("pkcs12 -export -in leaf.pem -inkey leaf.key -out empty.pfx -passout pass:");
    let source = CertificateSource::Pfx {
        pfx: pki.path("empty.pfx"),
        password: None,
    };
    assert!(key_belongs(&pki.ask(source).await));
}

#[tokio::test]
async fn a_wrong_password_is_told_from_damage_and_from_the_unsupported() {
    let pki = Pki::new();
    let mut sources = Vec::new();
    for (name, options) in [("mac.pfx", ""), ("nomac.pfx", "-nomac")] {
        let CertificateSource::Pfx { pfx, .. } = pki.pfx(name, options) else {
            unreachable!("a PFX was made")
        };
        sources.push(CertificateSource::Pfx {
            pfx,
            password: None,
        });
    }
    for source in sources {
        let answer = pki.ask(source.clone()).await;
        assert_eq!(answer.problem, Some(Problem::Encrypted), "{source:?}");
        let CertificateSource::Pfx { pfx, .. } = &source else {
            unreachable!("a PFX was made")
        };
        let name = pfx.file_name().unwrap().to_str().unwrap();
        let answer = pki.ask_with(name, "another password").await;
        assert_eq!(answer.problem, Some(Problem::WrongPassword), "{source:?}");
    }

    let answer = pki
        .ask(pki.pfx("rc4.pfx", "-legacy -certpbe PBE-SHA1-RC4-128"))
        .await;
    let Some(Problem::Unusable(why)) = &answer.problem else {
        panic!("{answer:?}")
    };
    assert!(why.contains("pbeWithSHAAnd128BitRC4"), "{why}");

    pki.pfx("whole.pfx", "");
    let whole = pki.read("whole.pfx");
    pki.write("half.pfx", &whole[..whole.len() / 2]);
    let half = CertificateSource::Pfx {
        pfx: pki.path("half.pfx"),
        password: Some(SecretRef::Literal(0)),
    };
    assert!(matches!(
        pki.ask(half).await.problem,
        Some(Problem::Unreadable(_))
    ));
}

/// SHA-3 in place of SHA-256, as no program here makes it: what decrypts says whether the password is right.
#[tokio::test]
async fn a_mac_of_an_unknown_kind_is_no_obstacle() {
    let pki = Pki::new();
    pki.pfx("new.pfx", "-macalg sha256");
    let mut bytes = pki.read("new.pfx");
    let sha256 = [0x60, 0x86, 0x48, 1, 0x65, 3, 4, 2, 1];
    let last = bytes
        .windows(9)
        .rposition(|window| window == sha256)
        .unwrap();
    bytes[last + 8] = 8;
    pki.write("new.pfx", bytes);
    assert!(key_belongs(&pki.ask_with("new.pfx", pki::PASSWORD).await));
    let answer = pki.ask_with("new.pfx", "another").await;
    assert_eq!(answer.problem, Some(Problem::WrongPassword));
}

/// Without a MAC, one wrong password in 256 ends in padding by chance: of 2,048 a few do.
/// `-iter` stands before `-nomac`, since it brings the MAC back.
#[tokio::test]
async fn a_wrong_password_is_never_taken_for_damage() {
    let pki = Pki::new();
    for (name, options) in [
        ("sealed.pfx", "-iter 1 -nomac"),
        ("open.pfx", "-certpbe NONE -iter 1 -nomac"),
        ("old.pfx", "-legacy -certpbe PBE-SHA1-3DES -iter 1 -nomac"),
    ] {
        pki.pfx(name, options);
        for guess in 0..2048 {
            let answer = pki.ask_with(name, &guess.to_string()).await;
            assert_eq!(
                (&answer.problem, &answer.key),
                (
                    &Some(Problem::WrongPassword),
                    &Key::Failed(Problem::WrongPassword)
                ),
                "{name}, {guess}"
            );
        }
    }
}

#[tokio::test]
async fn what_is_no_certificate_is_called_so_without_quoting_it() {
    let pki = Pki::new();
    pki.pfx("leaf.pfx", "");
    pki.write("noise", "c4nary-noise\0\u{1}".repeat(40));
    pki.write(
        "broken.pem",
        "-----BEGIN CERTIFICATE-----\nc4nary!\n-----END CERTIFICATE-----\n",
    );
    for name in ["noise", "broken.pem", "leaf.key", "leaf.pfx"] {
        let answer = pki.ask(pki.files(name, None)).await;
        let Some(Problem::Unreadable(why)) = &answer.problem else {
            panic!("{name}: {answer:?}")
        };
        assert!(!why.contains("c4nary") && why.len() < 120, "{why}");
    }
    let answer = pki.ask(pki.files("absent.pem", Some("absent.key"))).await;
    assert_eq!(answer.problem, Some(Problem::Missing));
    assert_eq!(answer.key, Key::Failed(Problem::Missing));
}

#[tokio::test]
async fn what_is_ours_is_an_error() {
    let pki = Pki::new();
    pki.pfx("leaf.pfx", "");
    let unset = || Some(SecretRef::Env("OTPDOCTOR_TEST_UNSET".into()));
    let locked = |name: &str| CertificateSource::Pfx {
        pfx: pki.path(name),
        password: unset(),
    };
    let error = try_ask(&pki.path("root.pem"), locked("leaf.pfx")).await;
    let error = error.unwrap_err();
    assert!(matches!(error, ProbeError::SecretUnavailable(_)), "{error}");
    // What needs no password is judged without it: that a file is not there, and the certificate beside the key.
    let gone = try_ask(&pki.path("root.pem"), locked("gone.pfx")).await;
    assert_eq!(gone.unwrap().problem, Some(Problem::Missing));
    pki.openssl("pkcs8 -topk8 -in leaf.key -out locked.key -passout PASSWORD");
    for (key, opens) in [("leaf.key", true), ("locked.key", false)] {
        let source = CertificateSource::Files {
            certificate: pki.path("chain.pem"),
            key: Some(pki.path(key)),
            password: unset(),
        };
        let answer = try_ask(&pki.path("root.pem"), source).await.unwrap();
        assert_eq!(
            (subjects(&answer), answer.problem.as_ref()),
            (WHOLE.to_vec(), None)
        );
        let locked = matches!(
            &answer.key,
            Key::Failed(Problem::Locked(ProbeError::SecretUnavailable(_)))
        );
        assert_eq!(
            (key_belongs(&answer), locked),
            (opens, !opens),
            "{:?}",
            answer.key
        );
    }
    let store = CertificateSource::Store {
        store: "LocalMachine/My".into(),
        entry: StoreEntry::Thumbprint("00".repeat(20)),
    };
    let asked = try_ask(&pki.path("root.pem"), store).await;
    match cfg!(windows) {
        true => assert_eq!(asked.unwrap().problem, Some(Problem::Missing)),
        false => assert!(matches!(asked, Err(ProbeError::Unsupported(_)))),
    }
    let error = try_ask(&pki.path("leaf.key"), pki.files("leaf.pem", None))
        .await
        .unwrap_err();
    assert!(error.to_string().contains("it is a private key"), "{error}");
}
