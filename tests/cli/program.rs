//! Running the program in a folder of its own.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// A folder with a config, and the program run in it with a clean environment.
pub struct Program {
    folder: tempfile::TempDir,
}

/// A config that needs no server.
pub const QUIET: &str = "schema: 1\nappliance: {name: idp-01, platform: linux}\nrealms:\n  SecureAuth1: {}\n  SecureAuth2: {}\n";

impl Program {
    /// A folder with this config.
    pub fn with(config: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("otpdoctor.yaml"), config).unwrap();
        Self { folder }
    }

    /// A file in the folder.
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
            .env("LOCALAPPDATA", self.folder.path());
        command
    }

    /// Runs it.
    pub fn run(&self, arguments: &[&str]) -> Output {
        self.command(arguments).output().unwrap()
    }

    /// Runs it and looks at the exit code.
    pub fn expect(&self, arguments: &[&str], code: i32) -> (String, String) {
        let output = self.run(arguments);
        let (out, err) = (text(&output.stdout), text(&output.stderr));
        assert_eq!(
            output.status.code(),
            Some(code),
            "{arguments:?}\n{out}\n{err}"
        );
        (out, err)
    }

    /// Every file in the folder but the config, with its text.
    pub fn files(&self) -> Vec<(PathBuf, String)> {
        list(self.folder.path())
            .into_iter()
            .map(|path| (path.clone(), text(&std::fs::read(&path).unwrap())))
            .collect()
    }
}

fn list(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path());
    entries
        .filter(|path| path.is_file() && path.file_name().unwrap() != "otpdoctor.yaml")
        .collect()
}

/// Bytes as text, whatever they are.
pub fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}
