//! Certificates and keys in the forms in which people have them.

use checks::kit::probe::certificate::{Key, Problem};
use checks::kit::realm::CertificateSource;

use crate::pki::Pki;
use crate::{key_belongs, subjects};

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
