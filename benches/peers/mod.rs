//! The peers that are no Rust: built and installed for one run, and run as processes of their own.

use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use crate::{REPEATS, REPEATS_OF_PYTHON, Side};

/// The peers that are no Rust: built and installed for this run.
pub struct Peers {
    liboath: PathBuf,
    python: Option<PathBuf>,
}

impl Peers {
    pub fn build(folder: &Path) -> Self {
        let liboath = folder.join("liboath");
        let built = Command::new("gcc")
            .args(["-O2", "-o"])
            .arg(&liboath)
            .arg(source("liboath.c"))
            .arg("-loath")
            .status();
        let built = built.is_ok_and(|status| status.success());
        assert!(built, "gcc or liboath-dev is missing: run tests/setup");
        let python = Self::venv(&folder.join("venv"));
        Self { liboath, python }
    }

    /// A Python of its own with pyotp from PyPI.
    fn venv(folder: &Path) -> Option<PathBuf> {
        let python = folder.join("bin/python");
        let mut venv = Command::new("python3");
        venv.args(["-m", "venv"]).arg(folder);
        let mut pip = Command::new(&python);
        pip.args(["-m", "pip", "install", "--quiet", "pyotp"]);
        pip.arg("--disable-pip-version-check");
        let done = [venv, pip]
            .iter_mut()
            .all(|command| command.status().is_ok_and(|status| status.success()));
        if !done {
            println!(
                "\nPYOTP IS NOT MEASURED: a venv with pyotp could not be made (is PyPI there?)"
            );
        }
        done.then_some(python)
    }

    pub fn liboath(&self, cases: &Path) -> Side {
        let mut command = Command::new(&self.liboath);
        command.arg(cases).arg(REPEATS.to_string());
        Side::new("liboath (C)", Run::process(command))
    }

    pub fn pyotp(&self, cases: &Path, key: &str) -> Option<Side> {
        let mut command = Command::new(self.python.as_ref()?);
        command.arg(source("verify.py"));
        command
            .arg(cases)
            .arg(REPEATS_OF_PYTHON.to_string())
            .arg(key);
        Some(Side::new("pyotp (Python)", Run::process(command)))
    }
}

fn source(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("benches/peers")
        .join(name)
}

/// Where a round runs. It says how many nanoseconds a verification took.
pub enum Run {
    Inside(Box<dyn FnMut() -> f64>),
    Process {
        child: Child,
        input: Option<ChildStdin>,
        output: BufReader<ChildStdout>,
    },
}

impl Run {
    fn process(mut command: Command) -> Self {
        let mut child = command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let input = child.stdin.take();
        let output = BufReader::new(child.stdout.take().unwrap());
        Self::Process {
            child,
            input,
            output,
        }
    }

    pub fn round(&mut self) -> f64 {
        match self {
            Self::Inside(round) => round(),
            Self::Process { input, output, .. } => {
                writeln!(input.as_mut().unwrap()).unwrap();
                let mut line = String::new();
                output.read_line(&mut line).unwrap();
                line.trim().parse().expect("a peer verified wrongly")
            }
        }
    }
}

impl Drop for Run {
    fn drop(&mut self) {
        if let Self::Process { child, input, .. } = self {
            // The end of its input ends it.
            drop(input.take());
            child.wait().unwrap();
        }
    }
}
