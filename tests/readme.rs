//! The console blocks of the README are what the program prints, and its test command is careful.

#![allow(clippy::unwrap_used)]

#[test]
fn console_blocks_are_true() {
    // What a block writes, such as a first config, goes here, and not into the repository.
    let folder = tempfile::tempdir().unwrap();
    std::env::set_current_dir(folder.path()).unwrap();
    let readme: String = include_str!("../README.md").lines().map(pattern).collect();
    let blocks = readme.split("```console\n").enumerate();
    let blocks = blocks.map(|(number, text)| match number {
        0 => text.to_owned(),
        // trycmd wants the empty line that ends what a program prints.
        _ => format!("```console\n{}", text.replacen("```", "\n```", 1)),
    });
    std::fs::write("README.md", blocks.collect::<String>()).unwrap();
    // Nothing of the user's own may show in them.
    trycmd::TestCases::new()
        .env("COLUMNS", "80")
        .env("NO_COLOR", "1")
        .case(folder.path().join("README.md"));
}

/// A line as a reader has it, as trycmd takes it: `…` is whatever stands there, and so is what another run has otherwise.
fn pattern(line: &str) -> String {
    let line = match line.trim() {
        "…" => "...".to_owned(),
        "$ otpdoctor demo --fault clock-skew/behind" => format!("{line}\n? 1"),
        headline if headline.starts_with("lab · ") => {
            let (checks, _) = headline.rsplit_once(" · ").unwrap();
            format!("{checks} · [..] 1 cause")
        }
        _ => line.to_owned(),
    };
    line + "\n"
}

#[test]
fn the_tests_say_what_they_install_and_begin_only_when_they_are_told() {
    // A machine where nothing is installed.
    let bin = tempfile::tempdir().unwrap();
    std::os::unix::fs::symlink("/bin/false", bin.path().join("dpkg-query")).unwrap();
    let path = format!(
        "{}:{}",
        bin.path().display(),
        std::env::var("PATH").unwrap()
    );
    let run = |argument: &[&str]| {
        std::process::Command::new(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/run"))
            .args(argument)
            .env("PATH", &path)
            .stdin(std::process::Stdio::null())
            .output()
            .unwrap()
    };
    let refused = run(&[]);
    let said = String::from_utf8(refused.stdout).unwrap();
    assert_eq!(refused.status.code(), Some(64));
    assert!(
        said.contains(" chrony ") && said.contains("only the tests have"),
        "{said}"
    );
    let why = String::from_utf8(refused.stderr).unwrap();
    assert!(why.contains("--yes or --no-install"), "{why}");
    assert_eq!(run(&["--maybe"]).status.code(), Some(64));
    let short = run(&["--no-install"]);
    let why = String::from_utf8(short.stderr).unwrap();
    assert_eq!(short.status.code(), Some(69));
    assert!(
        why.contains("`tests/run --yes` installs") && why.contains(" chrony "),
        "{why}"
    );
}

#[test]
fn the_compiler_that_builds_it_is_the_one_that_it_asks_for() {
    let channel = format!("channel = \"{}.", env!("CARGO_PKG_RUST_VERSION"));
    assert!(include_str!("../rust-toolchain.toml").contains(&channel));
}
