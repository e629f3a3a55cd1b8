//! Private keys in every form, also encrypted.

use checks::kit::probe::certificate::{Key, Problem};

use crate::pki::Pki;
use crate::{WHOLE, key_belongs, subjects};

#[tokio::test]
async fn keys_are_read_in_every_common_form() {
    let pki = Pki::new();
    for (name, command) in [
        ("pkcs1.pem", "rsa -in leaf.key -traditional -out pkcs1.pem"),
        (
            "pkcs1.der",
            "rsa -in leaf.key -traditional -outform der -out pkcs1.der",
        ),
        (
            "pkcs8.der",
            "pkcs8 -topk8 -nocrypt -in leaf.key -outform der -out pkcs8.der",
        ),
        (
            "aes.pem",
            "pkcs8 -topk8 -v2 aes-256-cbc -in leaf.key -passout PASSWORD -out aes.pem",
        ),
        (
            "aes.der",
            "pkcs8 -topk8 -v2 aes-128-cbc -in leaf.key -passout PASSWORD -outform der -out aes.der",
        ),
        (
            "3des.pem",
            "pkcs8 -topk8 -v2 des3 -in leaf.key -passout PASSWORD -out 3des.pem",
        ),
        (
            "scrypt.pem",
            "pkcs8 -topk8 -scrypt -in leaf.key -passout PASSWORD -out scrypt.pem",
        ),
        (
            "sha1-3des.pem",
            "pkcs8 -topk8 -v1 PBE-SHA1-3DES -in leaf.key -passout PASSWORD -out sha1-3des.pem",
        ),
        (
            "rc2.der",
            "pkcs8 -topk8 -v1 PBE-SHA1-RC2-40 -provider legacy -provider default -in leaf.key -passout PASSWORD -outform der -out rc2.der",
        ),
        (
            "aes-128.pem",
            "rsa -in leaf.key -traditional -aes128 -passout PASSWORD -out aes-128.pem",
        ),
        (
            "aes-192.pem",
            "rsa -in leaf.key -traditional -aes192 -passout PASSWORD -out aes-192.pem",
        ),
        (
            "aes-256.pem",
            "rsa -in leaf.key -traditional -aes256 -passout PASSWORD -out aes-256.pem",
        ),
        (
            "des3.pem",
            "rsa -in leaf.key -traditional -des3 -passout PASSWORD -out des3.pem",
        ),
    ] {
        pki.openssl(command);
        let answer = pki.ask(pki.files("leaf.pem", Some(name))).await;
        assert!(key_belongs(&answer), "{name}: {:?}", answer.key);
    }
}

#[tokio::test]
async fn elliptic_keys_are_read_too() {
    let pki = Pki::new();
    for (curve, bits) in [("prime256v1", 256), ("secp384r1", 384), ("secp521r1", 521)] {
        pki.openssl(&format!("ecparam -name {curve} -genkey -noout -out ec.key"));
        pki.openssl("req -x509 -key ec.key -out ec.pem -subj /CN=ec");
        let answer = pki.ask(pki.files("ec.pem", Some("ec.key"))).await;
        assert!(key_belongs(&answer), "{curve}: {:?}", answer.key);
        let leaf = answer.chain.leaf().unwrap();
        assert_eq!((leaf.key.algorithm.as_str(), leaf.key.bits), ("EC", bits));
        // Of the longest curve it is not known.
        let holds = (bits < 521).then_some(true);
        assert_eq!(leaf.signature_holds, holds, "{curve}");
    }
}

/// A salt of another length is a limit of ours: the signature is not forged.
#[tokio::test]
async fn a_pss_signature_holds_where_its_salt_can_be_verified_and_is_not_known_elsewhere() {
    let pki = Pki::new();
    pki.openssl("genrsa -out pss.key 2048");
    let options = "-sigopt rsa_padding_mode:pss -sigopt rsa_pss_saltlen";
    for (hash, salt, holds) in [
        ("sha256", "32", Some(true)),
        ("sha384", "48", Some(true)),
        ("sha256", "20", None),
        ("sha256", "max", None),
        ("sha512", "32", None),
    ] {
        pki.openssl(&format!(
            "req -x509 -key pss.key -out pss.pem -subj /CN=pss -{hash} {options}:{salt}"
        ));
        let answer = pki.ask(pki.files("pss.pem", Some("pss.key"))).await;
        let leaf = answer.chain.leaf().unwrap();
        assert_eq!(leaf.signature_holds, holds, "{hash} {salt}");
    }
}

#[tokio::test]
async fn a_key_of_another_certificate_shows_by_its_public_key() {
    let pki = Pki::new();
    pki.openssl("genrsa -out stray.key 2048");
    for key in ["middle.key", "stray.key"] {
        let answer = pki.ask(pki.files("chain.pem", Some(key))).await;
        assert!(matches!(answer.key, Key::Present { .. }), "{key}");
        assert!(!key_belongs(&answer), "{key}");
        assert_eq!(subjects(&answer), WHOLE, "{key}");
    }
}

#[tokio::test]
async fn an_encrypted_key_wants_its_password() {
    let pki = Pki::new();
    pki.openssl("pkcs8 -topk8 -in leaf.key -passout pass:another -out locked.key");
    let answer = pki.ask(pki.files("leaf.pem", Some("locked.key"))).await;
    assert_eq!(answer.key, Key::Failed(Problem::WrongPassword));
    pki.openssl("rsa -in leaf.key -traditional -aes128 -passout pass:another -out proc-type.key");
    let answer = pki.ask(pki.files("leaf.pem", Some("proc-type.key"))).await;
    assert_eq!(answer.key, Key::Failed(Problem::WrongPassword));
    for command in [
        "rsa -in leaf.key -traditional -camellia128 -passout PASSWORD -out rare.key",
        "pkcs8 -topk8 -v1 PBE-MD5-DES -provider legacy -provider default -in leaf.key -passout PASSWORD -out rare.key",
    ] {
        pki.openssl(command);
        let answer = pki.ask(pki.files("leaf.pem", Some("rare.key"))).await;
        let Key::Failed(Problem::Unusable(why)) = &answer.key else {
            panic!("{:?}", answer.key)
        };
        assert!(why.contains("openssl pkcs8 -topk8"), "{why}");
    }
}

#[tokio::test]
async fn of_several_keys_in_a_file_the_one_of_the_certificate_counts() {
    let pki = Pki::new();
    pki.openssl("rsa -in leaf.key -traditional -aes256 -passout PASSWORD -out locked.key");
    pki.openssl("pkcs8 -topk8 -in middle.key -passout pass:another -out other.key");
    pki.join("two.key", &["middle.key", "leaf.key"]);
    pki.join("locked-two.key", &["other.key", "locked.key"]);
    pki.join("all.pem", &["locked.key", "chain.pem"]);
    for (certificate, key) in [
        ("chain.pem", Some("two.key")),
        ("chain.pem", Some("locked-two.key")),
        ("all.pem", None),
    ] {
        assert!(
            key_belongs(&pki.ask(pki.files(certificate, key)).await),
            "{key:?}"
        );
    }
}
