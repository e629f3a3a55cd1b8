//! The pipelines as they are pasted: their shell steps run, with a release that holds the program under test.

use std::path::PathBuf;
use std::process::{Command, Output};

use serde_json::Value;

use super::{approves, read};

/// The file of the release.
const RELEASE: &str = "otpdoctor.tar.gz";

/// A config with a check that fails.
const FAILS: &str =
    "schema: 1\nappliance: {license: {support_expires: 2020-01-01}}\nrealms: {A: {}}\n";
/// One with nothing that fails, and a file that is on the appliance alone.
const UNKNOWN: &str = "schema: 1\nappliance: {firewall: {export: 'C:\\elsewhere.txt'}}\nrealms: {A: {overview: {smtp: {server_address: smtp.example.net}}}}\n";
/// One with a file that should lie beside it.
const MISSING: &str = "schema: 1\nappliance: {firewall: {export: elsewhere.txt}}\nrealms: {A: {overview: {smtp: {server_address: smtp.example.net}}}}\n";
/// One that makes no sense.
const INVALID: &str = "schema: 1\nrealms: {A: {overview: {smtp: {port: many}}}}\n";

/// Where a job runs: a home, a release, a repository.
struct Runner {
    folder: tempfile::TempDir,
}

impl Runner {
    fn with(config: &str) -> Self {
        let runner = Self {
            folder: tempfile::tempdir().unwrap(),
        };
        let bin = runner.path("otpdoctor-release/bin");
        std::fs::create_dir_all(&bin).unwrap();
        std::os::unix::fs::symlink(env!("CARGO_BIN_EXE_otpdoctor"), bin.join("otpdoctor")).unwrap();
        approves(
            "tar",
            &["-czf", RELEASE, "otpdoctor-release"],
            runner.folder.path(),
        );
        std::fs::create_dir(runner.path("repository")).unwrap();
        std::fs::write(runner.path("repository/otpdoctor.yaml"), config).unwrap();
        runner
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn has(&self, name: &str) -> bool {
        self.path("repository").join(name).exists()
    }

    /// The line of the release in the list of sums.
    fn sum(&self) -> String {
        let mut sha256sum = Command::new("sha256sum");
        let output = sha256sum
            .arg(RELEASE)
            .current_dir(self.folder.path())
            .output();
        String::from_utf8(output.unwrap().stdout).unwrap()
    }

    /// Runs a script as the runners do: the first command that fails ends it.
    fn runs(&self, script: &str, sum: &str) -> Output {
        let folder = self.folder.path().display();
        Command::new("bash")
            .args(["-e", "-o", "pipefail", "-c", script])
            .current_dir(self.path("repository"))
            .env_clear()
            .env("HOME", self.folder.path())
            .env("PATH", format!("{folder}/.local/bin:/usr/bin:/bin"))
            .env("GITHUB_PATH", self.path("path"))
            .env("OTPDOCTOR_RELEASE", format!("file://{folder}/{RELEASE}"))
            .env("OTPDOCTOR_SHA256", sum)
            .output()
            .unwrap()
    }
}

fn yaml(file: &str) -> Value {
    serde_saphyr::from_str(&read(file)).unwrap()
}

/// The step of GitHub's job with this name.
fn step(name: &str) -> Value {
    let jobs = yaml("github/otpdoctor.yml");
    let steps = jobs["jobs"]["realms"]["steps"].as_array().unwrap();
    let mut named = steps.iter().filter(|step| step["name"] == name);
    named.next().unwrap().clone()
}

/// The scripts that install the program, and that use it.
fn pipelines() -> [(&'static str, String, String); 2] {
    let run = |name: &str| step(name)["run"].as_str().unwrap().to_owned();
    let job = yaml("gitlab/otpdoctor.yml")["otpdoctor"].take();
    let script = |key: &str| {
        let lines = job[key].as_array().unwrap().iter();
        let lines: Vec<&str> = lines.map(|line| line.as_str().unwrap()).collect();
        lines.join("\n")
    };
    let (before, then) = (script("before_script"), script("script"));
    [
        (
            "github",
            run("Install otpdoctor"),
            run("Check the realm configs"),
        ),
        // One shell runs both, in which the path is set.
        ("gitlab", before.clone(), format!("{before}\n{then}")),
    ]
}

#[test]
fn who_did_not_say_which_release_is_told() {
    for (name, install, _) in pipelines() {
        let runner = Runner::with(FAILS);
        let ended = runner.runs(&install, "");
        assert_eq!(ended.status.code(), Some(1), "{name}");
        let said = String::from_utf8(ended.stdout).unwrap();
        assert!(
            said.contains("OTPDOCTOR_RELEASE or OTPDOCTOR_SHA256 is not set"),
            "{name}: {said}"
        );
        assert!(!runner.path(".local").exists(), "{name}");
    }
    // As they are pasted, nothing is filled in.
    assert_eq!(yaml("github/otpdoctor.yml")["env"]["OTPDOCTOR_RELEASE"], "");
    let job = yaml("gitlab/otpdoctor.yml")["otpdoctor"].take();
    assert_eq!(job["variables"]["OTPDOCTOR_RELEASE"], "");
}

#[test]
fn a_release_that_is_another_is_not_installed() {
    for (name, install, _) in pipelines() {
        let runner = Runner::with(FAILS);
        let ended = runner.runs(&install, &"0".repeat(64));
        assert!(!ended.status.success(), "{name}");
        assert!(!runner.path(".local").exists(), "{name}");
    }
}

#[test]
fn they_install_the_program_and_fail_where_a_check_fails() {
    for (name, install, check) in pipelines() {
        let runner = Runner::with(FAILS);
        let installed = runner.runs(&install, &runner.sum());
        assert!(installed.status.success(), "{name}: {installed:?}");
        if name == "github" {
            let path = std::fs::read_to_string(runner.path("path")).unwrap();
            let bin = runner.path(".local/bin");
            assert_eq!(path.trim_end(), bin.to_str().unwrap());
        }

        let ended = runner.runs(&check, &runner.sum());
        assert_eq!(ended.status.code(), Some(1), "{name}: {ended:?}");
        let said = String::from_utf8(ended.stdout).unwrap();
        assert!(said.contains("support-expired"), "{name}: {said}");
        for word in check.split_whitespace() {
            if let Some((_, file)) = word.split_once("=otpdoctor.") {
                assert!(runner.has(&format!("otpdoctor.{file}")), "{name}: {file}");
            }
        }
    }
}

#[test]
fn what_only_the_appliance_has_fails_no_pipeline() {
    for (name, install, check) in pipelines() {
        let runner = Runner::with(UNKNOWN);
        runner.runs(&install, &runner.sum());
        let ended = runner.runs(&check, &runner.sum());
        assert!(ended.status.success(), "{name}: {ended:?}");
        let said = String::from_utf8(ended.stdout).unwrap();
        assert!(said.contains("is a path of Windows"), "{name}: {said}");
    }
}

#[test]
fn a_file_that_is_missing_beside_the_config_fails() {
    for (name, install, check) in pipelines() {
        let runner = Runner::with(MISSING);
        runner.runs(&install, &runner.sum());
        let ended = runner.runs(&check, &runner.sum());
        assert_eq!(ended.status.code(), Some(1), "{name}: {ended:?}");
        let said = String::from_utf8(ended.stdout).unwrap();
        assert!(said.contains("export-unreadable"), "{name}: {said}");
    }
}

#[test]
fn an_invalid_config_fails_and_its_mistakes_are_shown_like_findings() {
    for (name, install, check) in pipelines() {
        let runner = Runner::with(INVALID);
        runner.runs(&install, &runner.sum());
        let ended = runner.runs(&check, &runner.sum());
        assert!(!ended.status.success(), "{name}");
        let said = String::from_utf8(ended.stderr).unwrap();
        assert!(said.contains("nothing was checked"), "{name}: {said}");
        let report = std::fs::read_to_string(runner.path("repository/otpdoctor.xml")).unwrap();
        assert!(
            report.contains(r#"file="otpdoctor.yaml" line="2""#),
            "{name}: {report}"
        );
    }
    let upload = step("Show the findings beside the code");
    assert_eq!(upload["with"]["sarif_file"], "otpdoctor.sarif");
    let when = upload["if"].as_str().unwrap();
    assert_eq!(when, "always() && hashFiles('otpdoctor.sarif') != ''");
}
