//! `fixtures/diagnosis.md`: a section a test, written anew with `SNAPSHOTS=overwrite`.

use std::path::PathBuf;

const HEAD: &str = "# The diagnosis, measured\n\n\
    `tests/diagnosis` runs the whole doctor on the lab of `otpdoctor demo`, with faults, and holds what it finds against \
    this page; `SNAPSHOTS=overwrite cargo test --test diagnosis` writes the page anew. Faults alone and healthy realms \
    run live, against real servers on the loopback, and the replay of each recording must give the same report as the \
    run. A fault is named by the `check/reason` that it must produce.\n";

/// The sections, in their order.
const SECTIONS: &[&str] = &["Single faults", "All pairs", "Healthy realms"];

fn path() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("fixtures/diagnosis.md")
}

/// What stands under a heading.
fn section(title: &str) -> String {
    let page = std::fs::read_to_string(path()).unwrap_or_default();
    let heading = format!("## {title}\n\n");
    let after = page.split_once(&heading).map_or("", |(_, after)| after);
    let text = after.split_once("\n## ").map_or(after, |(text, _)| text);
    text.trim_end().to_owned()
}

/// Holds the section against what was measured, or writes it.
pub fn hold(title: &str, measured: &str) {
    let measured = measured.trim_end();
    if std::env::var("SNAPSHOTS").is_ok_and(|word| word == "overwrite") {
        let texts = SECTIONS.iter().map(|one| match *one == title {
            true => format!("\n## {one}\n\n{measured}\n"),
            false => format!("\n## {one}\n\n{}\n", section(one)),
        });
        let page: String = std::iter::once(HEAD.to_owned()).chain(texts).collect();
        std::fs::write(path(), page).unwrap();
    }
    assert_eq!(
        section(title),
        measured,
        "fixtures/diagnosis.md is out of date: SNAPSHOTS=overwrite writes it anew"
    );
}

/// A list under a word; nothing where it is empty.
pub fn list(word: &str, items: &[String]) -> String {
    match items {
        [] => format!("{word}: none.\n\n"),
        items => {
            let lines: String = items.iter().map(|item| format!("- {item}\n")).collect();
            format!("{word}:\n\n{lines}\n")
        }
    }
}

/// A table of two columns.
pub fn table(heads: [&str; 2], rows: impl Iterator<Item = String>) -> String {
    let rows: String = rows.map(|row| format!("| {row} |\n")).collect();
    format!("| {} | {} |\n|---|---|\n{rows}", heads[0], heads[1])
}

/// A share, to a tenth of a percent.
pub fn percent(part: usize, whole: usize) -> String {
    let share = part as f64 * 100.0 / whole.max(1) as f64;
    format!("{share:.1} %")
}
