//! Files and settings: made by the commands of the report.

use std::path::Path;
use std::process::Command;

use serde::Deserialize;

use super::report::Input;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Files {
    /// Commands for the shell that make the files; `root.pem`, `leaf.pem` of it and `leaf.key` are there.
    #[serde(default)]
    make: String,
    /// The selected certificate as the config has it, or a whole config.
    #[serde(default)]
    certificate: String,
    #[serde(default)]
    config: String,
}

/// A root, and a certificate for clients below it.
const PAIR: &str = r#"set -e
openssl req -x509 -newkey rsa:2048 -nodes -keyout root.key -out root.pem -days 400 -subj /CN=Root -addext basicConstraints=critical,CA:TRUE
openssl req -newkey rsa:2048 -nodes -keyout leaf.key -out leaf.csr -subj /CN=appliance
printf 'extendedKeyUsage=clientAuth\nkeyUsage=digitalSignature\n' >clientAuth
openssl x509 -req -in leaf.csr -CA root.pem -CAkey root.key -days 300 -out leaf.pem -extfile clientAuth
"#;

impl Input for Files {
    const ONLY: &str = "certificate-validity,certificate-chain,certificate-use,key-match";

    fn stage(&self, folder: &Path) -> String {
        if !self.config.is_empty() {
            return self.config.clone();
        }
        let made = Command::new("bash")
            .args(["-c", &format!("{PAIR}{}", self.make)])
            .current_dir(folder)
            .output()
            .unwrap();
        assert!(
            made.status.success(),
            "{}",
            String::from_utf8_lossy(&made.stderr)
        );
        let certificate = &self.certificate;
        format!(
            "schema: 1
appliance: {{name: idp-01, platform: windows, trust: {{file: root.pem}}}}
certificates: {{license: {certificate}}}
realms: {{R: {{client_certificate: license}}}}
"
        )
    }
}
