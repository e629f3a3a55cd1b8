//! Every end-to-end probe in every format, each read as the reports of checks are.

use std::process::{Command, Stdio};

use crate::{github, json, junit, metrics, nagios, sarif};

/// Realms whose servers do not answer: nobody listens on port 1.
const CONFIG: &str = r#"schema: 1
appliance: {name: idp-01, platform: linux}
realms:
  SecureAuth1:
    overview:
      description: VPN
      smtp: {server_address: 127.0.0.1, port: 1, use_ssl: false}
      email: {sender_address: otp@example.net}
    workflow: {default_workflow: username_second_factor}
    api: {url: "http://127.0.0.1:1/SecureAuth1", application_id: app-7, application_key: {env: API_KEY}}
    multi_factor:
      email: {field_1: text}
      help_desk_1: {enabled: true, phone: "+1 949 555 0100", email: desk@example.net}
      oath: {enabled: true}
"#;

const KEY: &str = "00112233445566778899aabbccddeeff102132435465768798a9bacbdcedfe0f";

/// The files that a run writes, and their formats.
const FILES: [(&str, &str); 10] = [
    ("human", "human"),
    ("json", "json"),
    ("html", "html"),
    ("markdown", "md"),
    ("junit", "xml"),
    ("sarif", "sarif"),
    ("github", "github"),
    ("nagios", "nagios"),
    ("openmetrics", "om"),
    ("textfile", "prom"),
];

/// Runs a probe in all formats and holds each against its reader; the finding that stands out is in those for people.
fn holds(arguments: &[&str], check: &str, code: i32) {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("otpdoctor.yaml"), CONFIG).unwrap();
    let outputs = FILES.map(|(format, ending)| format!("{format}=r.{ending}"));
    let output = Command::new(env!("CARGO_BIN_EXE_otpdoctor"))
        .arg("probe")
        .args(arguments)
        .args(["--store", "otp.db"])
        .args(outputs.iter().flat_map(|output| ["-o", output]))
        .current_dir(folder.path())
        .env_clear()
        .env("HOME", folder.path())
        .env("API_KEY", KEY)
        .stdin(Stdio::null())
        .output()
        .unwrap();
    let told = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(code), "{arguments:?}: {told}");
    let read = |ending: &str| {
        let path = folder.path().join(format!("r.{ending}"));
        std::fs::read_to_string(path).unwrap_or_else(|why| panic!("{ending}: {why}: {told}"))
    };
    json::validate(&read("json"));
    assert!(junit::validate(&read("xml")).cases > 1);
    sarif::validate(&read("sarif"));
    github::parse(&read("github"));
    nagios::parse(&read("nagios"));
    metrics::validate(&read("om"), &read("prom"));
    for (_, ending) in FILES {
        let text = read(ending);
        assert!(!text.contains(KEY), "{ending}: {text}");
        let is_brief = matches!(ending, "github" | "nagios" | "sarif");
        assert!(
            code == 0 && is_brief || text.contains(check),
            "{ending}: {text}"
        );
    }
}

#[test]
fn email() {
    let to = ["--to", "probe@example.org", "--yes", "--no-mailbox"];
    holds(&[&["email"], &to[..]].concat(), "smtp-reach", 1);
}

#[test]
fn sms_and_voice() {
    for probe in ["sms", "voice"] {
        let arguments = [probe, "--to", "+1 949 555 0100", "--yes"];
        holds(&arguments, "api-credentials", 1);
    }
}

#[test]
fn help_desk() {
    let arguments = ["help-desk", "--operator-file", "operator", "--yes"];
    holds(&arguments, "passcode-entry", 3);
}

#[test]
fn oath() {
    holds(&["oath"], "oath-seed-opened", 0);
    let many = ["oath", "--count", "3", "--interval", "1ms"];
    holds(&many, "oath-seed-opened", 0);
}

#[test]
fn api() {
    holds(&["api", "--user", "jdoe"], "api-credentials", 1);
}
