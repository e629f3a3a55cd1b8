//! Certificates and keys in the forms in which people have them.

use checks::kit::probe::certificate::{Key, Problem, Query};
use checks::kit::realm::{CertificateSource, SecretRef};
use otpdoctor::probe::certificate::{self, client_identity};

use crate::pki::{PASSWORD, Pki, live};
use crate::{WHOLE, key_belongs, subjects};

#[tokio::test]
async fn a_key_without_its_password_is_encrypted_and_one_of_another_kind_is_our_limit() {
    let pki = Pki::new();
    pki.openssl("pkcs8 -topk8 -in leaf.key -passout pass:another -out locked.key");
    pki.openssl("rsa -in leaf.key -traditional -aes128 -passout PASSWORD -out proc-type.key");
    for name in ["locked.key", "proc-type.key"] {
        let source = CertificateSource::Files {
            certificate: pki.path("leaf.pem"),
            key: Some(pki.path(name)),
            password: None,
        };
        assert_eq!(pki.ask(source).await.key, Key::Failed(Problem::Encrypted));
    }
    for (name, make, kind) in [
        ("short", "genrsa -out short.key 1024", "RSA 1024"),
        (
            "bitcoin",
            "ecparam -name secp256k1 -genkey -noout -out bitcoin.key",
            "EC 256",
        ),
    ] {
        pki.openssl(make);
        pki.openssl(&format!(
            "req -x509 -key {name}.key -out {name}.pem -subj /CN={name}"
        ));
        let answer = pki
            .ask(pki.files(&format!("{name}.pem"), Some(&format!("{name}.key"))))
            .await;
        let unusable = Problem::Unusable(kind.into());
        assert_eq!(answer.key, Key::Failed(unusable));
    }
}

#[tokio::test]
async fn certificates_are_read_in_every_form_that_tools_write() {
    let pki = Pki::new();
    pki.openssl("x509 -in leaf.pem -trustout -addtrust clientAuth -out trusted.pem");
    pki.openssl("crl2pkcs7 -nocrl -certfile chain.pem -out chain.p7b");
    pki.openssl("crl2pkcs7 -nocrl -certfile chain.pem -outform der -out chain.p7c");
    let marked = [&b"\xef\xbb\xbf"[..], &pki.read("chain.pem")].concat();
    pki.write("marked.pem", &marked);
    let text = String::from_utf8(pki.read("chain.pem")).unwrap();
    let wide: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
    pki.write("wide.pem", [&[0xff, 0xfe][..], &wide].concat());
    pki.write("glued.pem", text.replace("-----\n-----", "----------"));
    let key = [&b"\xef\xbb\xbf"[..], &pki.read("leaf.key")].concat();
    pki.write("marked.key", key);
    for (name, length) in [
        ("marked.pem", 3),
        ("wide.pem", 3),
        ("glued.pem", 3),
        ("chain.p7b", 3),
        ("chain.p7c", 3),
        ("trusted.pem", 1),
    ] {
        let answer = pki.ask(pki.files(name, Some("marked.key"))).await;
        assert_eq!(subjects(&answer).len(), length, "{name}: {answer:?}");
        assert!(key_belongs(&answer), "{name}");
    }
}

/// What Windows writes (Server 2012 R2 and 2022), Java's keytool, and OpenSSL, by the algorithms and numbers of each.
#[tokio::test]
async fn pfx_files_are_read_as_each_program_writes_them() {
    let pki = Pki::new();
    for options in [
        "-legacy -certpbe PBE-SHA1-RC2-40 -keypbe PBE-SHA1-3DES -macalg sha1 -iter 2000 -keyex -LMK",
        "-certpbe AES-256-CBC -keypbe AES-256-CBC -macalg sha256 -iter 2000 -keyex -LMK",
        "-certpbe AES-256-CBC -keypbe AES-256-CBC -macalg sha256 -iter 10000 -name license",
        "-legacy -certpbe PBE-SHA1-RC2-40 -keypbe PBE-SHA1-3DES -macalg sha1 -iter 50000 -name license",
        "-certpbe NONE -keypbe PBE-SHA1-3DES -macalg sha1 -iter 1",
    ] {
        let answer = pki.ask(pki.pfx("leaf.pfx", options)).await;
        assert_eq!(
            (subjects(&answer), key_belongs(&answer)),
            (WHOLE.to_vec(), true),
            "{options}"
        );
    }
    let binary = pki.read("leaf.pfx");
    let base64 = data_encoding::BASE64.encode(&binary);
    // As certutil -encode and GnuTLS write it.
    for armored in [
        base64.clone(),
        base64
            .as_bytes()
            .chunks(64)
            .map(|line| [line, b"\r\n"].concat())
            .flat_map(String::from_utf8)
            .collect(),
        format!("-----BEGIN PKCS12-----\n{base64}\n-----END PKCS12-----\n"),
    ] {
        pki.write("leaf.pfx", armored);
        let source = pfx(&pki, "leaf.pfx");
        assert!(key_belongs(&pki.ask(source).await));
    }
}

/// As a version of Teleport wrote them (https://github.com/gravitational/teleport/pull/46725), and as a key in
/// https://github.com/Mbed-TLS/mbedtls/issues/7972 is.
#[tokio::test]
async fn a_key_under_the_label_of_another_form_is_read_as_what_it_is() {
    let pki = Pki::new();
    for written in ["pkey -traditional", "pkcs8 -topk8 -nocrypt"] {
        pki.openssl(&format!("{written} -in leaf.key -out other.key"));
        let text = String::from_utf8(pki.read("other.key")).unwrap();
        let body = text.split("-----").nth(2).unwrap();
        for label in ["PRIVATE KEY", "RSA PRIVATE KEY", "EC PRIVATE KEY"] {
            let key = format!("-----BEGIN {label}-----{body}-----END {label}-----\n");
            pki.write("other.key", key);
            let answer = pki.ask(pki.files("leaf.pem", Some("other.key"))).await;
            assert!(key_belongs(&answer), "{label}: {:?}", answer.problem);
        }
    }
}

fn pfx(pki: &Pki, name: &str) -> CertificateSource {
    CertificateSource::Pfx {
        pfx: pki.path(name),
        password: Some(SecretRef::Literal(0)),
    }
}

/// A number of iterations is written in three bytes, and more of them would take minutes.
#[tokio::test]
async fn what_would_take_minutes_is_not_unlocked() {
    let pki = Pki::new();
    let number = |bytes: [u8; 3]| [&[2, 3], &bytes[..]].concat();
    for options in [
        "",
        "-nomac",
        "-certpbe NONE",
        "-legacy -certpbe PBE-SHA1-3DES",
    ] {
        let iterations = match options {
            "-nomac" => "-iter 65536 -nomac".to_owned(),
            other => format!("{other} -iter 65536").trim().to_owned(),
        };
        pki.pfx("slow.pfx", &iterations);
        let mut bytes = pki.read("slow.pfx");
        let written = number([1, 0, 0]);
        for at in 0..=bytes.len() - written.len() {
            if bytes[at..].starts_with(&written) {
                bytes[at..at + 5].copy_from_slice(&number([0x7f, 0xff, 0xff]));
            }
        }
        pki.write("slow.pfx", bytes);
        let problem = pki.ask(pfx(&pki, "slow.pfx")).await.problem;
        let Some(Problem::Unusable(why)) = problem else {
            panic!("{options}: {problem:?}");
        };
        assert!(
            why.starts_with("encrypted with more than 8000000 hash iterations"),
            "{why}"
        );
    }
}

#[tokio::test]
async fn the_keys_of_a_file_cost_no_more_than_one() {
    let pki = Pki::new();
    let scrypt = "-scrypt -scrypt_N 32768 -scrypt_r 1 -scrypt_p 1";
    pki.openssl(&format!(
        "pkcs8 -topk8 {scrypt} -in middle.key -passout PASSWORD -outform der -out dear.der"
    ));
    pki.openssl("pkcs8 -topk8 -in leaf.key -passout PASSWORD -out cheap.key");
    // All that may be spent, on a number of rounds that is no power of two: nothing is computed.
    let mut dear = pki.read("dear.der");
    let written = [2, 3, 0, 0x80, 0];
    let at = dear.windows(5).position(|these| these == written).unwrap();
    dear[at..at + 5].copy_from_slice(&[2, 3, 0x0f, 0xff, 0xff]);
    let dear = data_encoding::BASE64.encode(&dear);
    let label = "ENCRYPTED PRIVATE KEY";
    let dear = format!("-----BEGIN {label}-----\n{dear}\n-----END {label}-----\n");
    pki.write("dear.key", dear);
    pki.join("dear-first.key", &["dear.key", "cheap.key"]);
    pki.join("cheap-first.key", &["cheap.key", "dear.key"]);
    let dear = pki.ask(pki.files("leaf.pem", Some("dear-first.key"))).await;
    assert!(!key_belongs(&dear), "{:?}", dear.key);
    let cheap = pki
        .ask(pki.files("leaf.pem", Some("cheap-first.key")))
        .await;
    assert!(key_belongs(&cheap), "{:?}", cheap.key);
}

#[tokio::test]
async fn a_file_is_unlocked_once_a_run() {
    let pki = Pki::new();
    let source = pki.pfx("a.pfx", "");
    let live = live(&pki.path("root.pem"), PASSWORD);
    let query = Query { source };
    let answer = certificate::ask(&live, &query).await.unwrap();
    std::fs::remove_file(pki.path("a.pfx")).unwrap();
    assert_eq!(certificate::ask(&live, &query).await.unwrap(), answer);
    assert!(client_identity(&live, &query.source).await.is_ok());
}

#[tokio::test]
async fn certificates_are_read_however_they_are_wrapped() {
    let pki = Pki::new();
    pki.openssl("x509 -in leaf.pem -outform der -out leaf.der");
    pki.openssl("crl2pkcs7 -nocrl -certfile chain.pem -outform der -out chain.p7b");
    let (der, chain) = (pki.read("leaf.der"), pki.read("chain.p7b"));
    let base64 = |bytes: &[u8]| data_encoding::BASE64.encode(bytes);
    let pem = |label: &str, bytes: &[u8]| {
        format!(
            "-----BEGIN {label}-----\r\n{}\r\n-----END {label}-----\r\n",
            base64(bytes)
        )
    };
    for (bytes, length) in [
        (der.clone(), 1),
        ([&der[..], b"\r\n"].concat(), 1),
        ([&der[..], &[0; 16]].concat(), 1),
        (base64(&der).into(), 1),
        (base64(&chain).into(), 3),
        (pem("X509 CERTIFICATE", &der).into(), 1),
        (pem("PKCS #7 SIGNED DATA", &chain).into(), 3),
        (pem("CMS", &chain).into(), 3),
        (
            format!(
                "Bag Attributes\r\n    friendlyName: Soci\u{e9}t\u{e9}\r\n{}",
                pem("CERTIFICATE", &der)
            )
            .chars()
            .map(|c| c as u8)
            .collect(),
            1,
        ),
        (
            format!(
                "{}{}",
                pem("X509 CRL", b"\x30\x00"),
                pem("CERTIFICATE", &der)
            )
            .into(),
            1,
        ),
    ] {
        pki.write("wrapped", &bytes);
        let answer = pki.ask(pki.files("wrapped", Some("leaf.key"))).await;
        assert_eq!(
            (subjects(&answer).len(), key_belongs(&answer)),
            (length, true),
            "{:?}",
            answer.problem
        );
    }
}

#[tokio::test]
async fn what_is_something_else_is_named_as_what_it_is() {
    let pki = Pki::new();
    pki.pfx("leaf.pfx", "");
    pki.openssl("dsaparam -genkey -noout -out dsa.key 1024");
    pki.openssl("ecparam -name brainpoolP256r1 -genkey -noout -out brainpool.key");
    pki.write(
        "ssh.key",
        "-----BEGIN OPENSSH PRIVATE KEY-----\nAAEC\n-----END OPENSSH PRIVATE KEY-----\n",
    );
    for (source, named) in [
        (pki.files("leaf.csr", None), "certificate request"),
        (pki.files("leaf.pfx", None), "name it as `pfx`"),
        (pfx(&pki, "leaf.pem"), "name it as `certificate`"),
        (pki.files("leaf.key", None), "it is a private key"),
    ] {
        let problem = pki.ask(source).await.problem;
        assert!(
            matches!(&problem, Some(Problem::Unreadable(why)) if why.contains(named)),
            "{named}: {problem:?}"
        );
    }
    for (key, named) in [
        ("ssh.key", "ssh-keygen"),
        ("leaf.pfx", "name it as `pfx`"),
        ("leaf.pem", "it is a certificate"),
    ] {
        let key = pki.ask(pki.files("leaf.pem", Some(key))).await.key;
        assert!(
            matches!(&key, Key::Failed(Problem::Unreadable(why)) if why.contains(named)),
            "{named}: {key:?}"
        );
    }
    for key in ["dsa.key", "brainpool.key"] {
        let key = pki.ask(pki.files("leaf.pem", Some(key))).await.key;
        assert!(matches!(key, Key::Failed(Problem::Unusable(_))), "{key:?}");
    }
}

#[tokio::test]
async fn a_newer_certificate_of_the_same_key_in_the_file_is_noted() {
    let pki = Pki::new();
    pki.openssl("x509 -req -in leaf.csr -CA middle.pem -CAkey middle.key -CAcreateserial -days 900 -extfile leaf.cnf -out renewed.pem");
    pki.issue("other", "middle", "leaf.cnf", "/CN=other");
    for (files, newer) in [
        (&["leaf.pem", "renewed.pem"][..], true),
        (&["middle.pem", "leaf.pem", "renewed.pem"], true),
        (&["renewed.pem", "leaf.pem"], false),
        (&["leaf.pem", "leaf.pem"], false),
        (&["leaf.pem", "middle.pem", "root.pem"], false),
        (&["leaf.pem", "other.pem"], false),
    ] {
        pki.join("several.pem", files);
        let answer = pki.ask(pki.files("several.pem", Some("leaf.key"))).await;
        assert_eq!(answer.newer.is_some(), newer, "{files:?}");
        assert!(
            answer
                .newer
                .is_none_or(|newer| newer > answer.chain.leaf().unwrap().not_after)
        );
    }
}

#[tokio::test]
async fn a_file_of_another_kind_is_named_as_what_it_is() {
    let pki = Pki::new();
    pki.openssl("req -new -key leaf.key -subj /CN=leaf -out leaf.csr");
    pki.openssl("req -new -key leaf.key -subj /CN=leaf -outform der -out leaf.p10");
    pki.openssl("pkey -in leaf.key -pubout -out public.pem");
    pki.write("id.pub", "ssh-rsa AAAAB3NzaC1yc2E= user@host\n");
    pki.write(
        "id.ppk",
        "PuTTY-User-Key-File-3: ssh-rsa\nEncryption: none\n",
    );
    pki.write("store.jks", b"\xfe\xed\xfe\xed\0\0\0\x02");
    pki.write(
        "id_rsa",
        "-----BEGIN OPENSSH PRIVATE KEY-----\nAAEC\n-----END OPENSSH PRIVATE KEY-----\n",
    );
    pki.write(
        "saved.pem",
        "\u{feff}\n<!DOCTYPE html>\n<html><title>Log in</title></html>\n",
    );
    pki.write("page.crt", "<HTML><body>404</body></HTML>");
    pki.write(
        "public.asc",
        "-----BEGIN PGP PUBLIC KEY BLOCK-----\n\nmQENBF8=\n=abcd\n-----END PGP PUBLIC KEY BLOCK-----\n",
    );
    for (certificate, words) in [
        ("saved.pem", "it is a web page (HTML)"),
        ("page.crt", "it is a web page (HTML)"),
        ("public.asc", "it is a PGP (GnuPG) key"),
        ("leaf.csr", "it is a certificate request"),
        ("leaf.p10", "it is a certificate request"),
        ("public.pem", "it is a public key"),
        ("id.pub", "it is a public key of OpenSSH"),
        ("id_rsa", "`ssh-keygen -p -m PKCS8 -f FILE` converts it"),
        ("leaf.key", "it is a private key: name it as `key`"),
        ("store.jks", "`keytool -importkeystore"),
    ] {
        let problem = pki
            .ask(pki.files(certificate, Some("leaf.key")))
            .await
            .problem;
        let named = matches!(&problem, Some(Problem::Unreadable(why)) if why.contains(words));
        assert!(named, "{certificate}: {problem:?}");
    }
    for (key, words) in [
        ("leaf.pem", "it is a certificate: name it as `certificate`"),
        ("id.ppk", "it is a key of PuTTY"),
        ("id_rsa", "`ssh-keygen -p -m PKCS8 -f FILE` converts it"),
        ("leaf.p10", "it is a certificate request"),
    ] {
        let found = pki.ask(pki.files("leaf.pem", Some(key))).await.key;
        let named = matches!(&found, Key::Failed(Problem::Unreadable(why)) if why.contains(words));
        assert!(named, "{key}: {found:?}");
    }
    for damaged in ["not a certificate at all", ""] {
        pki.write("none.pem", damaged);
        let problem = pki.ask(pki.files("none.pem", None)).await.problem;
        let why = Problem::Unreadable("it is neither a PEM file nor a certificate in DER".into());
        assert_eq!(problem, Some(why));
    }
}

#[tokio::test]
async fn a_pfx_without_its_password_is_encrypted() {
    let pki = Pki::new();
    pki.pfx("locked.pfx", "-iter 100");
    let source = CertificateSource::Pfx {
        pfx: pki.path("locked.pfx"),
        password: None,
    };
    let answer = pki.ask(source).await;
    assert_eq!(answer.problem, Some(Problem::Encrypted));
    assert_eq!(answer.key, Key::Failed(Problem::Encrypted));
}
