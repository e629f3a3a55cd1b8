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

    /// Each step of the chains as `name outcome reason`.
    pub fn steps(&self) -> Vec<String> {
        let journey = self.json();
        let chains = journey["chains"].as_array().unwrap().clone();
        let steps = chains
            .iter()
            .flat_map(|chain| chain["steps"].as_array().unwrap());
        let word = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        steps
            .map(|step| {
                let parts = ["name", "subject", "outcome", "reason"].map(|key| word(&step[key]));
                let parts: Vec<String> =
                    parts.into_iter().filter(|part| !part.is_empty()).collect();
                parts.join(" ")
            })
            .collect()
    }
}
