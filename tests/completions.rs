//! The completion scripts and the manual page in `completions/` are what the program prints.
//!
//! `SNAPSHOTS=overwrite cargo test --test completions` writes them anew.

use std::process::Command;

fn holds(arguments: &[&str], file: &str) {
    let output = Command::new(env!("CARGO_BIN_EXE_otpdoctor"))
        .args(arguments)
        .output()
        .expect("otpdoctor runs");
    assert!(
        output.status.success(),
        "{arguments:?}: {}",
        String::from_utf8_lossy(&output.stderr)
    );
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("completions")
        .join(file);
    let text = String::from_utf8(output.stdout).expect("a script is text");
    snapbox::Assert::new()
        .action_env("SNAPSHOTS")
        .normalize_paths(false)
        .eq(
            text,
            snapbox::Data::read_from(&path, Some(snapbox::data::DataFormat::Text)),
        );
}

#[test]
fn bash() {
    holds(&["completions", "bash"], "otpdoctor.bash");
}

#[test]
fn elvish() {
    holds(&["completions", "elvish"], "otpdoctor.elv");
}

#[test]
fn fish() {
    holds(&["completions", "fish"], "otpdoctor.fish");
}

#[test]
fn nushell() {
    holds(&["completions", "nushell"], "otpdoctor.nu");
}

#[test]
fn powershell() {
    holds(&["completions", "powershell"], "_otpdoctor.ps1");
}

#[test]
fn zsh() {
    holds(&["completions", "zsh"], "_otpdoctor");
}

#[test]
fn manual_page() {
    holds(&["man"], "otpdoctor.1");
}
