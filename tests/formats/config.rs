//! Mistakes of a config and of waivers in the formats of pipelines, each on its line.

use std::process::Command;

use serde_json::Value;

use crate::{github, json, junit, sarif};

/// Five mistakes of five kinds, on lines 3 to 7.
const WRONG: &str = "schema: 1
appliance:
  nmae: idp-01
  domain_joined: 'yes'
  time: {servers: [\"ntp.example.net:0\"]}
  license: {certificate: nowhere}
  proxy: {url: 'http://u:c4nary@p', username: 5}
realms: {A: {}}
";
const PLACES: [(u64, u64); 5] = [(3, 3), (4, 18), (5, 20), (6, 26), (7, 47)];

struct Folder(tempfile::TempDir);

impl Folder {
    fn with(config: &str) -> Self {
        let folder = Self(tempfile::tempdir().unwrap());
        folder.write("otpdoctor.yaml", config);
        folder
    }

    fn write(&self, name: &str, text: &str) {
        std::fs::write(self.0.path().join(name), text).unwrap();
    }

    fn read(&self, name: &str) -> String {
        std::fs::read_to_string(self.0.path().join(name)).unwrap()
    }

    /// Runs the program; what it says on stdout and stderr holds no secret.
    fn run(&self, line: &str, code: i32) -> (String, String) {
        let mut doctor = Command::new(env!("CARGO_BIN_EXE_otpdoctor"));
        doctor.args(line.split(' ')).current_dir(self.0.path());
        let output = doctor.env_clear().output().unwrap();
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
        let (out, err) = (text(output.stdout), text(output.stderr));
        assert_eq!(output.status.code(), Some(code), "{line}: {err}");
        assert!(!out.contains("c4nary") && !err.contains("c4nary"), "{line}");
        (out, err)
    }
}

/// What each format says, as lines and columns.
fn places(folder: &Folder, run: &str) {
    let files = "-o json=r.json -o junit=r.xml -o sarif=r.sarif -o github -o html=r.html";
    let (out, err) = folder.run(&format!("{run} {files}"), 78);
    assert!(err.contains("5 mistakes; nothing was checked"), "{err}");

    let report = folder.read("r.json");
    json::validate(&report);
    let report: Value = serde_json::from_str(&report).unwrap();
    assert_eq!(report["summary"]["fail"], 5);
    let site = |one: &Value| {
        assert_eq!(one["site"]["file"], "otpdoctor.yaml");
        let number = |key: &str| one["site"][key].as_u64().unwrap();
        (number("line"), number("column"))
    };
    let sites: Vec<_> = report["findings"]
        .as_array()
        .unwrap()
        .iter()
        .map(site)
        .collect();
    assert_eq!(sites, PLACES);

    let counts = junit::validate(&folder.read("r.xml"));
    assert_eq!((counts.cases, counts.failures), (5, 5));
    assert!(
        folder
            .read("r.xml")
            .contains(r#"file="otpdoctor.yaml" line="7""#)
    );

    assert_eq!(sarif::validate(&folder.read("r.sarif")).results, 5);
    let log: Value = serde_json::from_str(&folder.read("r.sarif")).unwrap();
    let region = |one: &Value| {
        let region = &one["locations"][0]["physicalLocation"]["region"];
        let number = |key: &str| region[key].as_u64().unwrap();
        (number("startLine"), number("startColumn"))
    };
    let results = log["runs"][0]["results"].as_array().unwrap();
    assert_eq!(results.iter().map(region).collect::<Vec<_>>(), PLACES);

    let commands = github::parse(&out);
    let place = |one: &github::Command| {
        assert_eq!(one.name, "error");
        let number = |key: &str| one.property(key).unwrap().parse().unwrap();
        (number("line"), number("col"))
    };
    assert_eq!(commands.iter().map(place).collect::<Vec<_>>(), PLACES);
    assert!(folder.read("r.html").contains("nmae"));
    // It is a report, and read as one.
    let (out, _) = folder.run("report r.json", 0);
    assert!(!out.contains("otpdoctor explain config"), "{out}");
}

#[test]
fn every_mistake_stands_on_its_line_in_every_format() {
    let folder = Folder::with(WRONG);
    places(&folder, "check --offline");
    places(&folder, "config validate");
    // Monitoring is told by its line, and nobody takes old metrics for new ones.
    let (out, _) = folder.run("check -o nagios -o textfile=r.prom", 3);
    assert!(
        out.starts_with("OTPDOCTOR UNKNOWN - otpdoctor.yaml:"),
        "{out}"
    );
    // Without the drawing of the marked line.
    assert!(
        out.contains("nmae") && !out.contains(" ^") && !out.contains(" / "),
        "{out}"
    );
    assert!(!folder.0.path().join("r.prom").exists());
}

#[test]
fn a_valid_config_is_a_document_without_mistakes() {
    let folder = Folder::with("schema: 1\nrealms: {A: {}}\n");
    let files = "-o json=r.json -o junit=r.xml -o sarif=r.sarif -o github=r.github -o human";
    let (out, err) = folder.run(&format!("config validate --strict {files}"), 0);
    let valid = "otpdoctor.yaml is valid: 1 realm, 0 certificates";
    assert_eq!((out.trim(), err.as_str()), (valid, ""));
    json::validate(&folder.read("r.json"));
    let report: Value = serde_json::from_str(&folder.read("r.json")).unwrap();
    assert_eq!(report["findings"][0]["summary"], valid);
    let counts = junit::validate(&folder.read("r.xml"));
    assert_eq!((counts.cases, counts.failures), (1, 0));
    assert_eq!(sarif::validate(&folder.read("r.sarif")).results, 0);
    assert!(github::parse(&folder.read("r.github")).is_empty());
    folder.run("config validate -o nagios", 3);
    folder.run("config validate -o textfile", 64);
}

#[test]
fn strict_takes_warnings_for_mistakes() {
    let folder = Folder::with(
        "schema: 1\nappliance: {proxy: {url: 'http://p', password: c4nary}}\nrealms: {A: {}}\n",
    );
    let (out, _) = folder.run("config validate -o github", 0);
    assert_eq!(github::parse(&out)[0].name, "warning", "{out}");
    let (out, err) = folder.run("config validate --strict -o github", 78);
    let commands = github::parse(&out);
    assert_eq!(commands[0].name, "error");
    assert_eq!(commands[0].property("line"), Some("2"));
    assert!(
        err.contains("error: `appliance.proxy.password` is in plain text"),
        "{err}"
    );
}

#[test]
fn mistakes_of_waivers_come_at_once_each_on_its_line() {
    let folder = Folder::with("schema: 1\nrealms: {A: {}}\n");
    folder.write(
        "waivers.yaml",
        "schema: 1
waivers:
  - {check: clok-skew, why: x, who: y, until: 2027-01-31}
  - {check: clock-skew, reason: behnd, why: x, who: y, until: 2027-01-31}
  - {check: clock-skew, why: x, who: y, until: 31.1.2027}
  - {check: clock-skew, who: y, until: 2027-01-31}
  - {check: clock-skew, why: x, who: y, untill: 2027-01-31}
  - {check: clock-skew, realm: 'a[', why: x, who: y, until: 2027-01-31}
",
    );
    let (out, err) = folder.run("check --offline --waivers waivers.yaml -o github", 78);
    let commands = github::parse(&out);
    let lines: Vec<&str> = commands
        .iter()
        .map(|one| one.property("line").unwrap())
        .collect();
    assert_eq!(lines, ["3", "4", "5", "6", "7", "7", "8"], "{err}");
    assert!(commands[0].message.contains("did you mean `clock-skew`?"));
    assert!(commands[1].message.contains("did you mean `behind`?"));
}

#[test]
fn the_complete_example_is_healthy() {
    let mut doctor = Command::new(env!("CARGO_BIN_EXE_otpdoctor"));
    let line =
        "check --offline --config fixtures/healthy/otpdoctor.yaml --at 2026-12-01 --fail-on warn";
    doctor
        .args(line.split(' '))
        .current_dir(env!("CARGO_MANIFEST_DIR"));
    let output = doctor.env_clear().output().unwrap();
    // Nothing fails, warns, or is unknown.
    assert_eq!(
        output.status.code(),
        Some(0),
        "{}",
        String::from_utf8_lossy(&output.stdout)
    );
}

#[test]
fn what_is_printed_is_json_too() {
    let folder = Folder::with(
        "schema: 1\nappliance: {proxy: {url: 'http://p', password: c4nary}}\nrealms: {A: {}}\n",
    );
    for line in [
        "list -o json",
        "plan -o json",
        "forecast --offline -o json",
        "preview -o json",
        "explain clock-skew/behind -o json",
        "config show -o json",
        "config show --realm A -o json",
    ] {
        let (out, _) = folder.run(line, 0);
        serde_json::from_str::<Value>(&out).unwrap_or_else(|why| panic!("{line}: {why}"));
    }
    for line in ["list --json", "plan --json", "forecast --json"] {
        folder.run(line, 64);
    }
}
