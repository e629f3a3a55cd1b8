//! Certificates as administrators make them: by `openssl`.

use std::path::PathBuf;
use std::process::Command;
use std::sync::OnceLock;

use super::harness::{clock_off_by, tool, write};

/// The tool reads this instead of what the distribution says.
const CONFIG: &str = "\
[req]
distinguished_name = name
[name]
[authority]
basicConstraints = critical, CA:TRUE
keyUsage = critical, keyCertSign, cRLSign
subjectKeyIdentifier = hash
[server]
basicConstraints = critical, CA:FALSE
keyUsage = critical, digitalSignature
extendedKeyUsage = serverAuth
subjectAltName = DNS:mail.otp.test, DNS:services.otp.test, DNS:certs.otp.test, IP:127.0.0.1
[elsewhere]
basicConstraints = critical, CA:FALSE
keyUsage = critical, digitalSignature
extendedKeyUsage = serverAuth
subjectAltName = DNS:elsewhere.otp.test
[client]
basicConstraints = critical, CA:FALSE
keyUsage = critical, digitalSignature
extendedKeyUsage = clientAuth
[unfit]
basicConstraints = critical, CA:FALSE
keyUsage = critical, digitalSignature
extendedKeyUsage = serverAuth
";

/// A folder with an authority that is trusted (`ca`), one that is not (`stranger`), and certificates of both.
/// Each is `NAME.pem` with its key in `NAME.key`.
pub(crate) struct Pki {
    folder: PathBuf,
}

impl Pki {
    /// The one of this process: keys take time to make.
    pub(crate) fn shared() -> &'static Self {
        static SHARED: OnceLock<Pki> = OnceLock::new();
        SHARED.get_or_init(Self::make)
    }

    fn make() -> Self {
        let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("daemons-keys");
        let _ = std::fs::remove_dir_all(&folder);
        write(&folder, "openssl.cnf", CONFIG);
        let pki = Self { folder };
        pki.authority("ca", "Otp Test Root");
        pki.authority("stranger", "Some Inspecting Firewall");
        pki.issue("sound", "server", "ca", "-1d");
        for key in [
            "brainpoolP256r1",
            "brainpoolP384r1",
            "ed448",
            "P-521",
            "ed25519",
        ] {
            pki.issue_for(key, key, "server", "ca", "-1d");
        }
        pki.issue("expired", "server", "ca", "-400d");
        pki.issue("elsewhere", "elsewhere", "ca", "-1d");
        pki.issue("untrusted", "server", "stranger", "-1d");
        pki.issue("client", "client", "ca", "-1d");
        pki.issue("client-expired", "client", "ca", "-400d");
        pki.issue("client-unfit", "unfit", "ca", "-1d");
        pki.issue("client-of-stranger", "client", "stranger", "-1d");
        pki.join(
            "client-of-stranger-with-issuer",
            &["client-of-stranger", "stranger"],
        );
        pki.issue("client-ending", "client", "ca", "-350d");
        pki.issue("client-early", "client", "ca", "+30d");
        pki.openssl(&[
            "pkcs12",
            "-export",
            "-in",
            "client.pem",
            "-inkey",
            "client.key",
        ])
        .args(["-passout", "pass:s3cret-pfx", "-out", "client.pfx"])
        .run();
        pki
    }

    fn authority(&self, name: &str, subject: &str) {
        let subject = format!("/CN={subject}");
        let (key, certificate) = (format!("{name}.key"), format!("{name}.pem"));
        self.openssl(&[
            "req",
            "-x509",
            "-config",
            "openssl.cnf",
            "-extensions",
            "authority",
            "-days",
            "3650",
        ])
        .args([
            "-newkey",
            "ec",
            "-pkeyopt",
            "ec_paramgen_curve:P-256",
            "-nodes",
        ])
        .args(["-subj", &subject, "-keyout", &key, "-out", &certificate])
        .run();
    }

    /// A certificate that is valid for a year, from `begins` on.
    fn issue(&self, name: &str, kind: &str, issuer: &str, begins: &str) {
        self.issue_for("P-256", name, kind, issuer, begins);
    }

    /// For a key on this curve of ECDSA, or of this algorithm.
    fn issue_for(&self, key: &str, name: &str, kind: &str, issuer: &str, begins: &str) {
        let curve = format!("ec_paramgen_curve:{key}");
        let key = match key.starts_with("ed") {
            true => vec![key],
            false => vec!["ec", "-pkeyopt", &curve],
        };
        let file = |extension: &str| format!("{name}.{extension}");
        let subject = format!("/CN={name}");
        self.openssl(&["req", "-new", "-config", "openssl.cnf"])
            .arg("-newkey")
            .args(key)
            .arg("-nodes")
            .args([
                "-subj",
                &subject,
                "-keyout",
                &file("key"),
                "-out",
                &file("csr"),
            ])
            .run();
        let (ca, ca_key) = (format!("{issuer}.pem"), format!("{issuer}.key"));
        let wrapper = clock_off_by(begins);
        self.command(&wrapper[0])
            .args(&wrapper[1..])
            .args(["openssl", "x509", "-req", "-days", "365"])
            .args(["-extfile", "openssl.cnf", "-extensions", kind])
            .args(["-CA", &ca, "-CAkey", &ca_key, "-CAcreateserial"])
            .args(["-in", &file("csr"), "-out", &file("pem")])
            .run();
    }

    /// A file with the chain of these, and the key of the first.
    fn join(&self, name: &str, certificates: &[&str]) {
        let read = |file: String| std::fs::read_to_string(self.path(&file)).unwrap();
        let chain = certificates.iter().map(|one| read(format!("{one}.pem")));
        write(
            &self.folder,
            &format!("{name}.pem"),
            &chain.collect::<String>(),
        );
        let key = read(format!("{}.key", certificates[0]));
        write(&self.folder, &format!("{name}.key"), &key);
    }

    fn openssl(&self, arguments: &[&str]) -> Command {
        let mut command = self.command("openssl");
        command.args(arguments);
        command
    }

    fn command(&self, program: &str) -> Command {
        let mut command = Command::new(program);
        command.current_dir(&self.folder);
        command
    }

    /// A file of it, such as `ca.pem` or `sound.key`.
    pub(crate) fn path(&self, name: &str) -> String {
        let path = self.folder.join(name);
        assert!(path.is_file(), "no {name} was made");
        path.display().to_string()
    }
}

/// Reads better at the end of a chain.
trait Run {
    fn run(&mut self);
}

impl Run for Command {
    fn run(&mut self) {
        tool(self);
    }
}
