//! The pipelines as they are pasted: their shell steps run, with a cargo that installs the program under test.

use std::os::unix::fs::PermissionsExt;
use std::path::PathBuf;
use std::process::{Command, Output};

use serde_json::Value;

use super::read;

/// A config with a check that fails.
const FAILS: &str =
    "schema: 1\nappliance: {license: {support_expires: 2020-01-01}}\nrealms: {A: {}}\n";
/// One with nothing that fails, and a file that is on the appliance alone.
const UNKNOWN: &str = "schema: 1\nappliance: {firewall: {export: elsewhere.txt}}\nrealms: {A: {overview: {smtp: {server_address: smtp.example.net}}}}\n";
/// One that makes no sense.
const INVALID: &str = "schema: 1\nrealms: {A: {overview: {smtp: {port: many}}}}\n";

/// Notes what it is asked for, and installs where cargo would.
const CARGO: &str = r#"#!/bin/sh
echo "$@" >> "$HOME/asked"
to="$HOME/.cargo"
while [ $# -gt 0 ]; do
  [ "$1" = --root ] && to=$2
  shift
done
mkdir -p "$to/bin" && ln -s "$OTPDOCTOR" "$to/bin/otpdoctor"
"#;

/// Where a job runs: a home, tools, a repository.
struct Runner {
    folder: tempfile::TempDir,
}

impl Runner {
    fn with(config: &str) -> Self {
        let runner = Self {
            folder: tempfile::tempdir().unwrap(),
        };
        for (name, text) in [("cargo", CARGO), ("rustup", "#!/bin/sh\n")] {
            let tool = runner.path("tools").join(name);
            std::fs::create_dir_all(runner.path("tools")).unwrap();
            std::fs::write(&tool, text).unwrap();
            std::fs::set_permissions(&tool, PermissionsExt::from_mode(0o755)).unwrap();
        }
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

    /// Runs a script as the runners do: the first command that fails ends it.
    fn runs(&self, script: &str, source: &str) -> Output {
        let folder = self.folder.path().display();
        Command::new("bash")
            .args(["-e", "-o", "pipefail", "-c", script])
            .current_dir(self.path("repository"))
            .env_clear()
            .env("HOME", self.folder.path())
            .env(
                "PATH",
                format!("{folder}/.cargo/bin:{folder}/tools:/usr/bin:/bin"),
            )
            .env("OTPDOCTOR", env!("CARGO_BIN_EXE_otpdoctor"))
            .env("OTPDOCTOR_GIT", source)
            .env(
                "OTPDOCTOR_REV",
                if source.is_empty() { "" } else { "0123abcd" },
            )
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
fn who_did_not_say_where_the_source_is_is_told() {
    for (name, install, _) in pipelines() {
        let runner = Runner::with(FAILS);
        let ended = runner.runs(&install, "");
        assert_eq!(ended.status.code(), Some(1), "{name}");
        let said = String::from_utf8(ended.stdout).unwrap();
        assert!(
            said.contains("OTPDOCTOR_GIT or OTPDOCTOR_REV is not set"),
            "{name}: {said}"
        );
        assert!(!runner.path("asked").exists(), "{name}");
    }
    // As they are pasted, nothing is filled in.
    assert_eq!(yaml("github/otpdoctor.yml")["env"]["OTPDOCTOR_GIT"], "");
    let job = yaml("gitlab/otpdoctor.yml")["otpdoctor"].take();
    assert_eq!(job["variables"]["OTPDOCTOR_GIT"], "");
    let rust = format!("rust:{}", env!("CARGO_PKG_RUST_VERSION"));
    assert_eq!(job["image"], rust.as_str());
}

#[test]
fn they_install_the_program_and_fail_where_a_check_fails() {
    for (name, install, check) in pipelines() {
        let runner = Runner::with(FAILS);
        let source = "https://git.example.net/otpdoctor.git";
        let installed = runner.runs(&install, source);
        assert!(installed.status.success(), "{name}: {installed:?}");
        let asked = std::fs::read_to_string(runner.path("asked")).unwrap();
        let wanted = format!("install --locked --git {source} --rev 0123abcd");
        assert!(asked.contains(&wanted), "{name}: {asked}");
        assert!(asked.trim_end().ends_with(" otpdoctor"), "{name}: {asked}");

        let ended = runner.runs(&check, source);
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
        runner.runs(&install, "/source");
        let ended = runner.runs(&check, "/source");
        assert!(ended.status.success(), "{name}: {ended:?}");
        let said = String::from_utf8(ended.stdout).unwrap();
        assert!(said.contains("export-unreadable"), "{name}: {said}");
    }
}

#[test]
fn an_invalid_config_fails_with_its_message_and_nothing_is_uploaded() {
    for (name, install, check) in pipelines() {
        let runner = Runner::with(INVALID);
        runner.runs(&install, "/source");
        let ended = runner.runs(&check, "/source");
        assert!(!ended.status.success(), "{name}");
        let said = String::from_utf8(ended.stderr).unwrap();
        assert!(said.contains("nothing was checked"), "{name}: {said}");
        assert!(!runner.has("otpdoctor.sarif"), "{name}");
    }
    let upload = step("Show the findings beside the code");
    assert_eq!(upload["with"]["sarif_file"], "otpdoctor.sarif");
    let when = upload["if"].as_str().unwrap();
    assert_eq!(when, "always() && hashFiles('otpdoctor.sarif') != ''");
}
