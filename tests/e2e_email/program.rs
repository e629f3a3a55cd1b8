//! Runs the program as a user does, and holds its chain against what it should be.

use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};

use serde_json::Value;

use crate::keys::Pki;

/// A realm, the server it sends by, and the mailbox that is looked into.
pub(crate) struct Setup {
    /// The realm's `smtp` settings.
    pub(crate) smtp: String,
    /// The settings of the mailbox.
    pub(crate) mailbox: String,
    /// The realm's sender.
    pub(crate) sender: String,
}

/// How a run ended.
pub(crate) struct Run {
    pub(crate) code: i32,
    pub(crate) report: Value,
    /// All that was said, on both streams.
    pub(crate) said: String,
}

impl Setup {
    /// Sends by this port as these settings say, and looks into this mailbox.
    pub(crate) fn new(port: u16, settings: &str, mailbox: &str) -> Self {
        Self {
            smtp: format!("{{server_address: 127.0.0.1, port: {port}, {settings}}}"),
            mailbox: format!("{{{mailbox}}}"),
            sender: "probe@otp.test".into(),
        }
    }

    pub(crate) fn config(&self) -> String {
        format!(
            "schema: 1\nappliance:\n  name: idp-01\n  platform: linux\n  trust: {{file: {}}}\nprobes:\n  mailbox: {}\n\
             realms:\n  SecureAuth1:\n    overview:\n      smtp: {}\n      email: {{sender_address: {}, sender_name: Zürich Support, subject: Ihr Zugangscode für heute}}\n    \
             multi_factor: {{email: {{field_1: text}}}}\n",
            Pki::shared().path("ca.pem"),
            self.mailbox,
            self.smtp,
            self.sender,
        )
    }

    /// Runs the probe with these further arguments.
    pub(crate) fn probe(&self, more: &[&str]) -> Run {
        self.probe_typing(more, "")
    }

    /// Runs the probe; the person types this.
    pub(crate) fn probe_typing(&self, more: &[&str], typed: &str) -> Run {
        let folder = tempfile::tempdir().unwrap();
        let mut child = command(folder.path(), &self.config(), more)
            .spawn()
            .unwrap();
        child
            .stdin
            .take()
            .unwrap()
            .write_all(typed.as_bytes())
            .unwrap();
        let output = child.wait_with_output().unwrap();
        let stdout = String::from_utf8_lossy(&output.stdout).into_owned();
        let said = format!("{stdout}{}", String::from_utf8_lossy(&output.stderr));
        Run {
            code: output.status.code().unwrap(),
            report: serde_json::from_str(&stdout).unwrap_or(Value::Null),
            said,
        }
    }
}

/// The command, ready to be spawned.
pub(crate) fn command(folder: &Path, config: &str, more: &[&str]) -> Command {
    std::fs::write(folder.join("otpdoctor.yaml"), config).unwrap();
    let mut command = Command::new(env!("CARGO_BIN_EXE_otpdoctor"));
    command
        .args([
            "probe",
            "email",
            "--config",
            "otpdoctor.yaml",
            "--store",
            "state.db",
            "-o",
            "json",
        ])
        // A busy machine takes its time, and a test that fails need not take two minutes.
        .args(match more.contains(&"--wait") {
            true => &[][..],
            false => &["--wait", "20s"],
        })
        .args(more)
        .current_dir(folder)
        .env_clear()
        .env("HOME", folder)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    command
}

impl Run {
    fn findings(&self) -> &Vec<Value> {
        let findings = self.report["findings"].as_array();
        findings.unwrap_or_else(|| panic!("no report: {}", self.said))
    }

    /// The finding of this step or check.
    pub(crate) fn step(&self, name: &str) -> &Value {
        let found = self.findings().iter().find(|one| one["check"] == name);
        found.unwrap_or_else(|| panic!("no step {name}: {}", self.said))
    }

    /// From the first of them on steps end as written: `email-send pass`, `email-arrival warn in-junk`.
    pub(crate) fn ends(&self, expected: &[&str]) -> &Self {
        let told: Vec<String> = self
            .findings()
            .iter()
            .map(|step| {
                let part = |key: &str| step[key].as_str().unwrap_or_default().to_owned();
                let reason = part("reason").replace("ok", "");
                format!("{} {} {reason}", part("check"), part("status"))
                    .trim()
                    .to_owned()
            })
            .collect();
        let from = told.len().saturating_sub(expected.len());
        assert_eq!(told[from..], *expected, "{}", self.said);
        self
    }

    /// The evidence of this name in a step.
    pub(crate) fn fact(&self, step: &str, name: &str) -> String {
        let evidence = self.step(step)["evidence"].as_array().unwrap();
        let found = evidence.iter().find(|one| one["name"] == name);
        let found = found.unwrap_or_else(|| panic!("no evidence {name}: {}", self.said));
        found["value"].as_str().unwrap().to_owned()
    }
}
