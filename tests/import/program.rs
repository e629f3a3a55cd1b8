//! Running the program, and looking at a config that it made.

use std::path::Path;
use std::process::{Command, Output};

/// What every secret of the fixtures contains.
pub const CANARY: &str = "c4nary";

/// The program with a clean environment, at the root of the repository.
pub fn otpdoctor(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_otpdoctor"));
    command
        .args(arguments)
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .env_clear();
    command
}

/// Runs it, looks at the exit code, and gives stdout and stderr.
pub fn expect(arguments: &[&str], code: i32) -> (String, String) {
    said(otpdoctor(arguments).output().unwrap(), code)
}

/// Stdout and stderr of a run that ended with this code and shows no secret.
pub fn said(output: Output, code: i32) -> (String, String) {
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    let (out, err) = (text(&output.stdout), text(&output.stderr));
    assert_eq!(output.status.code(), Some(code), "{out}\n{err}");
    assert!(
        !out.contains(CANARY) && !err.contains(CANARY),
        "{out}\n{err}"
    );
    (out, err)
}

/// Imports into a file, which must be valid, and must be one that `check --offline` judges.
pub fn import(arguments: &[&str]) -> (String, String) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("otpdoctor.yaml");
    let into = path.to_str().unwrap();
    let all = [&["config", "import", "--into", into], arguments].concat();
    let (out, err) = expect(&all, 0);
    assert!(out.contains("otpdoctor config validate --config"), "{out}");
    holds(&path);
    (std::fs::read_to_string(&path).unwrap(), err)
}

/// The config is valid and `check --offline` judges it.
pub fn holds(path: &Path) {
    let named = path.to_str().unwrap();
    let (valid, warnings) = expect(&["config", "validate", "--config", named], 0);
    assert!(
        valid.contains("is valid") && !valid.contains("warning"),
        "{valid}{warnings}"
    );
    let arguments = [
        "check",
        "--offline",
        "--exit-zero",
        "-o",
        "json",
        "--config",
        named,
    ];
    let (report, _) = expect(&arguments, 0);
    let report: serde_json::Value = serde_json::from_str(&report).unwrap();
    let findings = report["findings"].as_array().unwrap();
    assert!(!findings.is_empty());
    assert!(
        findings.iter().all(|one| one["reason"] != "panic"),
        "{findings:?}"
    );
}

/// The text is what the golden file in this folder holds; `SNAPSHOTS=overwrite` writes it anew.
pub fn golden(text: &str, name: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/import")
        .join(name);
    snapbox::Assert::new()
        .action_env("SNAPSHOTS")
        .normalize_paths(false)
        .eq(
            text,
            snapbox::Data::read_from(&path, Some(snapbox::data::DataFormat::Text)),
        );
}
