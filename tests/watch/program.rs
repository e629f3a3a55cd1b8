//! A watch under way: its lines as they come, its signals, its folder.

use std::io::{BufRead as _, BufReader, Read};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

/// How long something is waited for that must happen.
pub const PATIENCE: Duration = Duration::from_secs(60);

/// A folder with a config.
pub struct Place {
    folder: tempfile::TempDir,
}

impl Place {
    pub fn with(config: &str) -> Self {
        let place = Self {
            folder: tempfile::tempdir().unwrap(),
        };
        place.write("otpdoctor.yaml", config);
        place
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Writes a file, whole or not at all: a watch may be reading it.
    pub fn write(&self, name: &str, text: &str) {
        let new = self.path("new");
        std::fs::write(&new, text).unwrap();
        std::fs::rename(new, self.path(name)).unwrap();
    }

    pub fn read(&self, name: &str) -> String {
        let bytes = std::fs::read(self.path(name)).unwrap_or_default();
        String::from_utf8_lossy(&bytes).into_owned()
    }

    /// Begins a watch that runs again and again at once.
    pub fn watch(&self, arguments: &[&str]) -> Watch {
        self.watch_with(arguments, &[])
    }

    pub fn watch_with(&self, arguments: &[&str], env: &[(&str, &str)]) -> Watch {
        let usual = [
            ("--reports", "kept"),
            ("--every", "30ms"),
            ("--jitter", "0s"),
        ];
        let usual = usual.iter().filter(|(flag, _)| !arguments.contains(flag));
        let mut child = Command::new(env!("CARGO_BIN_EXE_otpdoctor"))
            .arg("watch")
            .args(usual.flat_map(|(flag, value)| [flag, value]))
            .args(arguments)
            .current_dir(self.folder.path())
            .env_clear()
            .env("HOME", self.folder.path())
            .env("LOCALAPPDATA", self.folder.path())
            .env("PATH", "/usr/bin:/bin")
            .envs(env.iter().copied())
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        Watch {
            out: Lines::of(child.stdout.take().unwrap()),
            err: Lines::of(child.stderr.take().unwrap()),
            child,
        }
    }

    /// Watches for so many runs, to its end.
    pub fn runs(&self, number: u32, arguments: &[&str]) -> Ended {
        let number = number.to_string();
        let arguments = [&["--runs", &number], arguments].concat();
        self.watch(&arguments).end()
    }

    /// Every file, those that are kept too, with its bytes as text.
    pub fn files(&self) -> Vec<(String, String)> {
        let names = |folder: &str| {
            let entries = std::fs::read_dir(self.path(folder)).into_iter().flatten();
            let names = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap());
            names
                .map(|name| format!("{folder}{name}"))
                .collect::<Vec<_>>()
        };
        let all = [names(""), names("kept/")].concat();
        let files = all.into_iter().filter(|name| self.path(name).is_file());
        files.map(|name| (name.clone(), self.read(&name))).collect()
    }
}

/// A watch under way.
pub struct Watch {
    child: Child,
    pub out: Lines,
    pub err: Lines,
}

/// What a watch said and how it ended.
pub struct Ended {
    pub out: Vec<String>,
    pub err: String,
    pub code: i32,
}

impl Watch {
    /// Sends a signal and waits for the end.
    pub fn stop(self, signal: &str) -> Ended {
        let pid = self.child.id().to_string();
        let sent = Command::new("kill").args(["-s", signal, &pid]).status();
        assert!(sent.unwrap().success());
        self.end()
    }

    /// Ends it as the system does that has no memory left.
    pub fn kill(mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    /// Waits for the end.
    pub fn end(mut self) -> Ended {
        let (out, err) = (self.out.rest(), self.err.rest());
        let status = self.child.wait().unwrap();
        Ended {
            out,
            err: err.join("\n"),
            code: status.code().unwrap(),
        }
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Ended {
    /// The lines about changes: neither the first nor the last.
    pub fn changes(&self) -> Vec<&str> {
        let said = self.out.iter().map(String::as_str);
        said.filter(|line| !line.contains(" watches ") && !line.contains(" ends after "))
            .collect()
    }
}

/// Lines as they come.
pub struct Lines {
    coming: Receiver<String>,
    seen: Vec<String>,
}

impl Lines {
    fn of(from: impl Read + Send + 'static) -> Self {
        let (send, coming) = channel();
        std::thread::spawn(move || {
            let mut from = BufReader::new(from);
            let mut line = Vec::new();
            while let Ok(1..) = from.read_until(b'\n', &mut line) {
                let text = String::from_utf8_lossy(&line)
                    .trim_end_matches('\n')
                    .to_owned();
                line.clear();
                if send.send(text).is_err() {
                    return;
                }
            }
        });
        Self {
            coming,
            seen: Vec::new(),
        }
    }

    /// Waits for a line that holds this text.
    pub fn wait(&mut self, text: &str) -> String {
        loop {
            let Ok(line) = self.coming.recv_timeout(PATIENCE) else {
                panic!("no line says {text:?}: {:#?}", self.seen);
            };
            self.seen.push(line.clone());
            if line.contains(text) {
                return line;
            }
        }
    }

    fn rest(&mut self) -> Vec<String> {
        while let Ok(line) = self.coming.recv_timeout(PATIENCE) {
            self.seen.push(line);
        }
        std::mem::take(&mut self.seen)
    }
}
