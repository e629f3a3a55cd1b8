//! A small public key infrastructure on disk, made by `openssl`.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;

use checks::kit::Answered;
use checks::kit::probe::certificate::{Answer, Query};
use checks::kit::realm::{CertificateSource, SecretRef, Trust};
use otpdoctor::probe::{Live, Patience, certificate};
use otpdoctor::secret::{Commands, Resolve, Vault};

pub(crate) const PASSWORD: &str = "c4nary-pässword";

/// A folder with an authority, an intermediate, and a leaf with its key.
pub(crate) struct Pki {
    folder: tempfile::TempDir,
}

impl Pki {
    pub(crate) fn new() -> Self {
        let pki = Self {
            folder: tempfile::tempdir().unwrap(),
        };
        pki.write(
            "ca.cnf",
            "basicConstraints=critical,CA:TRUE\nkeyUsage=keyCertSign,cRLSign\n",
        );
        pki.write(
            "leaf.cnf",
            "basicConstraints=CA:FALSE\nkeyUsage=digitalSignature\nextendedKeyUsage=clientAuth\n\
             subjectAltName=DNS:idp.example.net,IP:192.0.2.7\n",
        );
        pki.openssl("req -x509 -newkey rsa:2048 -nodes -keyout root.key -out root.pem -subj /O=Example/CN=Root -days 3650");
        pki.issue("middle", "root", "ca.cnf", "/CN=Middle");
        pki.issue(
            "leaf",
            "middle",
            "leaf.cnf",
            "/C=US/O=Example,Inc./CN=idp.example.net",
        );
        pki.join("chain.pem", &["leaf.pem", "middle.pem"]);
        pki
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub(crate) fn write(&self, name: &str, content: impl AsRef<[u8]>) {
        std::fs::write(self.path(name), content).unwrap();
    }

    pub(crate) fn read(&self, name: &str) -> Vec<u8> {
        std::fs::read(self.path(name)).unwrap()
    }

    pub(crate) fn join(&self, name: &str, parts: &[&str]) {
        self.write(
            name,
            parts
                .iter()
                .map(|part| self.read(part))
                .collect::<Vec<_>>()
                .concat(),
        );
    }

    /// Runs openssl in the folder. A `PASSWORD` among the words stands for the password.
    pub(crate) fn openssl(&self, words: &str) {
        let words: Vec<String> = words
            .split(' ')
            .map(|word| word.replace("PASSWORD", &format!("pass:{PASSWORD}")))
            .collect();
        let output = Command::new("openssl")
            .args(&words)
            .current_dir(&self.folder)
            .output();
        let output =
            output.expect("these tests need openssl: install it with `apt-get install openssl`");
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "openssl {words:?}: {said}");
    }

    pub(crate) fn issue(&self, name: &str, issuer: &str, extensions: &str, subject: &str) {
        self.openssl(&format!(
            "req -newkey rsa:2048 -nodes -keyout {name}.key -out {name}.csr -subj {subject}"
        ));
        self.openssl(&format!(
            "x509 -req -in {name}.csr -CA {issuer}.pem -CAkey {issuer}.key -CAcreateserial -days 365 -extfile {extensions} -out {name}.pem"
        ));
    }

    /// A PKCS#12 file of leaf, key and intermediate, made with these options.
    pub(crate) fn pfx(&self, name: &str, options: &str) -> CertificateSource {
        let options = match options {
            "" => String::new(),
            options => format!(" {options}"),
        };
        self.openssl(&format!(
            "pkcs12 -export -in leaf.pem -inkey leaf.key -certfile middle.pem -out {name} -passout PASSWORD{options}"
        ));
        CertificateSource::Pfx {
            pfx: self.path(name),
            password: Some(SecretRef::Literal(0)),
        }
    }

    pub(crate) fn files(&self, certificate: &str, key: Option<&str>) -> CertificateSource {
        CertificateSource::Files {
            certificate: self.path(certificate),
            key: key.map(|key| self.path(key)),
            password: Some(SecretRef::Literal(0)),
        }
    }

    pub(crate) async fn ask(&self, source: CertificateSource) -> Answer {
        try_ask(&self.path("root.pem"), source).await.unwrap()
    }

    /// What a PKCS#12 file of the folder is with this password.
    pub(crate) async fn ask_with(&self, pfx: &str, password: &str) -> Answer {
        let source = CertificateSource::Pfx {
            pfx: self.path(pfx),
            password: Some(SecretRef::Literal(0)),
        };
        let answer = with_password(&self.path("root.pem"), source, password).await;
        answer.unwrap()
    }
}

pub(crate) async fn try_ask(root: &Path, source: CertificateSource) -> Answered<Answer> {
    with_password(root, source, PASSWORD).await
}

async fn with_password(root: &Path, source: CertificateSource, password: &str) -> Answered<Answer> {
    certificate::ask(&live(root, password), &Query { source }).await
}

pub(crate) fn live(root: &Path, password: &str) -> Live {
    let vault = Vault::new(
        vec![password.into()],
        Vec::new(),
        Commands::Refused,
        Resolve::Yes,
    );
    Live::new(
        &Trust::File(root.into()),
        None,
        Arc::new(vault),
        Patience::default(),
    )
}

/// What openssl says is the SHA-1 of a certificate.
pub(crate) fn fingerprint(pki: &Pki, name: &str) -> String {
    pki.openssl(&format!("x509 -in {name} -outform der -out printed.der"));
    pki.openssl("dgst -sha1 -r -out printed.sha1 printed.der");
    let printed = String::from_utf8(pki.read("printed.sha1")).unwrap();
    printed.split(' ').next().unwrap().to_owned()
}
