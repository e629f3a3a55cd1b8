//! Sealed seeds between otpdoctor and `openssl cms`, in both directions, and everything that can be wrong with them.
#![allow(clippy::unwrap_used, missing_docs)]

use std::path::PathBuf;
use std::process::Command;
use std::sync::Arc;

use checks::kit::probe::certificate::Problem;
use checks::kit::probe::seed::{Answer, Opened, Query, Recipient};
use checks::kit::realm::{CertificateSource, SecretRef, Trust};
use otpdoctor::probe::{Live, Patience, seed};
use otpdoctor::secret::{Commands, Resolve, Vault};
use otpdoctor::seed::{LONGEST, SHORTEST, seal};
use rustls_pki_types::CertificateDer;
use rustls_pki_types::pem::PemObject as _;

const SEED: &[u8] = b"12345678901234567890";
/// As documented: magic number, length, seed, SHA-256.
const CONTENT: &str = "OTPDSEED1\u{14}12345678901234567890";
/// The options that make openssl seal as otpdoctor does.
const OURS: &str = "-keyopt rsa_padding_mode:oaep -keyopt rsa_oaep_md:sha256";

/// A folder with two RSA certificates and their keys.
struct Bench {
    folder: tempfile::TempDir,
}

impl Bench {
    fn new() -> Self {
        let bench = Self {
            folder: tempfile::tempdir().unwrap(),
        };
        for name in ["license", "other"] {
            bench.openssl(&format!(
                "req -x509 -newkey rsa:2048 -nodes -keyout {name}.key -out {name}.pem -days 9 -set_serial 0x4f1a00b2 -subj /O=Lab/CN={name}"
            ));
        }
        std::fs::write(bench.path("content"), CONTENT).unwrap();
        bench.openssl("dgst -sha256 -binary -out sum content");
        let sum = std::fs::read(bench.path("sum")).unwrap();
        std::fs::write(bench.path("content"), [CONTENT.as_bytes(), &sum].concat()).unwrap();
        bench
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn write(&self, name: &str, bytes: &[u8]) {
        std::fs::write(self.path(name), bytes).unwrap();
    }

    fn read(&self, name: &str) -> Vec<u8> {
        std::fs::read(self.path(name)).unwrap()
    }

    fn openssl(&self, words: &str) {
        let output = Command::new("openssl")
            .args(words.split(' '))
            .current_dir(&self.folder)
            .output();
        let output =
            output.expect("these tests need openssl: install it with `apt-get install openssl`");
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "openssl {words}: {said}");
    }

    /// A file that openssl seals with these options for a certificate.
    fn sealed_by_openssl(&self, options: &str) {
        self.openssl(&format!(
            "cms -encrypt -binary -in content -out sample.seed {options}"
        ));
    }

    fn seal(&self) -> Vec<u8> {
        let certificate = CertificateDer::from_pem_slice(&self.read("license.pem")).unwrap();
        seal(SEED, &certificate).unwrap()
    }

    async fn open_with(&self, source: CertificateSource) -> Answer {
        let vault = Vault::new(
            vec!["c4nary-pass".into()],
            Vec::new(),
            Commands::Refused,
            Resolve::Yes,
        );
        let live = Live::new(&Trust::System, None, Arc::new(vault), Patience::default());
        let query = Query {
            seed: self.path("sample.seed"),
            source,
        };
        seed::ask(&live, &query).await.unwrap()
    }

    async fn open(&self) -> Answer {
        self.open_with(self.files("license.pem", Some("license.key")))
            .await
    }

    fn files(&self, certificate: &str, key: Option<&str>) -> CertificateSource {
        CertificateSource::Files {
            certificate: self.path(certificate),
            key: key.map(|key| self.path(key)),
            password: None,
        }
    }
}

fn license() -> Option<Recipient> {
    Some(Recipient::Certificate {
        issuer: "CN=license,O=Lab".into(),
        serial: "4f1a00b2".into(),
    })
}

#[tokio::test]
async fn what_openssl_seals_is_opened() {
    let bench = Bench::new();
    // With `-stream` it is BER of indefinite length.
    for form in ["DER", "PEM", "DER -stream", "PEM -stream"] {
        bench.sealed_by_openssl(&format!(
            "-aes256 -outform {form} -recip license.pem {OURS}"
        ));
        let answer = bench.open().await;
        assert_eq!(answer.opened, Opened::Opened, "{form}");
        assert_eq!(answer.recipient, license());
    }
}

#[tokio::test]
async fn what_otpdoctor_seals_is_opened_by_openssl_and_by_itself() {
    let bench = Bench::new();
    bench.write("sample.seed", &bench.seal());
    bench.openssl(
        "cms -decrypt -inform DER -in sample.seed -inkey license.key -recip license.pem -out opened",
    );
    assert_eq!(bench.read("opened"), bench.read("content"));
    let answer = bench.open().await;
    assert_eq!(
        (answer.opened, answer.recipient),
        (Opened::Opened, license())
    );
}

#[tokio::test]
async fn no_two_sealed_seeds_are_alike() {
    let bench = Bench::new();
    assert_ne!(bench.seal(), bench.seal());
}

#[tokio::test]
async fn the_key_counts_wherever_it_comes_from() {
    let bench = Bench::new();
    bench.write("sample.seed", &bench.seal());
    bench
        .openssl("req -x509 -key license.key -out renewed.pem -days 9 -set_serial 7 -subj /CN=new");
    bench.openssl("rsa -in license.key -traditional -out pkcs1.key");
    bench.openssl(
        "pkcs12 -export -in renewed.pem -inkey license.key -out new.pfx -passout pass:c4nary-pass",
    );
    let pfx = CertificateSource::Pfx {
        pfx: bench.path("new.pfx"),
        password: Some(SecretRef::Literal(0)),
    };
    for source in [
        bench.files("renewed.pem", Some("license.key")),
        bench.files("renewed.pem", Some("pkcs1.key")),
        pfx,
    ] {
        let place = source.location();
        let answer = bench.open_with(source).await;
        assert_eq!(answer.opened, Opened::Opened, "{place}");
        assert_eq!(answer.recipient, license());
    }
}

#[tokio::test]
async fn one_of_several_recipients_is_enough() {
    let bench = Bench::new();
    bench.sealed_by_openssl(&format!(
        "-aes256 -outform DER -recip other.pem {OURS} -recip license.pem {OURS}"
    ));
    let answer = bench.open().await;
    assert_eq!(
        (answer.opened, answer.recipient),
        (Opened::Opened, license())
    );
}

#[tokio::test]
async fn a_recipient_may_be_named_by_its_key() {
    let bench = Bench::new();
    bench.sealed_by_openssl(&format!(
        "-aes256 -outform DER -keyid -recip license.pem {OURS}"
    ));
    let answer = bench.open().await;
    assert_eq!(answer.opened, Opened::Opened);
    assert!(matches!(answer.recipient, Some(Recipient::Key(id)) if id.len() == 40));
}

#[tokio::test]
async fn another_key_does_not_open_it() {
    let bench = Bench::new();
    bench.write("sample.seed", &bench.seal());
    bench.openssl("ecparam -name prime256v1 -genkey -noout -out ec.key");
    for key in ["other.key", "ec.key"] {
        let answer = bench.open_with(bench.files("license.pem", Some(key))).await;
        assert_eq!(answer.opened, Opened::WrongKey, "{key}");
        assert_eq!(answer.recipient, license());
    }
}

#[tokio::test]
async fn no_changed_byte_opens_as_another_seed() {
    let bench = Bench::new();
    let sealed = bench.seal();
    // From the initialization vector on, all is content; the header of the ciphertext has two bytes before it.
    let ciphertext = sealed.len() - 64;
    let content = |at: usize| at >= ciphertext || (ciphertext - 18..ciphertext - 2).contains(&at);
    for at in 0..sealed.len() {
        let mut changed = sealed.clone();
        changed[at] ^= 0x40;
        bench.write("sample.seed", &changed);
        let opened = bench.open().await.opened;
        if content(at) {
            assert!(matches!(opened, Opened::Corrupt(_)), "{at}: {opened:?}");
        } else if at > 150 && at < ciphertext - 60 {
            assert_eq!(opened, Opened::WrongKey, "{at}");
        }
    }
}

#[tokio::test]
async fn what_is_cut_short_is_damaged() {
    let bench = Bench::new();
    let sealed = bench.seal();
    for length in [20, 100, 300, sealed.len() - 1] {
        bench.write("sample.seed", &sealed[..length]);
        let answer = bench.open().await;
        assert!(matches!(answer.opened, Opened::Corrupt(_)), "{length}");
    }
    bench.sealed_by_openssl(&format!("-aes256 -outform PEM -recip license.pem {OURS}"));
    let text = bench.read("sample.seed");
    bench.write("sample.seed", &text[..400]);
    assert!(matches!(bench.open().await.opened, Opened::Corrupt(_)));
}

#[tokio::test]
async fn other_algorithms_are_named() {
    let bench = Bench::new();
    bench.openssl("req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -keyout ec.key -out ec.pem -subj /CN=ec");
    for (options, named) in [
        (
            "-aes256 -outform DER -recip license.pem".to_owned(),
            "RSA with PKCS#1 v1.5 padding",
        ),
        (
            "-aes256 -outform DER -recip license.pem -keyopt rsa_padding_mode:oaep".into(),
            "RSA-OAEP with SHA-1",
        ),
        (
            format!("-aes256 -outform DER -recip license.pem {OURS} -keyopt rsa_mgf1_md:sha1"),
            "RSA-OAEP with SHA-256, and SHA-1 in its mask",
        ),
        (
            format!("-aes256 -outform DER -recip license.pem {OURS} -keyopt rsa_oaep_label:6162"),
            "RSA-OAEP with a label",
        ),
        (
            format!("-aes128 -outform DER -recip license.pem {OURS}"),
            "AES-128-CBC",
        ),
        (
            format!("-des3 -outform DER -recip license.pem {OURS}"),
            "Triple DES",
        ),
        (
            format!("-aes-256-gcm -outform DER -recip license.pem {OURS}"),
            "AuthEnvelopedData (AES-GCM)",
        ),
        (
            "-aes256 -outform DER -recip ec.pem".into(),
            "key agreement, as for an EC certificate",
        ),
        (
            "-aes256 -outform DER -pwri_password secret".into(),
            "a password",
        ),
        (
            format!("-aes256 -recip license.pem {OURS}"),
            "S/MIME: write it with -outform PEM",
        ),
    ] {
        bench.sealed_by_openssl(&options);
        let opened = bench.open().await.opened;
        assert_eq!(opened, Opened::Unsupported(named.into()), "{options}");
    }
}

#[tokio::test]
async fn what_is_no_sample_is_none() {
    let bench = Bench::new();
    let no_sample = |opened| matches!(opened, Opened::NoSample(_));
    for bytes in [
        &b""[..],
        b"garbage",
        &[0x30; 5000],
        &[0; 200_000],
        b"-----BEGIN CMS",
    ] {
        bench.write("sample.seed", bytes);
        assert!(no_sample(bench.open().await.opened), "{}", bytes.len());
    }
    bench.openssl("cms -sign -in content -signer license.pem -inkey license.key -outform DER -out sample.seed");
    assert!(no_sample(bench.open().await.opened));
    bench.write("content", b"a letter");
    bench.sealed_by_openssl(&format!("-aes256 -outform DER -recip license.pem {OURS}"));
    assert!(no_sample(bench.open().await.opened));
}

#[tokio::test]
async fn a_huge_file_is_not_read() {
    let bench = Bench::new();
    let file = std::fs::File::create(bench.path("sample.seed")).unwrap();
    file.set_len(20 << 30).unwrap();
    assert!(matches!(bench.open().await.opened, Opened::NoSample(_)));
}

#[tokio::test]
async fn missing_files_are_told_apart() {
    let bench = Bench::new();
    let opened = bench.open().await.opened;
    assert_eq!(opened, Opened::File(Problem::Missing));
    bench.write("sample.seed", &bench.seal());
    for key in [None, Some("none.key")] {
        let answer = bench.open_with(bench.files("license.pem", key)).await;
        assert_eq!(answer.opened, Opened::Key(Problem::Missing));
    }
    bench.openssl("genrsa -out small.key 1024");
    let answer = bench
        .open_with(bench.files("license.pem", Some("small.key")))
        .await;
    assert!(matches!(answer.opened, Opened::Key(Problem::Unusable(_))));
}

#[test]
fn only_seeds_are_sealed_and_only_to_rsa() {
    let bench = Bench::new();
    let read = |name| CertificateDer::from_pem_slice(&bench.read(name)).unwrap();
    let license = read("license.pem");
    for (length, sound) in [
        (0, false),
        (SHORTEST - 1, false),
        (SHORTEST, true),
        (LONGEST, true),
        (LONGEST + 1, false),
    ] {
        assert_eq!(seal(&vec![7; length], &license).is_ok(), sound, "{length}");
    }
    bench.openssl("req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -keyout ec.key -out ec.pem -subj /CN=ec");
    assert!(seal(SEED, &read("ec.pem")).is_err());
    assert!(seal(SEED, &CertificateDer::from(vec![1, 2, 3])).is_err());
}
