//! Certificates as administrators make them: by `openssl`.

use std::path::PathBuf;
use std::process::Command;
use std::sync::OnceLock;

use super::harness::{tool, write};

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
        pki.issue("expired", "server", "ca", "-400d");
        pki.issue("elsewhere", "elsewhere", "ca", "-1d");
        pki.issue("untrusted", "server", "stranger", "-1d");
        pki.issue("client", "client", "ca", "-1d");
        pki.issue("client-expired", "client", "ca", "-400d");
        pki.issue("client-unfit", "unfit", "ca", "-1d");
        pki.issue("client-of-stranger", "client", "stranger", "-1d");
        pki.issue("client-ending", "client", "ca", "-350d");
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
        let file = |extension: &str| format!("{name}.{extension}");
        let subject = format!("/CN={name}");
        self.openssl(&["req", "-new", "-config", "openssl.cnf"])
            .args([
                "-newkey",
                "ec",
                "-pkeyopt",
                "ec_paramgen_curve:P-256",
                "-nodes",
            ])
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
        self.command("faketime")
            .args(["-f", begins, "openssl", "x509", "-req", "-days", "365"])
            .args(["-extfile", "openssl.cnf", "-extensions", kind])
            .args(["-CA", &ca, "-CAkey", &ca_key, "-CAcreateserial"])
            .args(["-in", &file("csr"), "-out", &file("pem")])
            .run();
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
