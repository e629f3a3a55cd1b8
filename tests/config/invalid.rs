//! Each file or folder under `invalid/` is a config with mistakes; the screen that comes of it stands beside it.
//!
//! `SNAPSHOTS=overwrite cargo test --test config` writes the screens anew: read them before you keep them.

use std::path::{Path, PathBuf};

use anstream::adapter::strip_str;
use otpdoctor::config::{ConfigError, Look, load};

#[test]
fn every_screen_is_as_told_and_shows_no_secret() {
    let mut failures = Vec::new();
    for path in stories() {
        let Err(ConfigError::Invalid(mistakes)) = load(Some(&path)) else {
            failures.push(format!("{}: it has no mistakes", path.display()));
            continue;
        };
        let screen = format!("{mistakes}\n");
        let colored = mistakes.render(Look::Colored);
        if !colored.contains('\u{1b}') || format!("{}\n", strip_str(&colored)) != screen {
            failures.push(format!(
                "{}: in color it says something else",
                path.display()
            ));
        }
        if screen.contains("c4nary") {
            failures.push(format!("{}: a secret is shown:\n{screen}", path.display()));
        }
        if let Some(wide) = screen.lines().find(|line| line.chars().count() > 100) {
            failures.push(format!("{}: too wide: {wide}", path.display()));
        }
        let expected = snapbox::Data::read_from(&path.with_extension("txt"), None);
        let held =
            snapbox::Assert::new()
                .action_env("SNAPSHOTS")
                .try_eq(None, screen.into(), expected);
        failures.extend(held.err().map(|why| format!("{}: {why}", path.display())));
    }
    assert!(failures.is_empty(), "\n{}", failures.join("\n\n"));
}

fn stories() -> Vec<PathBuf> {
    let folder = Path::new("tests/config/invalid");
    let mut stories: Vec<PathBuf> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_none_or(|end| end != "txt"))
        .collect();
    stories.sort();
    assert!(stories.len() > 10, "the stories are not where they were");
    stories
}
