//! The console blocks of the README are what the program prints.
#![allow(clippy::unwrap_used, reason = "a test may")]

#[test]
fn console_blocks_are_true() {
    // One of them writes a config: in a folder of its own, or the next test finds it.
    let folder = tempfile::tempdir().unwrap();
    let readme = folder.path().join("README.md");
    std::fs::copy(concat!(env!("CARGO_MANIFEST_DIR"), "/README.md"), &readme).unwrap();
    std::env::set_current_dir(folder.path()).unwrap();
    // Nothing of the user's own may show in them.
    trycmd::TestCases::new()
        .env("COLUMNS", "80")
        .env("NO_COLOR", "1")
        .case(readme);
}
