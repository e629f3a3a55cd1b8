//! The console blocks of the README are what the program prints.

#![allow(clippy::unwrap_used)]

#[test]
fn console_blocks_are_true() {
    // What a block writes, such as a first config, goes here, and not into the repository.
    let folder = tempfile::tempdir().unwrap();
    std::env::set_current_dir(folder.path()).unwrap();
    // Nothing of the user's own may show in them.
    trycmd::TestCases::new()
        .env("COLUMNS", "80")
        .env("NO_COLOR", "1")
        .case(concat!(env!("CARGO_MANIFEST_DIR"), "/README.md"));
}
