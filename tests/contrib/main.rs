//! The ready-made files: held against the tools that read them, and every command in them run.
// The tools are those of Linux; the task and the service of Windows are tried in tests/watch and by contrib/windows.
#![cfg(unix)]
#![allow(clippy::unwrap_used, reason = "a test may")]

mod alerts;
#[path = "../stores/held_port.rs"]
mod held_port;
mod pipelines;
#[path = "../watch/program.rs"]
#[allow(dead_code, reason = "the watch's tests need more of it")]
mod program;
#[path = "../stores/server.rs"]
#[allow(dead_code, reason = "the stores' tests need more of it")]
mod server;
mod site;
mod systemd;
#[path = "../watch/web.rs"]
#[allow(dead_code, reason = "the watch's tests need more of it")]
mod web;

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

/// Runs the program with these arguments in a folder of its own, which has no config: 66 and not 64 says that all of
/// the arguments are known.
fn knows(arguments: &str) {
    let folder = tempfile::tempdir().unwrap();
    let ended = Command::new(env!("CARGO_BIN_EXE_otpdoctor"))
        .args(arguments.split(' '))
        .current_dir(folder.path())
        .env_remove("OTPDOCTOR_CONFIG")
        .env("HOME", folder.path())
        .env("XDG_CONFIG_HOME", folder.path())
        .output()
        .unwrap();
    assert_eq!(ended.status.code(), Some(66), "{arguments}");
}

/// A script that ends with the first failure of a pipe must not pipe into what stops reading early: the writer then
/// fails now and again, as `rustc -vV | grep -q` did in one run of seven.
#[test]
fn no_script_pipes_into_what_stops_reading() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let listed = Command::new("git")
        .args(["grep", "-l", "pipefail", "--", ":!*.rs", ":!*.md"])
        .current_dir(root)
        .output()
        .unwrap();
    let scripts = String::from_utf8(listed.stdout).unwrap();
    assert!(scripts.contains("tests/all"), "{scripts}");
    for script in scripts.lines() {
        for line in std::fs::read_to_string(root.join(script)).unwrap().lines() {
            let early = line.replace("||", ";").split('|').skip(1).any(|next| {
                let mut words = next.split_whitespace();
                match words.next() {
                    Some("head") => true,
                    Some("grep") => words.any(|word| word.starts_with("-") && word.contains('q')),
                    Some("awk") => next.contains("exit"),
                    _ => false,
                }
            });
            assert!(!early, "{script}: {line}");
        }
    }
}

/// The metrics that a run and a watch write.
fn metrics() -> BTreeSet<String> {
    let output = Command::new(env!("CARGO_BIN_EXE_otpdoctor"))
        .args(["demo", "--fault", "smtp-auth/rejected", "-o", "openmetrics"])
        .output()
        .unwrap();
    let mut text = String::from_utf8(output.stdout).unwrap();
    text += &watched();
    text.lines()
        .filter_map(|line| Some(line.strip_prefix("# TYPE ")?.split(' ').next()?.to_owned()))
        .collect()
}

/// What a watch serves to whoever scrapes it, after its first run.
fn watched() -> String {
    let place = program::Place::with(
        "schema: 1\nwatch: {confirm: 1}\nappliance: {license: {support_expires: 2020-01-01}}\nrealms: {A: {}}\n",
    );
    let held = held_port::HeldPort::hold();
    let port = held.number;
    let address = format!("127.0.0.1:{port}");
    let mut watch = place.watch(&[
        "--only",
        "license-current",
        "--every",
        "1h",
        "--listen",
        &address,
    ]);
    watch.out.wait("license-current/support-expired");
    loop {
        let (code, _, text) = web::get(port, "/metrics", "");
        if code == 200 && text.contains("otpdoctor_watch_next_run_timestamp_seconds ") {
            return text;
        }
    }
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
    approves("promtool", &["check", "config", "scrape.yml"], &folder);
}

#[test]
fn the_alert_of_a_watch_that_is_down_is_about_the_job_that_scrapes_it() {
    let scrape: serde_json::Value = serde_saphyr::from_str(&read("prometheus/scrape.yml")).unwrap();
    let job = scrape["scrape_configs"][0]["job_name"].as_str().unwrap();
    let rules = read("prometheus/otpdoctor.rules.yml");
    let asked: BTreeSet<&str> = rules
        .split("up{job=\"")
        .skip(1)
        .filter_map(|rest| rest.split('"').next())
        .collect();
    assert_eq!(asked, BTreeSet::from([job]));
}

#[test]
fn the_readme_names_every_file() {
    let text = read("README.md");
    for folder in std::fs::read_dir(contrib(".")).unwrap() {
        let folder = folder.unwrap().path();
        // What is published is built by these, and nobody copies them.
        if !folder.is_dir() || ["release", "site"].iter().any(|one| folder.ends_with(one)) {
            continue;
        }
        for file in std::fs::read_dir(folder).unwrap() {
            let name = file.unwrap().file_name().into_string().unwrap();
            assert!(text.contains(&name), "{name}");
        }
    }
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
fn the_scheduled_task_is_well_formed_and_runs_what_the_zip_has() {
    let text = read("windows/otpdoctor.xml");
    let task = roxmltree::Document::parse(&text).unwrap();
    let one = |name: &str| {
        let name = (
            "http://schemas.microsoft.com/windows/2004/02/mit/task",
            name,
        );
        let mut found = task.descendants().filter(|node| node.has_tag_name(name));
        found.next().unwrap().text().unwrap().to_owned()
    };
    // Where the README unpacks the zip, and where the zip has the program and this file.
    let place = r"C:\Program Files\otpdoctor";
    assert_eq!(one("Command"), format!("\"{place}\\otpdoctor.exe\""));
    assert!(text.contains(&format!("/xml \"{place}\\tasks\\otpdoctor.xml\"")));
    let root = concat!(env!("CARGO_MANIFEST_DIR"), "/");
    let of_root = |name: &str| std::fs::read_to_string(format!("{root}{name}")).unwrap();
    assert!(of_root("README.md").contains(r#"windows.zip "$env:ProgramFiles\otpdoctor""#));
    let build = of_root("contrib/release/build");
    assert!(build.contains("stage / \"otpdoctor.exe\""));
    assert!(build.contains("stage / \"tasks\" / file.name"));
    let arguments = one("Arguments");
    assert!(arguments.starts_with("check --exit-zero --config "));
    knows(&arguments);
}

#[test]
fn the_readme_names_the_files_that_a_release_has() {
    let root = concat!(env!("CARGO_MANIFEST_DIR"), "/");
    let read = |name: &str| std::fs::read_to_string(format!("{root}{name}")).unwrap();
    let (readme, build) = (read("README.md"), read("contrib/release/build"));
    let version = env!("CARGO_PKG_VERSION");
    let table = |name: &str| {
        let (_, rest) = build.split_once(&format!("{name} = {{")).unwrap();
        let (table, _) = rest.split_once('}').unwrap();
        let words = table.split('"').skip(1).step_by(2).map(str::to_owned);
        words.collect::<Vec<_>>()
    };
    let mut made = BTreeSet::new();
    for target in table("TARGETS").chunks(2) {
        let ending = if target[0].contains("windows") {
            "zip"
        } else {
            "tar.gz"
        };
        made.insert(format!("otpdoctor-{version}-{}.{ending}", target[0]));
    }
    for package in table("PACKAGES").chunks(2) {
        let (machine, _) = package[0].split_once('-').unwrap();
        made.insert(format!("otpdoctor_{version}-1_{}.deb", package[1]));
        made.insert(format!("otpdoctor-{version}-1.{machine}.rpm"));
    }
    let apart = |c: char| c.is_whitespace() || "`,\"/|".contains(c);
    let is_file = |word: &&str| {
        [".deb", ".rpm", ".zip", ".tar.gz"]
            .iter()
            .any(|end| word.ends_with(end))
    };
    let named = readme
        .split(apart)
        .filter(|word| word.starts_with("otpdoctor"))
        .filter(is_file);
    assert_eq!(named.map(str::to_owned).collect::<BTreeSet<_>>(), made);
    let workflow = read(".github/workflows/release.yml");
    for step in [
        "run: contrib/release/build",
        "contrib/release/try",
        "target/release/files/*",
    ] {
        assert!(workflow.contains(step), "{step}");
    }
}
