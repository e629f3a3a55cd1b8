//! Processes of their own: this test binary again, with one of its tests that does nothing unless it is told to.

use std::io::{BufRead as _, BufReader, Write as _};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::Duration;

use crate::{State, work};

/// What begins each line that a worker says; the test harness says more.
const MARK: &str = "worker: ";

/// How long a worker may be silent.
pub(crate) const PATIENCE: Duration = Duration::from_secs(60);

/// A worker process.
pub(crate) struct Worker {
    child: Child,
    said: Receiver<String>,
}

impl Worker {
    /// Starts a worker on a task.
    pub(crate) fn start(task: &str, state: &State) -> Self {
        Self::within(
            &mut Command::new(std::env::current_exe().unwrap()),
            task,
            state,
        )
    }

    /// Starts a worker by a command that runs this test binary in the end.
    pub(crate) fn within(command: &mut Command, task: &str, state: &State) -> Self {
        let mut child = command
            .args([
                "--exact",
                "worker::works_for_other_tests",
                "--include-ignored",
            ])
            .args(["--nocapture", "--test-threads=1"])
            .env("OTPDOCTOR_TEST_TASK", task)
            .envs(state.variables())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let output = BufReader::new(child.stdout.take().unwrap());
        let (lines, said) = channel();
        std::thread::spawn(move || {
            for line in output.lines().map_while(Result::ok) {
                // The harness does not end its own line before.
                if let Some((_, line)) = line.split_once(MARK) {
                    let _ = lines.send(line.to_owned());
                }
            }
        });
        Self { child, said }
    }

    /// Tells it something.
    pub(crate) fn tell(&mut self, line: &str) {
        let mut input = self.child.stdin.as_ref().unwrap();
        input.write_all(format!("{line}\n").as_bytes()).unwrap();
    }

    /// The next line that it says; `None` at its end.
    pub(crate) fn hear(&self) -> Option<String> {
        match self.said.recv_timeout(PATIENCE) {
            Ok(line) => Some(line),
            Err(RecvTimeoutError::Disconnected) => None,
            Err(RecvTimeoutError::Timeout) => panic!("a worker is silent"),
        }
    }

    /// Kills it where it stands; what it had said until then.
    pub(crate) fn kill(mut self) -> Vec<String> {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
        std::iter::from_fn(|| self.hear()).collect()
    }

    /// Lets it come to its end, which must be a good one.
    pub(crate) fn finish(mut self) -> Vec<String> {
        drop(self.child.stdin.take());
        let rest = std::iter::from_fn(|| self.hear()).collect();
        assert!(self.child.wait().unwrap().success(), "{rest:?}");
        rest
    }
}

impl Drop for Worker {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Says something to the test that started this worker.
pub(crate) fn say(line: &str) {
    let mut output = std::io::stdout().lock();
    // Whoever listened may be gone.
    let _ = output.write_all(format!("{MARK}{line}\n").as_bytes());
    let _ = output.flush();
}

/// What the test says next; `None` at its end.
pub(crate) fn told() -> Option<String> {
    let mut line = String::new();
    std::io::stdin().read_line(&mut line).unwrap();
    (!line.is_empty()).then(|| line.trim_end().to_owned())
}

#[test]
#[ignore = "the other tests start it as a process of its own"]
fn works_for_other_tests() {
    let Ok(task) = std::env::var("OTPDOCTOR_TEST_TASK") else {
        return;
    };
    println!();
    work(&task, &State::told());
}
