//! The formats as the program writes them: exit codes, several at once, saved reports, no secret anywhere.

use std::io::Write as _;
use std::process::{Command, Output, Stdio};

use crate::{github, json, junit, metrics, nagios, sarif, worlds};

const CANARY: &str = "c4nary-w0rd";

fn doctor(folder: &tempfile::TempDir, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_otpdoctor"))
        .args(arguments)
        .current_dir(folder.path())
        .env_clear()
        .env("SMTP_PASSWORD", CANARY)
        .output()
        .unwrap()
}

fn saved(world: &str) -> String {
    worlds::folder(world)
        .join("report.json")
        .to_str()
        .unwrap()
        .to_owned()
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

#[test]
fn one_run_writes_every_format_and_each_is_read() {
    let folder = tempfile::tempdir().unwrap();
    let output = doctor(
        &folder,
        &[
            "demo",
            "--fault",
            "smtp-auth/rejected",
            "--fault",
            "clock-skew/behind",
            "-o",
            "human",
            "-o",
            "json=r.json",
            "-o",
            "junit=r.xml",
            "-o",
            "sarif=r.sarif",
            "-o",
            "github=r.github",
            "-o",
            "nagios=r.nagios",
            "-o",
            "openmetrics=r.om",
            "-o",
            "textfile=r.prom",
        ],
    );
    // Nagios reads no file, so the code is the usual one.
    assert_eq!(output.status.code(), Some(1), "{}", text(&output.stderr));
    let read = |name: &str| std::fs::read_to_string(folder.path().join(name)).unwrap();
    json::validate(&read("r.json"));
    assert!(junit::validate(&read("r.xml")).failures > 0);
    assert!(sarif::validate(&read("r.sarif")).results > 0);
    assert!(!github::parse(&read("r.github")).is_empty());
    nagios::parse(&read("r.nagios"));
    metrics::validate(&read("r.om"), &read("r.prom"));
    let names = std::fs::read_dir(folder.path()).unwrap().count();
    assert_eq!(names, 7, "no temporary file is left");
}

#[test]
fn a_saved_report_is_shown_in_any_format() {
    let folder = tempfile::tempdir().unwrap();
    for format in [
        "human",
        "json",
        "html",
        "markdown",
        "junit",
        "sarif",
        "github",
        "openmetrics",
        "textfile",
    ] {
        let output = doctor(&folder, &["report", &saved("failing"), "-o", format]);
        assert_eq!(output.status.code(), Some(0), "{format}");
        assert!(!output.stdout.is_empty(), "{format}");
    }
    let output = doctor(&folder, &["report", &saved("failing"), "-o", "json"]);
    let saved = std::fs::read_to_string(saved("failing")).unwrap();
    assert_eq!(text(&output.stdout), saved, "as it was");
}

#[test]
fn a_plugin_answers_with_its_own_codes_and_always_on_stdout() {
    let folder = tempfile::tempdir().unwrap();
    for (world, code) in [
        ("healthy", 0),
        ("failing", 2),
        ("unknown", 3),
        ("waived", 0),
    ] {
        let output = doctor(&folder, &["report", &saved(world), "-o", "nagios"]);
        assert_eq!(output.status.code(), Some(code), "{world}");
        nagios::parse(&text(&output.stdout));
    }
    for wrong in [
        &["check", "-o", "nagios", "--bogus"][..],
        &["check", "--output=nagios", "--config", "missing.yaml"],
        &["check", "-onagios", "--realm", "nosuch"],
    ] {
        let output = doctor(&folder, wrong);
        assert_eq!(output.status.code(), Some(3), "{wrong:?}");
        assert!(
            text(&output.stdout).starts_with("OTPDOCTOR UNKNOWN - "),
            "{wrong:?}"
        );
    }
    // What fails the run elsewhere does not count here, and `--exit-zero` does not hide anything.
    let output = doctor(
        &folder,
        &[
            "demo",
            "--fault",
            "smtp-auth/rejected",
            "--exit-zero",
            "-o",
            "nagios",
        ],
    );
    assert_eq!(output.status.code(), Some(2));
    let warned = doctor(
        &folder,
        &[
            "demo",
            "--fault",
            "license-current/support-expires-soon",
            "-o",
            "nagios",
        ],
    );
    assert_eq!(warned.status.code(), Some(1), "{}", text(&warned.stdout));
}

#[test]
fn what_is_no_report_is_told_with_its_place() {
    let folder = tempfile::tempdir().unwrap();
    let saved = std::fs::read_to_string(saved("healthy")).unwrap();
    for (name, content, told) in [
        (
            "cut.json",
            saved[..saved.len() / 2].to_owned(),
            "cut.json: line ",
        ),
        (
            "future.json",
            saved.replace("otpdoctor.report/1", "otpdoctor.report/7"),
            "a newer otpdoctor, 0.1.0",
        ),
        (
            "other.json",
            "{\"schema\": \"x\"}".to_owned(),
            "its `schema` is \"x\"",
        ),
        ("bytes.json", "\u{0}".to_owned(), "line 1, column 1"),
    ] {
        std::fs::write(folder.path().join(name), content).unwrap();
        let output = doctor(&folder, &["report", name]);
        let error = text(&output.stderr);
        assert_eq!(output.status.code(), Some(66), "{error}");
        assert!(error.contains(told), "{error}");
    }
    assert_eq!(
        doctor(&folder, &["report", "missing.json"]).status.code(),
        Some(66)
    );
    assert_eq!(doctor(&folder, &["report"]).status.code(), Some(64));
}

#[test]
fn a_report_may_come_through_a_pipe() {
    let mut child = Command::new(env!("CARGO_BIN_EXE_otpdoctor"))
        .args(["report", "-", "-o", "github"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let bytes = std::fs::read(saved("failing")).unwrap();
    child.stdin.take().unwrap().write_all(&bytes).unwrap();
    let output = child.wait_with_output().unwrap();
    assert_eq!(github::parse(&text(&output.stdout)).len(), 8);
}

#[test]
fn a_report_that_cannot_be_written_leaves_nothing_and_the_others_are_there() {
    let folder = tempfile::tempdir().unwrap();
    let output = doctor(
        &folder,
        &[
            "report",
            &saved("failing"),
            "-o",
            "junit=no/such/r.xml",
            "-o",
            "github=r.github",
        ],
    );
    assert_eq!(output.status.code(), Some(74));
    let names: Vec<_> = std::fs::read_dir(folder.path())
        .unwrap()
        .map(|one| one.unwrap().file_name())
        .collect();
    assert_eq!(names, ["r.github"]);
    let twice = doctor(
        &folder,
        &[
            "report",
            &saved("failing"),
            "-o",
            "junit=x",
            "-o",
            "sarif=x",
        ],
    );
    assert_eq!(twice.status.code(), Some(64));
}

#[test]
#[cfg_attr(
    windows,
    ignore = "wine hides that a UDP port is closed, so that each name waits for a minute"
)]
fn a_symptom_is_reported_in_these_formats_too() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(
        folder.path().join("otpdoctor.yaml"),
        "schema: 1\nappliance: {dns: {servers: [\"127.0.0.1:1\"]}}\nrealms: {A: {}}\n",
    )
    .unwrap();
    let output = doctor(&folder, &["diagnose", "no-email", "-o", "junit"]);
    // Nobody answers for names there, and that keeps it from looking.
    assert_eq!(output.status.code(), Some(1), "{}", text(&output.stderr));
    junit::validate(&text(&output.stdout));
}

#[test]
fn no_secret_is_in_any_format() {
    let folder = tempfile::tempdir().unwrap();
    let config = format!(
        "schema: 1\nappliance:\n  proxy: {{url: 'http://127.0.0.1:1', username: svc, password: '{CANARY}'}}\nrealms:\n  A:\n    overview:\n      smtp: {{server_address: 127.0.0.1, port: 1, use_ssl: true, username: svc, password: {{env: SMTP_PASSWORD}}}}\n      email: {{sender_address: a@example.net}}\n"
    );
    std::fs::write(folder.path().join("otpdoctor.yaml"), config).unwrap();
    for format in [
        "human",
        "json",
        "html",
        "markdown",
        "junit",
        "sarif",
        "github",
        "nagios",
        "openmetrics",
        "textfile",
    ] {
        let output = doctor(
            &folder,
            &["check", "-v", "--only", "email,network", "-o", format],
        );
        let (out, err) = (text(&output.stdout), text(&output.stderr));
        assert!(out.len() > 40, "{format}: {err}");
        assert!(
            !out.contains("c4nary") && !err.contains("c4nary"),
            "{format}: {out}{err}"
        );
    }
}

#[test]
fn the_schema_is_printed() {
    let folder = tempfile::tempdir().unwrap();
    let output = doctor(&folder, &["report", "--schema"]);
    assert_eq!(
        text(&output.stdout),
        otpdoctor::cli::report::schema::render()
    );
}
