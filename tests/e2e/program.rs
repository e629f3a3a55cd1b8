//! The program, run in a folder of its own with a clean environment, with lines on its standard input.

use std::io::Write as _;
use std::path::PathBuf;
use std::process::{Command, Stdio};

use serde_json::Value;

use crate::forms::without_fractions;

/// A folder with a config.
pub struct Program {
    folder: tempfile::TempDir,
}

/// What a run came to.
#[derive(Debug)]
pub struct Run {
    pub code: i32,
    pub out: String,
    pub err: String,
}

impl Program {
    pub fn with(config: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("otpdoctor.yaml"), config).unwrap();
        Self { folder }
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// The command, not yet run.
    pub fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_otpdoctor"));
        command
            .args(arguments)
            .current_dir(self.folder.path())
            .env_clear()
            .env("HOME", self.folder.path())
            .env("LOCALAPPDATA", self.folder.path())
            .env("API_KEY", crate::api::KEY)
            .env("GATEWAY_KEY", "Bearer canary-gateway-token")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        command
    }

    /// Runs it with these lines on standard input.
    pub fn run(&self, arguments: &[&str], input: &str) -> Run {
        let mut child = self.command(arguments).spawn().unwrap();
        // It may end before it has read everything.
        let _ = child.stdin.take().unwrap().write_all(input.as_bytes());
        let output = child.wait_with_output().unwrap();
        Run {
            code: output.status.code().unwrap_or(-1),
            out: String::from_utf8_lossy(&output.stdout).into_owned(),
            err: String::from_utf8_lossy(&output.stderr).into_owned(),
        }
    }
}

impl Run {
    /// What was said, to people and to programs, holds none of these.
    pub fn hides(self, secrets: &[&str]) -> Self {
        let (out, err) = (without_fractions(&self.out), without_fractions(&self.err));
        for secret in secrets {
            assert!(!out.contains(secret), "{secret} in {out}");
            assert!(!err.contains(secret), "{secret} in {err}");
        }
        self
    }

    pub fn json(&self) -> Value {
        serde_json::from_str(&self.out).unwrap_or_else(|why| panic!("{why}: {self:?}"))
    }

    /// Each finding as `check [realm] status [reason]`; the realm where there are several.
    pub fn steps(&self) -> Vec<String> {
        let report = self.json();
        let several = report["realms"].as_array().unwrap().len() > 1;
        let findings = report["findings"].as_array().unwrap().iter();
        let word = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        findings
            .map(|finding| {
                let realm = match several {
                    true => word(&finding["realms"][0]),
                    false => String::new(),
                };
                let reason = word(&finding["reason"]).replace("ok", "");
                let (check, status) = (word(&finding["check"]), word(&finding["status"]));
                let parts = [check, realm, status, reason];
                let parts = parts.into_iter().filter(|part| !part.is_empty());
                parts.collect::<Vec<_>>().join(" ")
            })
            .collect()
    }

    /// The first finding of this check.
    pub fn finding(&self, check: &str) -> Value {
        let report = self.json();
        let findings = report["findings"].as_array().unwrap().clone();
        let mut of = findings.into_iter().filter(|one| one["check"] == check);
        of.next()
            .unwrap_or_else(|| panic!("no finding of {check}: {self:?}"))
    }
}
