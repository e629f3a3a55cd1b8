//! The console blocks of the README are what the program prints.

#[test]
fn console_blocks_are_true() {
    // Nothing of the user's own may show in them.
    trycmd::TestCases::new()
        .env("COLUMNS", "80")
        .env("NO_COLOR", "1")
        .case("README.md");
}
