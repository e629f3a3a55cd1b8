//! The program in a folder of its own, with a config and a state.

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// A realm with every method but voice, which locks after three failures, and one that shares its count.
pub const USUAL: &str = r#"
schema: 1
appliance: {name: idp-01, platform: linux}
otp: {store: state/otp.sqlite}
defaults:
  workflow: {default_workflow: username_and_password_second_factor}
  multi_factor:
    throttling: {enabled: true, max_failed_attempts: 3, interval: 10m, storage_location: aux_id_3}
realms:
  SecureAuth1:
    multi_factor:
      phone: {field_1: sms_text_only}
      email: {field_1: html}
      help_desk_1: {enabled: true, phone: "+1 949 555 0100", email: helpdesk@example.net}
      help_desk_2: {enabled: true, phone: "+1 949 555 0101", email: helpdesk2@example.net}
      oath: {enabled: true}
      otp_length: 8
  SecureAuth2:
    multi_factor:
      email: {field_1: html}
  SecureAuth3:
    workflow: {default_workflow: username_and_password}
    multi_factor:
      email: {field_1: html}
"#;

/// A folder with a config.
pub struct Desk {
    folder: tempfile::TempDir,
}

/// What the program said.
pub struct Ran {
    pub code: i32,
    pub out: String,
    pub err: String,
}

impl Desk {
    pub fn with(config: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("otpdoctor.yaml"), config).unwrap();
        Self { folder }
    }

    pub fn usual() -> Self {
        Self::with(USUAL)
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// A program in the folder, with a clean environment.
    pub fn command(&self, program: &str) -> Command {
        let mut command = Command::new(program);
        command
            .current_dir(self.folder.path())
            .env_clear()
            .env("PATH", std::env::var_os("PATH").unwrap_or_default())
            .env("HOME", self.folder.path());
        command
    }

    /// `otpdoctor` with these words, separated by spaces.
    pub fn run(&self, words: &str) -> Ran {
        self.fed(words, "")
    }

    /// The same, with this on standard input.
    pub fn fed(&self, words: &str, stdin: &str) -> Ran {
        let mut command = self.command(BINARY);
        command.args(words.split(' '));
        finish(command, stdin)
    }

    /// A program for which it is always the same moment: 15 seconds into a time step.
    #[cfg(unix)]
    pub fn frozen(&self, program: &str) -> Command {
        let mut command = self.command("faketime");
        command
            .env("FAKETIME_DONT_FAKE_MONOTONIC", "1")
            .env("TZ", "UTC")
            .args(["-f", "2026-11-22 12:00:15", program]);
        command
    }

    /// `otpdoctor` with these words, at that moment.
    #[cfg(unix)]
    pub fn at_that_moment(&self, words: &str, stdin: &str) -> Ran {
        let mut command = self.frozen(BINARY);
        command.args(words.split(' '));
        finish(command, stdin)
    }

    /// The same, so much later.
    pub fn later(&self, by: &str, words: &str, stdin: &str) -> Ran {
        let mut command = self.command("faketime");
        command
            .env("FAKETIME_DONT_FAKE_MONOTONIC", "1")
            .args(["-f", by, BINARY])
            .args(words.split(' '));
        finish(command, stdin)
    }

    /// A code issued for jo in SecureAuth1.
    pub fn issued(&self) -> String {
        let ran = self.run("otp issue --realm SecureAuth1 --user jo --method email");
        ran.expect(0);
        ran.out.trim().to_owned()
    }

    pub fn verify(&self, code: &str) -> Ran {
        self.fed("otp verify --realm SecureAuth1 --user jo", code)
    }

    /// Every file in the folder but the config.
    pub fn files(&self) -> Vec<PathBuf> {
        let mut files = list(self.folder.path());
        files.retain(|path| !path.ends_with("otpdoctor.yaml"));
        files
    }
}

pub const BINARY: &str = env!("CARGO_BIN_EXE_otpdoctor");

impl Ran {
    /// The exit code must be this.
    #[track_caller]
    pub fn expect(&self, code: i32) -> &Self {
        assert_eq!(
            self.code, code,
            "stdout: {}\nstderr: {}",
            self.out, self.err
        );
        self
    }

    /// It must be this, and what was said on stdout must begin so.
    #[track_caller]
    pub fn says(&self, code: i32, line: &str) {
        self.expect(code);
        assert!(self.out.starts_with(line), "{} {}", self.out, self.err);
        assert_eq!(self.out.lines().count(), 1, "{}", self.out);
    }

    #[track_caller]
    pub fn complains(&self, code: i32, text: &str) {
        self.expect(code);
        assert!(self.err.contains(text), "{}", self.err);
        assert_eq!(self.out, "");
    }
}

/// Runs a command to its end.
pub fn finish(mut command: Command, stdin: &str) -> Ran {
    let program = command.get_program().to_string_lossy().into_owned();
    let mut child = command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap_or_else(|why| panic!("{program}: {why}; run tests/setup"));
    // It may end without reading.
    let _ = child.stdin.take().unwrap().write_all(stdin.as_bytes());
    let output = child.wait_with_output().unwrap();
    Ran {
        code: output.status.code().unwrap_or(-1),
        out: String::from_utf8_lossy(&output.stdout).into_owned(),
        err: String::from_utf8_lossy(&output.stderr).into_owned(),
    }
}

fn list(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).unwrap();
    entries
        .flat_map(|entry| {
            let path = entry.unwrap().path();
            if path.is_dir() {
                list(&path)
            } else {
                vec![path]
            }
        })
        .collect()
}

/// Another code of as many digits.
pub fn wrong(code: &str) -> String {
    let turn = |digit: char| char::from_digit((digit.to_digit(10).unwrap() + 1) % 10, 10).unwrap();
    code.chars().map(turn).collect()
}
