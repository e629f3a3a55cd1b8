//! The console blocks of the README are what the program prints.

#[test]
fn console_blocks_are_true() {
    // In a folder of their own: some of them write files.
    let folder = tempfile::tempdir().expect("a temporary folder");
    let page = folder.path().join("README.md");
    let ours = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md");
    std::fs::copy(ours, &page).expect("the README is there");
    std::env::set_current_dir(&folder).expect("the folder was just made");
    trycmd::TestCases::new()
        .env("COLUMNS", "80")
        .env("NO_COLOR", "1")
        .case(&page)
        .run();
}
