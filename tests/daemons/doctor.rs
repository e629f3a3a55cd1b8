//! Runs the program over a config as a user does, and holds what it finds against what it should.

use std::collections::BTreeSet;
use std::process::Command;

use serde_json::Value;

use super::harness::clock_off_by;
use super::keys::Pki;
use super::unbound;

/// How every config here begins: real names from a real name server, and roots of our own.
/// What is indented by two blanks may follow.
pub(crate) fn appliance() -> String {
    format!(
        "schema: 1\nappliance:\n  name: idp-01\n  platform: linux\n  dns: {{servers: [\"127.0.0.1:{}\"]}}\n  trust: {{file: {}}}\n",
        unbound::names().port(),
        Pki::shared().path("ca.pem"),
    )
}

/// What the program found.
pub(crate) struct Findings {
    asked: String,
    all: Vec<Value>,
    report: String,
}

/// Runs these checks over the config; `more` are further arguments.
pub(crate) fn examine(config: &str, only: &str, more: &[&str]) -> Findings {
    run(
        Command::new(env!("CARGO_BIN_EXE_otpdoctor")),
        config,
        only,
        more,
    )
}

/// The same on a machine whose clock is off by so much, as `faketime -f` takes it.
pub(crate) fn examine_at(shift: &str, config: &str, only: &str, more: &[&str]) -> Findings {
    let wrapper = clock_off_by(shift);
    let mut command = Command::new(&wrapper[0]);
    command
        .args(&wrapper[1..])
        .arg(env!("CARGO_BIN_EXE_otpdoctor"));
    run(command, config, only, more)
}

fn run(mut command: Command, config: &str, only: &str, more: &[&str]) -> Findings {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("otpdoctor.yaml"), config).unwrap();
    let output = command
        .args(["check", "--config", "otpdoctor.yaml", "-o", "json"])
        .args(["--only", only])
        .args(more)
        .current_dir(folder.path())
        .env_clear()
        .env("HOME", folder.path())
        .output()
        .unwrap();
    let report = String::from_utf8_lossy(&output.stdout).into_owned();
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    let read: Value = serde_json::from_str(&report)
        .unwrap_or_else(|why| panic!("no report ({why}): {said}\n{config}"));
    Findings {
        asked: only.to_owned(),
        all: read["findings"].as_array().unwrap().clone(),
        report,
    }
}

impl Findings {
    /// Exactly this is wrong, as `check/reason`, whatever number of subjects it is wrong of.
    pub(crate) fn show(&self, wrong: &str) -> &Self {
        let expected = BTreeSet::from([wrong.to_owned()]);
        assert_eq!(self.problems(), expected, "{}", self.report);
        self
    }

    /// Nothing is wrong, and every check that was asked for passes something.
    pub(crate) fn are_healthy(&self) {
        assert_eq!(self.problems(), BTreeSet::new(), "{}", self.report);
        for check in self.asked.split(',') {
            let passes =
                |finding: &&Value| finding["check"] == check && finding["status"] == "pass";
            let passed = self.all.iter().find(passes);
            assert!(passed.is_some(), "{check} passes nothing\n{}", self.report);
        }
    }

    /// One cause, as `check/reason`, explains everything that is wrong.
    pub(crate) fn have_one_cause(&self, cause: &str) {
        let report: Value = serde_json::from_str(&self.report).unwrap();
        let name = |cause: &Value| {
            let part = |key: &str| cause[key].as_str().unwrap().to_owned();
            format!("{}/{}", part("check"), part("reason"))
        };
        let causes: Vec<String> = report["diagnosis"]
            .as_array()
            .unwrap()
            .iter()
            .map(name)
            .collect();
        assert_eq!(causes, [cause], "{}", self.report);
    }

    /// The summary, evidence or cure of some finding holds this text.
    pub(crate) fn say(&self, text: &str) -> &Self {
        let says = |finding: &Value| {
            let mut parts = ["summary", "evidence", "remedy"].iter();
            parts.any(|part| finding[part].to_string().contains(text))
        };
        assert!(self.all.iter().any(says), "{text:?}\n{}", self.report);
        self
    }

    fn problems(&self) -> BTreeSet<String> {
        let wrong = |finding: &&Value| {
            let status = finding["status"].as_str().unwrap();
            ["fail", "warn", "unknown"].contains(&status)
        };
        let name = |finding: &Value| {
            let part = |key: &str| finding[key].as_str().unwrap().to_owned();
            format!("{}/{}", part("check"), part("reason"))
        };
        self.all.iter().filter(wrong).map(name).collect()
    }
}
