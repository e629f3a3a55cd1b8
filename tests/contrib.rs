//! The ready-made files: held against the tools that read them, and every command in them run.
#![cfg(unix)]
#![allow(clippy::unwrap_used, reason = "a test may")]

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::Command;

fn contrib(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("contrib")
        .join(name)
}

fn read(name: &str) -> String {
    std::fs::read_to_string(contrib(name)).unwrap()
}

/// Runs a tool that must find nothing wrong.
fn approves(program: &str, arguments: &[&str], folder: &Path) {
    let output = Command::new(program)
        .args(arguments)
        .current_dir(folder)
        .output()
        .unwrap_or_else(|why| panic!("{program} cannot be run ({why}): tests/setup installs it"));
    let said = [output.stdout, output.stderr].concat();
    let said = String::from_utf8_lossy(&said);
    assert!(output.status.success(), "{program} {arguments:?}:\n{said}");
}

/// The metrics that a run writes.
fn metrics() -> BTreeSet<String> {
    let output = Command::new(env!("CARGO_BIN_EXE_otpdoctor"))
        .args(["demo", "--fault", "smtp-auth/rejected", "-o", "openmetrics"])
        .output()
        .unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    text.lines()
        .filter_map(|line| Some(line.strip_prefix("# TYPE ")?.split(' ').next()?.to_owned()))
        .collect()
}

/// The names of our metrics in a text.
fn named(text: &str) -> BTreeSet<String> {
    text.split(|c: char| !c.is_ascii_alphanumeric() && c != '_')
        .filter(|word| word.starts_with("otpdoctor_"))
        .map(str::to_owned)
        .collect()
}

#[test]
fn the_alerts_are_sound_and_fire_when_they_should() {
    let folder = contrib("prometheus");
    approves(
        "promtool",
        &["check", "rules", "otpdoctor.rules.yml"],
        &folder,
    );
    approves(
        "promtool",
        &["test", "rules", "otpdoctor.test.yml"],
        &folder,
    );
}

#[test]
fn alerts_and_dashboard_ask_for_metrics_that_are_written() {
    let written = metrics();
    for file in ["prometheus/otpdoctor.rules.yml", "grafana/otpdoctor.json"] {
        let asked = named(&read(file));
        assert!(asked.len() > 3, "{file}");
        let strange: Vec<_> = asked.difference(&written).collect();
        assert!(strange.is_empty(), "{file} asks for {strange:?}");
    }
}

#[test]
fn every_query_of_the_dashboard_is_sound() {
    let dashboard: serde_json::Value =
        serde_json::from_str(&read("grafana/otpdoctor.json")).unwrap();
    let panels = dashboard["panels"].as_array().unwrap();
    let queries: Vec<&str> = panels
        .iter()
        .flat_map(|panel| panel["targets"].as_array().unwrap())
        .map(|target| target["expr"].as_str().unwrap())
        .collect();
    assert_eq!(queries.len(), panels.len());
    // As recording rules, which promtool parses.
    let rules: Vec<serde_json::Value> = queries
        .iter()
        .enumerate()
        .map(|(number, query)| serde_json::json!({"record": format!("q{number}"), "expr": query}))
        .collect();
    let rules = serde_json::json!({"groups": [{"name": "dashboard", "rules": rules}]});
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("rules.yml"), rules.to_string()).unwrap();
    approves("promtool", &["check", "rules", "rules.yml"], folder.path());
    let ids: BTreeSet<_> = panels.iter().map(|panel| panel["id"].as_u64()).collect();
    assert_eq!(ids.len(), panels.len(), "panels need ids of their own");
}

#[test]
fn systemd_takes_the_units() {
    let folder = tempfile::tempdir().unwrap();
    let program = env!("CARGO_BIN_EXE_otpdoctor");
    for name in ["otpdoctor.service", "otpdoctor.timer"] {
        let unit = read(&format!("systemd/{name}"));
        let unit = unit.replace("/usr/local/bin/otpdoctor", program);
        std::fs::write(folder.path().join(name), unit).unwrap();
    }
    let units = [
        "verify",
        "--man=no",
        "./otpdoctor.service",
        "./otpdoctor.timer",
    ];
    approves("systemd-analyze", &units, folder.path());
}

#[test]
fn the_scheduled_task_is_well_formed() {
    let task = read("windows/otpdoctor.xml");
    let task = roxmltree::Document::parse(&task).unwrap();
    let one = |name: &str| {
        let mut found = task.descendants().filter(|node| {
            node.has_tag_name((
                "http://schemas.microsoft.com/windows/2004/02/mit/task",
                name,
            ))
        });
        found.next().unwrap().text().unwrap().to_owned()
    };
    assert!(one("Command").ends_with("otpdoctor.exe\""));
    assert!(one("Arguments").starts_with("check --exit-zero --config "));
}

/// The commands in the pipelines, as they stand.
fn commands() -> Vec<Vec<String>> {
    let files = ["github/otpdoctor.yml", "gitlab/otpdoctor.yml"].map(read);
    let lines = files.iter().flat_map(|text| text.lines());
    lines
        .filter_map(|line| {
            line.trim_start_matches([' ', '-'])
                .strip_prefix("otpdoctor ")
        })
        .map(|rest| rest.split_whitespace().map(str::to_owned).collect())
        .collect()
}

#[test]
fn the_pipelines_run_as_they_stand() {
    let commands = commands();
    assert_eq!(commands.len(), 2);
    for command in commands {
        let folder = tempfile::tempdir().unwrap();
        let config =
            "schema: 1\nappliance: {license: {support_expires: 2020-01-01}}\nrealms: {A: {}}\n";
        std::fs::write(folder.path().join("otpdoctor.yaml"), config).unwrap();
        let output = Command::new(env!("CARGO_BIN_EXE_otpdoctor"))
            .args(&command)
            .current_dir(folder.path())
            .output()
            .unwrap();
        let said = String::from_utf8_lossy(&output.stdout);
        assert_eq!(output.status.code(), Some(1), "{command:?}: {said}");
        for file in command.iter().filter_map(|word| word.split_once('=')) {
            assert!(folder.path().join(file.1).exists(), "{file:?}");
        }
    }
}

#[test]
fn the_workflows_are_yaml() {
    for file in ["github/otpdoctor.yml", "gitlab/otpdoctor.yml"] {
        let parsed: serde_json::Value = serde_saphyr::from_str(&read(file)).unwrap();
        assert!(parsed.is_object(), "{file}");
    }
}
