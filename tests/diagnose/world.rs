//! A recorded run of the lab, and the program diagnosing it: no server is asked twice, nothing of this machine shows.

use std::io::Write as _;
use std::process::{Command, Output, Stdio};
use std::time::Duration;

use checks::kit::Host;
use checks::kit::realm::Platform;
use otpdoctor::lab::{Fault, Lab, Scripted, find};
use otpdoctor::probe::Patience;
use otpdoctor::run::context::{Context, Mode};
use otpdoctor::run::recording;
use otpdoctor::secret::Commands;
use tempfile::TempDir;

/// Nothing that is broken here is silent, and on a machine that is busy nothing else may seem to be.
const PATIENCE: Patience = Patience {
    connect: Duration::from_secs(20),
    total: Duration::from_secs(20),
    reply: Duration::from_secs(20),
};

/// The lab's realm with something broken, as a recording.
pub struct World {
    /// Holds the config and the certificates that it names.
    lab: Lab,
    folder: TempDir,
    _runtime: tokio::runtime::Runtime,
}

impl World {
    /// Breaks these, and records what every check asks.
    pub fn with(faults: &[&str]) -> Self {
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(2)
            .enable_all()
            .build()
            .unwrap();
        let faults: Vec<&Fault> = faults.iter().map(|name| find(name).unwrap()).collect();
        let folder = tempfile::tempdir().unwrap();
        let lab = runtime.block_on(async {
            let lab = Lab::start(&faults).await.unwrap();
            let bytes = recorded(&lab).await;
            std::fs::write(folder.path().join("run.jsonl"), bytes).unwrap();
            lab
        });
        Self {
            lab,
            folder,
            _runtime: runtime,
        }
    }

    /// `otpdoctor diagnose` with these arguments.
    pub fn diagnose(&self, arguments: &[&str]) -> Output {
        self.command(arguments).output().unwrap()
    }

    /// The same with answers on stdin.
    pub fn answered(&self, answers: &str, arguments: &[&str]) -> Output {
        let mut command = self.command(&[&["--answers", "-"], arguments].concat());
        let pipes = command.stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut child = pipes.stderr(Stdio::piped()).spawn().unwrap();
        let mut stdin = child.stdin.take().unwrap();
        stdin.write_all(answers.as_bytes()).unwrap();
        drop(stdin);
        child.wait_with_output().unwrap()
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_otpdoctor"));
        command
            .arg("diagnose")
            .args(arguments)
            .arg("--config")
            .arg(self.lab.config_path())
            .args(["--replay", "run.jsonl"])
            .current_dir(self.folder.path())
            .stdin(Stdio::null())
            .env_clear()
            .env("COLUMNS", "80");
        command
    }
}

/// A run of every check on every realm, as `check --record` writes it.
async fn recorded(lab: &Lab) -> Vec<u8> {
    let loaded = otpdoctor::config::load(Some(&lab.config_path())).unwrap();
    let mut context = Context::new(loaded, Mode::Live, Commands::Refused).unstoppable();
    context.patience = PATIENCE;
    // The name makes the scripted answers about the host count.
    context.host = Host {
        name: "lab".into(),
        platform: Platform::Linux,
    };
    let mut live = context.live();
    live.by_windows = false;
    let scripted = Scripted::new(lab.script.clone(), live);
    let (_, examined) = context.examine(scripted).await.unwrap();
    recording::write(&examined, &context).unwrap()
}
